#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace conclave {

/// The longest frame either side may send, bytes, without its length.
inline constexpr std::uint32_t kMaxFrameBytes = 1U << 20;

/// Zeros that stand behind every frame in memory, so that a body shorter than its fields is read as
/// zeros and never beyond the buffer. More than the longest block of the schema.
inline constexpr std::size_t kFramePadding = 256;

enum class Heard : std::uint8_t {
  kFrame,
  kEnd,        ///< the other side closed between two frames
  kTruncated,  ///< it closed in the middle of one
  kOversized   ///< a length of 0 or above kMaxFrameBytes
};

/// Reads one frame: its length, uint32 little-endian, then that many bytes.
/// On kFrame, `frame` holds them followed by kFramePadding zeros.
Heard ReadFrame(int file, std::vector<char>& frame);

/// Writes the length and the bytes. False when nobody reads any more.
bool WriteFrame(int file, std::span<const char> frame);

}  // namespace conclave
