#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace conclave {

/// What the bars earned so far; mean and deviation after Welford (1962).
class Ledger {
 public:
  void Book(double log_return) noexcept {
    net_ += log_return;
    fall_ = std::max(0.0, fall_ - log_return);
    deepest_ = std::max(deepest_, fall_);
    falling_bars_ = fall_ > kNoFall ? falling_bars_ + 1 : 0;
    longest_ = std::max(longest_, falling_bars_);
    bars_ += 1;
    const double off = log_return - mean_;
    mean_ += off / bars_;
    squares_ += off * (log_return - mean_);
  }

  [[nodiscard]] double net() const noexcept { return net_; }
  [[nodiscard]] double deepest_fall() const noexcept { return deepest_; }
  [[nodiscard]] std::uint32_t longest_fall_bars() const noexcept { return longest_; }
  [[nodiscard]] double Sharpe() const noexcept {
    return bars_ >= 2 && squares_ > 0 ? mean_ / std::sqrt(squares_ / (bars_ - 1)) : 0;
  }

 private:
  /// What rounding leaves of a fall that was made good.
  static constexpr double kNoFall = 1e-12;

  double net_ = 0;
  double fall_ = 0;
  double deepest_ = 0;
  std::uint32_t falling_bars_ = 0;
  std::uint32_t longest_ = 0;
  double bars_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

}  // namespace conclave
