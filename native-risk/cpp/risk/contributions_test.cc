#include "risk/contributions.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <random>
#include <vector>

#include "testing/check.h"

namespace {

using conclave::Contribution;
using conclave::MeasureContributions;
using conclave::MeasureStatus;
using conclave::TailLoss;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> Scenarios(std::size_t scenarios, std::size_t names, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::student_t_distribution<double> student(4);
  std::vector<double> returns(scenarios * names);
  for (std::size_t t = 0; t < scenarios; ++t) {
    const double market = student(random);
    for (std::size_t name = 0; name < names; ++name) {
      returns[t * names + name] = 0.0003 + 0.01 * (market + student(random));
    }
  }
  return returns;
}

std::vector<double> Profits(const std::vector<double>& positions,
                            const std::vector<double>& returns) {
  std::vector<double> profits(returns.size() / positions.size());
  for (std::size_t i = 0; i < returns.size(); ++i) {
    profits[i / positions.size()] += positions[i % positions.size()] * returns[i];
  }
  return profits;
}

Contribution SumOf(const std::vector<Contribution>& parts) {
  Contribution sum{0, 0, 0, 0};
  for (const Contribution& part : parts) {
    sum.historical_var += part.historical_var;
    sum.historical_cvar += part.historical_cvar;
    sum.normal_var += part.normal_var;
    sum.normal_cvar += part.normal_cvar;
  }
  return sum;
}

void PartsSumToThePortfoliosFigures(const std::vector<double>& positions,
                                    const std::vector<double>& returns, std::uint32_t level_bps) {
  std::vector<Contribution> parts(positions.size());
  CHECK(MeasureContributions(positions, returns, level_bps, parts) == MeasureStatus::kOk);
  const Contribution sum = SumOf(parts);
  const auto profits = Profits(positions, returns);
  std::vector<double> scratch(profits.size());
  TailLoss historical{};
  CHECK(conclave::HistoricalLoss(profits, level_bps, scratch, historical) == MeasureStatus::kOk);
  double mean = 0;
  for (const double profit : profits) {
    mean += profit / static_cast<double>(profits.size());
  }
  double squares = 0;
  for (const double profit : profits) {
    squares += (profit - mean) * (profit - mean);
  }
  TailLoss normal{};
  CHECK(conclave::NormalLoss(mean, std::sqrt(squares / static_cast<double>(profits.size() - 1)),
                             level_bps, normal) == MeasureStatus::kOk);
  const double bound = 1e-9 * (1 + std::fabs(historical.cvar) + std::fabs(normal.cvar));
  CHECK(std::fabs(sum.historical_var - historical.var) < bound);
  CHECK(std::fabs(sum.historical_cvar - historical.cvar) < bound);
  CHECK(std::fabs(sum.normal_var - normal.var) < bound);
  CHECK(std::fabs(sum.normal_cvar - normal.cvar) < bound);
}

void ContributionsSumToTheTotalForAnyBook() {
  std::mt19937_64 random(1);
  std::normal_distribution<double> size(0, 10000);
  for (std::size_t names = 1; names <= 12; ++names) {
    for (const std::size_t scenarios : {2U, 3U, 67U, 500U}) {
      std::vector<double> positions(names);
      for (double& position : positions) {
        position = size(random);
      }
      for (const std::uint32_t level : {5000U, 9500U, 9750U, 9900U}) {
        PartsSumToThePortfoliosFigures(positions, Scenarios(scenarios, names, names), level);
      }
    }
  }
}

void EqualScenariosShareTheTail() {
  // Ten scenarios are the worst for the book, for different reasons.
  std::vector<double> returns;
  for (int t = 0; t < 100; ++t) {
    const bool bad = t % 10 == 3;
    returns.push_back(bad && t % 20 == 3 ? -1 : 0);
    returns.push_back(bad && t % 20 == 13 ? -1 : 0);
  }
  std::vector<Contribution> parts(2);
  CHECK(MeasureContributions(std::vector<double>{100, 100}, returns, 9500, parts) ==
        MeasureStatus::kOk);
  for (const Contribution& part : parts) {
    CHECK(std::fabs(part.historical_var - 50) < 1e-9);
    CHECK(std::fabs(part.historical_cvar - 50) < 1e-9);
  }
}

void AHedgeTakesRiskAway() {
  auto returns = Scenarios(400, 2, 9);
  for (std::size_t t = 0; t < 400; ++t) {
    returns[t * 2 + 1] = returns[t * 2];
  }
  std::vector<Contribution> parts(2);
  CHECK(MeasureContributions(std::vector<double>{1000, -400}, returns, 9750, parts) ==
        MeasureStatus::kOk);
  CHECK(parts[0].historical_cvar > 0 && parts[1].historical_cvar < 0);
  CHECK(parts[0].normal_var > 0 && parts[1].normal_var < 0);
}

/// The marginal figure is the slope of the total in the position.
void AComponentOverItsPositionIsTheSlopeOfTheTotal() {
  const auto returns = Scenarios(300, 3, 5);
  const std::vector<double> positions{5000, -2000, 3000};
  std::vector<Contribution> parts(3);
  CHECK(MeasureContributions(positions, returns, 9750, parts) == MeasureStatus::kOk);
  for (std::size_t name = 0; name < 3; ++name) {
    auto more = positions;
    more[name] += 0.01;
    std::vector<Contribution> shifted(3);
    CHECK(MeasureContributions(more, returns, 9750, shifted) == MeasureStatus::kOk);
    const Contribution before = SumOf(parts);
    const Contribution after = SumOf(shifted);
    CHECK(std::fabs((after.normal_cvar - before.normal_cvar) / 0.01 -
                    parts[name].normal_cvar / positions[name]) < 1e-5);
    CHECK(std::fabs((after.historical_cvar - before.historical_cvar) / 0.01 -
                    parts[name].historical_cvar / positions[name]) < 1e-5);
  }
}

void AnEmptyBookContributesNothing() {
  std::vector<Contribution> parts(2);
  CHECK(MeasureContributions(std::vector<double>{0, 0}, Scenarios(50, 2, 3), 9900, parts) ==
        MeasureStatus::kOk);
  CHECK(parts[0].historical_cvar == 0 && parts[1].normal_cvar == 0);
}

void WhatMakesNoSenseIsAStatusAndWritesNothing() {
  std::vector<Contribution> parts(2, Contribution{77, 77, 77, 77});
  const std::vector<double> two{1, 2};
  const std::vector<double> good{1, 2, 3, 4};
  const std::vector<double> bad{1, 2, kNaN, 4};
  CHECK(MeasureContributions(two, good, 10000, parts) == MeasureStatus::kBadParameter);
  CHECK(MeasureContributions({}, good, 9900, parts) == MeasureStatus::kTooFew);
  CHECK(MeasureContributions(two, two, 9900, parts) == MeasureStatus::kTooFew);
  CHECK(MeasureContributions(two, std::vector<double>{1, 2, 3}, 9900, parts) ==
        MeasureStatus::kBadShape);
  CHECK(MeasureContributions(std::vector<double>{1}, good, 9900, parts) ==
        MeasureStatus::kBadShape);
  CHECK(MeasureContributions(two, bad, 9900, parts) == MeasureStatus::kNotFinite);
  CHECK(MeasureContributions(std::vector<double>{kNaN, 1}, good, 9900, parts) ==
        MeasureStatus::kNotFinite);
  CHECK(parts[0].normal_var == 77);
}

}  // namespace

int main() {
  ContributionsSumToTheTotalForAnyBook();
  EqualScenariosShareTheTail();
  AHedgeTakesRiskAway();
  AComponentOverItsPositionIsTheSlopeOfTheTotal();
  AnEmptyBookContributesNothing();
  WhatMakesNoSenseIsAStatusAndWritesNothing();
  return 0;
}
