#include "abi/conclave_risk.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "kernels/sma_crossover.h"
#include "montecarlo/cholesky.h"
#include "montecarlo/monte_carlo.h"
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

}  // namespace

int main() {
  ABacktestThroughTheDoorIsTheKernelsOwn();
  ABacktestThatMakesNoSenseIsRefused();
  NullIsRefusedWhereverDataIsDue();
  ASimulationThroughTheDoorIsTheKernelsOwn();
  ASimulationThatMakesNoSenseIsRefused();
  ACholeskyFactorIsTheKernelsOwnOrARefusal();
  return 0;
}
