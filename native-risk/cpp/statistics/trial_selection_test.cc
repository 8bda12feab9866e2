#include "statistics/trial_selection.h"

#include <cstddef>
#include <cstring>
#include <random>
#include <vector>

#include "testing/check.h"

namespace {

using conclave::MeasureStatus;
using conclave::MeasureTrialSelection;
using conclave::TrialSelection;

std::vector<double> Trials() {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal(0.001, 0.01);
  std::vector<double> returns(200 * 6);
  for (double& value : returns) {
    value = normal(random);
  }
  return returns;
}

void ASelectionHoldsBothMeasures() {
  const auto returns = Trials();
  TrialSelection selection{};
  conclave::SweepWatch watch;
  CHECK(MeasureTrialSelection(returns, 6, {8, {5, 200, 3}}, selection, &watch) ==
        MeasureStatus::kOk);
  conclave::Overfitting overfitting{};
  conclave::Snooping snooping{};
  CHECK(MeasureOverfitting(returns, 6, 8, overfitting) == MeasureStatus::kOk);
  CHECK(MeasureSnooping(returns, 6, {5, 200, 3}, snooping) == MeasureStatus::kOk);
  CHECK(std::memcmp(&selection.overfitting, &overfitting, sizeof overfitting) == 0);
  CHECK(std::memcmp(&selection.snooping, &snooping, sizeof snooping) == 0);
  CHECK(selection.figures == conclave::kSnoopingFigures);
  CHECK(watch.total == 70 + 176 + 200 && watch.done == watch.total);
}

void TestsThatAreNotWantedOrHaveNoAnswerAreLeftOut() {
  TrialSelection selection{};
  CHECK(MeasureTrialSelection(Trials(), 6, {8, {0, 0, 0}}, selection) == MeasureStatus::kOk);
  CHECK(selection.figures == 0 && selection.snooping.reality_p == 0);
  CHECK(MeasureTrialSelection(std::vector<double>(600, 0.0), 6, {8, {5, 100, 1}}, selection) ==
        MeasureStatus::kOk);
  CHECK(selection.figures == 0 && selection.overfitting.probability == 1);
}

void WhatEitherRefusesIsRefused() {
  TrialSelection selection{};
  selection.reserved = 77;
  const auto returns = Trials();
  CHECK(MeasureTrialSelection(returns, 6, {7, {5, 100, 1}}, selection) ==
        MeasureStatus::kBadParameter);
  CHECK(MeasureTrialSelection(returns, 6, {8, {0.5, 100, 1}}, selection) ==
        MeasureStatus::kBadParameter);
  CHECK(MeasureTrialSelection(returns, 0, {8, {5, 100, 1}}, selection) == MeasureStatus::kTooFew);
  CHECK(MeasureTrialSelection(returns, 7, {8, {5, 100, 1}}, selection) == MeasureStatus::kBadShape);
  conclave::SweepWatch watch;
  watch.cancelled = true;
  CHECK(MeasureTrialSelection(returns, 6, {8, {5, 100, 1}}, selection, &watch) ==
        MeasureStatus::kCancelled);
  CHECK(selection.reserved == 77);
}

}  // namespace

int main() {
  ASelectionHoldsBothMeasures();
  TestsThatAreNotWantedOrHaveNoAnswerAreLeftOut();
  WhatEitherRefusesIsRefused();
  return 0;
}
