#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "strategy/strategy.h"

namespace conclave {

/// What an indicator says at one close; all false while its window is not full.
struct Cue {
  bool enter_long = false;
  bool leave_long = false;
  bool enter_short = false;
  bool leave_short = false;
};

/// The side to be on after the cue: first out of what no longer holds, then into what does. Long
/// before short.
[[nodiscard]] inline int NextSide(int side, const Cue& cue, bool both_ways) noexcept {
  if ((side > 0 && cue.leave_long) || (side < 0 && cue.leave_short)) {
    side = 0;
  }
  if (side == 0 && cue.enter_long) {
    return 1;
  }
  if (side == 0 && both_ways && cue.enter_short) {
    return -1;
  }
  return side;
}

/// Asks the rule at every close; wishes before first_bar are 0, and the state begins there.
/// A Rule has `Cue Read(const BarSeries&, std::size_t bar)`, called for every bar in order.
template <class Rule>
void Follow(Rule rule, const BarSeries& bars, const StrategySpec& spec, std::size_t first_bar,
            std::span<std::int32_t> wishes) noexcept {
  const bool both_ways = spec.direction == Direction::kLongShort;
  int side = 0;
  for (std::size_t bar = 0; bar < bars.size(); ++bar) {
    const Cue cue = rule.Read(bars, bar);
    side = bar < first_bar ? 0 : NextSide(side, cue, both_ways);
    wishes[bar] = side * spec.exposure_ppm;
  }
}

}  // namespace conclave
