#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

#include "strategy/moving_averages.h"

namespace conclave {

/// Mean and squared deviations of the last `window` values, from exact sums. The squares are summed
/// modulo 2^128, which is exact as long as the squared deviations of one window stay below 2^128:
/// |x - mean| < 2^54 and window <= 2^20 do.
class WindowMoments {
 public:
  explicit WindowMoments(std::size_t window) noexcept : sum_(window) {}

  void MoveTo(std::span<const std::int64_t> series, std::size_t bar) noexcept {
    sum_.MoveTo(series, bar);
    squares_ += Square(series[bar]);
    if (bar >= sum_.window()) {
      squares_ -= Square(series[bar - sum_.window()]);
    }
  }

  [[nodiscard]] bool ready() const noexcept { return sum_.ready(); }
  [[nodiscard]] double mean() const noexcept { return sum_.mean(); }

  /// The sum over the window of (x - mean)^2.
  [[nodiscard]] double SquaredDeviations() const noexcept {
    const auto n = static_cast<Int128>(sum_.window());
    Int128 whole = sum_.sum() / n;
    Int128 rest = sum_.sum() % n;
    if (rest < 0) {
      rest += n;
      whole -= 1;
    }
    // Around the whole part of the mean: sum x^2 - 2 m sum x + n m^2, then moved to the mean
    // itself.
    const auto m = static_cast<Uint128>(whole);
    const Uint128 around =
        squares_ - 2 * m * static_cast<Uint128>(sum_.sum()) + static_cast<Uint128>(n) * m * m;
    const auto r = static_cast<double>(rest);
    const double squared = static_cast<double>(around) - r * r / static_cast<double>(sum_.window());
    return squared > 0 ? squared : 0;
  }

  /// Divides by n (a population's) or by n - 1 (a sample's; window >= 2).
  [[nodiscard]] double PopulationDeviation() const noexcept {
    return std::sqrt(SquaredDeviations() / static_cast<double>(sum_.window()));
  }
  [[nodiscard]] double SampleDeviation() const noexcept {
    return std::sqrt(SquaredDeviations() / static_cast<double>(sum_.window() - 1));
  }

 private:
  static Uint128 Square(std::int64_t x) noexcept {
    return static_cast<Uint128>(static_cast<Int128>(x) * x);
  }

  WindowSum sum_;
  Uint128 squares_ = 0;
};

/// Bollinger's bands are WindowMoments of the closes: mean +- k population deviations.
using Bollinger = WindowMoments;

}  // namespace conclave
