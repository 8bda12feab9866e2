#include "statistics/performance.h"

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

#include "testing/check.h"

namespace {

using conclave::MeasurePerformance;
using conclave::MeasureStatus;
using conclave::Performance;
using conclave::Turnover;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool Near(double ours, double golden) {
  return std::fabs(ours - golden) <= 1e-12 * std::fmax(1, std::fabs(golden));
}

/// Golden values by mpmath at 30 digits.
void EightDaysAreMeasuredAsByHand() {
  const std::vector<double> days{0.01, -0.02, 0.015, 0.003, -0.007, -0.011, 0.02, 0.004};
  Performance found{};
  CHECK(MeasurePerformance(days, 252, found) == MeasureStatus::kOk);
  CHECK(found.observations == 8);
  CHECK(Near(found.total, 0.014));
  CHECK(Near(found.mean, 0.00175));
  CHECK(Near(found.deviation, 0.0136040960218394728672750050224));
  CHECK(Near(found.skew, -0.24580182238741279318444733246));
  CHECK(Near(found.kurtosis, 1.91853685254646721923303970145));
  CHECK(Near(found.sharpe, 0.128637727724842564742662147066));
  CHECK(Near(found.sortino, 0.207322107215682325055821448889));
  CHECK(Near(found.deepest_fall, 0.02));
  CHECK(Near(found.deepest_fall_share, 0.0198013266932446977791858957747));
  CHECK(Near(found.annual_return, 0.554260702342305879254195063734));
  CHECK(Near(found.calmar, 27.9910892299652904818940917258));
  CHECK(Near(found.annual_deviation, 0.0136040960218394728672750050224 * std::sqrt(252.0)));
  CHECK(Near(found.annual_sharpe, 0.128637727724842564742662147066 * std::sqrt(252.0)));
  CHECK(Near(found.annual_sortino, 0.207322107215682325055821448889 * std::sqrt(252.0)));
  // Under the high of the first day from the second to the sixth, over it on the seventh.
  CHECK(found.longest_fall == 5);
}

void AFallThatIsNotMadeGoodLastsToTheEnd() {
  const std::vector<double> days{0.1, -0.3, 0.1, 0.1, 0.05};
  Performance found{};
  CHECK(MeasurePerformance(days, 252, found) == MeasureStatus::kOk);
  CHECK(found.longest_fall == 4);
  CHECK(found.deepest_fall == 0.3);
}

void AFallBeginsAtTheStartOfTheSeries() {
  const std::vector<double> days{-0.1, 0.05, 0.06};
  Performance found{};
  CHECK(MeasurePerformance(days, 252, found) == MeasureStatus::kOk);
  CHECK(found.deepest_fall == 0.1);
  CHECK(found.longest_fall == 2);
}

void NothingEarnedIsNoFailureAndHasNoRatios() {
  const std::vector<double> flat(67, 0.0);
  Performance found{};
  CHECK(MeasurePerformance(flat, 252, found) == MeasureStatus::kOk);
  CHECK(found.sharpe == 0 && found.sortino == 0 && found.calmar == 0);
  CHECK(found.deviation == 0 && found.skew == 0 && found.kurtosis == 0);
  CHECK(found.deepest_fall == 0 && found.longest_fall == 0);
}

void ASteadyGainHasNoDeviation() {
  const std::vector<double> steady(1000, 0.1);
  Performance found{};
  CHECK(MeasurePerformance(steady, 1, found) == MeasureStatus::kOk);
  CHECK(found.deviation == 0 && found.sharpe == 0);
  CHECK(Near(found.annual_return, std::exp(0.1) - 1));
}

/// A plain second way: every high against every later low.
double DeepestFallByPairs(const std::vector<double>& returns) {
  double deepest = 0;
  for (std::size_t from = 0; from < returns.size(); ++from) {
    double sum = 0;
    for (std::size_t to = from; to < returns.size(); ++to) {
      sum += returns[to];
      deepest = std::fmax(deepest, -sum);
    }
  }
  return deepest;
}

void AnyLengthAgreesWithThePlainWay() {
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal(0.0003, 0.01);
  for (std::size_t length = 0; length <= 67; ++length) {
    std::vector<double> returns(length);
    for (double& value : returns) {
      value = normal(random);
    }
    Performance found{};
    const MeasureStatus status = MeasurePerformance(returns, 252, found);
    CHECK(status == (length < 2 ? MeasureStatus::kTooFew : MeasureStatus::kOk));
    if (length >= 2) {
      CHECK(Near(found.deepest_fall, DeepestFallByPairs(returns)));
      CHECK(found.kurtosis >= 1 + found.skew * found.skew - 1e-9);
    }
  }
}

void WhatIsNoNumberIsRefusedAndWritesNothing() {
  Performance found{};
  found.sharpe = 77;
  for (const double bad : {kNaN, kInfinity, -kInfinity}) {
    for (std::size_t place = 0; place < 5; ++place) {
      std::vector<double> returns{0.1, -0.1, 0.2, 0.1, -0.2};
      returns[place] = bad;
      CHECK(MeasurePerformance(returns, 252, found) == MeasureStatus::kNotFinite);
    }
  }
  const std::vector<double> huge{1e308, 1e308, 1e308};
  CHECK(MeasurePerformance(huge, 252, found) == MeasureStatus::kNotFinite);
  const std::vector<double> good{0.1, -0.1};
  CHECK(MeasurePerformance(good, 0, found) == MeasureStatus::kBadParameter);
  CHECK(MeasurePerformance(good, kNaN, found) == MeasureStatus::kBadParameter);
  CHECK(MeasurePerformance(good, kInfinity, found) == MeasureStatus::kBadParameter);
  CHECK(found.sharpe == 77);
}

void TurnoverCountsTheFirstPurchase() {
  double turnover = 77;
  CHECK(Turnover(std::vector<double>{1, 1, -1, 0}, turnover) == MeasureStatus::kOk);
  CHECK(turnover == (1.0 + 0 + 2 + 1) / 4);
  CHECK(Turnover({}, turnover) == MeasureStatus::kTooFew);
  CHECK(Turnover(std::vector<double>{1, kNaN}, turnover) == MeasureStatus::kNotFinite);
  CHECK(turnover == 1);
}

}  // namespace

int main() {
  EightDaysAreMeasuredAsByHand();
  AFallThatIsNotMadeGoodLastsToTheEnd();
  AFallBeginsAtTheStartOfTheSeries();
  NothingEarnedIsNoFailureAndHasNoRatios();
  ASteadyGainHasNoDeviation();
  AnyLengthAgreesWithThePlainWay();
  WhatIsNoNumberIsRefusedAndWritesNothing();
  TurnoverCountsTheFirstPurchase();
  return 0;
}
