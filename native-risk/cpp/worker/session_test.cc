#include "worker/session.h"

#include <fcntl.h>
#include <io_conclave_nativerisk_frames/BacktestFailed.h>
#include <io_conclave_nativerisk_frames/BarsDropped.h>
#include <io_conclave_nativerisk_frames/BarsLoaded.h>
#include <io_conclave_nativerisk_frames/Cancel.h>
#include <io_conclave_nativerisk_frames/DropBars.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/LoadBars.h>
#include <io_conclave_nativerisk_frames/Ping.h>
#include <io_conclave_nativerisk_frames/Pong.h>
#include <io_conclave_nativerisk_frames/Shutdown.h>
#include <io_conclave_nativerisk_frames/SweepCrossovers.h>
#include <io_conclave_nativerisk_frames/SweepProgress.h>
#include <io_conclave_nativerisk_frames/Welcome.h>
#include <signal.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <thread>

#include "testing/check.h"
#include "worker/frame_pipe.h"
#include "worker/frames.h"
#include "worker/slice.h"

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

  void Say(const std::vector<char>& frame) { CHECK(WriteFrame(to_[1], frame)); }

  /// The next frame but for progress, of which it keeps the last.
  template <typename Message>
  Message HearsAfterProgress() {
    while (HearsKind() == frames::SweepProgress::sbeTemplateId()) {
      KeepProgress();
    }
    return AsHeard<Message>();
  }

  void AwaitProgress() {
    CHECK(HearsKind() == frames::SweepProgress::sbeTemplateId());
    KeepProgress();
  }

  void SayBytes(std::span<const char> bytes) {
    CHECK(write(to_[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }

  template <typename Message>
  Message Hears() {
    HearsKind();
    return AsHeard<Message>();
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
  std::uint16_t HearsKind() {
    CHECK(ReadFrame(from_[0], heard_) == Heard::kFrame);
    return frames::MessageHeader(heard_.data(), heard_.size()).templateId();
  }

  template <typename Message>
  Message AsHeard() {
    frames::MessageHeader header(heard_.data(), heard_.size());
    CHECK(header.templateId() == Message::sbeTemplateId());
    Message message;
    message.wrapForDecode(heard_.data(), kHeader, header.blockLength(), header.version(),
                          heard_.size() - kFramePadding);
    return message;
  }

  void KeepProgress() {
    auto progress = AsHeard<frames::SweepProgress>();
    CHECK(progress.requestId() == sweep_);
    CHECK(progress.done() > done_ && progress.done() <= progress.total());
    CHECK(total_ == 0 || progress.total() == total_);
    done_ = progress.done();
    total_ = progress.total();
  }

  const std::uint64_t sweep_ = 7;  ///< the only request that tells progress
  std::uint64_t done_ = 0;
  std::uint64_t total_ = 0;
  int to_[2] = {-1, -1};
  int from_[2] = {-1, -1};
  int code_ = -1;
  std::vector<char> heard_;
  std::thread thread_;
};

/// Bars, and room for rows behind them; in /dev/shm until it is destroyed.
class Shared {
 public:
  static constexpr std::uint32_t kBars = 50000;
  static constexpr std::uint32_t kWindows = 400;
  static constexpr std::uint64_t kBytes = kWindows * kWindows * 32;

  explicit Shared(int number)
      : name("conclave-" + std::to_string(getpid()) + "-" + std::to_string(number)) {
    const int file = open(path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(file >= 0 && ftruncate(file, kBytes) == 0);
    close(file);
    const auto slice = Slice::Open(name, kBytes);
    const auto prices = *slice->Values<std::int64_t>(0, 2 * kBars);
    for (std::size_t i = 0; i < prices.size(); ++i) prices[i] = 1000 + static_cast<int>(i % 97);
  }
  Shared(const Shared&) = delete;
  Shared& operator=(const Shared&) = delete;
  ~Shared() { unlink(path().c_str()); }

  [[nodiscard]] std::string path() const { return "/dev/shm/" + name; }
  const std::string name;
};

std::vector<char> LoadBars(const Shared& bars) {
  std::vector<char> frame;
  Begin<frames::LoadBars>(frame)
      .requestId(1)
      .sliceBytes(Shared::kBytes)
      .opensStart(0)
      .highsStart(-1)
      .lowsStart(-1)
      .closesStart(8 * Shared::kBars)
      .barCount(Shared::kBars)
      .dataSet(3)
      .putSliceName(std::string_view(bars.name));
  return frame;
}

/// By plain loops, so that it takes long enough to be interrupted.
std::vector<char> Sweep(const Shared& rows) {
  std::vector<char> frame;
  auto sweep = Begin<frames::SweepCrossovers>(frame, 512);
  sweep.requestId(7).sliceBytes(Shared::kBytes).rowsStart(0).partsStart(-1).dataSet(3);
  sweep.firstBar(0).endBar(Shared::kBars).feeBps(1).slippageBps(1).threads(1);
  sweep.average(frames::AverageKind::SIMPLE).method(frames::SweepMethod::SCALAR);
  sweep.putSliceName(std::string_view(rows.name));
  sweep.fastWindowsCount(1).next().firstBars(1).lastBars(Shared::kWindows).stepBars(1);
  sweep.slowWindowsCount(1).next().firstBars(2).lastBars(Shared::kWindows + 1).stepBars(1);
  frame.resize(sweep.sbePosition());
  return frame;
}

void WhileASweepRunsItTellsProgressAnswersPingsAndHearsACancel() {
  const Shared bars(81);
  const Shared rows(82);
  Engine engine;
  engine.SayHello();
  engine.Say(LoadBars(bars));
  CHECK(engine.Hears<frames::BarsLoaded>().dataSet() == 3);
  engine.Say(Sweep(rows));
  engine.AwaitProgress();
  engine.Say<frames::Ping>(20);
  CHECK(engine.HearsAfterProgress<frames::Pong>().requestId() == 20);
  engine.Say<frames::DropBars>(21);
  auto busy = engine.HearsAfterProgress<frames::BacktestFailed>();
  CHECK(busy.requestId() == 21 && busy.reason() == FailReason::BUSY);
  engine.AwaitProgress();
  engine.Say<frames::Cancel>(21);
  engine.AwaitProgress();
  engine.Say<frames::Cancel>(7);
  auto cancelled = engine.HearsAfterProgress<frames::BacktestFailed>();
  CHECK(cancelled.requestId() == 7 && cancelled.reason() == FailReason::CANCELLED);
  std::vector<char> drop;
  Begin<frames::DropBars>(drop).requestId(22).dataSet(3);
  engine.Say(drop);
  CHECK(engine.Hears<frames::BarsDropped>().requestId() == 22);
}

void ASweepEndsWithItsSession() {
  const Shared bars(83);
  const Shared rows(84);
  Engine engine;
  engine.SayHello();
  engine.Say(LoadBars(bars));
  engine.Hears<frames::BarsLoaded>();
  engine.Say(Sweep(rows));
  engine.AwaitProgress();
  CHECK(engine.HangUp() == 0);
}

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
  conclave::WhileASweepRunsItTellsProgressAnswersPingsAndHearsACancel();
  conclave::ASweepEndsWithItsSession();
  conclave::ServesRequestAfterRequest();
  conclave::WithoutWaitingEveryRequestIsAnsweredOnce();
  conclave::LeavesWithZeroWhenToldOrWhenNobodyIsThere();
  conclave::LeavesWithTwoWhenWhatComesIsNoFrame();
  return 0;
}
