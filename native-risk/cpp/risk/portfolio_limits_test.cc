#include "risk/portfolio_limits.h"

#include <cmath>
#include <initializer_list>
#include <limits>
#include <vector>

#include "testing/check.h"

namespace {

using conclave::CheckLimits;
using conclave::Exposure;
using conclave::PortfolioLimits;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr PortfolioLimits kLimits{1000, 500, 400, 0.5, 60};

void ABookIsSummed() {
  const Exposure exposure = conclave::MeasureExposure(std::vector<double>{300, -200, 100});
  CHECK(exposure.gross == 600 && exposure.net == 200 && exposure.name == 300);
  CHECK(exposure.concentration == 0.5);
  const Exposure nothing = conclave::MeasureExposure({});
  CHECK(nothing.gross == 0 && nothing.concentration == 0);
}

void AtEveryLimitIsStillWithin() {
  CHECK(CheckLimits(
            {
                1000,
                -500,
                400,
                0.5,
            },
            60, kLimits) == conclave::kWithinLimits);
}

void EachLimitHasItsBit() {
  CHECK(CheckLimits({1001, 0, 0, 0}, 0, kLimits) == conclave::kGrossBreach);
  CHECK(CheckLimits({0, 501, 0, 0}, 0, kLimits) == conclave::kNetBreach);
  CHECK(CheckLimits({0, -501, 0, 0}, 0, kLimits) == conclave::kNetBreach);
  CHECK(CheckLimits({0, 0, 401, 0}, 0, kLimits) == conclave::kNameBreach);
  CHECK(CheckLimits({0, 0, 0, 0.51}, 0, kLimits) == conclave::kConcentrationBreach);
  CHECK(CheckLimits({0, 0, 0, 0}, 61, kLimits) == conclave::kCvarBreach);
  CHECK(CheckLimits({2000, 2000, 2000, 1}, 2000, kLimits) == 31);
}

void WhatIsUnknownIsNeverWithin() {
  CHECK(CheckLimits({kNaN, 0, 0, 0}, 0, kLimits) ==
        (conclave::kGrossBreach | conclave::kUnknownExposure));
  CHECK(CheckLimits({0, 0, 0, 0}, kNaN, kLimits) ==
        (conclave::kCvarBreach | conclave::kUnknownExposure));
  const PortfolioLimits none{kInfinity, kInfinity, kInfinity, kInfinity, kInfinity};
  CHECK(CheckLimits({1e300, 1e300, 1e300, 1}, 1e300, none) == conclave::kWithinLimits);
  CHECK(CheckLimits({kInfinity, 0, 0, 0}, 0, none) == conclave::kUnknownExposure);
  for (const double limit : {kNaN, -1.0, -kInfinity}) {
    CHECK(CheckLimits({0, 0, 0, 0}, 0, {limit, 1, 1, 1, 1}) ==
          (conclave::kGrossBreach | conclave::kUnknownExposure));
    CHECK(CheckLimits({0, 0, 0, 0}, 0, {1, 1, 1, 1, limit}) ==
          (conclave::kCvarBreach | conclave::kUnknownExposure));
  }
}

void OneUnknownPositionMakesTheWholeBookUnknown() {
  for (const std::vector<double>& positions :
       {std::vector<double>{kNaN, 1, 2}, std::vector<double>{1, kNaN, 2},
        std::vector<double>{1, 2, kNaN}}) {
    const Exposure exposure = conclave::MeasureExposure(positions);
    CHECK(std::isnan(exposure.gross) && std::isnan(exposure.net) && std::isnan(exposure.name) &&
          std::isnan(exposure.concentration));
    CHECK((CheckLimits(exposure, 0, kLimits) & 15) == 15);
  }
}

}  // namespace

int main() {
  ABookIsSummed();
  AtEveryLimitIsStillWithin();
  EachLimitHasItsBit();
  WhatIsUnknownIsNeverWithin();
  OneUnknownPositionMakesTheWholeBookUnknown();
  return 0;
}
