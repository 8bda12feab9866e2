#include "risk/portfolio_limits.h"

#include <cmath>

namespace conclave {

Exposure MeasureExposure(std::span<const double> positions) noexcept {
  Exposure exposure{0, 0, 0, 0};
  for (const double position : positions) {
    const double size = std::fabs(position);
    exposure.gross += size;
    exposure.net += position;
    // NaN stays, whatever it is compared with.
    exposure.name = size <= exposure.name ? exposure.name : size;
    if (std::isnan(exposure.gross)) {
      exposure.name = exposure.gross;
    }
  }
  exposure.concentration = exposure.gross == 0 ? 0 : exposure.name / exposure.gross;
  return exposure;
}

std::uint32_t CheckLimits(const Exposure& exposure, double cvar,
                          const PortfolioLimits& limits) noexcept {
  std::uint32_t breaches = kWithinLimits;
  const auto check = [&](double value, double limit, PortfolioBreach breach) {
    if (!(value <= limit)) {
      breaches |= breach;
    }
    if (!std::isfinite(value) || !(limit >= 0)) {
      breaches |= kUnknownExposure;
    }
  };
  check(exposure.gross, limits.gross, kGrossBreach);
  check(std::fabs(exposure.net), limits.net, kNetBreach);
  check(exposure.name, limits.name, kNameBreach);
  check(exposure.concentration, limits.concentration, kConcentrationBreach);
  check(cvar, limits.cvar, kCvarBreach);
  return breaches;
}

}  // namespace conclave
