#include "worker/sweep_answer.h"

#include <io_conclave_nativerisk_frames/SweepDone.h>
#include <time.h>

#include "worker/frames.h"

namespace conclave {
namespace {

constexpr std::uint32_t kNone = 0xffff'fffe;

/// The first of the highest Sharpe ratio. What is no trial holds NaN, which compares false.
std::uint32_t BestOf(std::span<const SweepRow> rows) {
  std::uint32_t best = kNone;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (best == kNone ? rows[i].sharpe == rows[i].sharpe : rows[i].sharpe > rows[best].sharpe) {
      best = static_cast<std::uint32_t>(i);
    }
  }
  return best;
}

}  // namespace

SweepRoom RoomFor(const SweepPlace& place, std::size_t rows, Workspace& workspace) {
  const Slice& slice = workspace.Scratch(place.slice, place.slice_bytes);
  const auto row_room = slice.Values<SweepRow>(place.rows, rows);
  if (!row_room) {
    throw Refused{FailReason::BAD_SLICE};
  }
  if (place.parts < 0) {
    return {*row_room, {}};
  }
  if (place.parts_a_row == 0 || place.parts_a_row > Slice::kMaxBytes / sizeof(PartSums)) {
    throw Refused{FailReason::BAD_PARTS};
  }
  const auto part_room =
      slice.Values<PartSums>(static_cast<std::uint64_t>(place.parts), rows * place.parts_a_row);
  if (!part_room) {
    throw Refused{FailReason::BAD_SLICE};
  }
  if (Overlap(*row_room, *part_room)) {
    throw Refused{FailReason::MALFORMED};
  }
  return {*row_room, *part_room};
}

std::uint64_t CpuClock::Now() noexcept {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

void AnswerSwept(std::vector<char>& reply, std::uint64_t request, const Swept& swept) {
  Begin<frames::SweepDone>(reply)
      .requestId(request)
      .cpuNanos(swept.cpu_nanos)
      .rows(static_cast<std::uint32_t>(swept.rows.size()))
      .bestRow(BestOf(swept.rows))
      .kernelVersion(swept.kernel_version)
      .methodUsed(swept.method);
}

}  // namespace conclave
