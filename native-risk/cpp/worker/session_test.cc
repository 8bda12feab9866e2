#include "worker/session.h"

#include <fcntl.h>
#include <io_conclave_nativerisk_frames/BacktestFailed.h>
#include <io_conclave_nativerisk_frames/DropBars.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/Ping.h>
#include <io_conclave_nativerisk_frames/Pong.h>
#include <io_conclave_nativerisk_frames/Shutdown.h>
#include <io_conclave_nativerisk_frames/Welcome.h>
#include <signal.h>
#include <unistd.h>

#include <optional>
#include <thread>

#include "testing/check.h"
#include "worker/frame_pipe.h"
#include "worker/frames.h"

namespace conclave {
namespace {

/// A session on a thread of its own, and the engine's ends of its pipes.
class Engine {
 public:
  Engine() {
    CHECK(pipe2(to_, O_CLOEXEC) == 0);
    CHECK(pipe2(from_, O_CLOEXEC) == 0);
    thread_ = std::thread([this] {
      Session session("0123456789abcdef", {}, to_[0], from_[1]);
      code_ = session.Listen();
    });
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() {
    if (thread_.joinable()) {
      HangUp();
    }
    close(to_[0]);
    StopReading();
    close(from_[1]);
  }

  template <typename Message>
  void Say(std::uint64_t request) {
    std::vector<char> frame;
    Begin<Message>(frame).requestId(request);
    CHECK(WriteFrame(to_[1], frame));
  }

  void SayHello() {
    std::vector<char> frame;
    Begin<frames::Hello>(frame).protocolVersion(frames::Hello::sbeSchemaVersion());
    CHECK(WriteFrame(to_[1], frame));
    Hears<frames::Welcome>();
  }

  void SayBytes(std::span<const char> bytes) {
    CHECK(write(to_[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }

  template <typename Message>
  Message Hears() {
    CHECK(ReadFrame(from_[0], heard_) == Heard::kFrame);
    frames::MessageHeader header(heard_.data(), heard_.size());
    CHECK(header.templateId() == Message::sbeTemplateId());
    Message message;
    message.wrapForDecode(heard_.data(), kHeader, header.blockLength(), header.version(),
                          heard_.size() - kFramePadding);
    return message;
  }

  void StopReading() {
    if (from_[0] >= 0) {
      close(from_[0]);
      from_[0] = -1;
    }
  }

  /// What the session ends with when it has.
  int Code() {
    thread_.join();
    return code_;
  }

  int HangUp() {
    close(to_[1]);
    return Code();
  }

 private:
  int to_[2] = {-1, -1};
  int from_[2] = {-1, -1};
  int code_ = -1;
  std::vector<char> heard_;
  std::thread thread_;
};

void ServesRequestAfterRequest() {
  Engine engine;
  engine.SayHello();
  for (std::uint64_t request = 1; request <= 500; ++request) {
    engine.Say<frames::DropBars>(request);
    auto failed = engine.Hears<frames::BacktestFailed>();
    CHECK(failed.requestId() == request && failed.reason() == FailReason::NO_DATA_SET);
  }
  engine.Say<frames::Ping>(77);
  CHECK(engine.Hears<frames::Pong>().requestId() == 77);
  CHECK(engine.HangUp() == 0);
}

void WithoutWaitingEveryRequestIsAnsweredOnce() {
  Engine engine;
  engine.SayHello();
  int refused = 0;
  for (std::uint64_t request = 1; request <= 200; ++request) engine.Say<frames::DropBars>(request);
  for (std::uint64_t request = 1; request <= 200; ++request) {
    const FailReason::Value why = engine.Hears<frames::BacktestFailed>().reason();
    CHECK(why == FailReason::NO_DATA_SET || why == FailReason::BUSY);
    refused += why == FailReason::NO_DATA_SET ? 1 : 0;
  }
  CHECK(refused > 0);
}

void LeavesWithZeroWhenToldOrWhenNobodyIsThere() {
  {
    Engine engine;
    std::vector<char> frame;
    Begin<frames::Shutdown>(frame);
    const std::uint32_t length = static_cast<std::uint32_t>(frame.size());
    engine.SayBytes({reinterpret_cast<const char*>(&length), sizeof length});
    engine.SayBytes(frame);
    CHECK(engine.Code() == 0);
  }
  {
    Engine engine;
    engine.StopReading();
    engine.Say<frames::Ping>(1);
    CHECK(engine.Code() == 0);
  }
  {
    Engine engine;
    engine.SayHello();
    engine.StopReading();
    engine.Say<frames::DropBars>(1);
    engine.Say<frames::Ping>(1);
    CHECK(engine.Code() == 0);
  }
}

void LeavesWithTwoWhenWhatComesIsNoFrame() {
  {
    Engine engine;
    engine.SayBytes({"\xff\xff\xff\xff", 4});
    CHECK(engine.Code() == 2);
  }
  {
    Engine engine;
    engine.SayBytes({"\x08\0\0", 3});
    CHECK(engine.HangUp() == 2);
  }
}

}  // namespace
}  // namespace conclave

int main() {
  signal(SIGPIPE, SIG_IGN);
  conclave::ServesRequestAfterRequest();
  conclave::WithoutWaitingEveryRequestIsAnsweredOnce();
  conclave::LeavesWithZeroWhenToldOrWhenNobodyIsThere();
  conclave::LeavesWithTwoWhenWhatComesIsNoFrame();
  return 0;
}
