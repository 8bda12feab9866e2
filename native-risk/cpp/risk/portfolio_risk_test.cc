#include "risk/portfolio_risk.h"

#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include "risk/value_at_risk.h"
#include "testing/check.h"

namespace {

using conclave::Contribution;
using conclave::MeasurePortfolio;
using conclave::MeasureStatus;
using conclave::PortfolioRiskOptions;
using conclave::PortfolioRiskReport;
using conclave::RiskCovariance;
using conclave::TailLoss;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

PortfolioRiskOptions Options() {
  PortfolioRiskOptions options{};
  options.limits = {1e6, 1e6, 1e6, 1, 1e6};
  options.decay = 0.94;
  options.degrees = 5;
  options.seed = 42;
  options.paths = 20000;
  options.threads = 1;
  options.covariance = RiskCovariance::kSample;
  options.level_bps = 9900;
  return options;
}

std::vector<double> Scenarios(std::size_t scenarios, std::size_t names, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 0.01);
  std::vector<double> returns(scenarios * names);
  for (std::size_t t = 0; t < scenarios; ++t) {
    const double market = normal(random);
    for (std::size_t name = 0; name < names; ++name) {
      returns[t * names + name] = 0.0004 + market + normal(random);
    }
  }
  return returns;
}

const std::vector<double> kBook{10000, -4000, 7000, 0, 2500};

PortfolioRiskReport Report(const std::vector<double>& positions, const std::vector<double>& returns,
                           const PortfolioRiskOptions& options) {
  PortfolioRiskReport report{};
  std::vector<Contribution> parts(positions.size());
  CHECK(MeasurePortfolio(positions, returns, options, report, parts) == MeasureStatus::kOk);
  double sum = 0;
  for (const Contribution& part : parts) {
    sum += part.historical_cvar;
  }
  CHECK(std::fabs(sum - report.historical.cvar) <= 1e-9 * (1 + std::fabs(sum)));
  return report;
}

void AReportHoldsWhatTheMeasuresSayOneByOne() {
  const auto returns = Scenarios(500, 5, 1);
  const PortfolioRiskOptions options = Options();
  const PortfolioRiskReport report = Report(kBook, returns, options);
  std::vector<double> profits(500);
  for (std::size_t t = 0; t < 500; ++t) {
    for (std::size_t name = 0; name < 5; ++name) {
      profits[t] += kBook[name] * returns[t * 5 + name];
    }
  }
  std::vector<double> scratch(1001);
  TailLoss loss{};
  CHECK(conclave::HistoricalLoss(profits, 9900, std::span<double>(scratch).first(500), loss) ==
        MeasureStatus::kOk);
  CHECK(report.historical.var == loss.var && report.historical.cvar == loss.cvar);
  CHECK(conclave::FilteredLoss(profits, 0.94, 9900, scratch, loss) == MeasureStatus::kOk);
  CHECK(report.filtered.var == loss.var && report.filtered.cvar == loss.cvar);
  CHECK(conclave::NormalLoss(report.mean, report.deviation, 9900, loss) == MeasureStatus::kOk);
  CHECK(report.normal.var == loss.var && report.normal.cvar == loss.cvar);
  CHECK(conclave::StudentLoss(report.mean, report.deviation, 5, 9900, loss) == MeasureStatus::kOk);
  CHECK(report.student.var == loss.var && report.student.cvar == loss.cvar);
  CHECK(conclave::CornishFisherLoss(report.mean, report.deviation, report.skew, report.kurtosis - 3,
                                    9900, loss) == MeasureStatus::kOk);
  CHECK(report.cornish_fisher.var == loss.var && report.cornish_fisher.cvar == loss.cvar);
  CHECK(report.figures == 7);
  CHECK(report.exposure.gross == 23500 && report.exposure.net == 15500);
  CHECK(report.breaches == 0);
}

/// The paths are normal with the scenarios' own moments.
void MonteCarloAgreesWithTheNormalFigure() {
  PortfolioRiskOptions options = Options();
  options.paths = 400000;
  const PortfolioRiskReport report = Report(kBook, Scenarios(500, 5, 1), options);
  CHECK(report.monte_carlo_error > 0);
  CHECK(std::fabs(report.monte_carlo.var - report.normal.var) < 4 * report.monte_carlo_error);
  CHECK(std::fabs(report.monte_carlo.cvar / report.normal.cvar - 1) < 0.02);
}

void TheSameRequestGivesTheSameBitsOnOneThreadAndOnThree() {
  const auto returns = Scenarios(300, 5, 2);
  PortfolioRiskOptions options = Options();
  const PortfolioRiskReport one = Report(kBook, returns, options);
  const PortfolioRiskReport again = Report(kBook, returns, options);
  options.threads = 3;
  const PortfolioRiskReport three = Report(kBook, returns, options);
  CHECK(std::memcmp(&one, &again, sizeof one) == 0);
  CHECK(std::memcmp(&one, &three, sizeof one) == 0);
}

void EveryCovarianceServesThePaths() {
  const auto few = Scenarios(6, 5, 3);
  for (const RiskCovariance covariance :
       {RiskCovariance::kSample, RiskCovariance::kShrunk, RiskCovariance::kEwma}) {
    PortfolioRiskOptions options = Options();
    options.covariance = covariance;
    const PortfolioRiskReport report = Report(kBook, few, options);
    CHECK(report.monte_carlo.var > 0 && report.monte_carlo.cvar > report.monte_carlo.var);
    CHECK((report.shrinkage > 0) == (covariance == RiskCovariance::kShrunk));
  }
}

void MoreNamesThanScenariosAreNoFailure() {
  PortfolioRiskOptions options = Options();
  const std::vector<double> positions(40, 100);
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    CHECK(Report(positions, Scenarios(10, 40, seed), options).monte_carlo.var > 0);
  }
}

void AnEmptyBookLosesNothing() {
  const PortfolioRiskReport report =
      Report(std::vector<double>(5, 0.0), Scenarios(100, 5, 4), Options());
  for (const TailLoss& loss : {report.historical, report.filtered, report.normal, report.student,
                               report.cornish_fisher, report.monte_carlo}) {
    CHECK(loss.var == 0 && loss.cvar == 0);
  }
  CHECK(report.breaches == 0);
}

void PathsThatAreNotWantedAreNotDrawn() {
  PortfolioRiskOptions options = Options();
  options.paths = 0;
  const PortfolioRiskReport report = Report(kBook, Scenarios(100, 5, 4), options);
  CHECK((report.figures & conclave::kMonteCarloFigure) == 0);
  CHECK(report.monte_carlo.var == 0 && report.monte_carlo_error == 0);
}

/// Nine calm days and a crash: no expansion about the normal is a quantile there.
void ACrashLeavesTheExpansionsDomainAndIsSaid() {
  std::vector<double> returns(60, 0.001);
  returns[30] = -0.9;
  const PortfolioRiskReport report = Report({1000}, returns, Options());
  CHECK((report.figures & conclave::kCornishFisherFigure) == 0);
  CHECK(report.cornish_fisher.var == 0);
  CHECK(report.historical.var > 800);
}

void ABudgetIsHeldAgainstTheHistoricalConditionalLoss() {
  const auto returns = Scenarios(200, 5, 6);
  PortfolioRiskOptions options = Options();
  options.limits.cvar = Report(kBook, returns, options).historical.cvar;
  CHECK(Report(kBook, returns, options).breaches == 0);
  options.limits.cvar = std::nextafter(options.limits.cvar, 0);
  CHECK(Report(kBook, returns, options).breaches == conclave::kCvarBreach);
  options.limits.gross = 23499;
  CHECK(Report(kBook, returns, options).breaches ==
        (conclave::kCvarBreach | conclave::kGrossBreach));
}

void WhoeverWaitsForThePathsMayLeave() {
  const auto returns = Scenarios(50, 5, 1);
  std::atomic<bool> cancelled{true};
  PortfolioRiskReport report{};
  report.mean = 77;
  std::vector<Contribution> parts(5);
  parts[0].normal_var = 77;
  CHECK(MeasurePortfolio(kBook, returns, Options(), report, parts, &cancelled) ==
        MeasureStatus::kCancelled);
  CHECK(report.mean == 77 && parts[0].normal_var == 77);
  cancelled = false;
  CHECK(MeasurePortfolio(kBook, returns, Options(), report, parts, &cancelled) ==
        MeasureStatus::kOk);
  const PortfolioRiskReport unwatched = Report(kBook, returns, Options());
  CHECK(std::memcmp(&report, &unwatched, sizeof report) == 0);
}

void ACovarianceThatWouldTakeAnHourIsNotBegun() {
  constexpr std::size_t kNames = 1024;
  constexpr std::size_t kReturns = conclave::kMaxCovarianceWork / kNames;
  // Never looked at, so that they take no memory.
  const auto returns = std::make_unique_for_overwrite<double[]>(kReturns + kNames);
  const std::vector<double> book(kNames);
  PortfolioRiskReport report{};
  PortfolioRiskOptions options = Options();
  options.paths = 2;
  CHECK(MeasurePortfolio(book, std::span(returns.get(), kReturns + kNames), options, report, {}) ==
        MeasureStatus::kBadParameter);
}

void WhatMakesNoSenseIsAStatusAndWritesNothing() {
  PortfolioRiskReport report{};
  report.mean = 77;
  std::vector<Contribution> parts(5, Contribution{77, 77, 77, 77});
  const auto returns = Scenarios(20, 5, 1);
  const auto refused = [&](auto change) {
    PortfolioRiskOptions options = Options();
    change(options);
    return MeasurePortfolio(kBook, returns, options, report, parts);
  };
  using Options = PortfolioRiskOptions;
  CHECK(refused([](Options& o) { o.level_bps = 10000; }) == MeasureStatus::kBadParameter);
  CHECK(refused([](Options& o) { o.decay = 1; }) == MeasureStatus::kBadParameter);
  CHECK(refused([](Options& o) { o.decay = kNaN; }) == MeasureStatus::kBadParameter);
  CHECK(refused([](Options& o) { o.degrees = 2; }) == MeasureStatus::kBadParameter);
  CHECK(refused([](Options& o) { o.degrees = kNaN; }) == MeasureStatus::kBadParameter);
  CHECK(refused([](Options& o) { o.threads = 0; }) == MeasureStatus::kBadParameter);
  CHECK(refused([](Options& o) { o.paths = 0xffffffff; }) == MeasureStatus::kBadParameter);
  CHECK(refused([](Options& o) { o.covariance = static_cast<RiskCovariance>(3); }) ==
        MeasureStatus::kBadParameter);
  const PortfolioRiskOptions good = ::Options();
  CHECK(MeasurePortfolio({}, returns, good, report, {}) == MeasureStatus::kTooFew);
  CHECK(MeasurePortfolio(kBook, {}, good, report, parts) == MeasureStatus::kTooFew);
  CHECK(MeasurePortfolio(kBook, std::vector<double>(5), good, report, parts) ==
        MeasureStatus::kTooFew);
  CHECK(MeasurePortfolio(kBook, std::vector<double>(11), good, report, parts) ==
        MeasureStatus::kBadShape);
  CHECK(MeasurePortfolio(kBook, returns, good, report, std::span<Contribution>(parts).first(4)) ==
        MeasureStatus::kBadShape);
  for (std::size_t place = 0; place < returns.size(); place += 7) {
    for (const double bad : {kNaN, std::numeric_limits<double>::infinity(), 1e200}) {
      auto spoiled = returns;
      spoiled[place] = bad;
      // A name that is not held moves nothing, however far, unless it is no number.
      const bool held = place % 5 != 3;
      const MeasureStatus status = MeasurePortfolio(kBook, spoiled, good, report, parts);
      CHECK(status == MeasureStatus::kNotFinite || !held);
    }
  }
  auto book = kBook;
  book[2] = kNaN;
  CHECK(MeasurePortfolio(book, returns, good, report, parts) == MeasureStatus::kNotFinite);
  CHECK(report.mean == 77);
  CHECK(parts[0].normal_var == 77);
}

}  // namespace

int main() {
  ACovarianceThatWouldTakeAnHourIsNotBegun();
  WhoeverWaitsForThePathsMayLeave();
  AReportHoldsWhatTheMeasuresSayOneByOne();
  MonteCarloAgreesWithTheNormalFigure();
  TheSameRequestGivesTheSameBitsOnOneThreadAndOnThree();
  EveryCovarianceServesThePaths();
  MoreNamesThanScenariosAreNoFailure();
  AnEmptyBookLosesNothing();
  PathsThatAreNotWantedAreNotDrawn();
  ACrashLeavesTheExpansionsDomainAndIsSaid();
  ABudgetIsHeldAgainstTheHistoricalConditionalLoss();
  WhatMakesNoSenseIsAStatusAndWritesNothing();
  return 0;
}
