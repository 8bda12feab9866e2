#include "risk/value_at_risk.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

#include "statistics/distributions.h"
#include "testing/check.h"

namespace {

using conclave::MeasureStatus;
using conclave::TailLoss;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool Near(double ours, double golden) { return std::fabs(ours - golden) <= 1e-6; }

TailLoss Historical(const std::vector<double>& returns, std::uint32_t level_bps) {
  std::vector<double> scratch(returns.size());
  TailLoss out{};
  CHECK(conclave::HistoricalLoss(returns, level_bps, scratch, out) == MeasureStatus::kOk);
  return out;
}

TailLoss Filtered(const std::vector<double>& returns, double decay, std::uint32_t level_bps) {
  std::vector<double> scratch(2 * returns.size() + 1);
  TailLoss out{};
  CHECK(conclave::FilteredLoss(returns, decay, level_bps, scratch, out) == MeasureStatus::kOk);
  return out;
}

std::vector<double> Wild(std::size_t length, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::student_t_distribution<double> student(3);
  std::vector<double> returns(length);
  for (double& value : returns) {
    value = 0.01 * student(random);
  }
  return returns;
}

void TheRankIsExactWhereDoublesAreNot() {
  CHECK(conclave::TailRank(100, 9900) == 1);
  CHECK(conclave::TailRank(101, 9900) == 2);
  CHECK(conclave::TailRank(250, 9750) == 7);
  CHECK(conclave::TailRank(1000, 9500) == 50);
  CHECK(conclave::TailRank(1, 9999) == 1);
  CHECK(conclave::TailRank(0, 9900) == 1);
  CHECK(conclave::TailRank(std::numeric_limits<std::uint64_t>::max(), 5000) ==
        (std::uint64_t{1} << 63));
}

void HundredDaysAtNinetyNinePercentLoseTheWorstOfThem() {
  std::vector<double> returns;
  for (int i = 1; i <= 100; ++i) {
    returns.push_back(i % 2 == 0 ? -i : i);
  }
  const TailLoss loss = Historical(returns, 9900);
  CHECK(loss.var == 100);
  CHECK(loss.cvar == 100);
}

/// With (1 - c) n = 6.25 the loss at VaR weighs a quarter.
void ConditionalLossWeighsTheLossAtVarByWhatIsLeftOfTheTail() {
  std::vector<double> returns;
  for (int i = 1; i <= 250; ++i) {
    returns.push_back(i);
  }
  for (int i = 0; i < 7; ++i) {
    returns[static_cast<std::size_t>(i * 30)] = -100.0 - 10 * i;
  }
  const TailLoss loss = Historical(returns, 9750);
  CHECK(loss.var == 100);
  CHECK(Near(loss.cvar, (160.0 + 150 + 140 + 130 + 120 + 110 + 0.25 * 100) / 6.25));
  const double plain = (160.0 + 150 + 140 + 130 + 120 + 110 + 100) / 7;
  CHECK(loss.cvar > plain + 1);
}

/// Rockafellar and Uryasev's expression at any point is at least what we say.
void ConditionalLossIsTheLeastOfItsExpression() {
  const auto returns = Wild(211, 4);
  for (const std::uint32_t level : {5000U, 9000U, 9500U, 9750U, 9900U, 9999U}) {
    const TailLoss loss = Historical(returns, level);
    double least = std::numeric_limits<double>::infinity();
    for (const double point : returns) {
      double beyond = 0;
      for (const double value : returns) {
        beyond += std::fmax(0, point - value);
      }
      least = std::fmin(least, -point + beyond / (conclave::TailShare(level) * 211));
    }
    CHECK(std::fabs(loss.cvar - least) < 1e-12);
  }
}

void AnyLengthAgreesWithSorting() {
  for (std::size_t length = 1; length <= 67; ++length) {
    const auto returns = Wild(length, length);
    for (const std::uint32_t level : {5000U, 9500U, 9750U, 9900U}) {
      auto sorted = returns;
      std::sort(sorted.begin(), sorted.end());
      const TailLoss loss = Historical(returns, level);
      CHECK(loss.var == -sorted[conclave::TailRank(length, level) - 1]);
      CHECK(loss.cvar >= loss.var);
      CHECK(loss.cvar <= -sorted[0] + 1e-15);
    }
  }
}

void EqualReturnsAreTheirOwnTail() {
  const TailLoss loss = Historical(std::vector<double>(40, -0.02), 9500);
  CHECK(loss.var == 0.02);
  CHECK(loss.cvar == 0.02);
}

void EwmaVariancesFollowTheirRule() {
  const std::vector<double> returns{0.01, -0.02, 0.03};
  std::vector<double> variances(4);
  CHECK(conclave::EwmaVariances(returns, 0.94, variances) == MeasureStatus::kOk);
  CHECK(std::fabs(variances[0] - 0.0014 / 3) < 1e-18);
  CHECK(std::fabs(variances[1] - (0.94 * variances[0] + 0.06 * 0.0001)) < 1e-18);
  CHECK(std::fabs(variances[3] - (0.94 * variances[2] + 0.06 * 0.0009)) < 1e-18);
}

void FilteringRaisesTheLossAfterAWildWeek() {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal(0, 0.01);
  std::vector<double> returns(500);
  for (std::size_t i = 0; i < 500; ++i) {
    returns[i] = normal(random) * (i >= 470 ? 4 : 1);
  }
  CHECK(Filtered(returns, 0.94, 9900).var > 1.5 * Historical(returns, 9500).var);
  std::reverse(returns.begin(), returns.end());
  CHECK(Filtered(returns, 0.94, 9900).var < Historical(returns, 9900).var);
}

void FilteringScalesEachDayByItsOwnDeviation() {
  const std::vector<double> returns{0.01, -0.02, 0, 0.03};
  std::vector<double> variances(5);
  CHECK(conclave::EwmaVariances(returns, 0.9, variances) == MeasureStatus::kOk);
  const double worst = 0.02 * std::sqrt(variances[4] / variances[1]);
  CHECK(std::fabs(Filtered(returns, 0.9, 9900).var - worst) < 1e-15);
}

void NothingEarnedIsNothingLost() {
  const TailLoss loss = Filtered(std::vector<double>(30, 0.0), 0.94, 9900);
  CHECK(loss.var == 0 && loss.cvar == 0);
}

void TheNormalLossesAreTheGoldenOnes() {
  TailLoss loss{};
  CHECK(conclave::NormalLoss(0, 1, 9900, loss) == MeasureStatus::kOk);
  CHECK(Near(loss.var, 2.326348) && Near(loss.cvar, 2.665214));
  CHECK(conclave::NormalLoss(0, 1, 9750, loss) == MeasureStatus::kOk);
  CHECK(Near(loss.var, 1.959964) && Near(loss.cvar, 2.337803));
  CHECK(conclave::NormalLoss(0.1, 2, 9900, loss) == MeasureStatus::kOk);
  CHECK(Near(loss.var, 2 * 2.326347874 - 0.1) && Near(loss.cvar, 2 * 2.665214220 - 0.1));
}

void TheStudentLossesAreTheGoldenOnes() {
  TailLoss loss{};
  CHECK(conclave::StudentLoss(0, 1, 4, 9900, loss) == MeasureStatus::kOk);
  CHECK(Near(loss.var, 2.649492) && Near(loss.cvar, 3.691510));
  TailLoss normal{};
  CHECK(conclave::NormalLoss(0, 1, 9900, normal) == MeasureStatus::kOk);
  CHECK(conclave::StudentLoss(0, 1, 10000, 9900, loss) == MeasureStatus::kOk);
  CHECK(std::fabs(loss.cvar - normal.cvar) < 1e-3);
}

void TheCornishFisherQuantileIsTheGoldenOne() {
  CHECK(Near(conclave::CornishFisherQuantile(conclave::NormalQuantile(0.01), -0.5, 3), -3.301284));
  TailLoss loss{};
  CHECK(conclave::CornishFisherLoss(0, 1, -0.5, 3, 9900, loss) == MeasureStatus::kOk);
  CHECK(Near(loss.var, 3.301284));
}

/// The closed form, as the mean over a hundred thousand slices of the tail.
void TheCornishFisherTailMeanIsTheMeanOfItsQuantiles() {
  TailLoss loss{};
  CHECK(conclave::CornishFisherLoss(0.2, 1.5, -0.5, 3, 9750, loss) == MeasureStatus::kOk);
  double sum = 0;
  constexpr int kSlices = 100000;
  for (int i = 0; i < kSlices; ++i) {
    const double p = 0.025 * (i + 0.5) / kSlices;
    sum += conclave::CornishFisherQuantile(conclave::NormalQuantile(p), -0.5, 3);
  }
  CHECK(std::fabs(loss.cvar - (-0.2 - 1.5 * sum / kSlices)) < 1e-4);
}

void CornishFisherWithoutSkewAndKurtosisIsNormal() {
  TailLoss loss{};
  TailLoss normal{};
  CHECK(conclave::CornishFisherLoss(0.1, 2, 0, 0, 9750, loss) == MeasureStatus::kOk);
  CHECK(conclave::NormalLoss(0.1, 2, 9750, normal) == MeasureStatus::kOk);
  CHECK(std::fabs(loss.var - normal.var) < 1e-12 && std::fabs(loss.cvar - normal.cvar) < 1e-12);
}

void CornishFisherIsRefusedWhereItFallsInTheTail() {
  TailLoss loss{77, 77};
  CHECK(conclave::CornishFisherLoss(0, 1, -3, 1, 9900, loss) == MeasureStatus::kUnreachable);
  CHECK(conclave::CornishFisherLoss(0, 1, 0, -2, 9900, loss) == MeasureStatus::kUnreachable);
  CHECK(loss.var == 77);
}

void ConditionalLossIsNeverBelowVar() {
  for (const std::uint32_t level : {5000U, 9000U, 9500U, 9750U, 9900U, 9999U}) {
    TailLoss loss{};
    CHECK(conclave::NormalLoss(0.001, 0.01, level, loss) == MeasureStatus::kOk);
    CHECK(loss.cvar > loss.var);
    for (const double degrees : {2.01, 3.0, 8.0, 500.0}) {
      CHECK(conclave::StudentLoss(0.001, 0.01, degrees, level, loss) == MeasureStatus::kOk);
      CHECK(loss.cvar > loss.var);
    }
    for (const double skew : {-1.0, -0.3, 0.0, 0.3}) {
      const MeasureStatus status = conclave::CornishFisherLoss(0.001, 0.01, skew, 3, level, loss);
      CHECK(status == MeasureStatus::kUnreachable || loss.cvar > loss.var);
    }
    const auto returns = Wild(333, level);
    CHECK(Historical(returns, level).cvar >= Historical(returns, level).var);
    CHECK(Filtered(returns, 0.94, level).cvar >= Filtered(returns, 0.94, level).var);
  }
}

void WhatMakesNoSenseIsAStatusAndWritesNothing() {
  TailLoss loss{77, 77};
  std::vector<double> scratch(3);
  std::vector<double> wide(7);
  const std::vector<double> good{0.1, -0.1, 0.2};
  const std::vector<double> bad{0.1, kNaN, 0.2};
  const std::vector<double> huge{1e200, 1e200, 1e200};
  for (const std::uint32_t level : {0U, 4999U, 10000U, 0xffffffffU}) {
    CHECK(conclave::HistoricalLoss(good, level, scratch, loss) == MeasureStatus::kBadParameter);
    CHECK(conclave::FilteredLoss(good, 0.94, level, wide, loss) == MeasureStatus::kBadParameter);
    CHECK(conclave::NormalLoss(0, 1, level, loss) == MeasureStatus::kBadParameter);
    CHECK(conclave::StudentLoss(0, 1, 4, level, loss) == MeasureStatus::kBadParameter);
    CHECK(conclave::CornishFisherLoss(0, 1, 0, 0, level, loss) == MeasureStatus::kBadParameter);
  }
  CHECK(conclave::HistoricalLoss({}, 9900, {}, loss) == MeasureStatus::kTooFew);
  CHECK(conclave::HistoricalLoss(bad, 9900, scratch, loss) == MeasureStatus::kNotFinite);
  CHECK(conclave::HistoricalLoss(good, 9900, wide, loss) == MeasureStatus::kBadShape);
  CHECK(conclave::FilteredLoss(bad, 0.94, 9900, wide, loss) == MeasureStatus::kNotFinite);
  CHECK(conclave::FilteredLoss(huge, 0.94, 9900, wide, loss) == MeasureStatus::kNotFinite);
  CHECK(conclave::FilteredLoss(good, 0.94, 9900, scratch, loss) == MeasureStatus::kBadShape);
  CHECK(conclave::FilteredLoss({}, 0.94, 9900, std::span<double>(scratch).first(1), loss) ==
        MeasureStatus::kTooFew);
  for (const double decay : {0.0, 1.0, -1.0, kNaN}) {
    CHECK(conclave::FilteredLoss(good, decay, 9900, wide, loss) == MeasureStatus::kBadParameter);
  }
  CHECK(conclave::NormalLoss(kNaN, 1, 9900, loss) == MeasureStatus::kNotFinite);
  CHECK(conclave::NormalLoss(0, kNaN, 9900, loss) == MeasureStatus::kNotFinite);
  CHECK(conclave::NormalLoss(0, -1, 9900, loss) == MeasureStatus::kBadParameter);
  CHECK(conclave::NormalLoss(0, 1e308, 9900, loss) == MeasureStatus::kNotFinite);
  CHECK(conclave::StudentLoss(0, 1, 2, 9900, loss) == MeasureStatus::kBadParameter);
  CHECK(conclave::StudentLoss(0, 1, kNaN, 9900, loss) == MeasureStatus::kBadParameter);
  CHECK(conclave::CornishFisherLoss(0, 1, kNaN, 0, 9900, loss) == MeasureStatus::kNotFinite);
  CHECK(loss.var == 77 && loss.cvar == 77);
}

}  // namespace

int main() {
  TheRankIsExactWhereDoublesAreNot();
  HundredDaysAtNinetyNinePercentLoseTheWorstOfThem();
  ConditionalLossWeighsTheLossAtVarByWhatIsLeftOfTheTail();
  ConditionalLossIsTheLeastOfItsExpression();
  AnyLengthAgreesWithSorting();
  EqualReturnsAreTheirOwnTail();
  EwmaVariancesFollowTheirRule();
  FilteringRaisesTheLossAfterAWildWeek();
  FilteringScalesEachDayByItsOwnDeviation();
  NothingEarnedIsNothingLost();
  TheNormalLossesAreTheGoldenOnes();
  TheStudentLossesAreTheGoldenOnes();
  TheCornishFisherQuantileIsTheGoldenOne();
  TheCornishFisherTailMeanIsTheMeanOfItsQuantiles();
  CornishFisherWithoutSkewAndKurtosisIsNormal();
  CornishFisherIsRefusedWhereItFallsInTheTail();
  ConditionalLossIsNeverBelowVar();
  WhatMakesNoSenseIsAStatusAndWritesNothing();
  return 0;
}
