#pragma once

#include <cstddef>

#include "strategy/bands.h"
#include "strategy/rsi.h"
#include "strategy/rule.h"

namespace conclave {

/// Long once the RSI is below `enter`, until it is above `leave`; short mirrored at 50: once above
/// 100 - enter, until below 100 - leave.
class RsiReversionRule {
 public:
  explicit RsiReversionRule(const StrategySpec& spec) noexcept
      : rsi_(spec.slow_bars, spec.rsi_smoothing), enter_(spec.enter), leave_(spec.leave) {}

  Cue Read(const BarSeries& bars, std::size_t bar) noexcept {
    rsi_.MoveTo(bars.closes, bar);
    if (!rsi_.ready()) {
      return {};
    }
    const double rsi = rsi_.value();
    return {rsi<enter_, rsi> leave_, rsi > 100 - enter_, rsi < 100 - leave_};
  }

 private:
  Rsi rsi_;
  double enter_;
  double leave_;
};

/// Long once the close is more than `enter` deviations below the mean of the window, until it is
/// less than `leave` below; short mirrored. A window without deviation says nothing.
class BollingerReversionRule {
 public:
  explicit BollingerReversionRule(const StrategySpec& spec) noexcept
      : bands_(spec.slow_bars), enter_(spec.enter), leave_(spec.leave) {}

  Cue Read(const BarSeries& bars, std::size_t bar) noexcept {
    bands_.MoveTo(bars.closes, bar);
    if (!bands_.ready()) {
      return {};
    }
    const double below = bands_.mean() - static_cast<double>(bars.closes[bar]);
    const double deviation = bands_.PopulationDeviation();
    if (!(deviation > 0)) {
      return {};
    }
    return {below > enter_ * deviation, below<leave_ * deviation, -below> enter_ * deviation,
            -below < leave_ * deviation};
  }

 private:
  Bollinger bands_;
  double enter_;
  double leave_;
};

}  // namespace conclave
