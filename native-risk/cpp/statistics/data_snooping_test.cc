#include "statistics/data_snooping.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <numeric>
#include <random>
#include <vector>

#include "statistics/stationary_bootstrap.h"
#include "testing/check.h"

namespace {

using conclave::MeasureSnooping;
using conclave::MeasureStatus;
using conclave::Snooping;
using conclave::SnoopingOptions;

/// Normal excess returns: `edge` deviations for the first rule, `poor` for the others.
std::vector<double> Rules(std::size_t observations, std::uint32_t rules, double edge, double poor,
                          std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 1);
  std::vector<double> excess(observations * rules);
  for (std::size_t i = 0; i < excess.size(); ++i) {
    excess[i] = 0.01 * (normal(random) + (i % rules == 0 ? edge : poor));
  }
  return excess;
}

void ADrawTakesAsManyObservationsInBlocksOfTheWantedLength() {
  std::vector<std::uint32_t> counts(97);
  std::uint64_t untouched = 0;
  for (std::uint32_t draw = 0; draw < 500; ++draw) {
    conclave::DrawStationaryBootstrap(5, draw, 1, counts);
    CHECK(std::accumulate(counts.begin(), counts.end(), 0U) == 97);
    for (const std::uint32_t count : counts) {
      untouched += count == 0 ? 1 : 0;
    }
  }
  // Each observation is left out with probability (1 - 1/97)^97 when all are drawn alone.
  const double share = static_cast<double>(untouched) / (500.0 * 97);
  CHECK(std::fabs(share - std::pow(1 - 1.0 / 97, 97)) < 0.01);
}

void DrawsDependOnSeedAndNumberAlone() {
  std::vector<std::uint32_t> first(50);
  std::vector<std::uint32_t> again(50);
  std::vector<std::uint32_t> other(50);
  conclave::DrawStationaryBootstrap(5, 7, 10, first);
  conclave::DrawStationaryBootstrap(5, 8, 10, other);
  conclave::DrawStationaryBootstrap(5, 7, 10, again);
  CHECK(first == again);
  CHECK(first != other);
  conclave::DrawStationaryBootstrap(6, 7, 10, other);
  CHECK(first != other);
}

void AnyLengthAndBlockIsDrawn() {
  for (std::size_t length = 1; length <= 67; ++length) {
    for (const double block : {1.0, 1.5, 10.0, 1e6}) {
      std::vector<std::uint32_t> counts(length);
      conclave::DrawStationaryBootstrap(length, 3, block, counts);
      CHECK(std::accumulate(counts.begin(), counts.end(), 0U) == length);
    }
  }
}

/// omega, as the deviation of many draws' means.
void TheStudentisedStatisticUsesTheBootstrapsOwnDeviation() {
  std::mt19937_64 random(3);
  std::normal_distribution<double> normal(0.3, 1);
  std::vector<double> excess(200);
  double carried = 0;
  for (double& value : excess) {
    carried = 0.5 * carried + normal(random);
    value = carried;
  }
  double squares = 0;
  double mean = 0;
  for (const double value : excess) {
    mean += value / 200;
  }
  std::vector<std::uint32_t> counts(200);
  for (std::uint32_t draw = 0; draw < 20000; ++draw) {
    conclave::DrawStationaryBootstrap(9, draw, 8, counts);
    double drawn = 0;
    for (std::size_t t = 0; t < 200; ++t) {
      drawn += counts[t] * excess[t] / 200;
    }
    squares += (drawn - mean) * (drawn - mean);
  }
  const double omega = std::sqrt(200 * squares / 20000);
  Snooping found{};
  CHECK(MeasureSnooping(excess, 1, {8, 100, 1}, found) == MeasureStatus::kOk);
  CHECK(std::fabs(found.spa_statistic / (std::sqrt(200.0) * mean / omega) - 1) < 0.02);
  CHECK(std::fabs(found.reality_statistic - std::sqrt(200.0) * mean) < 1e-12);
}

/// Shares of data sets that each test rejects at 10 %.
struct Rejections {
  double reality = 0;
  double spa = 0;
};

Rejections RejectionsOf(double edge, double poor) {
  Rejections rejections;
  constexpr int kDataSets = 100;
  for (int i = 0; i < kDataSets; ++i) {
    Snooping found{};
    CHECK(MeasureSnooping(Rules(250, 16, edge, poor, static_cast<std::uint64_t>(i) + 1), 16,
                          {2, 200, 77}, found) == MeasureStatus::kOk);
    rejections.reality += found.reality_p <= 0.1 ? 1.0 / kDataSets : 0;
    rejections.spa += found.spa_p_consistent <= 0.1 ? 1.0 / kDataSets : 0;
    CHECK(found.spa_p_lower <= found.spa_p_consistent);
    CHECK(found.spa_p_consistent <= found.spa_p_upper);
    CHECK(found.spa_p_lower > 0 && found.spa_p_upper <= 1);
  }
  return rejections;
}

void RulesWithoutSkillAreSeldomBelieved() {
  const Rejections noise = RejectionsOf(0, 0);
  CHECK(noise.reality <= 0.2);
  CHECK(noise.spa <= 0.2);
}

void ARealEdgeIsSeenAndPoorRulesDoNotHideItFromSpa() {
  const Rejections among_poor = RejectionsOf(0.2, -0.3);
  CHECK(among_poor.spa >= 0.75);
  CHECK(among_poor.spa >= among_poor.reality);
  const Rejections strong = RejectionsOf(0.4, 0);
  CHECK(strong.spa > 0.98 && strong.reality > 0.98);
}

void WhoIsBestIsTold() {
  auto excess = Rules(300, 5, 0, 0, 4);
  for (std::size_t t = 0; t < 300; ++t) {
    excess[t * 5 + 3] += 0.02;
  }
  Snooping found{};
  CHECK(MeasureSnooping(excess, 5, {10, 500, 1}, found) == MeasureStatus::kOk);
  CHECK(found.best == 3);
  CHECK(found.best_studentised == 3);
  CHECK(found.reality_p == 1.0 / 501 && found.spa_p_upper == 1.0 / 501);
}

void TheSameSeedGivesTheSameBits() {
  const auto excess = Rules(120, 7, 0.1, 0, 2);
  Snooping first{};
  Snooping again{};
  CHECK(MeasureSnooping(excess, 7, {5, 300, 8}, first) == MeasureStatus::kOk);
  CHECK(MeasureSnooping(excess, 7, {5, 300, 8}, again) == MeasureStatus::kOk);
  CHECK(std::memcmp(&first, &again, sizeof first) == 0);
}

void ARuleThatDoesNothingTakesNoPartInSpa() {
  auto excess = Rules(100, 2, 0, 0, 6);
  for (std::size_t t = 0; t < 100; ++t) {
    excess[t * 2] = 0.5;
  }
  Snooping found{};
  CHECK(MeasureSnooping(excess, 2, {5, 100, 8}, found) == MeasureStatus::kOk);
  CHECK(found.best == 0);
  CHECK(found.best_studentised == 1);
  for (double& value : excess) {
    value = 0.5;
  }
  CHECK(MeasureSnooping(excess, 2, {5, 100, 8}, found) == MeasureStatus::kNoSpread);
}

void WhoeverWaitsIsToldOfEveryLagAndDrawAndMayLeave() {
  const auto excess = Rules(40, 3, 0, 0, 1);
  Snooping found{};
  conclave::SweepWatch watch;
  CHECK(MeasureSnooping(excess, 3, {5, 150, 1}, found, &watch) == MeasureStatus::kOk);
  CHECK(watch.done == 40 + 150);
  CHECK(conclave::CountSnoopingUnits(40, {5, 150, 1}) == 40 + 150);
  CHECK(conclave::CountSnoopingUnits(40, {1, 150, 1}) == 1 + 150);
  // 0.8^175 is the last above 1e-17.
  CHECK(conclave::CountSnoopingUnits(1'000'000, {5, 150, 1}) == 176 + 150);
  found.best = 77;
  watch.cancelled = true;
  CHECK(MeasureSnooping(excess, 3, {5, 150, 1}, found, &watch) == MeasureStatus::kCancelled);
  CHECK(watch.done == 40 + 150 + 1 && found.best == 77);
}

void WhatMakesNoSenseIsAStatusAndWritesNothing() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Snooping found{};
  found.best = 77;
  const SnoopingOptions good{5, 100, 1};
  const auto excess = Rules(20, 4, 0, 0, 1);
  CHECK(MeasureSnooping({}, 0, good, found) == MeasureStatus::kTooFew);
  CHECK(MeasureSnooping({}, 4, good, found) == MeasureStatus::kTooFew);
  CHECK(MeasureSnooping(excess, 3, good, found) == MeasureStatus::kBadShape);
  CHECK(MeasureSnooping(excess, 8, good, found) == MeasureStatus::kTooFew);
  CHECK(MeasureSnooping(excess, 4, {0.5, 100, 1}, found) == MeasureStatus::kBadParameter);
  CHECK(MeasureSnooping(excess, 4, {21, 100, 1}, found) == MeasureStatus::kBadParameter);
  CHECK(MeasureSnooping(excess, 4, {nan, 100, 1}, found) == MeasureStatus::kBadParameter);
  CHECK(MeasureSnooping(excess, 4, {5, 99, 1}, found) == MeasureStatus::kBadParameter);
  CHECK(MeasureSnooping(excess, 4, {5, 100'001, 1}, found) == MeasureStatus::kBadParameter);
  for (std::size_t place = 0; place < excess.size(); ++place) {
    auto spoiled = excess;
    spoiled[place] = nan;
    CHECK(MeasureSnooping(spoiled, 4, good, found) == MeasureStatus::kNotFinite);
    spoiled[place] = 1e200;
    CHECK(MeasureSnooping(spoiled, 4, good, found) == MeasureStatus::kNotFinite);
  }
  CHECK(found.best == 77);
}

}  // namespace

int main() {
  ADrawTakesAsManyObservationsInBlocksOfTheWantedLength();
  DrawsDependOnSeedAndNumberAlone();
  AnyLengthAndBlockIsDrawn();
  TheStudentisedStatisticUsesTheBootstrapsOwnDeviation();
  RulesWithoutSkillAreSeldomBelieved();
  ARealEdgeIsSeenAndPoorRulesDoNotHideItFromSpa();
  WhoIsBestIsTold();
  TheSameSeedGivesTheSameBits();
  ARuleThatDoesNothingTakesNoPartInSpa();
  WhoeverWaitsIsToldOfEveryLagAndDrawAndMayLeave();
  WhatMakesNoSenseIsAStatusAndWritesNothing();
  return 0;
}
