#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "strategy/strategy.h"

namespace conclave {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

/// 1e-8 units as quote currency, rounded once.
[[nodiscard]] inline double InCurrency(double e8) noexcept { return e8 / 1e8; }

/// The sum of the last `window` values, exact. Told of every bar in order, from bar 0; reads the
/// series itself for what leaves, so it owns no memory.
class WindowSum {
 public:
  explicit WindowSum(std::size_t window) noexcept : window_(window) {}

  void MoveTo(std::span<const std::int64_t> series, std::size_t bar) noexcept {
    sum_ += series[bar];
    if (bar >= window_) {
      sum_ -= series[bar - window_];
    }
    seen_ = bar + 1;
  }

  [[nodiscard]] bool ready() const noexcept { return seen_ >= window_; }
  [[nodiscard]] Int128 sum() const noexcept { return sum_; }
  [[nodiscard]] std::size_t window() const noexcept { return window_; }

  /// The simple moving average, 1e-8 units: two roundings, whatever the length of the series.
  [[nodiscard]] double mean() const noexcept {
    return static_cast<double>(sum_) / static_cast<double>(window_);
  }

 private:
  std::size_t window_;
  std::size_t seen_ = 0;
  Int128 sum_ = 0;
};

/// Exponential moving average: e <- e + 2 / (window + 1) * (x - e).
/// Two seeds are in use: kAverage begins with the plain average of the first `window` values
/// (Skender's sheets, LEAN since 2021), kFirstPrice with the first value (LEAN before). Both are
/// ready from the window's last value on.
class Ema {
 public:
  Ema(std::size_t window, EmaSeed seed) noexcept
      : window_(window), alpha_(2 / (static_cast<double>(window) + 1)), seed_(seed) {}

  void Move(double x) noexcept {
    ++seen_;
    if (seed_ == EmaSeed::kAverage && seen_ <= window_) {
      sum_ += x;
      value_ = sum_ / static_cast<double>(seen_);
    } else if (seen_ == 1) {
      value_ = x;
    } else {
      value_ += alpha_ * (x - value_);
    }
  }

  [[nodiscard]] bool ready() const noexcept { return seen_ >= window_; }
  [[nodiscard]] double value() const noexcept { return value_; }

 private:
  std::size_t window_;
  double alpha_;
  EmaSeed seed_;
  std::size_t seen_ = 0;
  double sum_ = 0;
  double value_ = 0;
};

}  // namespace conclave
