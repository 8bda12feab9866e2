#include "risk/covariance.h"

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "montecarlo/cholesky.h"
#include "testing/check.h"

namespace {

using conclave::EwmaCovariance;
using conclave::MeasureStatus;
using conclave::SampleCovariance;
using conclave::ShrunkCovariance;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool Near(double ours, double golden) {
  return std::fabs(ours - golden) <= 1e-12 * std::fabs(golden);
}

/// 120 observations of four assets of which two move together and one against them; whole numbers,
/// so that another program makes the same ones.
std::vector<double> FourAssets() {
  const double loadings[] = {1, 1, 0, -0.5};
  std::vector<double> returns;
  for (std::int64_t t = 0; t < 120; ++t) {
    for (std::int64_t i = 0; i < 4; ++i) {
      returns.push_back(loadings[i] * static_cast<double>((t * t * 37 + t * 11) % 1009) / 1e5 +
                        static_cast<double>((t * 7919 + i * 104729 + t * t * 31 * (i + 1)) % 2003) /
                            2e5);
    }
  }
  return returns;
}

std::vector<double> Noise(std::size_t observations, std::size_t assets, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0.001, 0.01);
  std::vector<double> returns(observations * assets);
  for (double& value : returns) {
    value = normal(random);
  }
  return returns;
}

void WhoeverWaitsMayLeave() {
  std::atomic<bool> cancelled{true};
  const auto returns = FourAssets();
  std::vector<double> means(4);
  std::vector<double> covariance(16);
  double intensity = 0;
  const auto sample = [&] { return SampleCovariance(returns, 4, means, covariance, &cancelled); };
  const auto ewma = [&] { return EwmaCovariance(returns, 4, 0.94, covariance, &cancelled); };
  const auto shrunk = [&] {
    return ShrunkCovariance(returns, 4, covariance, intensity, &cancelled);
  };
  CHECK(sample() == MeasureStatus::kCancelled);
  CHECK(ewma() == MeasureStatus::kCancelled);
  CHECK(shrunk() == MeasureStatus::kCancelled);
  cancelled = false;
  CHECK(sample() == MeasureStatus::kOk);
  CHECK(ewma() == MeasureStatus::kOk);
  CHECK(shrunk() == MeasureStatus::kOk);
}

/// Golden values by numpy 2.4.6.
void TheSampleCovarianceIsNumpys() {
  std::vector<double> means(4);
  std::vector<double> covariance(16);
  CHECK(SampleCovariance(FourAssets(), 4, means, covariance) == MeasureStatus::kOk);
  const double second_row[] = {9.832036160714285e-06, 1.8060753135504207e-05,
                               -2.818470997899161e-06, -4.259723623949578e-06};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(Near(covariance[4 + i], second_row[i]));
    CHECK(covariance[4 + i] == covariance[i * 4 + 1]);
  }
}

void TheEwmaCovarianceIsNumpys() {
  std::vector<double> covariance(16);
  CHECK(EwmaCovariance(FourAssets(), 4, 0.94, covariance) == MeasureStatus::kOk);
  const double second_row[] = {0.0001045889499479098, 0.000109443313434881, 4.6475831411687406e-05,
                               1.4592752809045089e-05};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(Near(covariance[4 + i], second_row[i]));
  }
}

/// Golden values by a second program that follows the authors' published one.
void TheShrunkCovarianceIsLedoitAndWolfs() {
  std::vector<double> covariance(16);
  double intensity = -1;
  CHECK(ShrunkCovariance(FourAssets(), 4, covariance, intensity) == MeasureStatus::kOk);
  CHECK(std::fabs(intensity - 0.06042880352763235) < 1e-10);
  const double golden[] = {1.697574877604166e-05,  9.102088107761386e-06,   -1.2663851602932464e-06,
                           -4.183847045026011e-06, 9.102088107761386e-06,   1.7910246859375006e-05,
                           -2.667497883129301e-06, -4.0119588832876066e-06, -1.2663851602932464e-06,
                           -2.667497883129301e-06, 8.412309159722225e-06,   1.0331898039300548e-06,
                           -4.183847045026011e-06, -4.0119588832876066e-06, 1.0331898039300548e-06,
                           9.069091520833334e-06};
  for (std::size_t i = 0; i < 16; ++i) {
    CHECK(std::fabs(covariance[i] - golden[i]) <= 1e-9 * std::fabs(golden[i]));
  }
}

void ShrinkingKeepsEveryVarianceAndMakesFewObservationsInvertible() {
  const auto returns = Noise(8, 20, 1);
  std::vector<double> means(20);
  std::vector<double> sample(400);
  std::vector<double> shrunk(400);
  std::vector<double> lower(400);
  double intensity = 0;
  CHECK(SampleCovariance(returns, 20, means, sample) == MeasureStatus::kOk);
  CHECK(ShrunkCovariance(returns, 20, shrunk, intensity) == MeasureStatus::kOk);
  CHECK(intensity > 0 && intensity <= 1);
  for (std::size_t i = 0; i < 20; ++i) {
    CHECK(Near(shrunk[i * 21], sample[i * 21] * 7 / 8));
  }
  CHECK(conclave::Cholesky(shrunk, lower));
  double least = 1;
  for (std::size_t i = 0; i < 20; ++i) {
    least = std::fmin(least, lower[i * 21]);
  }
  CHECK(least > 1e-4);
}

void ManyIndependentObservationsOfEqualsAreShrunkAlmostEntirely() {
  std::vector<double> covariance(25);
  double intensity = 0;
  CHECK(ShrunkCovariance(Noise(2000, 5, 2), 5, covariance, intensity) == MeasureStatus::kOk);
  CHECK(intensity > 0.5);
}

void AShrunkCovarianceIsSymmetricToTheLastBit() {
  for (std::uint64_t seed = 1; seed < 40; ++seed) {
    std::vector<double> covariance(8 * 8);
    double intensity = 0;
    CHECK(ShrunkCovariance(Noise(200, 8, seed), 8, covariance, intensity) == MeasureStatus::kOk);
    for (std::size_t i = 0; i < 8; ++i) {
      for (std::size_t j = 0; j < i; ++j) CHECK(covariance[i * 8 + j] == covariance[j * 8 + i]);
    }
  }
}

void AnAssetThatStandsStillHasNoCovariance() {
  auto returns = Noise(50, 3, 3);
  for (std::size_t t = 0; t < 50; ++t) {
    returns[t * 3 + 1] = 0.1;
  }
  std::vector<double> covariance(9);
  double intensity = 0;
  CHECK(ShrunkCovariance(returns, 3, covariance, intensity) == MeasureStatus::kOk);
  CHECK(std::fabs(covariance[1]) < 1e-15 && std::fabs(covariance[4]) < 1e-15 &&
        std::fabs(covariance[7]) < 1e-15);
  CHECK(covariance[0] > 0);
  std::vector<double> one(1);
  CHECK(ShrunkCovariance(Noise(10, 1, 4), 1, one, intensity) == MeasureStatus::kOk);
  CHECK(intensity == 0 && one[0] > 0);
}

void EqualWeightsAreTheMeanProduct() {
  const std::vector<double> returns{1, 2, 3, -1};
  std::vector<double> covariance(4);
  CHECK(EwmaCovariance(returns, 2, 1, covariance) == MeasureStatus::kOk);
  CHECK(covariance[0] == 5 && covariance[1] == -0.5 && covariance[3] == 2.5);
}

void WhatMakesNoSenseIsAStatus() {
  std::vector<double> means(2);
  std::vector<double> covariance(4);
  std::vector<double> small(3);
  double intensity = 77;
  const std::vector<double> good{1, 2, 3, 4};
  const std::vector<double> bad{1, 2, 3, kNaN};
  const std::vector<double> huge{1e200, 1, -1e200, 2};
  CHECK(SampleCovariance(good, 0, means, covariance) == MeasureStatus::kBadParameter);
  CHECK(SampleCovariance(good, 5000, means, covariance) == MeasureStatus::kBadParameter);
  CHECK(SampleCovariance(good, 2, means, small) == MeasureStatus::kBadShape);
  CHECK(SampleCovariance(good, 2, small, covariance) == MeasureStatus::kBadShape);
  CHECK(SampleCovariance(std::vector<double>{1, 2, 3}, 2, means, covariance) ==
        MeasureStatus::kBadShape);
  CHECK(SampleCovariance(std::vector<double>{1, 2}, 2, means, covariance) ==
        MeasureStatus::kTooFew);
  CHECK(SampleCovariance(bad, 2, means, covariance) == MeasureStatus::kNotFinite);
  CHECK(SampleCovariance(huge, 2, means, covariance) == MeasureStatus::kNotFinite);
  CHECK(EwmaCovariance(good, 2, 0, covariance) == MeasureStatus::kBadParameter);
  CHECK(EwmaCovariance(good, 2, kNaN, covariance) == MeasureStatus::kBadParameter);
  CHECK(EwmaCovariance({}, 2, 0.9, covariance) == MeasureStatus::kTooFew);
  CHECK(EwmaCovariance(bad, 2, 0.9, covariance) == MeasureStatus::kNotFinite);
  CHECK(ShrunkCovariance(bad, 2, covariance, intensity) == MeasureStatus::kNotFinite);
  CHECK(ShrunkCovariance(huge, 2, covariance, intensity) == MeasureStatus::kNotFinite);
  CHECK(ShrunkCovariance({}, 2, covariance, intensity) == MeasureStatus::kTooFew);
  CHECK(intensity == 77);
}

}  // namespace

int main() {
  WhoeverWaitsMayLeave();
  TheSampleCovarianceIsNumpys();
  TheEwmaCovarianceIsNumpys();
  TheShrunkCovarianceIsLedoitAndWolfs();
  ShrinkingKeepsEveryVarianceAndMakesFewObservationsInvertible();
  ManyIndependentObservationsOfEqualsAreShrunkAlmostEntirely();
  AShrunkCovarianceIsSymmetricToTheLastBit();
  AnAssetThatStandsStillHasNoCovariance();
  EqualWeightsAreTheMeanProduct();
  WhatMakesNoSenseIsAStatus();
  return 0;
}
