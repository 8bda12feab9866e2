#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "strategy/moving_averages.h"

namespace conclave {

/// Relative strength index: 100 * gains / (gains + losses), averages of the last changes; ready at
/// the first bar with `window` changes. Nothing but gains is 100; no change at all is 50, which
/// says nothing. kWilder (Wilder 1978): seeded by the plain average of the first `window` changes,
/// then avg <- (avg * (w - 1) + x) / w. kSimple (Cutler): the plain average of the last `window`
/// changes, exact.
class Rsi {
 public:
  Rsi(std::size_t window, RsiSmoothing smoothing) noexcept
      : window_(window), smoothing_(smoothing) {}

  void MoveTo(std::span<const std::int64_t> closes, std::size_t bar) noexcept {
    seen_ = bar;
    if (bar == 0) {
      return;
    }
    const std::int64_t change = closes[bar] - closes[bar - 1];
    if (smoothing_ == RsiSmoothing::kWilder && bar > window_) {
      const auto w = static_cast<double>(window_);
      gain_ = (gain_ * (w - 1) + static_cast<double>(std::max<std::int64_t>(change, 0))) / w;
      loss_ = (loss_ * (w - 1) + static_cast<double>(std::max<std::int64_t>(-change, 0))) / w;
      return;
    }
    Book(change, 1);
    if (bar > window_) {
      Book(closes[bar - window_] - closes[bar - window_ - 1], -1);
    }
    gain_ = static_cast<double>(gains_) / static_cast<double>(window_);
    loss_ = static_cast<double>(losses_) / static_cast<double>(window_);
  }

  [[nodiscard]] bool ready() const noexcept { return seen_ >= window_; }
  [[nodiscard]] double value() const noexcept {
    const double moved = gain_ + loss_;
    return moved > 0 ? 100 * (gain_ / moved) : 50;  // the part first: it is never above 1
  }

 private:
  void Book(std::int64_t change, std::int64_t sign) noexcept {
    (change > 0 ? gains_ : losses_) += Int128{sign} * (change > 0 ? change : -change);
  }

  std::size_t window_;
  RsiSmoothing smoothing_;
  std::size_t seen_ = 0;
  Int128 gains_ = 0;
  Int128 losses_ = 0;
  double gain_ = 0;
  double loss_ = 0;
};

}  // namespace conclave
