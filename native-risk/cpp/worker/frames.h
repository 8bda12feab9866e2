#pragma once

#include <io_conclave_nativerisk_frames/BacktestFailed.h>
#include <io_conclave_nativerisk_frames/FailReason.h>
#include <io_conclave_nativerisk_frames/MessageHeader.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace conclave {

namespace frames = io::conclave::nativerisk::frames;
using frames::FailReason;

inline constexpr std::size_t kHeader = frames::MessageHeader::encodedLength();

/// Thrown by whoever reads a request, for whoever answers it: the one reason there is no result.
struct Refused {
  FailReason::Value reason;
};

/// Makes `bytes` bytes of room in `reply` and writes the header of `Message`.
template <typename Message>
Message Begin(std::vector<char>& reply, std::size_t bytes) {
  reply.assign(bytes, 0);
  Message message;
  message.wrapAndApplyHeader(reply.data(), 0, reply.size());
  return message;
}

/// The same for a message that ends with its block: no group follows.
template <typename Message>
Message Begin(std::vector<char>& reply) {
  return Begin<Message>(reply, kHeader + Message::sbeBlockLength());
}

inline void Fail(std::vector<char>& reply, std::uint64_t request, FailReason::Value reason) {
  Begin<frames::BacktestFailed>(reply).requestId(request).reason(reason);
}

/// A field of fixed length up to its first zero.
template <std::size_t kLength>
std::string Text(const char* field) {
  std::string text(field, kLength);
  const std::size_t end = text.find('\0');
  return end == std::string::npos ? text : text.substr(0, end);
}

}  // namespace conclave
