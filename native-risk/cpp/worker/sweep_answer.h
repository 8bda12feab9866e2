#pragma once

#include <io_conclave_nativerisk_frames/SweepMethod.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sweep/sweep_row.h"
#include "worker/frames.h"
#include "worker/workspace.h"

namespace conclave {

/// Where a sweep's results are to go, as its request says. Starts are bytes.
struct SweepPlace {
  std::string slice;
  std::uint64_t slice_bytes;
  std::uint64_t rows;
  std::int64_t parts;  ///< -1: not wanted
  std::uint32_t parts_a_row;
};

/// The same, mapped.
struct SweepRoom {
  std::span<SweepRow> rows;
  std::span<PartSums> parts;  ///< row by row; empty when not wanted
};

/// Throws Refused when they do not fit into the slice, or lie upon each other.
SweepRoom RoomFor(const SweepPlace& place, std::size_t rows, Workspace& workspace);

/// Processor time of all threads since it was made.
class CpuClock {
 public:
  CpuClock() noexcept : start_(Now()) {}
  [[nodiscard]] std::uint64_t Nanos() const noexcept { return Now() - start_; }

 private:
  static std::uint64_t Now() noexcept;

  const std::uint64_t start_;
};

/// What a finished sweep says of itself.
struct Swept {
  std::span<const SweepRow> rows;
  std::uint64_t cpu_nanos;
  std::uint16_t kernel_version;
  frames::SweepMethod::Value method;  ///< the one used
};

/// Writes SweepDone.
void AnswerSwept(std::vector<char>& reply, std::uint64_t request, const Swept& swept);

}  // namespace conclave
