// Bytes that a pipe holds when its other end closes, read as frames. Each is found where a plain
// look at the bytes finds it, whole and padded; the first that is cut or of no possible length ends
// the reading; and what was read, written again, is what was sent.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "fuzz/seeds.h"
#include "testing/check.h"
#include "worker/frame_pipe.h"

namespace conclave {
namespace {

/// Less than a pipe takes without a reader.
constexpr std::size_t kMostBytes = 60000;

class Pipe {
 public:
  Pipe() { CHECK(pipe2(ends_, O_CLOEXEC) == 0); }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(ends_[0]);
    CloseForWriting();
  }

  [[nodiscard]] int out() const { return ends_[0]; }
  [[nodiscard]] int in() const { return ends_[1]; }
  void CloseForWriting() {
    if (ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  int ends_[2] = {-1, -1};
};

/// What must be heard at the front of these bytes.
Heard Expected(std::span<const std::uint8_t> bytes, std::uint32_t& length) {
  if (bytes.empty()) return Heard::kEnd;
  if (bytes.size() < sizeof length) return Heard::kTruncated;
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length == 0 || length > kMaxFrameBytes) return Heard::kOversized;
  return bytes.size() - sizeof length < length ? Heard::kTruncated : Heard::kFrame;
}

void SentAgainIsTheSame(const std::vector<char>& frame, std::span<const std::uint8_t> sent) {
  Pipe pipe;
  CHECK(WriteFrame(pipe.in(), std::span(frame).first(frame.size() - kFramePadding)));
  std::vector<std::uint8_t> arrived(sent.size() + 1);
  CHECK(read(pipe.out(), arrived.data(), arrived.size()) == static_cast<ssize_t>(sent.size()));
  CHECK(std::memcmp(arrived.data(), sent.data(), sent.size()) == 0);
}

void IsReadAsItStands(std::span<const std::uint8_t> bytes) {
  Pipe pipe;
  CHECK(write(pipe.in(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  pipe.CloseForWriting();
  std::vector<char> frame;
  while (true) {
    std::uint32_t length = 0;
    const Heard expected = Expected(bytes, length);
    CHECK(ReadFrame(pipe.out(), frame) == expected);
    if (expected != Heard::kFrame) {
      return;
    }
    CHECK(frame.size() == length + kFramePadding);
    CHECK(std::memcmp(frame.data(), bytes.data() + sizeof length, length) == 0);
    CHECK(std::all_of(frame.begin() + length, frame.end(), [](char c) { return c == 0; }));
    SentAgainIsTheSame(frame, bytes.first(sizeof length + length));
    bytes = bytes.subspan(sizeof length + length);
  }
}

}  // namespace

std::vector<fuzz::Seed> fuzz::Seeds() {
  return {{},
          {1, 0, 0},
          {1, 0, 0, 0, 'x'},
          {2, 0, 0, 0, 'x', 'y', 3, 0, 0, 0, 'a', 'b', 'c'},
          {2, 0, 0, 0, 'x', 'y', 9, 0, 0, 0, 'c', 'u', 't'},
          {0, 0, 0, 0},
          {0, 0, 16, 0, 'x'},
          {1, 0, 16, 0, 'x'},
          {255, 255, 255, 255}};
}

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0 && size <= conclave::kMostBytes) {
    conclave::IsReadAsItStands({data, size});
  }
  return 0;
}
