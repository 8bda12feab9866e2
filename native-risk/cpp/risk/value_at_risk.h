#pragma once

#include <cstdint>
#include <span>

#include "statistics/measure_status.h"

namespace conclave {

/// Value at risk and its conditional mean beyond, as losses: positive when money is lost. Same unit
/// as the returns they come from.
struct TailLoss {
  double var;
  double cvar;
};

/// A confidence level in basis points: 9,750 is 97.5 %. From 50 % to 99.99 %. Whole, because
/// ceil((1 - c) n) in doubles is wrong (c = .99, n = 100 gives 2).
inline constexpr std::uint32_t kMinLevelBps = 5000;
inline constexpr std::uint32_t kMaxLevelBps = 9999;

/// Which of n losses, the largest being number 1, is the value at risk: ceil((1 - c) n), >= 1.
[[nodiscard]] std::uint64_t TailRank(std::uint64_t observations, std::uint32_t level_bps) noexcept;

/// The level's tail (1 - c), exact to the last place.
[[nodiscard]] double TailShare(std::uint32_t level_bps) noexcept;

// All pure, never throw; `out` is written only on kOk. Errors: kBadParameter for a level outside
// its range or as stated, kNotFinite, kTooFew, kBadShape for scratch of another size.

/// Historical: VaR is the TailRank-th largest loss; CVaR is that of Rockafellar & Uryasev (2000),
/// VaR + sum (loss - VaR)+ / ((1 - c) n), its minimum over v. It weighs the loss at VaR by what is
/// left of the tail, so it differs from the plain mean of the tail. O(n) time on average.
/// @param returns  at least 1, finite
/// @param scratch  as many; its content is lost
[[nodiscard]] MeasureStatus HistoricalLoss(std::span<const double> returns, std::uint32_t level_bps,
                                           std::span<double> scratch, TailLoss& out) noexcept;

/// Variances of exponentially weighted returns: v_1 = mean square of the series, then
/// v_{t+1} = decay v_t + (1 - decay) r_t^2. RiskMetrics (1996), mean taken as 0.
/// @param decay      in (0, 1); .94 for days
/// @param variances  one more than the returns: the variance before each, and the one to come
[[nodiscard]] MeasureStatus EwmaVariances(std::span<const double> returns, double decay,
                                          std::span<double> variances) noexcept;

/// Filtered historical: each return scaled by today's deviation over that of its own day, then as
/// HistoricalLoss. Barone-Adesi, Giannopoulos & Vosper (1999), with EwmaVariances. A return of 0
/// stays 0.
/// @param scratch  2 n + 1
[[nodiscard]] MeasureStatus FilteredLoss(std::span<const double> returns, double decay,
                                         std::uint32_t level_bps, std::span<double> scratch,
                                         TailLoss& out) noexcept;

/// Normal: VaR = -mean + deviation z_c; CVaR = -mean + deviation phi(z_c) / (1 - c).
/// @param deviation  >= 0
[[nodiscard]] MeasureStatus NormalLoss(double mean, double deviation, std::uint32_t level_bps,
                                       TailLoss& out) noexcept;

/// Student's t scaled to the deviation: VaR = -mean + deviation t_c sqrt((v-2)/v);
/// CVaR has f_v(t_c) / (1 - c) (v + t_c^2) / (v - 1) in place of t_c.
/// @param degrees  v in (2, kMaxDegreesOfFreedom]
[[nodiscard]] MeasureStatus StudentLoss(double mean, double deviation, double degrees,
                                        std::uint32_t level_bps, TailLoss& out) noexcept;

/// Cornish & Fisher (1937): z + (z^2-1) S/6 + (z^3-3z) K/24 - (2z^3-5z) S^2/36.
/// @param z                a quantile of the standard normal
/// @param excess_kurtosis  K, 0 for the normal
[[nodiscard]] double CornishFisherQuantile(double z, double skew, double excess_kurtosis) noexcept;

/// VaR = -mean - deviation CornishFisherQuantile(z_{1-c}); CVaR is the mean of that expression over
/// the tail in closed form, -mean + deviation phi/(1-c) [1 + z S/6 + (z^2-1) K/24 - (2z^2-1)
/// S^2/36] with z = z_{1-c} (Maillard 2012).
/// @return kUnreachable where the expansion is no quantile: it falls somewhere between z and -5
[[nodiscard]] MeasureStatus CornishFisherLoss(double mean, double deviation, double skew,
                                              double excess_kurtosis, std::uint32_t level_bps,
                                              TailLoss& out) noexcept;

}  // namespace conclave
