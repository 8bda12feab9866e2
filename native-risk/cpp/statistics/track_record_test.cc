#include "statistics/track_record.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "statistics/sharpe_inference.h"
#include "testing/check.h"

namespace {

using conclave::MeasureStatus;
using conclave::MeasureTrackRecord;
using conclave::SharpeEvidence;
using conclave::TrackRecord;
using conclave::TrackRecordOptions;

constexpr TrackRecordOptions kOptions{252, 0, 0.95, 0.001, 20};

std::vector<double> Days(std::size_t count, double mean) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(mean, 0.01);
  std::vector<double> returns(count);
  for (double& value : returns) {
    value = normal(random);
  }
  return returns;
}

void ARecordHoldsWhatTheMeasuresSayOneByOne() {
  TrackRecord record{};
  CHECK(MeasureTrackRecord(Days(500, 0.001), kOptions, record) == MeasureStatus::kOk);
  CHECK(record.figures == 3);
  const SharpeEvidence evidence{record.performance.sharpe, record.performance.skew,
                                record.performance.kurtosis, 500};
  double probabilistic = 0;
  double minimum = 0;
  conclave::DeflatedSharpe deflated{};
  CHECK(ProbabilisticSharpe(evidence, 0, probabilistic) == MeasureStatus::kOk);
  CHECK(DeflateSharpe(evidence, 20, 0.001, deflated) == MeasureStatus::kOk);
  CHECK(MinimumTrackRecord(evidence, 0, 0.95, minimum) == MeasureStatus::kOk);
  CHECK(record.probabilistic == probabilistic && record.minimum == minimum);
  CHECK(record.hurdle == deflated.hurdle && record.deflated == deflated.probability);
  CHECK(record.deflated < record.probabilistic);
}

void ALosingRecordHasNoMinimumLength() {
  TrackRecord record{};
  CHECK(MeasureTrackRecord(Days(500, -0.002), kOptions, record) == MeasureStatus::kOk);
  CHECK(record.figures == conclave::kSharpeFigures);
  CHECK(record.minimum == 0 && record.probabilistic < 0.5);
}

void NothingEarnedIsARecordWithoutInference() {
  TrackRecord record{};
  CHECK(MeasureTrackRecord(std::vector<double>(100, 0.0), kOptions, record) == MeasureStatus::kOk);
  CHECK(record.figures == 0);
  CHECK(record.probabilistic == 0 && record.deflated == 0 && record.minimum == 0);
}

void WhatMakesNoSenseIsAStatusAndWritesNothing() {
  TrackRecord record{};
  record.minimum = 77;
  const auto refused = [&](auto change, const std::vector<double>& days) {
    TrackRecordOptions options = kOptions;
    change(options);
    return MeasureTrackRecord(days, options, record);
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto& days : {Days(50, 0), std::vector<double>(50, 0.0)}) {
    CHECK(refused([](auto& o) { o.periods_per_year = 0; }, days) == MeasureStatus::kBadParameter);
    CHECK(refused([](auto& o) { o.trials = 0; }, days) == MeasureStatus::kBadParameter);
    CHECK(refused([](auto& o) { o.trial_variance = -1; }, days) == MeasureStatus::kBadParameter);
    CHECK(refused([](auto& o) { o.confidence = 1; }, days) == MeasureStatus::kBadParameter);
    CHECK(refused([&](auto& o) { o.benchmark = nan; }, days) == MeasureStatus::kNotFinite);
  }
  CHECK(MeasureTrackRecord({}, kOptions, record) == MeasureStatus::kTooFew);
  CHECK(MeasureTrackRecord(std::vector<double>{0.1}, kOptions, record) == MeasureStatus::kTooFew);
  CHECK(MeasureTrackRecord(std::vector<double>{0.1, nan}, kOptions, record) ==
        MeasureStatus::kNotFinite);
  CHECK(record.minimum == 77);
}

}  // namespace

int main() {
  ARecordHoldsWhatTheMeasuresSayOneByOne();
  ALosingRecordHasNoMinimumLength();
  NothingEarnedIsARecordWithoutInference();
  WhatMakesNoSenseIsAStatusAndWritesNothing();
  return 0;
}
