#include "risk/forecast_review.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <vector>

#include "testing/check.h"

namespace {

using conclave::BaselZone;
using conclave::ForecastReview;
using conclave::MeasureStatus;
using conclave::ReviewForecasts;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Losses of 2 on the days named, of -1 on the others; VaR is 1, the shortfall 2.
struct Series {
  Series(std::size_t days, std::initializer_list<std::size_t> breaches)
      : losses(days, -1), vars(days, 1), shortfalls(days, 2) {
    for (const std::size_t day : breaches) {
      losses[day] = 2;
    }
  }

  [[nodiscard]] ForecastReview Reviewed(std::uint32_t level_bps) const {
    ForecastReview review{};
    CHECK(ReviewForecasts(losses, vars, shortfalls, level_bps, review) == MeasureStatus::kOk);
    return review;
  }

  std::vector<double> losses;
  std::vector<double> vars;
  std::vector<double> shortfalls;
};

void AReviewHoldsWhatTheTestsSayOneByOne() {
  const Series series(300, {0, 49, 100, 101, 102, 200, 299});
  const ForecastReview review = series.Reviewed(9900);
  CHECK(review.days == 300 && review.breaches == 7);
  CHECK(review.pairs.n01 == 4 && review.pairs.n10 == 4 && review.pairs.n11 == 2);
  conclave::LikelihoodTest test{};
  CHECK(conclave::TestCoverage(7, 300, 9900, test) == MeasureStatus::kOk);
  CHECK(review.coverage.ratio == test.ratio && review.coverage.p == test.p);
  CHECK(conclave::TestIndependence(review.pairs, test) == MeasureStatus::kOk);
  CHECK(review.independence.ratio == test.ratio && review.independence.p == test.p);
  CHECK(review.conditional.ratio == review.coverage.ratio + review.independence.ratio);
  CHECK(std::fabs(review.conditional.p - std::exp(-review.conditional.ratio / 2)) < 1e-12);
  CHECK(review.figures == (conclave::kBaselFigure | conclave::kShortfallFigure));
  // Seven losses of the shortfall where three are expected.
  CHECK(std::fabs(review.shortfall - (1 - 7 / 3.0)) < 1e-12);
}

void TheTrafficLightSeesTheLast250Days() {
  ForecastReview review = Series(300, {0, 49, 50, 101, 102, 200, 299}).Reviewed(9900);
  CHECK(review.basel_breaches == 5);
  CHECK(review.basel_zone == BaselZone::kYellow && review.basel_multiplier == 3.4);
  review = Series(300, {0, 49, 51, 101, 102, 200}).Reviewed(9900);
  CHECK(review.basel_breaches == 4 && std::fabs(review.basel_probability - 0.892187) < 1e-6);
  CHECK(review.basel_zone == BaselZone::kGreen && review.basel_multiplier == 3);
}

void TheTrafficLightIsDarkWhereItIsNotDefined() {
  for (const ForecastReview& review :
       {Series(249, {3}).Reviewed(9900), Series(300, {3}).Reviewed(9750)}) {
    CHECK(review.figures == conclave::kShortfallFigure);
    CHECK(review.basel_multiplier == 0 && review.basel_breaches == 0);
  }
}

void ALossOfExactlyTheForecastIsNoBreach() {
  Series series(10, {});
  series.losses[4] = 1;
  CHECK(series.Reviewed(9500).breaches == 0);
  series.losses[4] = std::nextafter(1.0, 2.0);
  CHECK(series.Reviewed(9500).breaches == 1);
}

void NoShortfallsGiveNoStatistic() {
  const Series series(20, {3});
  ForecastReview review{};
  CHECK(ReviewForecasts(series.losses, series.vars, {}, 9500, review) == MeasureStatus::kOk);
  CHECK(review.figures == 0 && review.shortfall == 0 && review.breaches == 1);
}

void WhatMakesNoSenseIsAStatusAndWritesNothing() {
  ForecastReview review{};
  review.days = 77;
  const std::vector<double> none;
  const std::vector<double> one{1};
  const std::vector<double> two{1, 2};
  const auto refused = [&](const auto& losses, const auto& vars, const auto& shortfalls,
                           std::uint32_t level_bps) {
    return ReviewForecasts(losses, vars, shortfalls, level_bps, review);
  };
  CHECK(refused(none, none, none, 9900) == MeasureStatus::kTooFew);
  CHECK(refused(one, one, one, 9900) == MeasureStatus::kTooFew);
  CHECK(refused(two, one, two, 9900) == MeasureStatus::kBadShape);
  CHECK(refused(two, two, one, 9900) == MeasureStatus::kBadShape);
  CHECK(refused(two, two, two, 10000) == MeasureStatus::kBadParameter);
  CHECK(refused(two, two, two, 4999) == MeasureStatus::kBadParameter);
  CHECK(refused(two, two, std::vector<double>{1, 0}, 9900) == MeasureStatus::kBadParameter);
  for (const double bad : {kNaN, std::numeric_limits<double>::infinity()}) {
    const std::vector<double> spoiled{1, bad};
    CHECK(refused(spoiled, two, two, 9900) == MeasureStatus::kNotFinite);
    CHECK(refused(two, spoiled, two, 9900) == MeasureStatus::kNotFinite);
    CHECK(refused(two, two, spoiled, 9900) == MeasureStatus::kNotFinite);
  }
  CHECK(review.days == 77);
}

}  // namespace

int main() {
  AReviewHoldsWhatTheTestsSayOneByOne();
  TheTrafficLightSeesTheLast250Days();
  TheTrafficLightIsDarkWhereItIsNotDefined();
  ALossOfExactlyTheForecastIsNoBreach();
  NoShortfallsGiveNoStatistic();
  WhatMakesNoSenseIsAStatusAndWritesNothing();
  return 0;
}
