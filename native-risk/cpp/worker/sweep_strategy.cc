#include "worker/sweep_strategy.h"

#include <io_conclave_nativerisk_frames/SweepStrategy.h>

#include "strategy/strategy_sweep.h"
#include "worker/strategy_frames.h"
#include "worker/sweep_answer.h"

namespace conclave {
namespace {

using Ask = frames::SweepStrategy;

std::vector<SweepAxis> Axes(Ask::Axes& group) {
  if (group.count() > kMaxSweepAxes) {
    throw Refused{FailReason::BAD_GRID};
  }
  std::vector<SweepAxis> axes;
  while (group.hasNext()) {
    group.next();
    axes.push_back({.parameter = static_cast<Parameter>(group.numberRaw()),
                    .first = group.first(),
                    .step = group.step(),
                    .count = group.steps()});
  }
  return axes;
}

}  // namespace

void SweepAnyStrategy(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  auto ask = asked.As<Ask>();
  const BarSeries bars =
      BarsUpTo(workspace.data_sets().Find(ask.dataSet()), ask.firstBar(), ask.endBar());
  const std::uint64_t request = ask.requestId();
  const SweepPlace place{.slice = Text<Ask::sliceNameLength()>(ask.sliceName()),
                         .slice_bytes = ask.sliceBytes(),
                         .rows = ask.rowsStart(),
                         .parts = ask.partsStart(),
                         .parts_a_row = ask.parts()};
  const std::int64_t signal_start = ask.signalStart();
  StrategySweep sweep{.base = SpecOf(ask.strategy()),
                      .axes = {},
                      .first_bar = ask.firstBar(),
                      .broker = BrokerOf(ask.broker()),
                      .parts = ask.partsStart() < 0 ? 0 : ask.parts(),
                      .threads = ask.threads()};
  const std::vector<SweepAxis> axes = Axes(ask.axes());
  sweep.axes = axes;
  const std::uint64_t rows = CountCombinations(axes);
  if (rows == 0) {
    throw Refused{FailReason::BAD_GRID};
  }
  const SweepRoom room = RoomFor(place, rows, workspace);
  const auto signal = ColumnAt<std::int32_t>(workspace.Scratch(place.slice, place.slice_bytes),
                                             signal_start, bars.size());
  if (Overlap(signal, room.rows) || Overlap(signal, room.parts)) {
    throw Refused{FailReason::MALFORMED};
  }

  const CpuClock clock;
  const StrategyStatus status =
      SweepStrategy(bars, sweep, signal, room.rows, room.parts, workspace.watch);
  if (status != StrategyStatus::kOk) {
    throw Refused{ReasonOf(status)};
  }
  AnswerSwept(reply, request,
              {.rows = room.rows,
               .cpu_nanos = clock.Nanos(),
               .kernel_version = kStrategyVersion,
               .method = frames::SweepMethod::SCALAR});
}

}  // namespace conclave
