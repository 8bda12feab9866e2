#include "worker/frame_pipe.h"

#include <sys/uio.h>
#include <unistd.h>

#include <bit>
#include <cerrno>

namespace conclave {
namespace {

static_assert(std::endian::native == std::endian::little, "frames are little-endian");

/// How many of `bytes` came before the other side closed.
std::size_t ReadAll(int file, char* into, std::size_t bytes) {
  std::size_t got = 0;
  while (got < bytes) {
    const ssize_t n = read(file, into + got, bytes - got);
    if (n > 0) {
      got += static_cast<std::size_t>(n);
    } else if (n == 0 || errno != EINTR) {
      break;
    }
  }
  return got;
}

}  // namespace

Heard ReadFrame(int file, std::vector<char>& frame) {
  std::uint32_t length = 0;
  const std::size_t got = ReadAll(file, reinterpret_cast<char*>(&length), sizeof length);
  if (got != sizeof length) {
    return got == 0 ? Heard::kEnd : Heard::kTruncated;
  }
  if (length == 0 || length > kMaxFrameBytes) {
    return Heard::kOversized;
  }
  frame.assign(length + kFramePadding, 0);
  return ReadAll(file, frame.data(), length) == length ? Heard::kFrame : Heard::kTruncated;
}

bool WriteFrame(int file, std::span<const char> frame) {
  auto length = static_cast<std::uint32_t>(frame.size());
  // One call for both: two would wake the reader twice. Nothing is written through the cast.
  iovec parts[2] = {{&length, sizeof length}, {const_cast<char*>(frame.data()), frame.size()}};
  std::size_t left = sizeof length + frame.size();
  while (left > 0) {
    const ssize_t n = writev(file, parts, 2);
    if (n < 0) {
      if (errno == EINTR) {
        continue;
      }
      return false;
    }
    auto sent = static_cast<std::size_t>(n);
    left -= sent;
    for (iovec& part : parts) {
      const std::size_t done = sent < part.iov_len ? sent : part.iov_len;
      part.iov_base = static_cast<char*>(part.iov_base) + done;
      part.iov_len -= done;
      sent -= done;
    }
  }
  return true;
}

}  // namespace conclave
