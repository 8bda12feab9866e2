#include "statistics/performance.h"

#include <cmath>
#include <initializer_list>

#include "kernels/natural_exp.h"

namespace conclave {

MeasureStatus MeasurePerformance(std::span<const double> log_returns, double periods_per_year,
                                 Performance& out) noexcept {
  if (!(periods_per_year > 0) || !std::isfinite(periods_per_year)) {
    return MeasureStatus::kBadParameter;
  }
  if (log_returns.size() < 2) {
    return MeasureStatus::kTooFew;
  }
  const auto count = static_cast<double>(log_returns.size());
  double total = 0;
  double below_squares = 0;
  double fall = 0;
  double deepest = 0;
  std::uint64_t falling = 0;
  std::uint64_t longest = 0;
  for (const double value : log_returns) {
    if (!std::isfinite(value)) {
      return MeasureStatus::kNotFinite;
    }
    total += value;
    if (value < 0) {
      below_squares += value * value;
    }
    fall = std::fmax(0, fall - value);
    deepest = std::fmax(deepest, fall);
    falling = fall > 0 ? falling + 1 : 0;
    longest = falling > longest ? falling : longest;
  }
  const double mean = total / count;
  double second = 0;
  double third = 0;
  double fourth = 0;
  for (const double value : log_returns) {
    const double away = value - mean;
    const double square = away * away;
    second += square;
    third += square * away;
    fourth += square * square;
  }
  const double variance = second / count;
  Performance found{};
  found.observations = log_returns.size();
  found.longest_fall = longest;
  found.total = total;
  found.mean = mean;
  // A constant series leaves only what rounding the mean left.
  if (second > 1e-24 * count * mean * mean) {
    found.deviation = std::sqrt(second / (count - 1));
    found.skew = third / count / (variance * std::sqrt(variance));
    found.kurtosis = fourth / count / (variance * variance);
    found.sharpe = mean / found.deviation;
  }
  if (below_squares > 0) {
    found.sortino = mean / std::sqrt(below_squares / count);
  }
  found.deepest_fall = deepest;
  found.deepest_fall_share = -NaturalExpMinusOne(-deepest);
  found.annual_return = NaturalExpMinusOne(mean * periods_per_year);
  const double root = std::sqrt(periods_per_year);
  found.annual_deviation = found.deviation * root;
  found.annual_sharpe = found.sharpe * root;
  found.annual_sortino = found.sortino * root;
  if (deepest > 0) {
    found.calmar = found.annual_return / found.deepest_fall_share;
  }
  for (const double figure :
       {found.total, found.deviation, found.skew, found.kurtosis, found.sharpe, found.sortino,
        found.deepest_fall, found.annual_return, found.annual_deviation, found.annual_sharpe,
        found.annual_sortino, found.calmar}) {
    if (!std::isfinite(figure)) {
      return MeasureStatus::kNotFinite;
    }
  }
  out = found;
  return MeasureStatus::kOk;
}

MeasureStatus Turnover(std::span<const double> positions, double& out) noexcept {
  if (positions.empty()) {
    return MeasureStatus::kTooFew;
  }
  double traded = 0;
  double held = 0;
  for (const double position : positions) {
    traded += std::fabs(position - held);
    held = position;
  }
  const double mean = traded / static_cast<double>(positions.size());
  if (!std::isfinite(mean)) {
    return MeasureStatus::kNotFinite;
  }
  out = mean;
  return MeasureStatus::kOk;
}

}  // namespace conclave
