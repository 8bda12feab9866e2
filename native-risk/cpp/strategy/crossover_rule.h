#pragma once

#include <cstddef>

#include "strategy/moving_averages.h"
#include "strategy/rule.h"

namespace conclave {

/// Long while the fast simple average of the closes stands above the slow one, short while below;
/// equal is flat. Compared exactly, in integers.
class SmaCrossoverRule {
 public:
  explicit SmaCrossoverRule(const StrategySpec& spec) noexcept
      : fast_(spec.fast_bars), slow_(spec.slow_bars) {}

  Cue Read(const BarSeries& bars, std::size_t bar) noexcept {
    fast_.MoveTo(bars.closes, bar);
    slow_.MoveTo(bars.closes, bar);
    if (!slow_.ready()) {
      return {};
    }
    const Int128 fast = fast_.sum() * static_cast<Int128>(slow_.window());
    const Int128 slow = slow_.sum() * static_cast<Int128>(fast_.window());
    return {fast > slow, fast <= slow, fast < slow, fast >= slow};
  }

 private:
  WindowSum fast_;
  WindowSum slow_;
};

/// The same with exponential averages, compared as doubles.
class EmaCrossoverRule {
 public:
  explicit EmaCrossoverRule(const StrategySpec& spec) noexcept
      : fast_(spec.fast_bars, spec.seed), slow_(spec.slow_bars, spec.seed) {}

  Cue Read(const BarSeries& bars, std::size_t bar) noexcept {
    const auto close = static_cast<double>(bars.closes[bar]);
    fast_.Move(close);
    slow_.Move(close);
    if (!slow_.ready()) {
      return {};
    }
    const double fast = fast_.value();
    const double slow = slow_.value();
    return {fast > slow, fast <= slow, fast < slow, fast >= slow};
  }

 private:
  Ema fast_;
  Ema slow_;
};

}  // namespace conclave
