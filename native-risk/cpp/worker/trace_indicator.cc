#include "worker/trace_indicator.h"

#include <io_conclave_nativerisk_frames/IndicatorTraced.h>
#include <io_conclave_nativerisk_frames/TraceIndicator.h>

#include "strategy/indicators.h"
#include "worker/strategy_frames.h"

namespace conclave {
namespace {

IndicatorSpec SpecOf(frames::Indicator& said) {
  return {.kind = static_cast<IndicatorKind>(said.whichRaw()),
          .seed = static_cast<EmaSeed>(said.seedRaw()),
          .rsi_smoothing = static_cast<RsiSmoothing>(said.rsiAverageRaw()),
          .fast_bars = said.fastBars(),
          .slow_bars = said.slowBars(),
          .signal_bars = said.signalBars(),
          .width = said.width(),
          .lambda = said.decay()};
}

}  // namespace

void DrawIndicator(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  using Ask = frames::TraceIndicator;
  auto ask = asked.As<Ask>();
  const Bars& bars = workspace.data_sets().Find(ask.dataSet());
  const Slice& slice =
      workspace.Scratch(Text<Ask::sliceNameLength()>(ask.sliceName()), ask.sliceBytes());
  const auto values = slice.Values<double>(ask.valuesStart(), bars.closes.size());
  if (!values) {
    throw Refused{FailReason::BAD_SLICE};
  }
  StrategyScratch scratch;
  const StrategyStatus status = TraceIndicator({bars.opens, bars.highs, bars.lows, bars.closes},
                                               SpecOf(ask.indicator()), scratch, *values);
  if (status != StrategyStatus::kOk) {
    throw Refused{ReasonOf(status)};
  }
  Begin<frames::IndicatorTraced>(reply).requestId(ask.requestId()).kernelVersion(kStrategyVersion);
}

}  // namespace conclave
