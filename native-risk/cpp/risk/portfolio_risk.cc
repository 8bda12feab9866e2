#include "risk/portfolio_risk.h"

#include <cmath>
#include <cstddef>
#include <new>
#include <vector>

#include "montecarlo/cholesky.h"
#include "montecarlo/monte_carlo.h"
#include "risk/covariance.h"
#include "risk/value_at_risk.h"
#include "statistics/distributions.h"

namespace conclave {
namespace {

MeasureStatus ProfitsOf(std::span<const double> positions, std::span<const double> returns,
                        std::vector<double>& profits) noexcept {
  for (std::size_t t = 0; t < profits.size(); ++t) {
    double profit = 0;
    for (std::size_t name = 0; name < positions.size(); ++name) {
      profit += positions[name] * returns[t * positions.size() + name];
    }
    if (!std::isfinite(profit)) {
      return MeasureStatus::kNotFinite;
    }
    profits[t] = profit;
  }
  return MeasureStatus::kOk;
}

/// Mean, deviation, skew and kurtosis of the profits.
MeasureStatus MeasureMoments(const std::vector<double>& profits,
                             PortfolioRiskReport& report) noexcept {
  const auto count = static_cast<double>(profits.size());
  double sum = 0;
  for (const double profit : profits) {
    sum += profit;
  }
  const double mean = sum / count;
  double second = 0;
  double third = 0;
  double fourth = 0;
  for (const double profit : profits) {
    const double away = profit - mean;
    const double square = away * away;
    second += square;
    third += square * away;
    fourth += square * square;
  }
  report.mean = mean;
  // Constant profits leave only what rounding the mean left.
  if (second > 1e-24 * count * mean * mean) {
    const double variance = second / count;
    report.deviation = std::sqrt(second / (count - 1));
    report.skew = third / count / (variance * std::sqrt(variance));
    report.kurtosis = fourth / count / (variance * variance);
  }
  return std::isfinite(report.mean) && std::isfinite(report.deviation) &&
                 std::isfinite(report.skew) && std::isfinite(report.kurtosis)
             ? MeasureStatus::kOk
             : MeasureStatus::kNotFinite;
}

MeasureStatus MeasureParametric(const PortfolioRiskOptions& options,
                                PortfolioRiskReport& report) noexcept {
  MeasureStatus status =
      NormalLoss(report.mean, report.deviation, options.level_bps, report.normal);
  if (status == MeasureStatus::kOk) {
    status = StudentLoss(report.mean, report.deviation, options.degrees, options.level_bps,
                         report.student);
  }
  if (status != MeasureStatus::kOk) {
    return status;
  }
  const double excess = report.deviation > 0 ? report.kurtosis - 3 : 0;
  status = CornishFisherLoss(report.mean, report.deviation, report.skew, excess, options.level_bps,
                             report.cornish_fisher);
  if (status == MeasureStatus::kOk) {
    report.figures |= kCornishFisherFigure;
  }
  return status == MeasureStatus::kUnreachable ? MeasureStatus::kOk : status;
}

MeasureStatus MeasureEmpirical(const std::vector<double>& profits,
                               const PortfolioRiskOptions& options, PortfolioRiskReport& report) {
  std::vector<double> scratch(2 * profits.size() + 1);
  MeasureStatus status =
      HistoricalLoss(profits, options.level_bps, std::span<double>(scratch).first(profits.size()),
                     report.historical);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  status = FilteredLoss(profits, options.decay, options.level_bps, scratch, report.filtered);
  if (status == MeasureStatus::kOk) {
    report.figures |= kFilteredFigure;
  }
  return status == MeasureStatus::kNoSpread ? MeasureStatus::kOk : status;
}

MeasureStatus StatusOf(MonteCarloStatus status) noexcept {
  switch (status) {
    case MonteCarloStatus::kOk:
      return MeasureStatus::kOk;
    case MonteCarloStatus::kNoMemory:
      return MeasureStatus::kNoMemory;
    case MonteCarloStatus::kCancelled:
      return MeasureStatus::kCancelled;
    case MonteCarloStatus::kBadNumbers:
    case MonteCarloStatus::kTooWild:
      return MeasureStatus::kNotFinite;
    case MonteCarloStatus::kBadShapes:
    case MonteCarloStatus::kBadLevel:
    case MonteCarloStatus::kBadPaths:
    case MonteCarloStatus::kBadEngine:
      break;
  }
  return MeasureStatus::kBadParameter;
}

MeasureStatus Simulate(std::span<const double> positions, std::span<const double> returns,
                       const PortfolioRiskOptions& options, const std::atomic<bool>* cancelled,
                       PortfolioRiskReport& report) {
  const auto names = static_cast<std::uint32_t>(positions.size());
  std::vector<double> means(names);
  std::vector<double> covariance(std::size_t{names} * names);
  MeasureStatus status = SampleCovariance(returns, names, means, covariance, cancelled);
  if (status == MeasureStatus::kOk && options.covariance == RiskCovariance::kShrunk) {
    status = ShrunkCovariance(returns, names, covariance, report.shrinkage, cancelled);
  } else if (status == MeasureStatus::kOk && options.covariance == RiskCovariance::kEwma) {
    status = EwmaCovariance(returns, names, options.decay, covariance, cancelled);
  }
  if (status != MeasureStatus::kOk) {
    return status;
  }
  if (!Cholesky(covariance, covariance)) {
    return MeasureStatus::kNotPositive;
  }
  MonteCarlo book{};
  book.exposures = positions;
  book.means = means;
  book.cholesky = covariance;
  book.paths = options.paths;
  book.seed = options.seed;
  book.level_bps = static_cast<std::int32_t>(options.level_bps);
  book.threads = options.threads;
  book.cancelled = cancelled;
  MonteCarloResult result{};
  status = StatusOf(RunMonteCarlo(book, {}, result));
  if (status == MeasureStatus::kOk) {
    report.monte_carlo = {result.var, result.cvar};
    report.monte_carlo_error = result.var_standard_error;
    report.figures |= kMonteCarloFigure;
  }
  return status;
}

MeasureStatus CheckOptions(const PortfolioRiskOptions& options, std::size_t names) noexcept {
  const bool level = options.level_bps >= kMinLevelBps && options.level_bps <= kMaxLevelBps;
  const bool figures = options.decay > 0 && options.decay < 1 && options.degrees > 2 &&
                       options.degrees <= kMaxDegreesOfFreedom;
  const bool paths = options.paths <= kMaxRiskPaths && options.threads >= 1 &&
                     options.threads <= kMaxThreads && options.covariance <= RiskCovariance::kEwma;
  const bool simulated = options.paths == 0 || names <= kMaxSimulatedAssets;
  return level && figures && paths && simulated ? MeasureStatus::kOk : MeasureStatus::kBadParameter;
}

}  // namespace

MeasureStatus MeasurePortfolio(std::span<const double> positions, std::span<const double> returns,
                               const PortfolioRiskOptions& options, PortfolioRiskReport& report,
                               std::span<Contribution> contributions,
                               const std::atomic<bool>* cancelled) noexcept {
  const std::size_t names = positions.size();
  MeasureStatus status = CheckOptions(options, names);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  if (names == 0) {
    return MeasureStatus::kTooFew;
  }
  if (returns.size() % names != 0 || (!contributions.empty() && contributions.size() != names)) {
    return MeasureStatus::kBadShape;
  }
  if (returns.size() / names < 2) {
    return MeasureStatus::kTooFew;
  }
  if (options.paths > 0 && returns.size() > kMaxCovarianceWork / names) {
    return MeasureStatus::kBadParameter;
  }
  try {
    std::vector<double> profits(returns.size() / names);
    PortfolioRiskReport found{};
    status = ProfitsOf(positions, returns, profits);
    if (status == MeasureStatus::kOk) {
      status = MeasureMoments(profits, found);
    }
    if (status == MeasureStatus::kOk) {
      status = MeasureEmpirical(profits, options, found);
    }
    if (status == MeasureStatus::kOk) {
      status = MeasureParametric(options, found);
    }
    if (status == MeasureStatus::kOk && options.paths > 0) {
      status = Simulate(positions, returns, options, cancelled, found);
    }
    if (status != MeasureStatus::kOk) {
      return status;
    }
    found.exposure = MeasureExposure(positions);
    found.breaches = CheckLimits(found.exposure, found.historical.cvar, options.limits);
    if (!contributions.empty()) {
      status = MeasureContributions(positions, returns, options.level_bps, contributions);
    }
    if (status == MeasureStatus::kOk) {
      report = found;
    }
    return status;
  } catch (const std::bad_alloc&) {
    return MeasureStatus::kNoMemory;
  }
}

}  // namespace conclave
