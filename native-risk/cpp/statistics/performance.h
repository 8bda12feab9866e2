#pragma once

#include <cstdint>
#include <span>

#include "statistics/measure_status.h"

namespace conclave {

/// How a series of returns did. All of it per observation unless the name says annual.
/// As it lies in a shared slice: 128 bytes, little-endian, no padding.
struct Performance {
  std::uint64_t observations;
  std::uint64_t longest_fall;  ///< observations from a high until it is seen again, or to the end
  double total;                ///< sum of the log returns
  double mean;                 ///< of the log returns
  double deviation;            ///< sample deviation (n - 1)
  double skew;                 ///< m3 / m2^1.5; 0 without deviation
  double kurtosis;             ///< m4 / m2^2, not excess: 3 for the normal; 0 without deviation
  double sharpe;               ///< mean / deviation; 0 without deviation
  double sortino;              ///< mean / root mean square of what is below 0; 0 without any
  double deepest_fall;         ///< largest log fall from an earlier high, start included, >= 0
  double annual_return;        ///< e^(mean * periods) - 1
  double annual_deviation;     ///< deviation * sqrt(periods)
  double annual_sharpe;        ///< sharpe * sqrt(periods)
  double annual_sortino;       ///< sortino * sqrt(periods)
  double calmar;               ///< annual_return / (1 - e^-deepest_fall); 0 without a fall
  double deepest_fall_share;   ///< 1 - e^-deepest_fall: as a share of the equity
};
static_assert(sizeof(Performance) == 128);

/// Measures a series of log returns. Moments are taken about the mean in a second pass; sums run in
/// the order of the series, so the same input gives the same bits everywhere.
/// Pure: no allocation. O(n) time, O(1) space. Never throws; `out` is written only on kOk.
/// Sharpe (1994), Sortino & van der Meer (1991) with target 0, Young (1991); deepest fall as in
/// docs/backtest-semantics.md.
///
/// @param log_returns       at least 2, oldest first, finite
/// @param periods_per_year  how many observations a year has, > 0 (252 for days of a stock
/// exchange)
/// @return kTooFew, kNotFinite, kBadParameter
[[nodiscard]] MeasureStatus MeasurePerformance(std::span<const double> log_returns,
                                               double periods_per_year, Performance& out) noexcept;

/// Mean of |change of position| per observation, the first change being from flat.
/// @param positions  at least 1, finite; a share of equity, or lots: the answer has the same unit
[[nodiscard]] MeasureStatus Turnover(std::span<const double> positions, double& out) noexcept;

}  // namespace conclave
