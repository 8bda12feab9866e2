#include "worker/strategy_frames.h"

namespace conclave {

StrategySpec SpecOf(frames::Strategy& said) {
  return {.kind = static_cast<StrategyKind>(said.ruleRaw()),
          .direction = static_cast<Direction>(said.sidesRaw()),
          .seed = static_cast<EmaSeed>(said.seedRaw()),
          .rsi_smoothing = static_cast<RsiSmoothing>(said.rsiAverageRaw()),
          .fast_bars = said.fastBars(),
          .slow_bars = said.slowBars(),
          .signal_bars = said.signalBars(),
          .enter = said.enter(),
          .leave = said.leave(),
          .exposure_ppm = said.exposurePpm(),
          .exits = {.stop_loss_bps = said.stopLossBps(),
                    .take_profit_bps = said.takeProfitBps(),
                    .max_bars = said.maxBars()},
          .volatility = {.yearly_target = said.yearlyVolatility(),
                         .lambda = said.decay(),
                         .cap = said.cap(),
                         .band = said.band(),
                         .warm_bars = said.warmBars()}};
}

Broker BrokerOf(frames::BrokerTerms& said) {
  return {.cash = said.cash(),
          .fee_bps = said.feeBps(),
          .fee_per_unit = said.feePerUnit(),
          .minimum_fee = said.minimumFee(),
          .maximum_fee_bps = said.maximumFeeBps(),
          .slippage_bps = said.slippageBps(),
          .half_spread_bps = said.halfSpreadBps(),
          .borrow_bps = said.borrowBps(),
          .bars_per_year = said.barsPerYear(),
          .sizing = static_cast<Sizing>(said.sizingRaw()),
          .buffer_bps = said.bufferBps()};
}

BarSeries BarsUpTo(const Bars& bars, std::uint32_t first_bar, std::uint32_t end_bar) {
  if (first_bar >= end_bar || end_bar > bars.closes.size()) {
    throw Refused{FailReason::BAD_RANGE};
  }
  const bool ranged = !bars.highs.empty();
  return {.opens = bars.opens.first(end_bar),
          .highs = ranged ? bars.highs.first(end_bar) : bars.highs,
          .lows = ranged ? bars.lows.first(end_bar) : bars.lows,
          .closes = bars.closes.first(end_bar)};
}

FailReason::Value ReasonOf(StrategyStatus status) {
  switch (status) {
    case StrategyStatus::kBadBars:
      return FailReason::BAD_BARS;
    case StrategyStatus::kBadSpec:
      return FailReason::BAD_STRATEGY;
    case StrategyStatus::kBadBroker:
      return FailReason::BAD_BROKER;
    case StrategyStatus::kBadSignal:
      return FailReason::BAD_SIGNAL;
    case StrategyStatus::kNoMemory:
      return FailReason::NO_MEMORY;
    case StrategyStatus::kOverflow:
      return FailReason::NO_BOUND;
    case StrategyStatus::kBadGrid:
      return FailReason::BAD_GRID;
    case StrategyStatus::kCancelled:
      return FailReason::CANCELLED;
    case StrategyStatus::kBadOutput:
    case StrategyStatus::kOk:
      break;
  }
  return FailReason::MALFORMED;
}

}  // namespace conclave
