#pragma once

#include <cstdint>
#include <span>

#include "statistics/measure_status.h"

namespace conclave {

/// A likelihood ratio and the probability of one as large when the forecast is right.
struct LikelihoodTest {
  double ratio;
  double p;
};

// All pure, never throw; `out` is written only on kOk. 0 ln 0 = 0. Levels as in value_at_risk.h.

/// Unconditional coverage: are there as many breaches as the level promises?
/// -2 ln[(1-p)^(T-x) p^x / ((1-x/T)^(T-x) (x/T)^x)], chi-square with 1 degree. Kupiec (1995).
/// @param breaches      days with a loss beyond VaR, <= observations
/// @param observations  >= 1
[[nodiscard]] MeasureStatus TestCoverage(std::uint64_t breaches, std::uint64_t observations,
                                         std::uint32_t level_bps, LikelihoodTest& out) noexcept;

/// Pairs of neighbouring days: n01 counts a breach after a day without.
struct BreachPairs {
  std::uint64_t n00;
  std::uint64_t n01;
  std::uint64_t n10;
  std::uint64_t n11;
};

/// @param breaches  one a day, 0 or 1, oldest first, at least 2
[[nodiscard]] MeasureStatus CountBreachPairs(std::span<const std::uint8_t> breaches,
                                             BreachPairs& out) noexcept;

/// Independence: do breaches come in clusters? Chi-square with 1 degree. Christoffersen (1998).
/// @return kTooFew without any pair
[[nodiscard]] MeasureStatus TestIndependence(const BreachPairs& pairs,
                                             LikelihoodTest& out) noexcept;

/// Both at once, TestCoverage + TestIndependence: chi-square with 2 degrees.
[[nodiscard]] MeasureStatus TestConditionalCoverage(std::span<const std::uint8_t> breaches,
                                                    std::uint32_t level_bps,
                                                    LikelihoodTest& out) noexcept;

enum class BaselZone : std::uint8_t { kGreen = 0, kYellow = 1, kRed = 2 };

struct BaselVerdict {
  double add_on;       ///< to the multiplier: 0, .40, .50, .65, .75, .85 or 1
  double probability;  ///< of at most this many breaches when the forecast is right
  BaselZone zone;
};

/// The traffic light looks at so many days, at this level.
inline constexpr std::uint32_t kBaselDays = 250;
inline constexpr std::uint32_t kBaselLevelBps = 9900;

/// The traffic light of the Basel Committee (1996): 250 days at 99 %, green to 4, red from 10 on.
/// @param breaches  <= 250
[[nodiscard]] MeasureStatus JudgeBasel(std::uint32_t breaches, BaselVerdict& out) noexcept;

/// Acerbi & Szekely (2014), second test: sum over the days beyond VaR of return / (T (1-c) CVaR),
/// plus 1. 0 is expected; below 0 the shortfall was forecast too small (-0.7 is significant at
/// about 5 %, -1.8 at 0.01 %).
/// @param returns  T >= 1, finite
/// @param vars     of the same days, losses positive
/// @param cvars    of the same days, > 0
[[nodiscard]] MeasureStatus ShortfallStatistic(std::span<const double> returns,
                                               std::span<const double> vars,
                                               std::span<const double> cvars,
                                               std::uint32_t level_bps, double& out) noexcept;

}  // namespace conclave
