#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "statistics/measure_status.h"

namespace conclave {

/// The number of assets of a covariance matrix.
inline constexpr std::uint32_t kMaxAssets = 2048;

// Returns: observations * assets, one observation's assets next to each other, oldest first,
// finite. Matrices: assets * assets, symmetric, all of it written. All pure, never throw, no
// allocation but where said; outputs hold rubbish on anything but kOk. Errors: kBadShape, kTooFew,
// kNotFinite, kBadParameter, kNoMemory, kCancelled.
// `cancelled`: null, or set by the waiter: leave soon. Looked at before every observation.

/// About the mean, over n - 1. O(T N^2) time, allocates N. Needs 2 observations.
/// @param means  one an asset, written
[[nodiscard]] MeasureStatus SampleCovariance(std::span<const double> returns, std::uint32_t assets,
                                             std::span<double> means, std::span<double> covariance,
                                             const std::atomic<bool>* cancelled = nullptr) noexcept;

/// Exponentially weighted, mean taken as 0, weights decay^age scaled to sum to 1: the newest weighs
/// most. RiskMetrics (1996). O(T N^2) time.
/// @param decay  in (0, 1]; .94 for days, 1 for equal weights
[[nodiscard]] MeasureStatus EwmaCovariance(std::span<const double> returns, std::uint32_t assets,
                                           double decay, std::span<double> covariance,
                                           const std::atomic<bool>* cancelled = nullptr) noexcept;

/// Shrinks the sample covariance (over n) towards constant correlation: the same variances, every
/// correlation the mean of all. The intensity is the estimate of the one with the least expected
/// squared error. Ledoit & Wolf, "Honey, I shrunk the sample covariance matrix" (2004), appendix.
/// That target rather than the multiple of the identity, because a portfolio's names differ in
/// volatility and shrinking must not make a calm one wild. O(T N^2) time, allocates 2 N^2.
/// An asset that does not move has no correlation and keeps its zeros. montecarlo/cholesky.h takes
/// the matrix apart and refuses what is no covariance.
/// @param intensity  written: 0 the sample, 1 the target
[[nodiscard]] MeasureStatus ShrunkCovariance(std::span<const double> returns, std::uint32_t assets,
                                             std::span<double> covariance, double& intensity,
                                             const std::atomic<bool>* cancelled = nullptr) noexcept;

}  // namespace conclave
