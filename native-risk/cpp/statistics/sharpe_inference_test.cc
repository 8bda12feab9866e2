#include "statistics/sharpe_inference.h"

#include <cmath>
#include <cstdint>
#include <limits>

#include "testing/check.h"

namespace {

using conclave::DeflatedSharpe;
using conclave::MeasureStatus;
using conclave::SharpeEvidence;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool Near(double ours, double golden) { return std::fabs(ours - golden) <= 1e-6; }

double Probability(SharpeEvidence evidence, double benchmark) {
  double out = -1;
  CHECK(conclave::ProbabilisticSharpe(evidence, benchmark, out) == MeasureStatus::kOk);
  return out;
}

void TheProbabilisticSharpeOfTheGoldenRecords() {
  CHECK(Near(Probability({0.05, 0, 3, 504}, 0), 0.868789));
  CHECK(Near(Probability({0.05, -1, 8, 504}, 0), 0.862602));
  CHECK(Probability({0.05, 0, 3, 504}, 0.05) == 0.5);
}

/// The example of the paper: 2.5 a year of 250 days, five years, trials with a variance of 1/2.
void ThePapersStrategyIsSignificantAfter46TrialsAndNotAfter100() {
  const SharpeEvidence evidence{2.5 / std::sqrt(250.0), -3, 10, 1250};
  DeflatedSharpe deflated{};
  CHECK(conclave::DeflateSharpe(evidence, 100, 0.5 / 250, deflated) == MeasureStatus::kOk);
  CHECK(Near(deflated.hurdle, 0.113172));
  CHECK(Near(deflated.probability, 0.900397));
  CHECK(conclave::DeflateSharpe(evidence, 46, 0.5 / 250, deflated) == MeasureStatus::kOk);
  CHECK(Near(deflated.probability, 0.950502));
}

void OneTrialIsNotDeflated() {
  const SharpeEvidence evidence{0.05, 0, 3, 504};
  DeflatedSharpe deflated{};
  CHECK(conclave::DeflateSharpe(evidence, 1, 0.5, deflated) == MeasureStatus::kOk);
  CHECK(deflated.hurdle == 0);
  CHECK(deflated.probability == Probability(evidence, 0));
}

void MoreTrialsRaiseTheHurdle() {
  double before = 0;
  for (std::uint64_t trials = 2; trials < conclave::kMaxTrials / 3; trials *= 3) {
    double hurdle = 0;
    CHECK(conclave::ExpectedMaximumSharpe(trials, 1, hurdle) == MeasureStatus::kOk);
    CHECK(hurdle > before);
    before = hurdle;
  }
}

void TwoAYearAgainstOneNeedsTwoYearsAndAThird() {
  double observations = 0;
  const double day = 1 / std::sqrt(250.0);
  CHECK(conclave::MinimumTrackRecord({2 * day, 0, 3, 0}, day, 0.95, observations) ==
        MeasureStatus::kOk);
  CHECK(std::fabs(observations - 682.797) < 5e-4);
  CHECK(std::fabs(observations / 250 - 2.7312) < 5e-5);
}

void FortyFiveTrialsNeedFiveYears() {
  double years = 0;
  CHECK(conclave::MinimumBacktestYears(45, 1, years) == MeasureStatus::kOk);
  CHECK(std::fabs(years - 4.998) < 5e-4);
  CHECK(years < 2 * std::log(45.0));
}

void ATrackRecordOfExactlyTheMinimumHasTheConfidence() {
  const SharpeEvidence evidence{0.11, -0.7, 6, 0};
  double observations = 0;
  CHECK(conclave::MinimumTrackRecord(evidence, 0.02, 0.95, observations) == MeasureStatus::kOk);
  SharpeEvidence shorter = evidence;
  shorter.observations = static_cast<std::uint64_t>(observations);
  SharpeEvidence longer = shorter;
  longer.observations += 1;
  CHECK(Probability(shorter, 0.02) < 0.95);
  CHECK(Probability(longer, 0.02) >= 0.95);
}

void WhatCannotBeAnsweredIsAStatusAndWritesNothing() {
  double out = 77;
  DeflatedSharpe deflated{77, 77};
  const SharpeEvidence good{0.05, 0, 3, 504};
  CHECK(conclave::ProbabilisticSharpe({kNaN, 0, 3, 504}, 0, out) == MeasureStatus::kNotFinite);
  CHECK(conclave::ProbabilisticSharpe({0.05, kNaN, 3, 504}, 0, out) == MeasureStatus::kNotFinite);
  CHECK(conclave::ProbabilisticSharpe({0.05, 0, kNaN, 504}, 0, out) == MeasureStatus::kNotFinite);
  CHECK(conclave::ProbabilisticSharpe(good, kNaN, out) == MeasureStatus::kNotFinite);
  CHECK(conclave::ProbabilisticSharpe({0.05, 0, 3, 1}, 0, out) == MeasureStatus::kTooFew);
  CHECK(conclave::ProbabilisticSharpe({0.05, 0, 3, 0}, 0, out) == MeasureStatus::kTooFew);
  CHECK(conclave::ProbabilisticSharpe({0.05, 2, 3, 504}, 0, out) == MeasureStatus::kBadParameter);
  CHECK(conclave::ProbabilisticSharpe({1, 2, 5, 504}, 0, out) == MeasureStatus::kNoSpread);
  CHECK(conclave::ProbabilisticSharpe({1e200, 0, 3, 504}, 0, out) == MeasureStatus::kNotFinite);
  CHECK(conclave::ExpectedMaximumSharpe(0, 1, out) == MeasureStatus::kBadParameter);
  CHECK(conclave::ExpectedMaximumSharpe(conclave::kMaxTrials + 1, 1, out) ==
        MeasureStatus::kBadParameter);
  CHECK(conclave::ExpectedMaximumSharpe(3, -1, out) == MeasureStatus::kBadParameter);
  CHECK(conclave::ExpectedMaximumSharpe(3, kNaN, out) == MeasureStatus::kNotFinite);
  CHECK(conclave::DeflateSharpe(good, 0, 1, deflated) == MeasureStatus::kBadParameter);
  CHECK(conclave::DeflateSharpe({0.05, 0, 3, 1}, 2, 1, deflated) == MeasureStatus::kTooFew);
  CHECK(conclave::MinimumTrackRecord(good, 0.05, 0.95, out) == MeasureStatus::kUnreachable);
  CHECK(conclave::MinimumTrackRecord(good, 0.06, 0.95, out) == MeasureStatus::kUnreachable);
  CHECK(conclave::MinimumTrackRecord(good, 0, 0.5, out) == MeasureStatus::kBadParameter);
  CHECK(conclave::MinimumTrackRecord(good, 0, 1, out) == MeasureStatus::kBadParameter);
  CHECK(conclave::MinimumTrackRecord(good, 0, kNaN, out) == MeasureStatus::kNotFinite);
  CHECK(conclave::MinimumBacktestYears(1, 1, out) == MeasureStatus::kBadParameter);
  CHECK(conclave::MinimumBacktestYears(45, 0, out) == MeasureStatus::kBadParameter);
  CHECK(conclave::MinimumBacktestYears(45, 1e-300, out) == MeasureStatus::kNotFinite);
  CHECK(out == 77);
  CHECK(deflated.hurdle == 77 && deflated.probability == 77);
}

}  // namespace

int main() {
  TheProbabilisticSharpeOfTheGoldenRecords();
  ThePapersStrategyIsSignificantAfter46TrialsAndNotAfter100();
  OneTrialIsNotDeflated();
  MoreTrialsRaiseTheHurdle();
  TwoAYearAgainstOneNeedsTwoYearsAndAThird();
  FortyFiveTrialsNeedFiveYears();
  ATrackRecordOfExactlyTheMinimumHasTheConfidence();
  WhatCannotBeAnsweredIsAStatusAndWritesNothing();
  return 0;
}
