#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "strategy/donchian.h"
#include "strategy/rule.h"

namespace conclave {

/// Long once the close is above the highest high of the slow_bars bars before, until it is below
/// the lowest low of the fast_bars bars before; short mirrored. The channels do not hold the bar
/// that decides.
class DonchianRule {
 public:
  DonchianRule(const StrategySpec& spec, std::span<std::int32_t> rings) noexcept
      : high_to_enter_(spec.slow_bars, 1, Ring(rings, 0)),
        low_to_enter_(spec.slow_bars, -1, Ring(rings, 1)),
        high_to_leave_(spec.fast_bars, 1, Ring(rings, 2)),
        low_to_leave_(spec.fast_bars, -1, Ring(rings, 3)) {}

  Cue Read(const BarSeries& bars, std::size_t bar) noexcept {
    Cue cue;
    const std::int64_t close = bars.closes[bar];
    if (high_to_enter_.ready()) {
      cue.enter_long = close > high_to_enter_.value(bars.highs);
      cue.enter_short = close < low_to_enter_.value(bars.lows);
    }
    if (high_to_leave_.ready()) {
      cue.leave_long = close < low_to_leave_.value(bars.lows);
      cue.leave_short = close > high_to_leave_.value(bars.highs);
    }
    high_to_enter_.MoveTo(bars.highs, bar);
    low_to_enter_.MoveTo(bars.lows, bar);
    high_to_leave_.MoveTo(bars.highs, bar);
    low_to_leave_.MoveTo(bars.lows, bar);
    return cue;
  }

 private:
  static std::span<std::int32_t> Ring(std::span<std::int32_t> rings, std::size_t i) noexcept {
    const std::size_t each = rings.size() / 4;
    return rings.subspan(i * each, each);
  }

  WindowExtreme high_to_enter_;
  WindowExtreme low_to_enter_;
  WindowExtreme high_to_leave_;
  WindowExtreme low_to_leave_;
};

/// Time-series momentum (Moskowitz, Ooi & Pedersen 2012): long while the return over the window is
/// above `enter`, short while below -enter, else flat.
class MomentumRule {
 public:
  explicit MomentumRule(const StrategySpec& spec) noexcept
      : window_(spec.slow_bars), enter_(spec.enter) {}

  Cue Read(const BarSeries& bars, std::size_t bar) const noexcept {
    if (bar < window_) {
      return {};
    }
    const std::int64_t before = bars.closes[bar - window_];
    const auto gained = static_cast<double>(bars.closes[bar] - before);
    const double enough = enter_ * static_cast<double>(before);
    return {gained > enough, gained <= enough, gained < -enough, gained >= -enough};
  }

 private:
  std::size_t window_;
  double enter_;
};

}  // namespace conclave
