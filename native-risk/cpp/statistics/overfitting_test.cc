#include "statistics/overfitting.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

#include "testing/check.h"

namespace {

using conclave::MeasureOverfitting;
using conclave::MeasureStatus;
using conclave::Overfitting;
using conclave::PartSums;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Independent normal returns; the first trial earns `edge` deviations more each observation.
std::vector<double> Noise(std::size_t observations, std::uint32_t trials, double edge,
                          std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 0.01);
  std::vector<double> returns(observations * trials);
  for (std::size_t i = 0; i < returns.size(); ++i) {
    returns[i] = normal(random) + (i % trials == 0 ? edge * 0.01 : 0);
  }
  return returns;
}

/// The definition word by word: the returns of each half put together, Sharpes by two passes, the
/// rank by sorting.
double PlainProbability(const std::vector<double>& returns, std::uint32_t trials,
                        std::uint32_t parts) {
  const std::size_t observations = returns.size() / trials;
  const std::size_t length = observations / parts;
  const std::size_t left_over = observations % parts;
  const auto sharpe = [&](std::uint32_t trial, std::uint32_t members) {
    std::vector<double> series;
    for (std::uint32_t part = 0; part < parts; ++part) {
      for (std::size_t i = 0; (members >> part & 1) != 0 && i < length; ++i) {
        series.push_back(returns[(left_over + part * length + i) * trials + trial]);
      }
    }
    double mean = 0;
    for (const double value : series) {
      mean += value / static_cast<double>(series.size());
    }
    double squares = 0;
    for (const double value : series) {
      squares += (value - mean) * (value - mean);
    }
    return mean / std::sqrt(squares / static_cast<double>(series.size() - 1));
  };
  std::size_t overfitted = 0;
  std::size_t splits = 0;
  for (std::uint32_t members = 0; members < 1U << parts; ++members) {
    if (static_cast<std::uint32_t>(std::popcount(members)) != parts / 2) {
      continue;
    }
    std::vector<double> outside;
    double most = -1e300;
    double chosen = 0;
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
      outside.push_back(sharpe(trial, ~members));
      const double inside = sharpe(trial, members);
      if (inside > most) {
        most = inside;
        chosen = outside.back();
      }
    }
    std::sort(outside.begin(), outside.end());
    const auto rank = std::find(outside.begin(), outside.end(), chosen) - outside.begin() + 1;
    overfitted += 2 * static_cast<std::size_t>(rank) <= trials + 1 ? 1 : 0;
    ++splits;
  }
  return static_cast<double>(overfitted) / static_cast<double>(splits);
}

void EverySmallShapeAgreesWithTheDefinition() {
  for (const std::uint32_t parts : {2U, 4U, 6U, 8U}) {
    for (const std::uint32_t trials : {2U, 3U, 5U, 8U}) {
      for (const std::size_t extra : {0U, 1U, 3U}) {
        const auto returns = Noise(std::size_t{parts} * 7 + extra % parts, trials, 0.1,
                                   parts * 100 + trials * 10 + extra);
        Overfitting found{};
        CHECK(MeasureOverfitting(returns, trials, parts, found) == MeasureStatus::kOk);
        CHECK(found.probability == PlainProbability(returns, trials, parts));
        CHECK(found.part_observations == returns.size() / trials / parts);
        CHECK(found.parts == parts && found.trials == trials);
      }
    }
  }
}

void TheMatrixAndItsPartSumsGiveTheSameBits() {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::uint32_t trials = 2 + static_cast<std::uint32_t>(seed) * 3;
    const auto returns = Noise(123, trials, 0.2, seed);
    std::vector<PartSums> sums(std::size_t{trials} * 10);
    CHECK(conclave::SumParts(returns, trials, 10, sums) == MeasureStatus::kOk);
    Overfitting of_matrix{};
    Overfitting of_sums{};
    CHECK(MeasureOverfitting(returns, trials, 10, of_matrix) == MeasureStatus::kOk);
    CHECK(MeasureOverfitting(sums, 10, 12, of_sums) == MeasureStatus::kOk);
    CHECK(std::memcmp(&of_matrix, &of_sums, sizeof of_sums) == 0);
  }
}

void ThePartsAreTheNewestObservations() {
  const std::vector<double> returns{9, 1, 2, 3, 4};
  std::vector<PartSums> sums(2);
  CHECK(conclave::SumParts(returns, 1, 2, sums) == MeasureStatus::kOk);
  CHECK(sums[0].sum == 3 && sums[0].sum_squares == 5);
  CHECK(sums[1].sum == 7 && sums[1].sum_squares == 25);
}

void NoiseIsOverfittedHalfOfTheTimeAndAnEdgeSeldom() {
  double noise = 0;
  double edge = 0;
  const int data_sets = 40;
  for (int i = 0; i < data_sets; ++i) {
    Overfitting found{};
    const auto seed = static_cast<std::uint64_t>(i) + 1;
    CHECK(MeasureOverfitting(Noise(480, 20, 0, seed), 20, 8, found) == MeasureStatus::kOk);
    noise += found.probability / data_sets;
    CHECK(MeasureOverfitting(Noise(480, 20, 0.15, seed), 20, 8, found) == MeasureStatus::kOk);
    edge += found.probability / data_sets;
  }
  CHECK(noise > 0.38 && noise < 0.60);
  CHECK(edge < 0.25);
}

void AnOverwhelmingEdgeIsNeverOverfitted() {
  Overfitting found{};
  CHECK(MeasureOverfitting(Noise(480, 10, 2, 3), 10, 16, found) == MeasureStatus::kOk);
  CHECK(found.splits == 12870);
  CHECK(found.probability == 0);
  CHECK(found.loss_probability == 0);
  CHECK(std::fabs(found.logit_mean - std::log(10.0)) < 1e-12);
  CHECK(found.logit_deviation < 1e-7);
  CHECK(found.logit_low == found.logit_high && found.logit_low == found.logit_median);
}

/// In each half the other half's winner loses: everything chosen is wrong.
void WhatAlternatesIsAlwaysOverfitted() {
  std::vector<double> returns;
  for (int i = 0; i < 40; ++i) {
    const double wiggle = i % 2 == 0 ? 0.001 : -0.001;
    const double gain = i < 20 ? 0.01 : -0.01;
    returns.push_back(gain + wiggle);
    returns.push_back(-gain + wiggle);
  }
  Overfitting found{};
  CHECK(MeasureOverfitting(returns, 2, 2, found) == MeasureStatus::kOk);
  CHECK(found.splits == 2);
  CHECK(found.probability == 1);
  CHECK(found.loss_probability == 1);
}

void TrialsThatAreAllTheSameCountAsOverfitted() {
  std::vector<double> returns = Noise(64, 1, 0, 5);
  std::vector<double> copies;
  for (const double value : returns) {
    copies.insert(copies.end(), 6, value);
  }
  Overfitting found{};
  CHECK(MeasureOverfitting(copies, 6, 8, found) == MeasureStatus::kOk);
  CHECK(found.probability == 1);
  CHECK(found.logit_mean == 0);
  std::fill(copies.begin(), copies.end(), 0.0);
  CHECK(MeasureOverfitting(copies, 6, 8, found) == MeasureStatus::kOk);
  CHECK(found.probability == 1);
  CHECK(found.degradation_slope == 0);
}

/// What is better in one half of a fixed record is worse in the other by as much.
void NoiseDegradesOneForOne() {
  Overfitting found{};
  CHECK(MeasureOverfitting(Noise(400, 2, 0, 8), 2, 10, found) == MeasureStatus::kOk);
  CHECK(found.degradation_slope < -0.5);
  CHECK(found.logit_low <= found.logit_median && found.logit_median <= found.logit_high);
}

void CombinationsThatWereNoTrialsAreTakenOut() {
  std::vector<PartSums> sums{{1, 1}, {2, 2}, {kNaN, kNaN}, {kNaN, kNaN},
                             {3, 3}, {4, 4}, {5, 5},       {5, kNaN}};
  CHECK(conclave::KeepTrials(sums, 2) == 2);
  CHECK(sums[0].sum == 1 && sums[1].sum == 2 && sums[2].sum == 3 && sums[3].sum == 4);
  CHECK(conclave::KeepTrials(sums, 3) == 0);
  CHECK(conclave::KeepTrials(sums, 0) == 0);
  CHECK(conclave::KeepTrials({}, 2) == 0);
}

void WhoeverWaitsIsToldOfEverySplitAndMayLeave() {
  const auto returns = Noise(64, 3, 0, 1);
  Overfitting found{};
  conclave::SweepWatch watch;
  CHECK(MeasureOverfitting(returns, 3, 8, found, &watch) == MeasureStatus::kOk);
  CHECK(watch.done == 70 && found.splits == 70);
  found.probability = 77;
  watch.cancelled = true;
  CHECK(MeasureOverfitting(returns, 3, 8, found, &watch) == MeasureStatus::kCancelled);
  CHECK(watch.done == 72);
  CHECK(found.probability == 77);
}

void SplitsAreCounted() {
  CHECK(conclave::CountSplits(2) == 2);
  CHECK(conclave::CountSplits(16) == 12870);
  CHECK(conclave::CountSplits(20) == 184756);
  CHECK(conclave::CountSplits(0) == 0 && conclave::CountSplits(7) == 0);
  CHECK(conclave::CountSplits(22) == 0);
}

void WhatMakesNoSenseIsAStatusAndWritesNothing() {
  Overfitting found{};
  found.probability = 77;
  const auto returns = Noise(40, 4, 0, 1);
  for (const std::uint32_t parts : {0U, 1U, 3U, 22U, 0xffffffffU}) {
    CHECK(MeasureOverfitting(returns, 4, parts, found) == MeasureStatus::kBadParameter);
  }
  CHECK(MeasureOverfitting(returns, 0, 4, found) == MeasureStatus::kTooFew);
  CHECK(MeasureOverfitting(returns, 1, 4, found) == MeasureStatus::kTooFew);
  CHECK(MeasureOverfitting(returns, 3, 4, found) == MeasureStatus::kBadShape);
  CHECK(MeasureOverfitting(returns, 40, 4, found) == MeasureStatus::kTooFew);
  CHECK(MeasureOverfitting(std::vector<double>{}, 4, 4, found) == MeasureStatus::kTooFew);
  CHECK(MeasureOverfitting(returns, 0xffffffffU, 4, found) == MeasureStatus::kBadParameter);
  for (std::size_t place = 0; place < returns.size(); ++place) {
    auto spoiled = returns;
    spoiled[place] = kNaN;
    CHECK(MeasureOverfitting(spoiled, 4, 4, found) == MeasureStatus::kNotFinite);
    spoiled[place] = std::numeric_limits<double>::infinity();
    CHECK(MeasureOverfitting(spoiled, 4, 4, found) == MeasureStatus::kNotFinite);
    spoiled[place] = 1e200;
    CHECK(MeasureOverfitting(spoiled, 4, 4, found) == MeasureStatus::kNotFinite);
  }
  std::vector<PartSums> sums(8, PartSums{0.1, 0.2});
  CHECK(MeasureOverfitting(std::span<const PartSums>(sums).first(7), 4, 10, found) ==
        MeasureStatus::kBadShape);
  CHECK(MeasureOverfitting(std::span<const PartSums>(sums).first(4), 4, 10, found) ==
        MeasureStatus::kTooFew);
  CHECK(MeasureOverfitting(sums, 4, 1, found) == MeasureStatus::kTooFew);
  sums[3].sum_squares = -1;
  CHECK(MeasureOverfitting(sums, 4, 10, found) == MeasureStatus::kNotFinite);
  CHECK(found.probability == 77);
}

void SumsThatNearlyVanishHaveNoSharpeRatherThanAnInfiniteOne() {
  const std::vector<PartSums> sums(4, {1e-165, std::numeric_limits<double>::denorm_min()});
  Overfitting out{};
  CHECK(MeasureOverfitting(sums, 2, 9, out) == MeasureStatus::kOk);
  CHECK(out.logit_median == 0 && out.degradation_offset == 0);
}

}  // namespace

int main() {
  EverySmallShapeAgreesWithTheDefinition();
  TheMatrixAndItsPartSumsGiveTheSameBits();
  ThePartsAreTheNewestObservations();
  NoiseIsOverfittedHalfOfTheTimeAndAnEdgeSeldom();
  AnOverwhelmingEdgeIsNeverOverfitted();
  WhatAlternatesIsAlwaysOverfitted();
  TrialsThatAreAllTheSameCountAsOverfitted();
  NoiseDegradesOneForOne();
  CombinationsThatWereNoTrialsAreTakenOut();
  WhoeverWaitsIsToldOfEverySplitAndMayLeave();
  SplitsAreCounted();
  SumsThatNearlyVanishHaveNoSharpeRatherThanAnInfiniteOne();
  WhatMakesNoSenseIsAStatusAndWritesNothing();
  return 0;
}
