#include "statistics/sharpe_inference.h"

#include <cmath>
#include <initializer_list>

#include "statistics/distributions.h"

namespace conclave {
namespace {

constexpr double kEulerGamma = 0x1.2788cfc6fb619p-1;
constexpr double kOneOverE = 0x1.78b56362cef38p-2;

bool AreFinite(std::initializer_list<double> numbers) noexcept {
  for (const double number : numbers) {
    if (!std::isfinite(number)) {
      return false;
    }
  }
  return true;
}

/// 1 - g3 SR + (g4 - 1)/4 SR^2: the variance of the estimate, times T - 1.
MeasureStatus VarianceOf(const SharpeEvidence& evidence, double& variance) noexcept {
  if (!AreFinite({evidence.sharpe, evidence.skew, evidence.kurtosis})) {
    return MeasureStatus::kNotFinite;
  }
  // Half a per mille of room, for moments that were rounded when they were printed.
  if (evidence.kurtosis * 1.0005 < 1 + evidence.skew * evidence.skew) {
    return MeasureStatus::kBadParameter;
  }
  variance = 1 - evidence.skew * evidence.sharpe +
             (evidence.kurtosis - 1) / 4 * evidence.sharpe * evidence.sharpe;
  if (!std::isfinite(variance)) {
    return MeasureStatus::kNotFinite;
  }
  return variance > 1e-12 ? MeasureStatus::kOk : MeasureStatus::kNoSpread;
}

/// E[max_N] of N independent standard normals, 0 for one.
double ExpectedMaximum(std::uint64_t trials) noexcept {
  if (trials == 1) {
    return 0;
  }
  // The quantiles from the tail's end: 1 - 1/N would lose the digits of a large N.
  const auto count = static_cast<double>(trials);
  return -((1 - kEulerGamma) * NormalQuantile(1 / count) +
           kEulerGamma * NormalQuantile(kOneOverE / count));
}

}  // namespace

MeasureStatus ProbabilisticSharpe(const SharpeEvidence& evidence, double benchmark,
                                  double& out) noexcept {
  double variance = 0;
  const MeasureStatus status = VarianceOf(evidence, variance);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  if (evidence.observations < 2) {
    return MeasureStatus::kTooFew;
  }
  if (!std::isfinite(benchmark)) {
    return MeasureStatus::kNotFinite;
  }
  out = NormalCdf((evidence.sharpe - benchmark) *
                  std::sqrt(static_cast<double>(evidence.observations - 1) / variance));
  return MeasureStatus::kOk;
}

MeasureStatus ExpectedMaximumSharpe(std::uint64_t trials, double trial_variance,
                                    double& out) noexcept {
  if (!std::isfinite(trial_variance)) {
    return MeasureStatus::kNotFinite;
  }
  if (trials < 1 || trials > kMaxTrials || trial_variance < 0) {
    return MeasureStatus::kBadParameter;
  }
  out = std::sqrt(trial_variance) * ExpectedMaximum(trials);
  return MeasureStatus::kOk;
}

MeasureStatus DeflateSharpe(const SharpeEvidence& evidence, std::uint64_t trials,
                            double trial_variance, DeflatedSharpe& out) noexcept {
  DeflatedSharpe found{};
  MeasureStatus status = ExpectedMaximumSharpe(trials, trial_variance, found.hurdle);
  if (status == MeasureStatus::kOk) {
    status = ProbabilisticSharpe(evidence, found.hurdle, found.probability);
  }
  if (status == MeasureStatus::kOk) {
    out = found;
  }
  return status;
}

MeasureStatus MinimumTrackRecord(const SharpeEvidence& evidence, double benchmark,
                                 double confidence, double& out) noexcept {
  double variance = 0;
  const MeasureStatus status = VarianceOf(evidence, variance);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  if (!AreFinite({benchmark, confidence})) {
    return MeasureStatus::kNotFinite;
  }
  if (!(confidence > 0.5 && confidence < 1)) {
    return MeasureStatus::kBadParameter;
  }
  if (!(evidence.sharpe > benchmark)) {
    return MeasureStatus::kUnreachable;
  }
  const double distance = NormalQuantile(confidence) / (evidence.sharpe - benchmark);
  const double observations = 1 + variance * distance * distance;
  if (!std::isfinite(observations)) {
    return MeasureStatus::kUnreachable;
  }
  out = observations;
  return MeasureStatus::kOk;
}

MeasureStatus MinimumBacktestYears(std::uint64_t trials, double annual_sharpe,
                                   double& out) noexcept {
  if (!std::isfinite(annual_sharpe)) {
    return MeasureStatus::kNotFinite;
  }
  if (trials < 2 || trials > kMaxTrials || !(annual_sharpe > 0)) {
    return MeasureStatus::kBadParameter;
  }
  const double ratio = ExpectedMaximum(trials) / annual_sharpe;
  if (!std::isfinite(ratio * ratio)) {
    return MeasureStatus::kNotFinite;
  }
  out = ratio * ratio;
  return MeasureStatus::kOk;
}

}  // namespace conclave
