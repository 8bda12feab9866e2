#include "abi/conclave_risk.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <memory>
#include <new>
#include <span>

#include "abi/door.h"
#include "kernels/isa.h"
#include "kernels/sma_crossover.h"
#include "montecarlo/cholesky.h"
#include "montecarlo/monte_carlo.h"
#include "risk/portfolio_risk.h"
#include "statistics/overfitting.h"

namespace {

using conclave::Isa;
using conclave::MeasureStatus;
using conclave::MonteCarloResult;
using conclave::MonteCarloStatus;
using conclave::Status;
using conclave::door::kMeasure;
using conclave::door::Of;
using conclave::door::There;

static_assert(sizeof(conclave_leg) == sizeof(conclave::Leg));
static_assert(sizeof(conclave_crossover_result) == 32);
static_assert(sizeof(conclave_monte_carlo_request) == 40);
static_assert(sizeof(conclave_monte_carlo_result) == 56);

constexpr conclave_status kCrossover = 100;
static_assert(CONCLAVE_BAD_BARS == kCrossover + static_cast<int>(Status::kBadBars));
static_assert(CONCLAVE_BAD_LEGS == kCrossover + static_cast<int>(Status::kBadLegs));
static_assert(CONCLAVE_BAD_COSTS == kCrossover + static_cast<int>(Status::kBadCosts));
static_assert(CONCLAVE_BAD_POSITIONS == kCrossover + static_cast<int>(Status::kBadOutput));

constexpr conclave_status kMonteCarlo = 200;
static_assert(CONCLAVE_BAD_SHAPES == kMonteCarlo + static_cast<int>(MonteCarloStatus::kBadShapes));
static_assert(CONCLAVE_BAD_NUMBERS ==
              kMonteCarlo + static_cast<int>(MonteCarloStatus::kBadNumbers));
static_assert(CONCLAVE_BAD_LEVEL == kMonteCarlo + static_cast<int>(MonteCarloStatus::kBadLevel));
static_assert(CONCLAVE_BAD_PATHS == kMonteCarlo + static_cast<int>(MonteCarloStatus::kBadPaths));
static_assert(CONCLAVE_TOO_WILD == kMonteCarlo + static_cast<int>(MonteCarloStatus::kTooWild));
static_assert(CONCLAVE_BAD_ENGINE == kMonteCarlo + static_cast<int>(MonteCarloStatus::kBadEngine));
static_assert(CONCLAVE_NO_MEMORY == kMonteCarlo + static_cast<int>(MonteCarloStatus::kNoMemory));

static_assert(CONCLAVE_RISK_BAD_SHAPE == kMeasure + static_cast<int>(MeasureStatus::kBadShape));
static_assert(CONCLAVE_RISK_TOO_FEW == kMeasure + static_cast<int>(MeasureStatus::kTooFew));
static_assert(CONCLAVE_RISK_NOT_FINITE == kMeasure + static_cast<int>(MeasureStatus::kNotFinite));
static_assert(CONCLAVE_RISK_NO_SPREAD == kMeasure + static_cast<int>(MeasureStatus::kNoSpread));
static_assert(CONCLAVE_RISK_BAD_PARAMETER ==
              kMeasure + static_cast<int>(MeasureStatus::kBadParameter));
static_assert(CONCLAVE_RISK_UNREACHABLE ==
              kMeasure + static_cast<int>(MeasureStatus::kUnreachable));
static_assert(CONCLAVE_RISK_NOT_POSITIVE ==
              kMeasure + static_cast<int>(MeasureStatus::kNotPositive));
static_assert(CONCLAVE_RISK_NO_MEMORY == kMeasure + static_cast<int>(MeasureStatus::kNoMemory));

// The C structures are the kernels' own, word for word.
using conclave::Contribution;
using conclave::PortfolioRiskOptions;
using conclave::PortfolioRiskReport;
static_assert(sizeof(conclave_portfolio_options) == sizeof(PortfolioRiskOptions));
static_assert(offsetof(conclave_portfolio_options, decay) == offsetof(PortfolioRiskOptions, decay));
static_assert(offsetof(conclave_portfolio_options, seed) == offsetof(PortfolioRiskOptions, seed));
static_assert(offsetof(conclave_portfolio_options, covariance) ==
              offsetof(PortfolioRiskOptions, covariance));
static_assert(offsetof(conclave_portfolio_options, level_bps) ==
              offsetof(PortfolioRiskOptions, level_bps));
static_assert(sizeof(conclave_portfolio_report) == sizeof(PortfolioRiskReport));
static_assert(offsetof(conclave_portfolio_report, monte_carlo) ==
              offsetof(PortfolioRiskReport, monte_carlo));
static_assert(offsetof(conclave_portfolio_report, shrinkage) ==
              offsetof(PortfolioRiskReport, shrinkage));
static_assert(offsetof(conclave_portfolio_report, gross) ==
              offsetof(PortfolioRiskReport, exposure));
static_assert(offsetof(conclave_portfolio_report, breaches) ==
              offsetof(PortfolioRiskReport, breaches));
static_assert(sizeof(conclave_contribution) == sizeof(Contribution));
static_assert(sizeof(conclave_part_sums) == sizeof(conclave::PartSums));
static_assert(offsetof(conclave_part_sums, sum_squares) ==
              offsetof(conclave::PartSums, sum_squares));
static_assert(sizeof(conclave_overfitting) == sizeof(conclave::Overfitting));
static_assert(offsetof(conclave_overfitting, loss_probability) ==
              offsetof(conclave::Overfitting, loss_probability));
static_assert(offsetof(conclave_overfitting, trials) == offsetof(conclave::Overfitting, trials));
static_assert(CONCLAVE_BREACH_UNKNOWN == static_cast<int>(conclave::kUnknownExposure));
static_assert(CONCLAVE_FIGURE_MONTE_CARLO == static_cast<int>(conclave::kMonteCarloFigure));

bool IsSwitch(std::int32_t value) noexcept { return value == 0 || value == 1; }

}  // namespace

uint32_t conclave_abi_version(void) noexcept { return CONCLAVE_ABI_VERSION; }

const char* conclave_build_id(void) noexcept { return CONCLAVE_BUILD_ID; }

uint32_t conclave_kernel_version(uint32_t kernel) noexcept {
  switch (kernel) {
    case CONCLAVE_KERNEL_CROSSOVER:
      return conclave::kSmaCrossoverVersion;
    case CONCLAVE_KERNEL_MONTE_CARLO:
      return conclave::kMonteCarloVersion;
    case CONCLAVE_KERNEL_PORTFOLIO_RISK:
      return conclave::kPortfolioRiskVersion;
    default:
      return 0;
  }
}

uint32_t conclave_cpu_features(void) noexcept {
  return (conclave::Supports(Isa::kAvx2) ? std::uint32_t{CONCLAVE_CPU_AVX2} : 0) |
         (conclave::Supports(Isa::kAvx512) ? std::uint32_t{CONCLAVE_CPU_AVX512} : 0);
}

const char* conclave_chosen_isa(void) noexcept { return conclave::NameOf(conclave::BestIsa()); }

conclave_status conclave_crossover_backtest(const int64_t* opens_e8, const int64_t* closes_e8,
                                            uint32_t bars, const conclave_leg* legs,
                                            uint32_t leg_count, uint32_t end_bar, int32_t fee_bps,
                                            int32_t slippage_bps, conclave_crossover_result* result,
                                            uint64_t result_bytes, int8_t* positions,
                                            uint32_t position_count) noexcept {
  if (result == nullptr || !There(opens_e8, bars) || !There(closes_e8, bars) ||
      !There(legs, leg_count) || !There(positions, position_count)) {
    return CONCLAVE_NULL;
  }
  if (result_bytes != sizeof *result) {
    return CONCLAVE_WRONG_BYTES;
  }
  conclave::CrossoverResult run{};
  // The same three words, by the same names and in the same order.
  const auto* const kernel_legs = reinterpret_cast<const conclave::Leg*>(legs);
  const Status status =
      conclave::RunSmaCrossover({opens_e8, bars}, {closes_e8, bars}, {kernel_legs, leg_count},
                                end_bar, {fee_bps, slippage_bps}, run, {positions, position_count});
  if (status == Status::kOk) {
    *result = {run.net_return, run.deepest_fall, run.sharpe, run.fills, run.position};
  }
  return Of(kCrossover, status);
}

conclave_status conclave_cholesky(const double* covariance, uint32_t assets,
                                  double* lower) noexcept {
  if (covariance == nullptr || lower == nullptr) {
    return CONCLAVE_NULL;
  }
  if (assets > conclave::kMaxSimulatedAssets) {
    return CONCLAVE_TOO_LARGE;
  }
  const std::size_t cells = std::size_t{assets} * assets;
  return conclave::Cholesky({covariance, cells}, {lower, cells}) ? CONCLAVE_OK
                                                                 : CONCLAVE_NOT_POSITIVE;
}

conclave_status conclave_monte_carlo(const conclave_monte_carlo_request* request,
                                     uint64_t request_bytes, const double* exposures,
                                     const double* means, const double* cholesky, uint32_t assets,
                                     conclave_monte_carlo_result* result, uint64_t result_bytes,
                                     double* losses, uint64_t loss_count) noexcept {
  if (request == nullptr || result == nullptr || !There(exposures, assets) ||
      !There(cholesky, assets) || !There(losses, loss_count)) {
    return CONCLAVE_NULL;
  }
  if (request_bytes != sizeof *request || result_bytes != sizeof *result) {
    return CONCLAVE_WRONG_BYTES;
  }
  if (!IsSwitch(request->log_normal) || !IsSwitch(request->antithetic) || request->isa > 3 ||
      request->unused != 0) {
    return CONCLAVE_BAD_SWITCH;
  }
  if (assets > conclave::kMaxSimulatedAssets) {
    return CONCLAVE_BAD_SHAPES;
  }
  conclave::MonteCarlo book;
  book.exposures = {exposures, assets};
  if (means != nullptr) {
    book.means = {means, assets};
  }
  book.cholesky = {cholesky, std::size_t{assets} * assets};
  book.paths = request->paths;
  book.seed = request->seed;
  book.antithetic = request->antithetic == 1;
  book.revaluation = static_cast<conclave::Revaluation>(request->log_normal);
  book.level_bps = request->level_bps;
  book.threads = request->threads;
  book.isa = static_cast<Isa>(request->isa);
  MonteCarloResult simulated{};
  const MonteCarloStatus status = conclave::RunMonteCarlo(book, {losses, loss_count}, simulated);
  if (status == MonteCarloStatus::kOk) {
    *result = {simulated.var,
               simulated.cvar,
               simulated.mean,
               simulated.deviation,
               simulated.var_standard_error,
               simulated.cvar_standard_error,
               simulated.worst};
  }
  return Of(kMonteCarlo, status);
}

conclave_status conclave_portfolio_risk(const double* positions, uint32_t portfolios,
                                        uint32_t names, const double* returns, uint32_t scenarios,
                                        const conclave_portfolio_options* options,
                                        uint64_t options_bytes, conclave_portfolio_report* reports,
                                        uint64_t report_bytes, conclave_contribution* contributions,
                                        uint64_t contribution_count) noexcept {
  const std::uint64_t cells = std::uint64_t{portfolios} * names;
  if (options == nullptr || !There(positions, cells) ||
      !There(returns, std::uint64_t{scenarios} * names) || !There(reports, portfolios) ||
      !There(contributions, contribution_count)) {
    return CONCLAVE_NULL;
  }
  if (options_bytes != sizeof *options || report_bytes != sizeof *reports) {
    return CONCLAVE_WRONG_BYTES;
  }
  if (portfolios == 0) {
    return CONCLAVE_RISK_TOO_FEW;
  }
  if (contribution_count != 0 && contribution_count != cells) {
    return CONCLAVE_RISK_BAD_SHAPE;
  }
  // Kept back until all are measured, so that a refusal writes nothing.
  const std::unique_ptr<PortfolioRiskReport[]> found(new (std::nothrow)
                                                         PortfolioRiskReport[portfolios]);
  const std::unique_ptr<Contribution[]> parts(new (std::nothrow) Contribution[contribution_count]);
  if (found == nullptr || parts == nullptr) {
    return CONCLAVE_RISK_NO_MEMORY;
  }
  const auto asked = std::bit_cast<PortfolioRiskOptions>(*options);
  const std::span<const double> scenario_returns(returns, std::size_t{scenarios} * names);
  for (std::size_t p = 0; p < portfolios; ++p) {
    const MeasureStatus status = conclave::MeasurePortfolio(
        {positions + p * names, names}, scenario_returns, asked, found[p],
        {parts.get() + (contribution_count == 0 ? 0 : p * names),
         contribution_count == 0 ? 0 : std::size_t{names}});
    if (status != MeasureStatus::kOk) {
      return Of(kMeasure, status);
    }
  }
  std::transform(found.get(), found.get() + portfolios, reports, [](const auto& report) {
    return std::bit_cast<conclave_portfolio_report>(report);
  });
  std::transform(parts.get(), parts.get() + contribution_count, contributions,
                 [](const auto& part) { return std::bit_cast<conclave_contribution>(part); });
  return CONCLAVE_OK;
}

conclave_status conclave_measure_overfitting(const conclave_part_sums* sums, uint32_t trials,
                                             uint32_t parts, uint64_t part_observations,
                                             conclave_overfitting* result,
                                             uint64_t result_bytes) noexcept {
  const std::uint64_t cells = std::uint64_t{trials} * parts;
  if (result == nullptr || !There(sums, cells)) {
    return CONCLAVE_NULL;
  }
  if (result_bytes != sizeof *result) {
    return CONCLAVE_WRONG_BYTES;
  }
  // The same two words, by the same names and in the same order.
  const auto* const kernel_sums = reinterpret_cast<const conclave::PartSums*>(sums);
  conclave::Overfitting found{};
  const MeasureStatus status =
      conclave::MeasureOverfitting({kernel_sums, cells}, parts, part_observations, found);
  if (status == MeasureStatus::kOk) {
    *result = std::bit_cast<conclave_overfitting>(found);
  }
  return Of(kMeasure, status);
}
