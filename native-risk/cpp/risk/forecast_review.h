#pragma once

#include <cstdint>
#include <span>

#include "risk/var_backtest.h"
#include "statistics/measure_status.h"

namespace conclave {

/// The capital charge is this plus the add-on times the value at risk. Basel Committee (1996).
inline constexpr double kBaselMultiplier = 3;

/// Which figures of a review have a value; the others are 0.
enum ForecastFigure : std::uint32_t {
  kBaselFigure = 1U << 0,     ///< not at another level than 99 %, nor before 250 days
  kShortfallFigure = 1U << 1  ///< not if no expected shortfalls were given
};

/// What became of a series of forecasts of value at risk.
/// As it lies in memory: 136 bytes, little-endian, no padding.
struct ForecastReview {
  LikelihoodTest coverage;      ///< Kupiec: as many breaches as promised?
  LikelihoodTest independence;  ///< Christoffersen: do they come in clusters?
  LikelihoodTest conditional;   ///< both at once
  double shortfall;             ///< Acerbi & Szekely's second statistic: 0 is expected
  double basel_probability;     ///< of at most basel_breaches when the forecast is right
  double basel_multiplier;      ///< 3 to 4
  std::uint64_t days;
  std::uint64_t breaches;  ///< days with a loss beyond VaR
  BreachPairs pairs;
  std::uint32_t basel_breaches;  ///< in the last 250 days
  BaselZone basel_zone;
  std::uint8_t reserved[3];  ///< 0
  std::uint32_t figures;     ///< bits of ForecastFigure
  std::uint32_t unused;      ///< 0
};
static_assert(sizeof(ForecastReview) == 136);

/// Every test of var_backtest.h over one series. Pure but for memory it takes, 9 T bytes; never
/// throws; `out` is written only on kOk. O(T) time.
///
/// @param losses      one a day, oldest first, losses positive, finite, T >= 2
/// @param vars        value at risk of the same days, forecast the day before, finite
/// @param shortfalls  empty, or the expected shortfall (CVaR) of the same days, > 0, finite
/// @param level_bps   of both forecasts, as in value_at_risk.h
/// @return kBadShape, kTooFew, kNotFinite, kBadParameter, kNoMemory
[[nodiscard]] MeasureStatus ReviewForecasts(std::span<const double> losses,
                                            std::span<const double> vars,
                                            std::span<const double> shortfalls,
                                            std::uint32_t level_bps, ForecastReview& out) noexcept;

}  // namespace conclave
