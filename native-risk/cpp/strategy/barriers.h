#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "strategy/moving_averages.h"
#include "strategy/strategy.h"

namespace conclave {

/// Stop and target around the price that opened a position, read from the bars' highs and lows.
class Barriers {
 public:
  struct Touch {
    double price_e8;  ///< the barrier, or the open if that lay beyond it
    bool both;  ///< one bar touched both: the nearer to its open was taken, of two equally near the
                ///< stop
  };

  explicit Barriers(const Exits& exits) noexcept
      : stop_bps_(exits.stop_loss_bps), target_bps_(exits.take_profit_bps) {}

  [[nodiscard]] bool any() const noexcept { return stop_bps_ > 0 || target_bps_ > 0; }

  /// @param side      1 long, -1 short
  /// @param entry_e8  the open that filled the entry
  [[nodiscard]] std::optional<Touch> TouchedIn(const BarSeries& bars, std::size_t bar, int side,
                                               std::int64_t entry_e8) const noexcept {
    // Mirrored, so that the stop lies below for either side; times 10000, so that all is exact.
    const Int128 entry = Int128{entry_e8} * side;
    const Int128 open = Int128{bars.opens[bar]} * side * 10000;
    const Int128 best = Int128{side > 0 ? bars.highs[bar] : bars.lows[bar]} * side * 10000;
    const Int128 worst = Int128{side > 0 ? bars.lows[bar] : bars.highs[bar]} * side * 10000;
    const Int128 stop = entry * 10000 - Int128{entry_e8} * stop_bps_;
    const Int128 target = entry * 10000 + Int128{entry_e8} * target_bps_;
    const bool stopped = stop_bps_ > 0 && worst <= stop;
    const bool reached = target_bps_ > 0 && best >= target;
    if (!stopped && !reached) {
      return std::nullopt;
    }
    if ((stopped && open <= stop) || (reached && open >= target)) {
      return Touch{static_cast<double>(bars.opens[bar]), false};
    }
    const bool both = stopped && reached;
    const bool stop_first = both ? open - stop <= target - open : stopped;
    const Int128 level = (stop_first ? stop : target) * side;
    return Touch{static_cast<double>(level) / 10000, both};
  }

 private:
  std::int64_t stop_bps_;
  std::int64_t target_bps_;
};

}  // namespace conclave
