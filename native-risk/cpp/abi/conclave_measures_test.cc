#include "abi/conclave_measures.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <vector>

#include "risk/covariance.h"
#include "risk/forecast_review.h"
#include "risk/kelly_check.h"
#include "testing/check.h"

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

bool Near(double ours, double golden) { return std::fabs(ours - golden) <= 1e-6; }

// ---- forecasts

/// Losses of 2 on some days, of -1 on the others; VaR is 1.
struct Forecasts {
  explicit Forecasts(std::size_t days, std::initializer_list<std::size_t> breaches = {})
      : losses(days, -1), vars(days, 1), shortfalls(days, 2) {
    for (const std::size_t day : breaches) {
      losses[day] = 2;
    }
    review.days = 77;
  }

  conclave_status Run() {
    return conclave_review_forecasts(losses.data(), vars.data(), shortfalls.data(), losses.size(),
                                     level_bps, &review, review_bytes);
  }

  std::vector<double> losses;
  std::vector<double> vars;
  std::vector<double> shortfalls;
  std::uint32_t level_bps = 9900;
  std::uint64_t review_bytes = sizeof(conclave_forecast_review);
  conclave_forecast_review review{};
};

conclave_forecast_review Reviewed(std::initializer_list<std::size_t> breaches) {
  Forecasts asked(250, breaches);
  CHECK(asked.Run() == CONCLAVE_OK);
  return asked.review;
}

void KupiecsGoldenRatiosComeThroughTheDoor() {
  const double ratios[] = {5.025168, -1, 0.108435, -1, 0.769138, 1.956810,
                           -1,       -1, 7.733551, -1, 12.955491};
  for (std::size_t breaches = 0; breaches <= 10; ++breaches) {
    Forecasts asked(250);
    for (std::size_t breach = 0; breach < breaches; ++breach) {
      asked.losses[20 * breach + 7] = 2;
    }
    CHECK(asked.Run() == CONCLAVE_OK);
    CHECK(asked.review.breaches == breaches && asked.review.days == 250);
    CHECK(ratios[breaches] < 0 || Near(asked.review.coverage.ratio, ratios[breaches]));
    CHECK(asked.review.basel_breaches == breaches);
    CHECK(asked.review.basel_zone == (breaches < 5    ? CONCLAVE_BASEL_GREEN
                                      : breaches < 10 ? CONCLAVE_BASEL_YELLOW
                                                      : CONCLAVE_BASEL_RED));
  }
  CHECK(std::fabs(Reviewed({}).coverage.p - 0.0250) < 5e-5);
}

void ChristoffersensGoldenRatiosComeThroughTheDoor() {
  const auto apart = Reviewed({10, 60, 110, 160});
  CHECK(apart.n00 == 241 && apart.n01 == 4 && apart.n10 == 4 && apart.n11 == 0);
  CHECK(Near(apart.independence.ratio, 0.130618));
  const auto clustered = Reviewed({10, 11, 12, 60, 61, 110, 111});
  CHECK(clustered.n00 == 239 && clustered.n01 == 3 && clustered.n10 == 3 && clustered.n11 == 4);
  CHECK(Near(clustered.independence.ratio, 21.937620));
  const auto between = Reviewed({10, 11, 60, 110, 160, 210});
  CHECK(between.n00 == 238 && between.n01 == 5 && between.n10 == 5 && between.n11 == 1);
  CHECK(Near(between.independence.ratio, 2.423191));
  const double both = between.coverage.ratio + between.independence.ratio;
  CHECK(Near(between.conditional.ratio, both) && Near(between.conditional.p, std::exp(-both / 2)));
}

void TheBaselMultiplierAndTheShortfallComeThroughTheDoor() {
  CHECK(Near(Reviewed({1, 50, 100, 150}).basel_probability, 0.892187));
  CHECK(Reviewed({1, 50, 100, 150}).basel_multiplier == 3);
  CHECK(Reviewed({1, 50, 100, 150, 200, 202, 204}).basel_multiplier == 3.65);
  // Five losses of exactly the shortfall where two and a half are expected.
  const auto review = Reviewed({1, 50, 100, 150, 200});
  CHECK(review.figures == (CONCLAVE_FIGURE_BASEL | CONCLAVE_FIGURE_SHORTFALL));
  CHECK(Near(review.shortfall, -1));

  Forecasts asked(250, {4});
  CHECK(conclave_review_forecasts(asked.losses.data(), asked.vars.data(), nullptr, 250, 9750,
                                  &asked.review, sizeof asked.review) == CONCLAVE_OK);
  CHECK(asked.review.figures == 0 && asked.review.shortfall == 0);
}

template <class Spoil>
void ForecastsAreRefused(conclave_status why, Spoil spoil) {
  Forecasts asked(250);
  spoil(asked);
  CHECK(asked.Run() == why);
  CHECK(asked.review.days == 77);
}

void ForecastsThatMakeNoSenseAreRefused() {
  ForecastsAreRefused(CONCLAVE_WRONG_BYTES, [](Forecasts& f) { f.review_bytes -= 8; });
  ForecastsAreRefused(CONCLAVE_RISK_BAD_PARAMETER, [](Forecasts& f) { f.level_bps = 4999; });
  ForecastsAreRefused(CONCLAVE_RISK_BAD_PARAMETER, [](Forecasts& f) { f.shortfalls[3] = 0; });
  ForecastsAreRefused(CONCLAVE_RISK_TOO_FEW, [](Forecasts& f) { f.losses.resize(1); });
  ForecastsAreRefused(CONCLAVE_RISK_TOO_FEW, [](Forecasts& f) { f.losses.clear(); });
  ForecastsAreRefused(CONCLAVE_RISK_NOT_FINITE, [](Forecasts& f) { f.losses[3] = kNaN; });
  ForecastsAreRefused(CONCLAVE_RISK_NOT_FINITE, [](Forecasts& f) { f.vars[249] = kNaN; });
  Forecasts f(250);
  const auto run = [&f](const double* losses, const double* vars, conclave_forecast_review* out) {
    return conclave_review_forecasts(losses, vars, nullptr, 250, 9900, out, sizeof *out);
  };
  CHECK(run(nullptr, f.vars.data(), &f.review) == CONCLAVE_NULL);
  CHECK(run(f.losses.data(), nullptr, &f.review) == CONCLAVE_NULL);
  CHECK(run(f.losses.data(), f.vars.data(), nullptr) == CONCLAVE_NULL);
  CHECK(f.review.days == 77);
}

// ---- Kelly

void AKellyVerdictThroughTheDoorIsTheKernelsOwn() {
  // Wins 1 with 55 %, loses 1 with 45 %.
  std::vector<double> coin(100, 1);
  for (std::size_t i = 0; i < 45; ++i) {
    coin[i] = -1;
  }
  for (const double weight : {0.02, 0.1, 1.0}) {
    conclave_kelly_verdict verdict{};
    CHECK(conclave_check_kelly(&weight, 1, coin.data(), 100, 0.7, 0.1, &verdict, sizeof verdict) ==
          CONCLAVE_OK);
    CHECK(Near(verdict.aversion, 6.455696));
    conclave::KellyVerdict kernel{};
    CHECK(conclave::CheckKelly({&weight, 1}, coin, 0.7, 0.1, kernel) ==
          conclave::MeasureStatus::kOk);
    CHECK(verdict.expectation == kernel.expectation && verdict.growth == kernel.growth);
    CHECK(verdict.scale == kernel.scale && verdict.aversion == kernel.aversion);
    CHECK((verdict.admitted == 1) == kernel.admitted && kernel.admitted == (weight == 0.02));
  }
}

void ABetThatMakesNoSenseIsRefused() {
  const double weights[] = {0.1, 0.2};
  const double returns[] = {0.1, -0.1, kNaN, 0.1};
  conclave_kelly_verdict verdict{};
  verdict.scale = 77;
  const auto run = [&](std::uint32_t names, std::uint32_t scenarios, double alpha, double beta,
                       std::uint64_t bytes) {
    return conclave_check_kelly(weights, names, returns, scenarios, alpha, beta, &verdict, bytes);
  };
  constexpr std::uint64_t kBytes = sizeof verdict;
  CHECK(run(2, 2, 0.7, 0.1, kBytes) == CONCLAVE_RISK_NOT_FINITE);
  CHECK(run(0, 1, 0.7, 0.1, kBytes) == CONCLAVE_RISK_TOO_FEW);
  CHECK(run(2, 0, 0.7, 0.1, kBytes) == CONCLAVE_RISK_TOO_FEW);
  CHECK(run(2, 1, 0, 0.1, kBytes) == CONCLAVE_RISK_BAD_PARAMETER);
  CHECK(run(2, 1, 0.7, kNaN, kBytes) == CONCLAVE_RISK_BAD_PARAMETER);
  CHECK(run(2, 1, 0.7, 0.1, kBytes - 8) == CONCLAVE_WRONG_BYTES);
  CHECK(conclave_check_kelly(nullptr, 2, returns, 1, 0.7, 0.1, &verdict, kBytes) == CONCLAVE_NULL);
  CHECK(conclave_check_kelly(weights, 2, nullptr, 1, 0.7, 0.1, &verdict, kBytes) == CONCLAVE_NULL);
  CHECK(conclave_check_kelly(weights, 2, returns, 1, 0.7, 0.1, nullptr, kBytes) == CONCLAVE_NULL);
  CHECK(verdict.scale == 77);
}

// ---- covariance

std::vector<double> Returns(std::size_t count) {
  std::vector<double> returns(count);
  for (std::size_t i = 0; i < count; ++i) {
    returns[i] = 0.02 * std::sin(static_cast<double>(i * i % 83));
  }
  return returns;
}

void CovariancesThroughTheDoorAreTheKernelsOwn() {
  const auto returns = Returns(60 * 4);
  std::vector<double> ours(16);
  std::vector<double> kernel(16);
  CHECK(conclave_ewma_covariance(returns.data(), 60, 4, 0.94, ours.data()) == CONCLAVE_OK);
  CHECK(conclave::EwmaCovariance(returns, 4, 0.94, kernel) == conclave::MeasureStatus::kOk);
  CHECK(ours == kernel);
  double intensity = -1;
  double own_intensity = -2;
  CHECK(conclave_shrunk_covariance(returns.data(), 60, 4, ours.data(), &intensity) == CONCLAVE_OK);
  CHECK(conclave::ShrunkCovariance(returns, 4, kernel, own_intensity) ==
        conclave::MeasureStatus::kOk);
  CHECK(ours == kernel && intensity == own_intensity && intensity > 0);
  CHECK(conclave_cholesky(ours.data(), 4, kernel.data()) == CONCLAVE_OK);
}

/// var_t = .94 var_{t-1} + .06 r^2 from a var that the weights scale.
void ADayMoreMovesTheVarianceAsRiskMetricsSays() {
  const auto returns = Returns(200);
  double before = 0;
  double after = 0;
  CHECK(conclave_ewma_covariance(returns.data(), 199, 1, 0.94, &before) == CONCLAVE_OK);
  CHECK(conclave_ewma_covariance(returns.data(), 200, 1, 0.94, &after) == CONCLAVE_OK);
  CHECK(Near(after, 0.94 * before + 0.06 * returns[199] * returns[199]));
  CHECK(std::fabs(after / (0.94 * before + 0.06 * returns[199] * returns[199]) - 1) < 1e-4);
}

void NoCovarianceIsWrittenWhereThereIsNone() {
  auto returns = Returns(20);
  std::vector<double> matrix(4, 77);
  double intensity = 77;
  double* const out = matrix.data();
  CHECK(conclave_ewma_covariance(returns.data(), 10, 2, 0, out) == CONCLAVE_RISK_BAD_PARAMETER);
  CHECK(conclave_ewma_covariance(returns.data(), 10, 0, 0.9, out) == CONCLAVE_RISK_BAD_PARAMETER);
  CHECK(conclave_ewma_covariance(returns.data(), 10, 2049, 0.9, out) ==
        CONCLAVE_RISK_BAD_PARAMETER);
  CHECK(conclave_ewma_covariance(nullptr, 0, 2, 0.9, out) == CONCLAVE_RISK_TOO_FEW);
  CHECK(conclave_ewma_covariance(nullptr, 10, 2, 0.9, out) == CONCLAVE_NULL);
  CHECK(conclave_ewma_covariance(returns.data(), 10, 2, 0.9, nullptr) == CONCLAVE_NULL);
  CHECK(conclave_shrunk_covariance(returns.data(), 1, 2, out, &intensity) == CONCLAVE_RISK_TOO_FEW);
  CHECK(conclave_shrunk_covariance(nullptr, 10, 2, out, &intensity) == CONCLAVE_NULL);
  CHECK(conclave_shrunk_covariance(returns.data(), 10, 2, nullptr, &intensity) == CONCLAVE_NULL);
  CHECK(conclave_shrunk_covariance(returns.data(), 10, 2, out, nullptr) == CONCLAVE_NULL);
  returns[19] = kNaN;
  CHECK(conclave_ewma_covariance(returns.data(), 10, 2, 0.9, out) == CONCLAVE_RISK_NOT_FINITE);
  CHECK(conclave_shrunk_covariance(returns.data(), 10, 2, out, &intensity) ==
        CONCLAVE_RISK_NOT_FINITE);
  CHECK(matrix == std::vector<double>(4, 77) && intensity == 77);
}

// ---- Sharpe

struct Evidence {
  conclave_sharpe_evidence evidence{0.05, 0, 3, 0, 0.95, 0, 504, 1};
  std::uint64_t evidence_bytes = sizeof(conclave_sharpe_evidence);
  std::uint64_t verdict_bytes = sizeof(conclave_sharpe_verdict);
  conclave_sharpe_verdict verdict{77, 77, 77, 77, 77, 77};

  conclave_status Run() {
    return conclave_judge_sharpe(&evidence, evidence_bytes, &verdict, verdict_bytes);
  }
};

conclave_sharpe_verdict Judged(const conclave_sharpe_evidence& evidence) {
  Evidence asked;
  asked.evidence = evidence;
  CHECK(asked.Run() == CONCLAVE_OK);
  return asked.verdict;
}

void TheGoldenSharpesComeThroughTheDoor() {
  CHECK(Near(Judged({0.05, 0, 3, 0, 0.95, 0, 504, 1}).probabilistic, 0.868789));
  CHECK(Near(Judged({0.05, -1, 8, 0, 0.95, 0, 504, 1}).probabilistic, 0.862602));
  const double day = 1 / std::sqrt(250.0);
  const auto hundred = Judged({2.5 * day, -3, 10, 0, 0.95, 0.5 / 250, 1250, 100});
  CHECK(Near(hundred.hurdle, 0.113172) && Near(hundred.deflated, 0.900397));
  CHECK(Near(Judged({2.5 * day, -3, 10, 0, 0.95, 0.5 / 250, 1250, 46}).deflated, 0.950502));
  const auto two_against_one = Judged({2 * day, 0, 3, day, 0.95, 0, 1000, 1});
  CHECK(std::fabs(two_against_one.minimum - 682.797) < 5e-4);
  CHECK(two_against_one.figures == CONCLAVE_FIGURE_MINIMUM);
}

void ASharpeBelowItsBenchmarkHasNoMinimumRecord() {
  const auto verdict = Judged({0.05, 0, 3, 0.06, 0.95, 0, 504, 1});
  CHECK(verdict.figures == 0 && verdict.minimum == 0 && verdict.probabilistic < 0.5);
}

template <class Spoil>
void EvidenceIsRefused(conclave_status why, Spoil spoil) {
  Evidence asked;
  spoil(asked);
  CHECK(asked.Run() == why);
  CHECK(asked.verdict.probabilistic == 77 && asked.verdict.figures == 77);
}

void EvidenceThatMakesNoSenseIsRefused() {
  EvidenceIsRefused(CONCLAVE_WRONG_BYTES, [](Evidence& e) { e.evidence_bytes += 8; });
  EvidenceIsRefused(CONCLAVE_WRONG_BYTES, [](Evidence& e) { e.verdict_bytes = 0; });
  EvidenceIsRefused(CONCLAVE_RISK_TOO_FEW, [](Evidence& e) { e.evidence.observations = 1; });
  EvidenceIsRefused(CONCLAVE_RISK_NOT_FINITE, [](Evidence& e) { e.evidence.sharpe = kNaN; });
  EvidenceIsRefused(CONCLAVE_RISK_BAD_PARAMETER, [](Evidence& e) { e.evidence.kurtosis = 0.5; });
  EvidenceIsRefused(CONCLAVE_RISK_BAD_PARAMETER, [](Evidence& e) { e.evidence.trials = 0; });
  EvidenceIsRefused(CONCLAVE_RISK_BAD_PARAMETER, [](Evidence& e) { e.evidence.confidence = 1; });
  Evidence e;
  CHECK(conclave_judge_sharpe(nullptr, 64, &e.verdict, 40) == CONCLAVE_NULL);
  CHECK(conclave_judge_sharpe(&e.evidence, 64, nullptr, 40) == CONCLAVE_NULL);
}

// ---- the parametric losses, of scenarios with mean 0 and deviation 1

conclave_portfolio_report Report(const std::vector<double>& returns, std::uint32_t level_bps) {
  const double position = 1;
  conclave_portfolio_options options{9, 9, 9, 1, 9, 0.94, 4, 0, 0, 1, 0, level_bps};
  conclave_portfolio_report report{};
  CHECK(conclave_portfolio_risk(&position, 1, 1, returns.data(),
                                static_cast<std::uint32_t>(returns.size()), &options,
                                sizeof options, &report, sizeof report, nullptr, 0) == CONCLAVE_OK);
  return report;
}

void TheGoldenParametricLossesComeThroughTheDoor() {
  const std::vector<double> up_and_down{std::sqrt(0.5), -std::sqrt(0.5)};
  const auto rare = Report(up_and_down, 9900);
  CHECK(Near(rare.normal.var, 2.326348) && Near(rare.normal.cvar, 2.665214));
  CHECK(Near(rare.student.var, 2.649492) && Near(rare.student.cvar, 3.691510));
  const auto less_rare = Report(up_and_down, 9750);
  CHECK(Near(less_rare.normal.var, 1.959964) && Near(less_rare.normal.cvar, 2.337803));

  // Chosen so that the skew is -.5 and the excess kurtosis 3.
  std::vector<double> skewed(12, 0.111238257383206);
  skewed[0] = -2.490286946659731;
  skewed[1] = 2.16671806762735;
  for (std::size_t i = 2; i < 6; ++i) {
    skewed[i] = -0.085965166316713;
  }
  const auto report = Report(skewed, 9900);
  CHECK(Near(report.skew, -0.5) && Near(report.kurtosis, 6) && Near(report.deviation, 1));
  CHECK((report.figures & CONCLAVE_FIGURE_CORNISH_FISHER) != 0);
  CHECK(Near(report.cornish_fisher.var, 3.301284));
}

}  // namespace

int main() {
  KupiecsGoldenRatiosComeThroughTheDoor();
  ChristoffersensGoldenRatiosComeThroughTheDoor();
  TheBaselMultiplierAndTheShortfallComeThroughTheDoor();
  ForecastsThatMakeNoSenseAreRefused();
  AKellyVerdictThroughTheDoorIsTheKernelsOwn();
  ABetThatMakesNoSenseIsRefused();
  CovariancesThroughTheDoorAreTheKernelsOwn();
  ADayMoreMovesTheVarianceAsRiskMetricsSays();
  NoCovarianceIsWrittenWhereThereIsNone();
  TheGoldenSharpesComeThroughTheDoor();
  ASharpeBelowItsBenchmarkHasNoMinimumRecord();
  EvidenceThatMakesNoSenseIsRefused();
  TheGoldenParametricLossesComeThroughTheDoor();
  return 0;
}
