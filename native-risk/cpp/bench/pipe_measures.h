#pragma once

#include <cstdint>

namespace conclave {

/// What two processes that speak C over pipes need for a word and its answer: the floor under every
/// figure of frames over pipes.
struct RoundTrips {
  std::int64_t p50_nanos;
  std::int64_t p99_nanos;
};

/// Sends `bytes` bytes to a child that sends them back, `count` times, and waits for each.
/// Wall time, by the monotonic clock. O(count) time and space.
///
/// @param bytes  1 to 4096
/// @param count  1 to 1,000,000
/// @return false when there is no child or no pipe to be had, or the counts are out of range
[[nodiscard]] bool PipeRoundTrips(int bytes, int count, RoundTrips& out);

/// The child of a bulk measurement: until its stdin ends it hears a request, sums the 8-byte
/// integers of the payload, and answers the sum, 8 bytes. A request is 16 bytes: the payload's
/// length in bytes, and where it is, both int64 little-endian: 0 behind the request, in the pipe;
/// 1 at the start of the shared file. Sums wrap around.
///
/// @param shared_file  mapped once, for reading; null when there is none
/// @return the process's exit code
int SumWhatComes(const char* shared_file);

}  // namespace conclave
