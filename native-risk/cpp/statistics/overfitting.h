#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "statistics/measure_status.h"
#include "sweep/sweep_row.h"

namespace conclave {

/// The number of parts: even, and few enough to look at every half.
inline constexpr std::uint32_t kMaxParts = 20;
/// The number of trials that are compared.
inline constexpr std::uint32_t kMaxComparedTrials = 1U << 20;

/// How often the best in one half of the data is no better than the middle in the other half.
/// As it lies in a shared slice: 96 bytes, little-endian, no padding.
struct Overfitting {
  double probability;         ///< PBO: share of the splits whose logit is <= 0
  double logit_mean;          ///< of the logits of the relative rank out of sample
  double logit_deviation;     ///< population deviation over the splits
  double logit_low;           ///< smallest logit with at least 5 % of the splits at or below it
  double logit_median;        ///< the same at 50 %
  double logit_high;          ///< the same at 95 %
  double degradation_slope;   ///< least squares, Sharpe out of sample on that in sample; 0 if none
  double degradation_offset;  ///< and its value at a Sharpe of 0 in sample
  double loss_probability;  ///< share of the splits where the chosen trial's Sharpe is < 0 outside
  std::uint64_t splits;     ///< C(parts, parts / 2)
  std::uint64_t part_observations;  ///< in each part
  std::uint32_t parts;
  std::uint32_t trials;
};
static_assert(sizeof(Overfitting) == 96);

/// Probability of backtest overfitting by combinatorially symmetric cross-validation: over all
/// halves J of the parts, the trial with the best Sharpe in J is ranked in the other half;
/// w = rank / (N + 1), logit = ln(w / (1 - w)).
/// Bailey, Borwein, Lopez de Prado & Zhu, "The probability of backtest overfitting" (2017).
///
/// The Sharpe of a union of parts is that of its sums (mean over sample deviation). It is 0 where
/// the squared deviations are below 1e-12 of the squares, or below 1e-290: nothing is left of the
/// difference then. Ties: the best is the first of equals; its rank is the middle of its equals',
/// so that trials that are all the same have logit 0 and count as overfitted. Same input, same
/// bits, everywhere. O(C(S, S/2) * N * S) time, O(N * S) space. Never throws.
///
/// @param sums               trials * parts, a trial's parts next to each other, finite
/// @param parts              S, even, in [2, kMaxParts]
/// @param part_observations  in each part, >= 2
/// @param watch              null, or told of every split as a unit of work done (its total is the
///                           caller's), and asked whether to leave
/// @return kBadShape, kBadParameter, kTooFew (under 2 trials or 2 observations a part), kNotFinite,
///         kNoMemory, kCancelled
[[nodiscard]] MeasureStatus MeasureOverfitting(std::span<const PartSums> sums, std::uint32_t parts,
                                               std::uint64_t part_observations, Overfitting& out,
                                               SweepWatch* watch = nullptr) noexcept;

/// The same from the returns themselves. When the observations do not divide by `parts`, the
/// oldest few that are left over are not used.
/// @param returns  observations * trials, one observation's trials next to each other, oldest first
[[nodiscard]] MeasureStatus MeasureOverfitting(std::span<const double> returns,
                                               std::uint32_t trials, std::uint32_t parts,
                                               Overfitting& out,
                                               SweepWatch* watch = nullptr) noexcept;

/// How many splits there are: C(parts, parts / 2), 0 for parts that are none of ours.
[[nodiscard]] std::uint64_t CountSplits(std::uint32_t parts) noexcept;

/// Cuts each trial's returns into equal parts and sums them: what the first form takes.
/// @param out  trials * parts
[[nodiscard]] MeasureStatus SumParts(std::span<const double> returns, std::uint32_t trials,
                                     std::uint32_t parts, std::span<PartSums> out) noexcept;

/// Takes out the trials that were none: a sweep marks what is no strategy (a fast average not
/// shorter than the slow one) by NaN in its parts. The others keep their order and move to the
/// front.
/// @param sums  trials * parts, a trial's parts next to each other
/// @return how many trials are left; 0 when the sums do not divide by parts
std::size_t KeepTrials(std::span<PartSums> sums, std::uint32_t parts) noexcept;

}  // namespace conclave
