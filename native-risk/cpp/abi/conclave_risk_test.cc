#include "abi/conclave_risk.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "kernels/sma_crossover.h"
#include "montecarlo/cholesky.h"
#include "montecarlo/monte_carlo.h"
#include "risk/portfolio_risk.h"
#include "statistics/overfitting.h"
#include "testing/check.h"

namespace {

bool SameBits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

// ---- crossover

struct Bars {
  std::vector<std::int64_t> opens;
  std::vector<std::int64_t> closes;
};

Bars Waves(std::size_t count) {
  Bars bars;
  for (std::size_t i = 0; i < count; ++i) {
    const double phase = static_cast<double>(i) / 9;
    bars.opens.push_back(static_cast<std::int64_t>(1e10 + 1e9 * std::sin(phase)));
    bars.closes.push_back(static_cast<std::int64_t>(1e10 + 1e9 * std::sin(phase + 0.05)));
  }
  return bars;
}

struct Backtest {
  Bars bars = Waves(500);
  std::vector<conclave_leg> legs = {{0, 3, 8}, {250, 5, 20}};
  std::uint32_t end_bar = 500;
  std::int32_t fee_bps = 4;
  std::int32_t slippage_bps = 1;
  std::uint64_t result_bytes = sizeof(conclave_crossover_result);
  std::vector<std::int8_t> positions = std::vector<std::int8_t>(500);
  conclave_crossover_result result{-1, -1, -1, 77, 77};

  conclave_status Run() {
    return conclave_crossover_backtest(
        bars.opens.data(), bars.closes.data(), static_cast<std::uint32_t>(bars.opens.size()),
        legs.data(), static_cast<std::uint32_t>(legs.size()), end_bar, fee_bps, slippage_bps,
        &result, result_bytes, positions.data(), static_cast<std::uint32_t>(positions.size()));
  }
};

void ABacktestThroughTheDoorIsTheKernelsOwn() {
  Backtest asked;
  CHECK(asked.Run() == CONCLAVE_OK);

  const std::vector<conclave::Leg> legs = {{0, 3, 8}, {250, 5, 20}};
  std::vector<std::int8_t> positions(500);
  conclave::CrossoverResult kernel{};
  CHECK(conclave::RunSmaCrossover(asked.bars.opens, asked.bars.closes, legs, 500, {4, 1}, kernel,
                                  positions) == conclave::Status::kOk);
  CHECK(SameBits(asked.result.net_return, kernel.net_return));
  CHECK(SameBits(asked.result.deepest_fall, kernel.deepest_fall));
  CHECK(SameBits(asked.result.sharpe, kernel.sharpe));
  CHECK(asked.result.fills == kernel.fills && kernel.fills > 10);
  CHECK(asked.result.position == kernel.position);
  CHECK(asked.positions == positions);
}

template <class Spoil>
void ABacktestIsRefused(conclave_status why, Spoil spoil) {
  Backtest asked;
  spoil(asked);
  CHECK(asked.Run() == why);
  CHECK(asked.result.fills == 77);
}

void ABacktestThatMakesNoSenseIsRefused() {
  ABacktestIsRefused(CONCLAVE_WRONG_BYTES, [](Backtest& b) { b.result_bytes = 28; });
  ABacktestIsRefused(CONCLAVE_BAD_BARS, [](Backtest& b) { b.bars.closes[7] = 0; });
  ABacktestIsRefused(CONCLAVE_BAD_LEGS, [](Backtest& b) { b.legs.clear(); });
  ABacktestIsRefused(CONCLAVE_BAD_LEGS, [](Backtest& b) { b.end_bar = 501; });
  ABacktestIsRefused(CONCLAVE_BAD_LEGS, [](Backtest& b) { b.bars = {}; });
  ABacktestIsRefused(CONCLAVE_BAD_COSTS, [](Backtest& b) { b.fee_bps = -1; });
  ABacktestIsRefused(CONCLAVE_BAD_POSITIONS, [](Backtest& b) { b.positions.pop_back(); });
}

void NullIsRefusedWhereverDataIsDue() {
  const std::int64_t price = 1;
  const conclave_leg leg{0, 1, 2};
  conclave_crossover_result result{};
  const auto run = [&](const std::int64_t* opens, const std::int64_t* closes,
                       const conclave_leg* legs, conclave_crossover_result* out,
                       std::uint32_t position_count) {
    return conclave_crossover_backtest(opens, closes, 1, legs, 1, 1, 0, 0, out, sizeof result,
                                       nullptr, position_count);
  };
  CHECK(run(&price, &price, &leg, &result, 0) == CONCLAVE_OK);
  CHECK(run(nullptr, &price, &leg, &result, 0) == CONCLAVE_NULL);
  CHECK(run(&price, nullptr, &leg, &result, 0) == CONCLAVE_NULL);
  CHECK(run(&price, &price, nullptr, &result, 0) == CONCLAVE_NULL);
  CHECK(run(&price, &price, &leg, nullptr, 0) == CONCLAVE_NULL);
  CHECK(run(&price, &price, &leg, &result, 1) == CONCLAVE_NULL);

  const double one = 1;
  conclave_monte_carlo_request request{};
  conclave_monte_carlo_result answer{};
  const auto simulate = [&](const conclave_monte_carlo_request* asked, const double* exposures,
                            const double* cholesky, conclave_monte_carlo_result* out,
                            std::uint64_t losses) {
    return conclave_monte_carlo(asked, sizeof request, exposures, nullptr, cholesky, 1, out,
                                sizeof answer, nullptr, losses);
  };
  request.paths = 10;
  request.level_bps = 9000;
  request.threads = 1;
  CHECK(simulate(&request, &one, &one, &answer, 0) == CONCLAVE_OK);
  CHECK(simulate(nullptr, &one, &one, &answer, 0) == CONCLAVE_NULL);
  CHECK(simulate(&request, nullptr, &one, &answer, 0) == CONCLAVE_NULL);
  CHECK(simulate(&request, &one, nullptr, &answer, 0) == CONCLAVE_NULL);
  CHECK(simulate(&request, &one, &one, nullptr, 0) == CONCLAVE_NULL);
  CHECK(simulate(&request, &one, &one, &answer, 10) == CONCLAVE_NULL);

  double lower = 0;
  CHECK(conclave_cholesky(nullptr, 1, &lower) == CONCLAVE_NULL);
  CHECK(conclave_cholesky(&one, 1, nullptr) == CONCLAVE_NULL);
}

// ---- simulation

struct Simulation {
  std::vector<double> exposures = {1e6, -4e5, 2e5};
  std::vector<double> means = {0.001, 0, -0.001};
  std::vector<double> cholesky = {0.02, 0, 0, 0.01, 0.015, 0, -0.005, 0.002, 0.03};
  conclave_monte_carlo_request request{5000, 9, 9750, 1, 1, 2, 0, 0};
  std::uint64_t request_bytes = sizeof(conclave_monte_carlo_request);
  std::uint64_t result_bytes = sizeof(conclave_monte_carlo_result);
  std::vector<double> losses = std::vector<double>(5000);
  conclave_monte_carlo_result result{77, 77, 77, 77, 77, 77, 77};

  conclave_status Run() {
    return conclave_monte_carlo(&request, request_bytes, exposures.data(), means.data(),
                                cholesky.data(), static_cast<std::uint32_t>(exposures.size()),
                                &result, result_bytes, losses.data(), losses.size());
  }
};

void ASimulationThroughTheDoorIsTheKernelsOwn() {
  Simulation asked;
  CHECK(asked.Run() == CONCLAVE_OK);

  conclave::MonteCarlo book;
  book.exposures = asked.exposures;
  book.means = asked.means;
  book.cholesky = asked.cholesky;
  book.paths = 5000;
  book.seed = 9;
  book.antithetic = true;
  book.revaluation = conclave::Revaluation::kLogNormal;
  book.level_bps = 9750;
  std::vector<double> losses(5000);
  conclave::MonteCarloResult kernel{};
  CHECK(conclave::RunMonteCarlo(book, losses, kernel) == conclave::MonteCarloStatus::kOk);
  CHECK(SameBits(asked.result.var, kernel.var));
  CHECK(SameBits(asked.result.cvar, kernel.cvar));
  CHECK(SameBits(asked.result.mean, kernel.mean));
  CHECK(SameBits(asked.result.deviation, kernel.deviation));
  CHECK(SameBits(asked.result.var_standard_error, kernel.var_standard_error));
  CHECK(SameBits(asked.result.cvar_standard_error, kernel.cvar_standard_error));
  CHECK(SameBits(asked.result.worst, kernel.worst));
  CHECK(asked.losses == losses);
}

template <class Spoil>
void ASimulationIsRefused(conclave_status why, Spoil spoil) {
  Simulation asked;
  spoil(asked);
  CHECK(asked.Run() == why);
  CHECK(asked.result.var == 77 && asked.result.worst == 77);
}

void ASimulationThatMakesNoSenseIsRefused() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  ASimulationIsRefused(CONCLAVE_WRONG_BYTES, [](Simulation& s) { s.request_bytes = 0; });
  ASimulationIsRefused(CONCLAVE_WRONG_BYTES, [](Simulation& s) { s.result_bytes = 64; });
  ASimulationIsRefused(CONCLAVE_BAD_SWITCH, [](Simulation& s) { s.request.log_normal = 2; });
  ASimulationIsRefused(CONCLAVE_BAD_SWITCH, [](Simulation& s) { s.request.antithetic = -1; });
  ASimulationIsRefused(CONCLAVE_BAD_SWITCH, [](Simulation& s) { s.request.isa = 4; });
  ASimulationIsRefused(CONCLAVE_BAD_SWITCH, [](Simulation& s) { s.request.unused = 1; });
  ASimulationIsRefused(CONCLAVE_BAD_SHAPES, [](Simulation& s) { s.exposures.clear(); });
  ASimulationIsRefused(CONCLAVE_BAD_SHAPES, [](Simulation& s) { s.exposures.resize(1025); });
  ASimulationIsRefused(CONCLAVE_BAD_SHAPES, [](Simulation& s) { s.losses.pop_back(); });
  ASimulationIsRefused(CONCLAVE_BAD_NUMBERS, [nan](Simulation& s) { s.exposures[1] = nan; });
  ASimulationIsRefused(CONCLAVE_BAD_NUMBERS, [nan](Simulation& s) { s.means[2] = nan; });
  ASimulationIsRefused(CONCLAVE_BAD_NUMBERS, [nan](Simulation& s) { s.cholesky[8] = nan; });
  ASimulationIsRefused(CONCLAVE_BAD_LEVEL, [](Simulation& s) { s.request.level_bps = 10000; });
  ASimulationIsRefused(CONCLAVE_BAD_PATHS, [](Simulation& s) {
    s.request.paths = 0;
    s.losses.clear();
  });
  ASimulationIsRefused(CONCLAVE_TOO_WILD, [](Simulation& s) { s.cholesky[0] = 100; });
  ASimulationIsRefused(CONCLAVE_BAD_ENGINE, [](Simulation& s) { s.request.threads = 0; });
}

void ACholeskyFactorIsTheKernelsOwnOrARefusal() {
  const std::vector<double> covariance = {4, 2, 2, 10};
  std::vector<double> lower(4);
  std::vector<double> kernel(4);
  CHECK(conclave_cholesky(covariance.data(), 2, lower.data()) == CONCLAVE_OK);
  CHECK(conclave::Cholesky(covariance, kernel) && lower == kernel);
  const std::vector<double> none = {1, 2, 2, 1};
  CHECK(conclave_cholesky(none.data(), 2, lower.data()) == CONCLAVE_NOT_POSITIVE);
  CHECK(conclave_cholesky(none.data(), 0, lower.data()) == CONCLAVE_NOT_POSITIVE);
  CHECK(conclave_cholesky(none.data(), 1025, lower.data()) == CONCLAVE_TOO_LARGE);
}

// ---- portfolios

/// The book as it is, and after two orders, over 60 scenarios of 3 names.
struct Portfolios {
  std::vector<double> positions = {1e6, -4e5, 2e5, 1e6, 0, 2e5, 2e6, -4e5, 2e5};
  std::uint32_t portfolios = 3;
  std::uint32_t names = 3;
  std::vector<double> returns = Scenarios();
  std::uint32_t scenarios = 60;
  conclave_portfolio_options options{1.5e6, 1e9, 1e9, 1, 1e9, 0.94, 5, 7, 5000, 2, 1, 9750};
  std::uint64_t options_bytes = sizeof(conclave_portfolio_options);
  std::uint64_t report_bytes = sizeof(conclave_portfolio_report);
  std::vector<conclave_portfolio_report> reports = std::vector<conclave_portfolio_report>(3);
  std::vector<conclave_contribution> contributions = std::vector<conclave_contribution>(9);

  static std::vector<double> Scenarios() {
    std::vector<double> returns(180);
    for (std::size_t i = 0; i < returns.size(); ++i) {
      returns[i] = 0.02 * std::sin(static_cast<double>(i * i % 83));
    }
    return returns;
  }

  conclave_status Run() {
    return conclave_portfolio_risk(positions.data(), portfolios, names, returns.data(), scenarios,
                                   &options, options_bytes, reports.data(), report_bytes,
                                   contributions.data(), contributions.size());
  }
};

void PortfoliosThroughTheDoorAreTheKernelsOwn() {
  Portfolios asked;
  CHECK(asked.Run() == CONCLAVE_OK);
  const conclave::PortfolioRiskOptions options{
      {1.5e6, 1e9, 1e9, 1, 1e9}, 0.94, 5, 7, 5000, 1, conclave::RiskCovariance::kShrunk, 9750};
  for (std::size_t p = 0; p < 3; ++p) {
    const std::vector<double> positions(&asked.positions[3 * p], &asked.positions[3 * p] + 3);
    conclave::PortfolioRiskReport kernel{};
    std::vector<conclave::Contribution> parts(3);
    CHECK(conclave::MeasurePortfolio(positions, asked.returns, options, kernel, parts) ==
          conclave::MeasureStatus::kOk);
    CHECK(std::memcmp(&asked.reports[p], &kernel, sizeof kernel) == 0);
    CHECK(std::memcmp(&asked.contributions[3 * p], parts.data(), 3 * sizeof parts[0]) == 0);
  }
  const conclave_portfolio_report& report = asked.reports[0];
  CHECK(report.historical.var > 0 && report.monte_carlo.var > 0 && report.monte_carlo_error > 0);
  CHECK(report.gross == 1.6e6 && report.net == 8e5 && report.largest_name == 1e6);
  CHECK(report.breaches == CONCLAVE_BREACH_GROSS);
  CHECK(asked.reports[1].breaches == 0);
  CHECK((report.figures & CONCLAVE_FIGURE_MONTE_CARLO) != 0);
}

void PortfoliosAloneAreTheSameAsInABatch() {
  Portfolios batch;
  CHECK(batch.Run() == CONCLAVE_OK);
  Portfolios alone;
  alone.portfolios = 1;
  alone.contributions.clear();
  CHECK(alone.Run() == CONCLAVE_OK);
  CHECK(std::memcmp(&alone.reports[0], &batch.reports[0], sizeof alone.reports[0]) == 0);
}

template <class Spoil>
void PortfoliosAreRefused(conclave_status why, Spoil spoil) {
  Portfolios asked;
  for (conclave_portfolio_report& report : asked.reports) {
    report.mean = 77;
  }
  for (conclave_contribution& part : asked.contributions) {
    part.normal_var = 77;
  }
  spoil(asked);
  CHECK(asked.Run() == why);
  for (const conclave_portfolio_report& report : asked.reports) {
    CHECK(report.mean == 77);
  }
  for (const conclave_contribution& part : asked.contributions) {
    CHECK(part.normal_var == 77);
  }
}

void PortfoliosThatMakeNoSenseAreRefusedAllTogether() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  PortfoliosAreRefused(CONCLAVE_WRONG_BYTES, [](Portfolios& p) { p.options_bytes = 72; });
  PortfoliosAreRefused(CONCLAVE_WRONG_BYTES, [](Portfolios& p) { p.report_bytes = 176; });
  PortfoliosAreRefused(CONCLAVE_RISK_TOO_FEW, [](Portfolios& p) { p.portfolios = 0; });
  PortfoliosAreRefused(CONCLAVE_RISK_TOO_FEW, [](Portfolios& p) { p.scenarios = 1; });
  PortfoliosAreRefused(CONCLAVE_RISK_TOO_FEW, [](Portfolios& p) {
    p.names = 0;
    p.contributions.clear();
  });
  PortfoliosAreRefused(CONCLAVE_RISK_BAD_SHAPE, [](Portfolios& p) { p.contributions.pop_back(); });
  // The first two could be measured.
  PortfoliosAreRefused(CONCLAVE_RISK_NOT_FINITE, [nan](Portfolios& p) { p.positions[8] = nan; });
  PortfoliosAreRefused(CONCLAVE_RISK_NOT_FINITE, [nan](Portfolios& p) { p.returns[100] = nan; });
  PortfoliosAreRefused(CONCLAVE_RISK_BAD_PARAMETER,
                       [nan](Portfolios& p) { p.options.decay = nan; });
  PortfoliosAreRefused(CONCLAVE_RISK_BAD_PARAMETER, [](Portfolios& p) { p.options.threads = 0; });
  PortfoliosAreRefused(CONCLAVE_RISK_BAD_PARAMETER,
                       [](Portfolios& p) { p.options.covariance = 3; });
  PortfoliosAreRefused(CONCLAVE_RISK_BAD_PARAMETER,
                       [](Portfolios& p) { p.options.level_bps = 4999; });
}

void NullPortfoliosAreRefused() {
  Portfolios p;
  const auto run = [&p](const double* positions, const double* returns,
                        const conclave_portfolio_options* options,
                        conclave_portfolio_report* reports, std::uint64_t contributions) {
    return conclave_portfolio_risk(positions, 3, 3, returns, 60, options, sizeof p.options, reports,
                                   sizeof p.reports[0], nullptr, contributions);
  };
  const double* const positions = p.positions.data();
  const double* const returns = p.returns.data();
  CHECK(run(positions, returns, &p.options, p.reports.data(), 0) == CONCLAVE_OK);
  CHECK(run(nullptr, returns, &p.options, p.reports.data(), 0) == CONCLAVE_NULL);
  CHECK(run(positions, nullptr, &p.options, p.reports.data(), 0) == CONCLAVE_NULL);
  CHECK(run(positions, returns, nullptr, p.reports.data(), 0) == CONCLAVE_NULL);
  CHECK(run(positions, returns, &p.options, nullptr, 0) == CONCLAVE_NULL);
  CHECK(run(positions, returns, &p.options, p.reports.data(), 9) == CONCLAVE_NULL);
}

// ---- the best of many trials

struct Trials {
  std::vector<conclave_part_sums> sums;
  std::uint32_t trials = 10;
  std::uint32_t parts = 8;
  std::uint64_t part_observations = 5;
  std::uint64_t result_bytes = sizeof(conclave_overfitting);
  conclave_overfitting result{};

  Trials() {
    for (std::uint32_t cell = 0; cell < trials * parts; ++cell) {
      const double sum = 0.01 * std::sin(cell * cell);
      sums.push_back({sum, 0.001 + sum * sum});
    }
    result.probability = -1;
  }

  conclave_status Measure() {
    return conclave_measure_overfitting(sums.data(), trials, parts, part_observations, &result,
                                        result_bytes);
  }
};

void OverfittingThroughTheDoorIsTheKernelsOwn() {
  Trials asked;
  CHECK(asked.Measure() == CONCLAVE_OK);

  std::vector<conclave::PartSums> sums;
  for (const auto& part : asked.sums) {
    sums.push_back({part.sum, part.sum_squares});
  }
  conclave::Overfitting own{};
  CHECK(conclave::MeasureOverfitting(sums, 8, 5, own) == conclave::MeasureStatus::kOk);
  CHECK(std::memcmp(&own, &asked.result, sizeof own) == 0);
  CHECK(asked.result.splits == 70 && asked.result.trials == 10);
}

void OverfittingThatMakesNoSenseIsRefused() {
  Trials one;
  one.trials = 1;
  CHECK(one.Measure() == CONCLAVE_RISK_TOO_FEW);
  Trials odd;
  odd.parts = 7;
  CHECK(odd.Measure() == CONCLAVE_RISK_BAD_PARAMETER);
  Trials no_number;
  no_number.sums[3].sum = std::numeric_limits<double>::quiet_NaN();
  CHECK(no_number.Measure() == CONCLAVE_RISK_NOT_FINITE);
  Trials other_size;
  other_size.result_bytes -= 8;
  CHECK(other_size.Measure() == CONCLAVE_WRONG_BYTES);
  CHECK(conclave_measure_overfitting(nullptr, 2, 2, 2, &one.result, sizeof one.result) ==
        CONCLAVE_NULL);
  CHECK(one.result.probability == -1 && odd.result.probability == -1 &&
        no_number.result.probability == -1 && other_size.result.probability == -1);
}

}  // namespace

int main() {
  PortfoliosThroughTheDoorAreTheKernelsOwn();
  PortfoliosAloneAreTheSameAsInABatch();
  PortfoliosThatMakeNoSenseAreRefusedAllTogether();
  NullPortfoliosAreRefused();
  ABacktestThroughTheDoorIsTheKernelsOwn();
  ABacktestThatMakesNoSenseIsRefused();
  NullIsRefusedWhereverDataIsDue();
  ASimulationThroughTheDoorIsTheKernelsOwn();
  ASimulationThatMakesNoSenseIsRefused();
  ACholeskyFactorIsTheKernelsOwnOrARefusal();
  OverfittingThroughTheDoorIsTheKernelsOwn();
  OverfittingThatMakesNoSenseIsRefused();
  return 0;
}
