// Positions, returns and limits of any kind. A figure is a number, or there is a reason why not and
// no trace; a loss is the one that plain ranking finds, and no smaller than the one it exceeds; and
// a report says what its parts say.

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "fuzz/bytes.h"
#include "fuzz/numbers.h"
#include "fuzz/same_bits.h"
#include "fuzz/seeds.h"
#include "montecarlo/cholesky.h"
#include "risk/contributions.h"
#include "risk/covariance.h"
#include "risk/forecast_review.h"
#include "risk/kelly_check.h"
#include "risk/portfolio_limits.h"
#include "risk/portfolio_risk.h"
#include "risk/value_at_risk.h"
#include "risk/var_backtest.h"
#include "testing/check.h"

namespace conclave {
namespace {

using fuzz::Finite;
using fuzz::SameBits;

constexpr double kUntouched = 77;

std::uint32_t Level(fuzz::Bytes& bytes) {
  return bytes.Once(16) ? bytes.Any<std::uint32_t>() : 5000 + bytes.Within(0, 4999);
}

bool Said(MeasureStatus status, const TailLoss& loss) {
  if (status == MeasureStatus::kOk) {
    CHECK(Finite(loss.var, loss.cvar));
  } else {
    CHECK(loss.var == kUntouched && loss.cvar == kUntouched);
  }
  return status == MeasureStatus::kOk;
}

/// To rounding, at the size of the numbers.
bool NoLess(double a, double b) { return a >= b - 1e-9 * std::max(std::fabs(a), std::fabs(b)); }

void LosesInHistory(fuzz::Bytes& bytes) {
  const std::uint32_t level = Level(bytes);
  const double decay = bytes.Once(8) ? fuzz::Number(bytes) : bytes.Within(1, 99) / 100.0;
  const auto returns = fuzz::Numbers(bytes, bytes.Within(0, 120));
  std::vector<double> scratch(returns.size());
  TailLoss loss{kUntouched, kUntouched};
  if (Said(HistoricalLoss(returns, level, scratch, loss), loss)) {
    std::vector<double> ranked;
    for (const double r : returns) ranked.push_back(-r);
    std::sort(ranked.begin(), ranked.end(), std::greater<>());
    CHECK(loss.var == ranked[TailRank(returns.size(), level) - 1]);
    CHECK(NoLess(loss.cvar, loss.var) && NoLess(ranked.front(), loss.cvar));
  }
  scratch.resize(2 * returns.size() + 1);
  loss = {kUntouched, kUntouched};
  if (Said(FilteredLoss(returns, decay, level, scratch, loss), loss)) {
    CHECK(NoLess(loss.cvar, loss.var));
  }
  std::vector<double> variances(returns.size() + 1);
  if (EwmaVariances(returns, decay, variances) == MeasureStatus::kOk) {
    CHECK(fuzz::AllFinite(variances));
    CHECK(std::all_of(variances.begin(), variances.end(), [](double v) { return v >= 0; }));
  }
}

void LosesByFormula(fuzz::Bytes& bytes) {
  const auto number = [&bytes](double scale) {
    return bytes.Once(4) ? fuzz::Number(bytes) : scale * bytes.Any<std::int16_t>() / 32768;
  };
  const std::uint32_t level = Level(bytes);
  const double mean = number(1);
  const double deviation = number(1);
  TailLoss normal{kUntouched, kUntouched};
  if (Said(NormalLoss(mean, deviation, level, normal), normal)) {
    CHECK(deviation >= 0 && NoLess(normal.cvar, normal.var));
  }
  TailLoss student{kUntouched, kUntouched};
  if (Said(StudentLoss(mean, deviation, bytes.Once(2) ? number(9) : 2 + bytes.Within(1, 99), level,
                       student),
           student)) {
    CHECK(NoLess(student.cvar, student.var));
  }
  TailLoss expanded{kUntouched, kUntouched};
  if (Said(CornishFisherLoss(mean, deviation, number(1), number(4), level, expanded), expanded)) {
    CHECK(NoLess(expanded.cvar, expanded.var));
  }
}

void IsTestedAgainstBreaches(fuzz::Bytes& bytes) {
  const auto count = [&bytes]() -> std::uint64_t {
    return bytes.Once(8) ? bytes.Any<std::uint64_t>() : bytes.Within(0, 600);
  };
  const auto said = [](MeasureStatus status, const LikelihoodTest& test) {
    if (status == MeasureStatus::kOk) {
      CHECK(Finite(test.ratio, test.p) && test.ratio >= 0 && test.p >= 0 && test.p <= 1);
    } else {
      CHECK(test.ratio == kUntouched);
    }
  };
  const std::uint32_t level = Level(bytes);
  LikelihoodTest test{kUntouched, kUntouched};
  said(TestCoverage(count(), count(), level, test), test);
  test = {kUntouched, kUntouched};
  said(TestIndependence({count(), count(), count(), count()}, test), test);
  std::vector<std::uint8_t> breaches(bytes.Within(0, 200));
  for (auto& breach : breaches)
    breach = bytes.Once(200) ? bytes.Any<std::uint8_t>() : bytes.Once(8);
  test = {kUntouched, kUntouched};
  said(TestConditionalCoverage(breaches, level, test), test);
  BaselVerdict verdict{kUntouched, 0, BaselZone::kGreen};
  if (JudgeBasel(bytes.Within(0, 260), verdict) == MeasureStatus::kOk) {
    CHECK(verdict.add_on >= 0 && verdict.add_on <= 1);
    CHECK(verdict.probability >= 0 && verdict.probability <= 1);
  } else {
    CHECK(verdict.add_on == kUntouched);
  }
  const std::size_t days = bytes.Within(0, 60);
  const auto returns = fuzz::Numbers(bytes, days);
  const auto vars = fuzz::Numbers(bytes, days);
  const auto cvars = fuzz::Numbers(bytes, days);
  double statistic = kUntouched;
  const MeasureStatus status = ShortfallStatistic(returns, vars, cvars, level, statistic);
  CHECK(status == MeasureStatus::kOk ? Finite(statistic) : statistic == kUntouched);
}

void IsReviewed(fuzz::Bytes& bytes) {
  const std::size_t days = bytes.Within(0, 300);
  const auto losses = fuzz::Numbers(bytes, days);
  const auto vars = fuzz::Numbers(bytes, bytes.Once(32) ? bytes.Within(0, 300) : days);
  const auto shortfalls = fuzz::Numbers(bytes, bytes.Once(2) ? 0 : days);
  ForecastReview review{};
  review.shortfall = kUntouched;
  if (ReviewForecasts(losses, vars, shortfalls, Level(bytes), review) != MeasureStatus::kOk) {
    CHECK(review.shortfall == kUntouched);
    return;
  }
  CHECK(review.days == days && review.breaches <= days && review.basel_breaches <= kBaselDays);
  CHECK(review.pairs.n00 + review.pairs.n01 + review.pairs.n10 + review.pairs.n11 == days - 1);
  for (const LikelihoodTest& test : {review.coverage, review.independence, review.conditional}) {
    CHECK(Finite(test.ratio, test.p) && test.ratio >= 0 && test.p >= 0 && test.p <= 1);
  }
  CHECK(Finite(review.shortfall) && review.basel_multiplier <= 4);
  CHECK(((review.figures & kShortfallFigure) != 0) == !shortfalls.empty());
}

void IsSymmetric(std::span<const double> matrix, std::size_t assets) {
  for (std::size_t i = 0; i < assets; ++i) {
    CHECK(matrix[i * assets + i] >= 0);
    for (std::size_t j = 0; j < assets; ++j) {
      CHECK(Finite(matrix[i * assets + j]));
      CHECK(SameBits(matrix[i * assets + j], matrix[j * assets + i]));
    }
  }
}

void Varies(fuzz::Bytes& bytes) {
  const std::uint32_t assets = bytes.Within(0, 6);
  const double decay = bytes.Once(8) ? fuzz::Number(bytes) : bytes.Within(1, 100) / 100.0;
  const auto returns =
      fuzz::Numbers(bytes, bytes.Once(32) ? bytes.Within(0, 99) : assets * bytes.Within(0, 30));
  std::vector<double> means(assets);
  std::vector<double> matrix(assets * assets);
  if (SampleCovariance(returns, assets, means, matrix) == MeasureStatus::kOk) {
    CHECK(fuzz::AllFinite(means));
    IsSymmetric(matrix, assets);
  }
  if (EwmaCovariance(returns, assets, decay, matrix) == MeasureStatus::kOk)
    IsSymmetric(matrix, assets);
  double intensity = kUntouched;
  if (ShrunkCovariance(returns, assets, matrix, intensity) == MeasureStatus::kOk) {
    IsSymmetric(matrix, assets);
    CHECK(intensity >= 0 && intensity <= 1);
  }
  auto any = fuzz::Numbers(bytes, bytes.Once(8) ? bytes.Within(0, 36) : assets * assets);
  if (Cholesky(any, any)) CHECK(fuzz::AllFinite(any));
}

void Bets(fuzz::Bytes& bytes) {
  const double alpha = bytes.Once(8) ? fuzz::Number(bytes) : bytes.Within(1, 99) / 100.0;
  const double beta = bytes.Once(8) ? fuzz::Number(bytes) : bytes.Within(1, 99) / 100.0;
  const std::size_t names = bytes.Within(0, 5);
  const auto weights = fuzz::Numbers(bytes, names);
  const auto returns =
      fuzz::Numbers(bytes, bytes.Once(32) ? bytes.Within(0, 99) : names * bytes.Within(0, 20));
  KellyVerdict verdict{};
  verdict.scale = kUntouched;
  if (CheckKelly(weights, returns, alpha, beta, verdict) != MeasureStatus::kOk) {
    CHECK(verdict.scale == kUntouched);
    return;
  }
  CHECK(Finite(verdict.aversion) && verdict.aversion > 0);
  CHECK(verdict.scale >= 0 && verdict.scale <= 1);
  CHECK(!std::isnan(verdict.expectation) && !std::isnan(verdict.growth));
  // A bet so small that its excess is lost in the 1 may be refused.
  CHECK(verdict.admitted ? verdict.expectation <= 1 : verdict.expectation >= 1);
  CHECK(!verdict.admitted || verdict.scale == 1);
}

PortfolioRiskOptions Options(fuzz::Bytes& bytes) {
  const auto limit = [&bytes] {
    return bytes.Once(4) ? fuzz::Number(bytes) : 1.0 * bytes.Within(0, 60000);
  };
  PortfolioRiskOptions options{};
  options.limits = {limit(), limit(), limit(), limit(), limit()};
  options.decay = bytes.Once(16) ? fuzz::Number(bytes) : 0.94;
  options.degrees = bytes.Once(16) ? fuzz::Number(bytes) : 5;
  options.seed = bytes.Any<std::uint64_t>();
  options.paths = bytes.Once(2) ? 0 : bytes.Within(1, 200);
  if (bytes.Once(64)) options.paths = kMaxRiskPaths + bytes.Within(1, 9);
  options.threads = bytes.Once(16) ? bytes.Within(0, 3) : 1;
  options.covariance = static_cast<RiskCovariance>(bytes.Within(0, 3));
  options.level_bps = Level(bytes);
  return options;
}

void Reports(fuzz::Bytes& bytes) {
  const PortfolioRiskOptions options = Options(bytes);
  const std::size_t names = bytes.Within(0, 5);
  const auto positions = fuzz::Numbers(bytes, names);
  const auto returns =
      fuzz::Numbers(bytes, bytes.Once(32) ? bytes.Within(0, 99) : names * bytes.Within(0, 40));
  std::vector<Contribution> parts(bytes.Once(8)   ? bytes.Within(0, 6)
                                  : bytes.Once(2) ? names
                                                  : 0,
                                  {kUntouched, 0, 0, 0});
  PortfolioRiskReport report{};
  report.mean = kUntouched;
  const MeasureStatus status = MeasurePortfolio(positions, returns, options, report, parts);
  if (status != MeasureStatus::kOk) {
    CHECK(report.mean == kUntouched);
    for (const Contribution& part : parts) CHECK(part.historical_var == kUntouched);
    return;
  }
  for (const TailLoss& loss : {report.historical, report.filtered, report.normal, report.student,
                               report.cornish_fisher, report.monte_carlo}) {
    CHECK(Finite(loss.var, loss.cvar) && NoLess(loss.cvar, loss.var));
  }
  CHECK(Finite(report.monte_carlo_error, report.shrinkage, report.mean, report.deviation));
  CHECK(Finite(report.skew, report.kurtosis) && report.deviation >= 0);
  const Exposure exposure = MeasureExposure(positions);
  CHECK(SameBits<Exposure>({&exposure, 1}, {&report.exposure, 1}));
  CHECK(report.breaches == CheckLimits(exposure, report.historical.cvar, options.limits));
  CHECK(((report.figures & kMonteCarloFigure) != 0) == (options.paths > 0));
  for (const Contribution& part : parts) {
    CHECK(Finite(part.historical_var, part.historical_cvar, part.normal_var, part.normal_cvar));
  }
}

/// NaN is a breach, whoever has it.
void IsLimited(fuzz::Bytes& bytes) {
  const auto positions = fuzz::Numbers(bytes, bytes.Within(0, 8));
  const double cvar = fuzz::Number(bytes);
  const PortfolioLimits limits{fuzz::Number(bytes), fuzz::Number(bytes), fuzz::Number(bytes),
                               fuzz::Number(bytes), fuzz::Number(bytes)};
  const Exposure exposure = MeasureExposure(positions);
  if (CheckLimits(exposure, cvar, limits) != kWithinLimits) return;
  CHECK(fuzz::AllFinite(positions) && Finite(cvar));
  CHECK(exposure.gross <= limits.gross && std::fabs(exposure.net) <= limits.net);
  CHECK(exposure.name <= limits.name && exposure.concentration <= limits.concentration);
  CHECK(cvar <= limits.cvar);
}

}  // namespace

std::vector<fuzz::Seed> fuzz::Seeds() { return NoiseBehind(7); }

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr void (*kMeasures[])(conclave::fuzz::Bytes&) = {
      conclave::LosesInHistory, conclave::LosesByFormula, conclave::IsTestedAgainstBreaches,
      conclave::Varies,         conclave::Bets,           conclave::Reports,
      conclave::IsLimited,      conclave::IsReviewed};
  conclave::fuzz::Bytes bytes(data, size);
  kMeasures[bytes.Within(0, 7)](bytes);
  return 0;
}
