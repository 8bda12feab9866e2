#include "worker/sweep_crossovers.h"

#include <io_conclave_nativerisk_frames/SweepCrossovers.h>
#include <io_conclave_nativerisk_frames/SweepDone.h>

#include "kernels/sma_crossover.h"
#include "sweep/crossover_sweep.h"
#include "worker/sweep_answer.h"

namespace conclave {
namespace {

FailReason::Value ReasonOf(SweepStatus status) {
  switch (status) {
    case SweepStatus::kBadBars:
      return FailReason::BAD_BARS;
    case SweepStatus::kBadRange:
      return FailReason::BAD_RANGE;
    case SweepStatus::kBadWindows:
      return FailReason::BAD_WINDOWS;
    case SweepStatus::kBadCosts:
      return FailReason::BAD_COSTS;
    case SweepStatus::kBadParts:
      return FailReason::BAD_PARTS;
    case SweepStatus::kBadMethod:
      return FailReason::NOT_SUPPORTED;
    case SweepStatus::kNoMemory:
      return FailReason::NO_MEMORY;
    case SweepStatus::kCancelled:
      return FailReason::CANCELLED;
    case SweepStatus::kBadThreads:
    case SweepStatus::kBadOutput:
    case SweepStatus::kOk:
      break;
  }
  return FailReason::MALFORMED;
}

/// Every window that the ranges of a group name, in their order.
template <typename Group>
std::vector<std::uint32_t> Windows(Group& group) {
  std::vector<std::uint32_t> windows;
  while (group.hasNext()) {
    group.next();
    const std::uint32_t first = group.firstBars();
    const std::uint32_t last = group.lastBars();
    const std::uint32_t step = group.stepBars();
    if (step == 0 || last < first || (last - first) % step != 0) {
      throw Refused{FailReason::BAD_WINDOWS};
    }
    const std::size_t count = (last - first) / step + std::size_t{1};
    if (count > kMaxSweepWindows - windows.size()) {
      throw Refused{FailReason::TOO_MUCH};
    }
    for (std::size_t i = 0; i < count; ++i) {
      windows.push_back(first + static_cast<std::uint32_t>(i) * step);
    }
  }
  if (windows.empty()) {
    throw Refused{FailReason::BAD_WINDOWS};
  }
  return windows;
}

}  // namespace

void SweepCrossovers(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  using Ask = frames::SweepCrossovers;
  auto ask = asked.As<Ask>();
  const Bars& bars = workspace.data_sets().Find(ask.dataSet());
  CrossoverSweep sweep{.opens_e8 = bars.opens,
                       .closes_e8 = bars.closes,
                       .average = static_cast<Average>(ask.averageRaw()),
                       .fast = {},
                       .slow = {},
                       .first_bar = ask.firstBar(),
                       .end_bar = ask.endBar(),
                       .costs = {ask.feeBps(), ask.slippageBps()},
                       .method = static_cast<Method>(ask.methodRaw()),
                       .threads = ask.threads(),
                       .parts = ask.parts()};
  const std::uint64_t request = ask.requestId();
  const SweepPlace place{.slice = Text<Ask::sliceNameLength()>(ask.sliceName()),
                         .slice_bytes = ask.sliceBytes(),
                         .rows = ask.rowsStart(),
                         .parts = ask.partsStart(),
                         .parts_a_row = ask.parts()};
  const std::vector<std::uint32_t> fast = Windows(ask.fastWindows());
  const std::vector<std::uint32_t> slow = Windows(ask.slowWindows());
  if (slow.size() > kMaxSweepRows / fast.size()) {
    throw Refused{FailReason::TOO_MUCH};
  }
  sweep.fast = fast;
  sweep.slow = slow;
  const SweepRoom room = RoomFor(place, fast.size() * slow.size(), workspace);

  const CpuClock clock;
  Method used = sweep.method;
  const SweepStatus status = SweepCrossovers(sweep, workspace.watch, room.rows, room.parts, &used);
  if (status != SweepStatus::kOk) {
    throw Refused{ReasonOf(status)};
  }
  AnswerSwept(reply, request,
              {.rows = room.rows,
               .cpu_nanos = clock.Nanos(),
               .kernel_version = kSmaCrossoverVersion,
               .method = static_cast<frames::SweepMethod::Value>(used)});
}

}  // namespace conclave
