/* What a caller sees: this header, compiled as C11, and the shared library alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "abi/conclave_measures.h"
#include "abi/conclave_risk.h"

#define CHECK(condition)                                                             \
  do {                                                                               \
    if (!(condition)) {                                                              \
      fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                       \
    }                                                                                \
  } while (0)

static void TheLibrarySaysWhoItIs(void) {
  CHECK(conclave_abi_version() == CONCLAVE_ABI_VERSION);
  CHECK(strlen(conclave_build_id()) == 16);
  CHECK(conclave_kernel_version(CONCLAVE_KERNEL_CROSSOVER) > 0);
  CHECK(conclave_kernel_version(CONCLAVE_KERNEL_MONTE_CARLO) > 0);
  CHECK(conclave_kernel_version(0) == 0);
  CHECK(conclave_cpu_features() <= (CONCLAVE_CPU_AVX2 | CONCLAVE_CPU_AVX512));
  CHECK(strlen(conclave_chosen_isa()) > 0);
}

static void ABacktestIsRun(void) {
  /* Decided at the close of bar 1, bought at the open of bar 2 at 4, marked at 8. */
  const int64_t opens[] = {1, 1, 4};
  const int64_t closes[] = {1, 2, 8};
  const conclave_leg leg = {0, 1, 2};
  conclave_crossover_result result;
  int8_t positions[3];
  CHECK(conclave_crossover_backtest(opens, closes, 3, &leg, 1, 3, 0, 0, &result, sizeof result,
                                    positions, 3) == CONCLAVE_OK);
  CHECK(fabs(result.net_return - log(2)) < 1e-15);
  CHECK(result.fills == 1 && result.position == 1);
  CHECK(positions[0] == 0 && positions[1] == 1 && positions[2] == 1);
}

static void ABookIsSimulated(void) {
  const double covariance[] = {0.0004, 0.0001, 0.0001, 0.0009};
  double lower[4];
  CHECK(conclave_cholesky(covariance, 2, lower) == CONCLAVE_OK);
  const double exposures[] = {1000, -500};
  conclave_monte_carlo_request request = {0};
  request.paths = 10000;
  request.seed = 1;
  request.level_bps = 9900;
  request.threads = 1;
  conclave_monte_carlo_result result;
  CHECK(conclave_monte_carlo(&request, sizeof request, exposures, NULL, lower, 2, &result,
                             sizeof result, NULL, 0) == CONCLAVE_OK);
  const double deviation = sqrt(1e6 * 0.0004 + 25e4 * 0.0009 - 2 * 5e5 * 0.0001);
  CHECK(fabs(result.var - 2.326348 * deviation) < 4 * result.var_standard_error);
  CHECK(result.cvar > result.var && result.worst >= result.cvar);
}

static void ABookIsMeasured(void) {
  const double positions[] = {100, -50};
  const double returns[] = {0.01, 0.02, -0.02, 0.01, 0.03, -0.01, -0.01, 0};
  conclave_portfolio_options options = {0};
  options.gross_limit = options.net_limit = options.name_limit = options.cvar_limit = 1e9;
  options.concentration_limit = 0.5;
  options.decay = 0.94;
  options.degrees = 5;
  options.threads = 1;
  options.level_bps = 9500;
  conclave_portfolio_report report;
  CHECK(conclave_portfolio_risk(positions, 1, 2, returns, 4, &options, sizeof options, &report,
                                sizeof report, NULL, 0) == CONCLAVE_OK);
  CHECK(fabs(report.historical.var - 2.5) < 1e-12); /* the second scenario: -2 - 0.5 */
  CHECK(report.gross == 150 && report.net == 50);
  CHECK(report.breaches == CONCLAVE_BREACH_CONCENTRATION);
}

static void SingleQuestionsAreAnswered(void) {
  const double losses[] = {1, -1, 3, -1};
  const double vars[] = {2, 2, 2, 2};
  conclave_forecast_review review;
  CHECK(conclave_review_forecasts(losses, vars, NULL, 4, 9500, &review, sizeof review) ==
        CONCLAVE_OK);
  CHECK(review.days == 4 && review.breaches == 1 && review.n01 == 1 && review.figures == 0);

  const double weights[] = {0.5, 0.5};
  const double returns[] = {0.03, 0.01, -0.01, 0.01, 0.02, -0.01};
  conclave_kelly_verdict kelly;
  CHECK(conclave_check_kelly(weights, 2, returns, 3, 0.7, 0.1, &kelly, sizeof kelly) ==
        CONCLAVE_OK);
  CHECK(kelly.admitted == 1 && kelly.expectation < 1);

  double covariance[4];
  double intensity = -1;
  CHECK(conclave_ewma_covariance(returns, 3, 2, 1, covariance) == CONCLAVE_OK);
  CHECK(fabs(covariance[0] - 0.0014 / 3) < 1e-15 && covariance[1] == covariance[2]);
  CHECK(conclave_shrunk_covariance(returns, 3, 2, covariance, &intensity) == CONCLAVE_OK);
  CHECK(intensity >= 0 && intensity <= 1);

  conclave_sharpe_evidence evidence = {0};
  evidence.sharpe = 0.05;
  evidence.kurtosis = 3;
  evidence.confidence = 0.95;
  evidence.observations = 504;
  evidence.trials = 1;
  conclave_sharpe_verdict verdict;
  CHECK(conclave_judge_sharpe(&evidence, sizeof evidence, &verdict, sizeof verdict) == CONCLAVE_OK);
  CHECK(verdict.deflated == verdict.probabilistic && verdict.figures == CONCLAVE_FIGURE_MINIMUM);
}

int main(void) {
  SingleQuestionsAreAnswered();
  ABookIsMeasured();
  TheLibrarySaysWhoItIs();
  ABacktestIsRun();
  ABookIsSimulated();
  return 0;
}
