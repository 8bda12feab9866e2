#pragma once

#include <cstddef>

#include "strategy/macd.h"
#include "strategy/rule.h"

namespace conclave {

/// d = histogram / fast EMA. Long once d > enter, until d < leave; short once d < -enter, until d >
/// -leave. enter = leave = 0 follows the histogram's sign; 0.0025 and -0.0025 is LEAN's "MACD
/// trend".
class MacdRule {
 public:
  explicit MacdRule(const StrategySpec& spec) noexcept
      : macd_(spec.fast_bars, spec.slow_bars, spec.signal_bars, spec.seed),
        enter_(spec.enter),
        leave_(spec.leave) {}

  Cue Read(const BarSeries& bars, std::size_t bar) noexcept {
    macd_.Move(static_cast<double>(bars.closes[bar]));
    if (!macd_.ready()) {
      return {};
    }
    const double d = macd_.histogram() / macd_.fast();
    return {d > enter_, d < leave_, d<-enter_, d> - leave_};
  }

 private:
  Macd macd_;
  double enter_;
  double leave_;
};

}  // namespace conclave
