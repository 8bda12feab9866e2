#include "risk/kelly_check.h"

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

#include "testing/check.h"

namespace {

using conclave::CheckKelly;
using conclave::KellyVerdict;
using conclave::MeasureStatus;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

KellyVerdict Verdict(const std::vector<double>& weights, const std::vector<double>& returns) {
  KellyVerdict verdict{};
  CHECK(CheckKelly(weights, returns, 0.7, 0.1, verdict) == MeasureStatus::kOk);
  return verdict;
}

/// Wins 1 with 55 %, loses 1 with 45 %.
std::vector<double> FairlyGoodCoin() {
  std::vector<double> returns(100, 1);
  for (std::size_t i = 0; i < 45; ++i) {
    returns[i] = -1;
  }
  return returns;
}

void TheAversionIsTheGoldenOne() {
  CHECK(std::fabs(Verdict({0.01}, FairlyGoodCoin()).aversion - 6.455696) < 1e-6);
}

void ASmallBetOnAGoodCoinIsAdmittedAndKellysOwnIsNot() {
  const auto coin = FairlyGoodCoin();
  const KellyVerdict small = Verdict({0.02}, coin);
  CHECK(small.admitted && small.expectation < 1 && small.scale == 1);
  const KellyVerdict full = Verdict({0.1}, coin);
  CHECK(!full.admitted && full.expectation > 1);
  CHECK(full.growth > small.growth);
  const double lambda = full.aversion;
  CHECK(std::fabs(full.expectation -
                  (0.55 * std::pow(1.1, -lambda) + 0.45 * std::pow(0.9, -lambda))) < 1e-12);
  CHECK(std::fabs(full.growth - (0.55 * std::log(1.1) + 0.45 * std::log(0.9))) < 1e-14);
}

void TheScaleIsTheLargestThatIsAdmitted() {
  const auto coin = FairlyGoodCoin();
  const KellyVerdict full = Verdict({0.1}, coin);
  CHECK(full.scale > 0 && full.scale < 1);
  CHECK(Verdict({0.1 * full.scale}, coin).admitted);
  CHECK(!Verdict({0.1 * full.scale * (1 + 1e-6)}, coin).admitted);
}

/// The bound itself: wealth falls below alpha with a probability under beta.
void WhatIsAdmittedSeldomFallsBelowTheGuardedShare() {
  const auto coin = FairlyGoodCoin();
  const double weight = 0.1 * Verdict({0.1}, coin).scale;
  std::mt19937_64 random(1);
  std::bernoulli_distribution wins(0.55);
  int fallen = 0;
  constexpr int kLives = 2000;
  for (int life = 0; life < kLives; ++life) {
    double wealth = 1;
    for (int bet = 0; bet < 1500 && wealth >= 0.7; ++bet) {
      wealth *= wins(random) ? 1 + weight : 1 - weight;
    }
    fallen += wealth < 0.7 ? 1 : 0;
  }
  CHECK(fallen < 0.1 * kLives + 3 * std::sqrt(0.09 * kLives));
  CHECK(fallen > 0.03 * kLives);
}

void RuinIsNeverAdmitted() {
  const KellyVerdict verdict = Verdict({1.0}, FairlyGoodCoin());
  CHECK(!verdict.admitted);
  CHECK(verdict.expectation == std::numeric_limits<double>::infinity());
  CHECK(verdict.growth == -std::numeric_limits<double>::infinity());
  CHECK(verdict.scale > 0 && verdict.scale < 0.1);
}

void ALosingBetIsAdmittedAtNoScale() {
  const KellyVerdict verdict = Verdict({0.5}, {-0.1, 0.05});
  CHECK(!verdict.admitted);
  CHECK(verdict.scale < 1e-9);
}

void NoBetIsAlwaysAdmitted() {
  const KellyVerdict verdict = Verdict({0, 0}, {-0.1, 0.05, 0.3, 0.1});
  CHECK(verdict.admitted && verdict.expectation == 1 && verdict.growth == 0);
}

void SeveralNamesAreOneBet() {
  const KellyVerdict pair = Verdict({0.3, 0.2}, {0.1, -0.05, -0.04, 0.1, 0.02, -0.03});
  const KellyVerdict sum =
      Verdict({1}, {0.3 * 0.1 + 0.2 * -0.05, 0.3 * -0.04 + 0.2 * 0.1, 0.3 * 0.02 + 0.2 * -0.03});
  CHECK(pair.expectation == sum.expectation && pair.growth == sum.growth);
}

void WhatMakesNoSenseIsAStatusAndWritesNothing() {
  KellyVerdict verdict{};
  verdict.scale = 77;
  const std::vector<double> one{0.1};
  const std::vector<double> bad{kNaN};
  for (const double share : {0.0, 1.0, -1.0, kNaN}) {
    CHECK(CheckKelly(one, one, share, 0.1, verdict) == MeasureStatus::kBadParameter);
    CHECK(CheckKelly(one, one, 0.7, share, verdict) == MeasureStatus::kBadParameter);
  }
  CHECK(CheckKelly({}, one, 0.7, 0.1, verdict) == MeasureStatus::kTooFew);
  CHECK(CheckKelly(one, {}, 0.7, 0.1, verdict) == MeasureStatus::kTooFew);
  CHECK(CheckKelly(std::vector<double>{1, 2}, one, 0.7, 0.1, verdict) == MeasureStatus::kBadShape);
  CHECK(CheckKelly(bad, one, 0.7, 0.1, verdict) == MeasureStatus::kNotFinite);
  CHECK(CheckKelly(one, bad, 0.7, 0.1, verdict) == MeasureStatus::kNotFinite);
  CHECK(verdict.scale == 77);
}

}  // namespace

int main() {
  TheAversionIsTheGoldenOne();
  ASmallBetOnAGoodCoinIsAdmittedAndKellysOwnIsNot();
  TheScaleIsTheLargestThatIsAdmitted();
  WhatIsAdmittedSeldomFallsBelowTheGuardedShare();
  RuinIsNeverAdmitted();
  ALosingBetIsAdmittedAtNoScale();
  NoBetIsAlwaysAdmitted();
  SeveralNamesAreOneBet();
  WhatMakesNoSenseIsAStatusAndWritesNothing();
  return 0;
}
