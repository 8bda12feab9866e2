#include "risk/var_backtest.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <vector>

#include "testing/check.h"

namespace {

using conclave::BaselVerdict;
using conclave::BaselZone;
using conclave::BreachPairs;
using conclave::LikelihoodTest;
using conclave::MeasureStatus;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool Near(double ours, double golden) { return std::fabs(ours - golden) <= 1e-6; }

LikelihoodTest Coverage(std::uint64_t breaches, std::uint64_t days, std::uint32_t level_bps) {
  LikelihoodTest test{};
  CHECK(conclave::TestCoverage(breaches, days, level_bps, test) == MeasureStatus::kOk);
  return test;
}

LikelihoodTest Independence(const BreachPairs& pairs) {
  LikelihoodTest test{};
  CHECK(conclave::TestIndependence(pairs, test) == MeasureStatus::kOk);
  return test;
}

void KupiecsRatiosAreTheGoldenOnes() {
  CHECK(Near(Coverage(0, 250, 9900).ratio, 5.025168));
  CHECK(std::fabs(Coverage(0, 250, 9900).p - 0.0250) < 5e-5);
  CHECK(Near(Coverage(2, 250, 9900).ratio, 0.108435));
  CHECK(Near(Coverage(4, 250, 9900).ratio, 0.769138));
  CHECK(Near(Coverage(5, 250, 9900).ratio, 1.956810));
  CHECK(Near(Coverage(8, 250, 9900).ratio, 7.733551));
  CHECK(std::fabs(Coverage(8, 250, 9900).p - 0.0054) < 5e-5);
  CHECK(Near(Coverage(10, 250, 9900).ratio, 12.955491));
}

void AcceptedAtNinetyFivePercent(std::uint64_t days, std::uint32_t level_bps, std::uint64_t first,
                                 std::uint64_t last) {
  for (std::uint64_t breaches = 0; breaches <= days; ++breaches) {
    const bool accepted = Coverage(breaches, days, level_bps).p > 0.05;
    CHECK(accepted == (breaches >= first && breaches <= last));
  }
}

void KupiecsTableOfAcceptedCounts() {
  AcceptedAtNinetyFivePercent(255, 9900, 1, 6);
  AcceptedAtNinetyFivePercent(510, 9900, 2, 10);
  AcceptedAtNinetyFivePercent(1000, 9900, 5, 16);
  AcceptedAtNinetyFivePercent(255, 9500, 7, 20);
  AcceptedAtNinetyFivePercent(510, 9500, 17, 35);
  AcceptedAtNinetyFivePercent(1000, 9500, 38, 64);
  CHECK(std::fabs(Coverage(0, 255, 9900).ratio - 5.13) < 0.005);
}

void AsManyBreachesAsPromisedAreNoEvidence() {
  CHECK(Coverage(10, 1000, 9900).ratio < 1e-9);
  CHECK(Coverage(10, 1000, 9900).p > 0.999);
  CHECK(Coverage(1000, 1000, 9900).p == 0);
}

void ChristoffersensRatiosAreTheGoldenOnes() {
  CHECK(Near(Independence({241, 4, 4, 0}).ratio, 0.130618));
  CHECK(Near(Independence({239, 3, 3, 4}).ratio, 21.937620));
  CHECK(Near(Independence({238, 5, 5, 1}).ratio, 2.423191));
}

void NoBreachesAtAllAreIndependent() {
  CHECK(Independence({250, 0, 0, 0}).ratio == 0);
  CHECK(Independence({250, 0, 0, 0}).p == 1);
  CHECK(Independence({0, 0, 0, 250}).ratio == 0);
}

void PairsAreCountedInOrder() {
  const std::vector<std::uint8_t> breaches{0, 0, 1, 1, 1, 0, 1, 0};
  BreachPairs pairs{};
  CHECK(conclave::CountBreachPairs(breaches, pairs) == MeasureStatus::kOk);
  CHECK(pairs.n00 == 1 && pairs.n01 == 2 && pairs.n10 == 2 && pairs.n11 == 2);
}

void ConditionalCoverageIsTheSumOfBoth() {
  std::vector<std::uint8_t> breaches(250, 0);
  for (const std::size_t day : {0U, 20U, 21U, 22U, 100U, 249U}) {
    breaches[day] = 1;
  }
  BreachPairs pairs{};
  CHECK(conclave::CountBreachPairs(breaches, pairs) == MeasureStatus::kOk);
  LikelihoodTest both{};
  CHECK(conclave::TestConditionalCoverage(breaches, 9900, both) == MeasureStatus::kOk);
  const double ratio = Coverage(6, 250, 9900).ratio + Independence(pairs).ratio;
  CHECK(both.ratio == ratio);
  CHECK(std::fabs(both.p - std::exp(-ratio / 2)) < 1e-12);
}

void TheBaselZonesAndTheirAddOns() {
  const double add_ons[] = {0, 0, 0, 0, 0, 0.40, 0.50, 0.65, 0.75, 0.85, 1, 1};
  for (std::uint32_t breaches = 0; breaches < 12; ++breaches) {
    BaselVerdict verdict{};
    CHECK(conclave::JudgeBasel(breaches, verdict) == MeasureStatus::kOk);
    CHECK(verdict.add_on == add_ons[breaches]);
    CHECK(verdict.zone == (breaches < 5    ? BaselZone::kGreen
                           : breaches < 10 ? BaselZone::kYellow
                                           : BaselZone::kRed));
  }
  BaselVerdict verdict{};
  CHECK(conclave::JudgeBasel(4, verdict) == MeasureStatus::kOk);
  CHECK(std::fabs(verdict.probability - 0.8922) < 5e-5);
  CHECK(Near(verdict.probability, 0.892187));
  CHECK(conclave::JudgeBasel(10, verdict) == MeasureStatus::kOk);
  CHECK(verdict.probability >= 0.9999);
}

void AForecastThatIsMetHasAShortfallStatisticOfZero() {
  // 100 days at 95 %: five losses of exactly the shortfall.
  std::vector<double> returns(100, 0.01);
  for (std::size_t day = 0; day < 5; ++day) {
    returns[day * 20] = -0.04;
  }
  const std::vector<double> vars(100, 0.03);
  const std::vector<double> cvars(100, 0.04);
  double statistic = 77;
  CHECK(conclave::ShortfallStatistic(returns, vars, cvars, 9500, statistic) == MeasureStatus::kOk);
  CHECK(std::fabs(statistic) < 1e-12);
  for (std::size_t day = 0; day < 5; ++day) {
    returns[day * 20] = -0.08;
  }
  CHECK(conclave::ShortfallStatistic(returns, vars, cvars, 9500, statistic) == MeasureStatus::kOk);
  CHECK(std::fabs(statistic + 1) < 1e-12);
}

void WhatMakesNoSenseIsAStatusAndWritesNothing() {
  LikelihoodTest test{77, 77};
  CHECK(conclave::TestCoverage(0, 0, 9900, test) == MeasureStatus::kTooFew);
  CHECK(conclave::TestCoverage(2, 1, 9900, test) == MeasureStatus::kBadParameter);
  CHECK(conclave::TestCoverage(1, 2, 10000, test) == MeasureStatus::kBadParameter);
  CHECK(conclave::TestCoverage(0, ~std::uint64_t{0}, 9900, test) == MeasureStatus::kBadParameter);
  CHECK(conclave::TestIndependence({0, 0, 0, 0}, test) == MeasureStatus::kTooFew);
  CHECK(conclave::TestIndependence({~std::uint64_t{0}, 1, 0, 0}, test) ==
        MeasureStatus::kBadParameter);
  CHECK(conclave::TestConditionalCoverage(std::vector<std::uint8_t>{1}, 9900, test) ==
        MeasureStatus::kTooFew);
  CHECK(conclave::TestConditionalCoverage(std::vector<std::uint8_t>{1, 2}, 9900, test) ==
        MeasureStatus::kBadParameter);
  CHECK(conclave::TestConditionalCoverage(std::vector<std::uint8_t>{1, 0}, 0, test) ==
        MeasureStatus::kBadParameter);
  CHECK(test.ratio == 77);
  BaselVerdict verdict{};
  CHECK(conclave::JudgeBasel(251, verdict) == MeasureStatus::kBadParameter);
  double statistic = 77;
  const std::vector<double> one{0.1};
  const std::vector<double> none{0.0};
  const std::vector<double> bad{kNaN};
  CHECK(conclave::ShortfallStatistic({}, {}, {}, 9900, statistic) == MeasureStatus::kTooFew);
  CHECK(conclave::ShortfallStatistic(one, one, {}, 9900, statistic) == MeasureStatus::kBadShape);
  CHECK(conclave::ShortfallStatistic(one, one, none, 9900, statistic) ==
        MeasureStatus::kBadParameter);
  CHECK(conclave::ShortfallStatistic(one, one, one, 100, statistic) ==
        MeasureStatus::kBadParameter);
  CHECK(conclave::ShortfallStatistic(bad, one, one, 9900, statistic) == MeasureStatus::kNotFinite);
  CHECK(conclave::ShortfallStatistic(one, bad, one, 9900, statistic) == MeasureStatus::kNotFinite);
  CHECK(conclave::ShortfallStatistic(one, one, bad, 9900, statistic) == MeasureStatus::kNotFinite);
  CHECK(statistic == 77);
}

}  // namespace

int main() {
  KupiecsRatiosAreTheGoldenOnes();
  KupiecsTableOfAcceptedCounts();
  AsManyBreachesAsPromisedAreNoEvidence();
  ChristoffersensRatiosAreTheGoldenOnes();
  NoBreachesAtAllAreIndependent();
  PairsAreCountedInOrder();
  ConditionalCoverageIsTheSumOfBoth();
  TheBaselZonesAndTheirAddOns();
  AForecastThatIsMetHasAShortfallStatisticOfZero();
  WhatMakesNoSenseIsAStatusAndWritesNothing();
  return 0;
}
