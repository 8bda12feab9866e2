#pragma once

#include <cstdint>
#include <span>

namespace conclave {

/// What a portfolio may hold. Currency, each >= 0, unless said otherwise. Infinity: no limit.
struct PortfolioLimits {
  double gross;          ///< sum of |position|
  double net;            ///< |sum of positions|
  double name;           ///< largest |position|
  double concentration;  ///< largest |position| / gross, a share
  double cvar;           ///< conditional value at risk
};

/// One bit a limit.
enum PortfolioBreach : std::uint32_t {
  kWithinLimits = 0,
  kGrossBreach = 1U << 0,
  kNetBreach = 1U << 1,
  kNameBreach = 1U << 2,
  kConcentrationBreach = 1U << 3,
  kCvarBreach = 1U << 4,
  kUnknownExposure = 1U << 5  ///< a figure is not finite, or a limit negative or NaN
};

/// How much a portfolio holds, in currency.
struct Exposure {
  double gross;
  double net;            ///< sum of positions, + is long
  double name;           ///< largest |position|
  double concentration;  ///< name / gross; 0 when nothing is held
};

/// Sums the positions. NaN stays NaN. O(n).
[[nodiscard]] Exposure MeasureExposure(std::span<const double> positions) noexcept;

/// The limits that are exceeded, as bits of PortfolioBreach. Every comparison is written so that
/// NaN is a breach. A single name is always a concentration of 1.
[[nodiscard]] std::uint32_t CheckLimits(const Exposure& exposure, double cvar,
                                        const PortfolioLimits& limits) noexcept;

}  // namespace conclave
