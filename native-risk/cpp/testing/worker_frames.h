#pragma once

#include <fcntl.h>
#include <io_conclave_nativerisk_frames/BacktestFailed.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/Welcome.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "testing/check.h"
#include "worker/conversation.h"
#include "worker/frame_pipe.h"
#include "worker/frames.h"

/// The engine's part of a conversation, for tests of the worker's.
namespace conclave::testing {

inline constexpr std::uint64_t kSliceBytes = 4096;
inline constexpr std::uint32_t kBars = 40;

/// Forty bars: opens at 0, closes at 512, room for positions behind 1024.
class SharedBars {
 public:
  SharedBars() : name("conclave-" + std::to_string(getpid()) + "-77") {
    std::vector<std::int64_t> prices(kSliceBytes / 8, 0);
    for (std::size_t i = 0; i < 128; ++i) prices[i] = 1000 + static_cast<std::int64_t>(i % 7);
    const int file = open(path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(file >= 0);
    CHECK(write(file, prices.data(), kSliceBytes) == static_cast<ssize_t>(kSliceBytes));
    close(file);
  }
  SharedBars(const SharedBars&) = delete;
  SharedBars& operator=(const SharedBars&) = delete;
  ~SharedBars() { unlink(path().c_str()); }

  [[nodiscard]] std::string path() const { return "/dev/shm/" + name; }
  const std::string name;
};

/// A frame to be filled in; afterwards resize it to sbePosition().
template <typename Message>
Message Draft(std::vector<char>& frame) {
  frame.assign(4096, 0);
  Message message;
  message.wrapAndApplyHeader(frame.data(), 0, frame.size());
  return message;
}

inline std::vector<char> Hello(std::uint16_t version) {
  std::vector<char> frame;
  auto hello = Draft<frames::Hello>(frame);
  hello.protocolVersion(version);
  frame.resize(hello.sbePosition());
  return frame;
}

inline Next Say(Conversation& to, std::vector<char> frame, std::vector<char>& reply) {
  const std::size_t bytes = frame.size();
  frame.resize(bytes + kFramePadding, 0);
  frame.shrink_to_fit();
  return to.Hear(frame, bytes, reply);
}

template <typename Message>
Message Read(std::vector<char>& reply) {
  frames::MessageHeader header(reply.data(), reply.size());
  CHECK(header.templateId() == Message::sbeTemplateId());
  Message message;
  message.wrapForDecode(reply.data(), frames::MessageHeader::encodedLength(), header.blockLength(),
                        header.version(), reply.size());
  return message;
}

inline void Refuses(Conversation& worker, std::vector<char> frame, FailReason::Value why) {
  std::vector<char> reply;
  CHECK(Say(worker, std::move(frame), reply) == Next::kReply);
  CHECK(Read<frames::BacktestFailed>(reply).reason() == why);
}

inline Conversation Greeted() {
  Conversation worker("0123456789abcdef");
  std::vector<char> reply;
  CHECK(Say(worker, Hello(frames::Hello::sbeSchemaVersion()), reply) == Next::kReply);
  auto welcome = Read<frames::Welcome>(reply);
  CHECK(welcome.workerPid() == getpid());
  CHECK(welcome.getBuildIdAsString() == "0123456789abcdef");
  return worker;
}

}  // namespace conclave::testing
