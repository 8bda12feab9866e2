#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/natural_log.h"
#include "strategy/moving_averages.h"

namespace conclave {

/// ln(to / from), 0 for equal prices exactly.
[[nodiscard]] inline double LogRatio(std::int64_t to, std::int64_t from) noexcept {
  return to == from ? 0 : NaturalLog(static_cast<double>(to) / static_cast<double>(from));
}

/// Variance of one bar's log return, exponentially weighted around 0 (RiskMetrics 1996):
/// v <- lambda v + (1 - lambda) r^2, seeded by the first squared return.
class EwmaVariance {
 public:
  explicit EwmaVariance(double lambda) noexcept : lambda_(lambda) {}

  void Move(double log_return) noexcept {
    const double square = log_return * log_return;
    value_ = seen_ == 0 ? square : lambda_ * value_ + (1 - lambda_) * square;
    ++seen_;
  }

  [[nodiscard]] std::size_t seen() const noexcept { return seen_; }
  [[nodiscard]] double value() const noexcept { return value_; }

 private:
  double lambda_;
  std::size_t seen_ = 0;
  double value_ = 0;
};

/// Sample deviation (n - 1) of the last `window` log returns. The returns are kept as whole
/// multiples of 2^-44, so that the sums stay exact and no error grows along the series: a deviation
/// is off by at most 2^-44.
class RollingVolatility {
 public:
  explicit RollingVolatility(std::size_t window) noexcept : window_(window) {}

  void MoveTo(std::span<const std::int64_t> closes, std::size_t bar) noexcept {
    seen_ = bar;
    if (bar == 0) {
      return;
    }
    Book(Ticks(closes, bar), 1);
    if (bar > window_) {
      Book(Ticks(closes, bar - window_), -1);
    }
  }

  [[nodiscard]] bool ready() const noexcept { return seen_ >= window_; }
  [[nodiscard]] double value() const noexcept {
    const auto n = static_cast<double>(window_);
    const auto sum = static_cast<double>(sum_);
    // Around the whole part of the mean, then moved to the mean itself. |x| < 2^50 and a window of
    // at most 2^20 keep every term within 128 bits.
    const Int128 mean = sum_ / static_cast<Int128>(window_);
    const Int128 around = squares_ - 2 * mean * sum_ + static_cast<Int128>(window_) * mean * mean;
    const double rest = sum - static_cast<double>(mean) * n;
    const double squared = static_cast<double>(around) - rest * rest / n;
    return squared > 0 ? std::sqrt(squared / (n - 1)) / kTicks : 0;
  }

 private:
  static constexpr double kTicks = 0x1p44;

  static std::int64_t Ticks(std::span<const std::int64_t> closes, std::size_t bar) noexcept {
    return std::llround(LogRatio(closes[bar], closes[bar - 1]) * kTicks);
  }
  void Book(std::int64_t ticks, std::int64_t sign) noexcept {
    sum_ += sign * ticks;
    squares_ += Int128{sign} * ticks * ticks;
  }

  std::size_t window_;
  std::size_t seen_ = 0;
  Int128 sum_ = 0;
  Int128 squares_ = 0;
};

}  // namespace conclave
