#pragma once

#include <cstdint>
#include <span>

#include "statistics/measure_status.h"
#include "sweep/sweep_row.h"

namespace conclave {

inline constexpr std::uint32_t kFewestDraws = 100;
inline constexpr std::uint32_t kMostDraws = 100'000;

struct SnoopingOptions {
  double mean_block;    ///< mean length of a bootstrap block, observations, in [1, n]
  std::uint32_t draws;  ///< of the bootstrap, in [kFewestDraws, kMostDraws]
  std::uint64_t seed;
};

/// Whether the best of many rules beats the benchmark by more than luck. The p-values are
/// (1 + draws at least as large as the statistic) / (1 + draws), so never 0.
/// As it lies in a shared slice: 56 bytes, little-endian, no padding.
struct Snooping {
  double reality_statistic;  ///< max_k sqrt(T) mean_k
  double reality_p;          ///< White's reality check
  double spa_statistic;      ///< max(0, max_k sqrt(T) mean_k / omega_k)
  double spa_p_lower;        ///< liberal: rules that lose count as rules without skill
  double spa_p_consistent;   ///< Hansen's: clearly poor rules do not count
  double spa_p_upper;  ///< conservative: every rule counts as if it were as good as the benchmark
  std::uint32_t best;  ///< the rule with the largest mean, the first of equals
  std::uint32_t best_studentised;  ///< the rule with the largest mean / omega, the first of equals
};
static_assert(sizeof(Snooping) == 56);

/// White, "A reality check for data snooping" (2000) and Hansen, "A test for superior predictive
/// ability" (2005), both on the same draws of the stationary bootstrap. omega_k^2 is the exact
/// variance of sqrt(T) mean under that bootstrap (Politis & Romano 1994), lags that weigh less than
/// 1e-17 left out. A rule without deviation takes no part in SPA. SPA rejects too often in short
/// records (nominal 10 %: 17 % at T = 250, 13 % at 1,000): read both.
/// Same input, same bits, everywhere. O((draws + 40 block) T N) time, O(T N) space. Never throws;
/// `out` is written only on kOk.
///
/// @param excess  observations * rules: each rule's return less the benchmark's, one observation's
///                rules next to each other, oldest first, finite
/// @param watch   null, or told of every lag of the variances and every draw as a unit of work (the
///                total is the caller's: CountSnoopingUnits), and asked whether to leave
/// @return kBadShape, kTooFew (under 20 observations, or no rule), kNotFinite, kBadParameter,
///         kNoSpread (no rule has any), kNoMemory, kCancelled
[[nodiscard]] MeasureStatus MeasureSnooping(std::span<const double> excess, std::uint32_t rules,
                                            const SnoopingOptions& options, Snooping& out,
                                            SweepWatch* watch = nullptr) noexcept;

/// How many units of work a watch is told of.
[[nodiscard]] std::uint64_t CountSnoopingUnits(std::uint64_t observations,
                                               const SnoopingOptions& options) noexcept;

}  // namespace conclave
