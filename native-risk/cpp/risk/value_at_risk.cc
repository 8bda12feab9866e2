#include "risk/value_at_risk.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "statistics/distributions.h"

namespace conclave {
namespace {

/// What lies beyond has a probability under 3e-7 and no say in a tail of 1e-4 or more.
constexpr double kFarthest = -5;

bool IsLevel(std::uint32_t level_bps) noexcept {
  return level_bps >= kMinLevelBps && level_bps <= kMaxLevelBps;
}

MeasureStatus Put(double var, double cvar, TailLoss& out) noexcept {
  if (!std::isfinite(var) || !std::isfinite(cvar)) {
    return MeasureStatus::kNotFinite;
  }
  out = {var, cvar};
  return MeasureStatus::kOk;
}

MeasureStatus CheckMoments(double mean, double deviation, std::uint32_t level_bps) noexcept {
  if (!std::isfinite(mean) || !std::isfinite(deviation)) {
    return MeasureStatus::kNotFinite;
  }
  return IsLevel(level_bps) && deviation >= 0 ? MeasureStatus::kOk : MeasureStatus::kBadParameter;
}

/// Whether the expansion's slope 1 + z S/3 + (z^2-1) K/8 - (6 z^2-5) S^2/36 is positive from
/// kFarthest to `z`: at both ends and, if it lies between, at its lowest point.
bool Rises(double z, double skew, double excess_kurtosis) noexcept {
  const double a = excess_kurtosis / 8 - skew * skew / 6;
  const double b = skew / 3;
  const double c = 1 - excess_kurtosis / 8 + skew * skew * 5 / 36;
  const auto slope = [&](double x) { return (a * x + b) * x + c; };
  if (!(slope(z) > 0 && slope(kFarthest) > 0)) {
    return false;
  }
  const double lowest = -b / (2 * a);
  return !(a > 0 && lowest > kFarthest && lowest < z) || slope(lowest) > 0;
}

}  // namespace

std::uint64_t TailRank(std::uint64_t observations, std::uint32_t level_bps) noexcept {
  // In two parts, so that no number of observations overflows.
  const std::uint64_t tail = 10000 - level_bps;
  const std::uint64_t rank =
      observations / 10000 * tail + (observations % 10000 * tail + 9999) / 10000;
  return std::max<std::uint64_t>(rank, 1);
}

double TailShare(std::uint32_t level_bps) noexcept { return (10000 - level_bps) / 10000.0; }

MeasureStatus HistoricalLoss(std::span<const double> returns, std::uint32_t level_bps,
                             std::span<double> scratch, TailLoss& out) noexcept {
  if (!IsLevel(level_bps)) {
    return MeasureStatus::kBadParameter;
  }
  if (returns.empty()) {
    return MeasureStatus::kTooFew;
  }
  if (scratch.size() != returns.size()) {
    return MeasureStatus::kBadShape;
  }
  for (std::size_t i = 0; i < returns.size(); ++i) {
    if (!std::isfinite(returns[i])) {
      return MeasureStatus::kNotFinite;
    }
    scratch[i] = returns[i];
  }
  const auto rank = static_cast<std::ptrdiff_t>(TailRank(returns.size(), level_bps));
  std::nth_element(scratch.begin(), scratch.begin() + (rank - 1), scratch.end());
  const double quantile = scratch[static_cast<std::size_t>(rank - 1)];
  // In the order of the series: what nth_element leaves beyond is in no order anybody promises.
  double beyond = 0;
  for (const double value : returns) {
    if (value < quantile) {
      beyond += quantile - value;
    }
  }
  const double var = 0 - quantile;
  return Put(var, var + beyond / (TailShare(level_bps) * static_cast<double>(returns.size())), out);
}

MeasureStatus EwmaVariances(std::span<const double> returns, double decay,
                            std::span<double> variances) noexcept {
  if (!(decay > 0 && decay < 1)) {
    return MeasureStatus::kBadParameter;
  }
  if (returns.empty()) {
    return MeasureStatus::kTooFew;
  }
  if (variances.size() != returns.size() + 1) {
    return MeasureStatus::kBadShape;
  }
  double squares = 0;
  for (const double value : returns) {
    squares += value * value;
  }
  double variance = squares / static_cast<double>(returns.size());
  if (!std::isfinite(variance)) {
    return MeasureStatus::kNotFinite;
  }
  for (std::size_t i = 0; i < returns.size(); ++i) {
    variances[i] = variance;
    variance = decay * variance + (1 - decay) * (returns[i] * returns[i]);
  }
  variances.back() = variance;
  return MeasureStatus::kOk;
}

MeasureStatus FilteredLoss(std::span<const double> returns, double decay, std::uint32_t level_bps,
                           std::span<double> scratch, TailLoss& out) noexcept {
  const std::size_t count = returns.size();
  if (scratch.size() != 2 * count + 1) {
    return MeasureStatus::kBadShape;
  }
  const std::span<double> variances = scratch.first(count + 1);
  const MeasureStatus status = EwmaVariances(returns, decay, variances);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  // A day's variance is not needed once its return is scaled.
  for (std::size_t i = 0; i < count; ++i) {
    if (returns[i] == 0) {
      variances[i] = 0;
    } else if (variances[i] > 0) {
      variances[i] = returns[i] * std::sqrt(variances[count] / variances[i]);
    } else {
      return MeasureStatus::kNoSpread;
    }
  }
  return HistoricalLoss(variances.first(count), level_bps, scratch.last(count), out);
}

MeasureStatus NormalLoss(double mean, double deviation, std::uint32_t level_bps,
                         TailLoss& out) noexcept {
  const MeasureStatus status = CheckMoments(mean, deviation, level_bps);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  const double tail = TailShare(level_bps);
  const double z = -NormalQuantile(tail);
  return Put(deviation * z - mean, deviation * (NormalDensity(z) / tail) - mean, out);
}

MeasureStatus StudentLoss(double mean, double deviation, double degrees, std::uint32_t level_bps,
                          TailLoss& out) noexcept {
  const MeasureStatus status = CheckMoments(mean, deviation, level_bps);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  if (!(degrees > 2 && degrees <= kMaxDegreesOfFreedom)) {
    return MeasureStatus::kBadParameter;
  }
  const double tail = TailShare(level_bps);
  const double t = -StudentQuantile(tail, degrees);
  const double scale = deviation * std::sqrt((degrees - 2) / degrees);
  return Put(
      scale * t - mean,
      scale * (StudentDensity(t, degrees) / tail * ((degrees + t * t) / (degrees - 1))) - mean,
      out);
}

double CornishFisherQuantile(double z, double skew, double excess_kurtosis) noexcept {
  return z + (z * z - 1) * skew / 6 + (z * z * z - 3 * z) * excess_kurtosis / 24 -
         (2 * z * z * z - 5 * z) * skew * skew / 36;
}

MeasureStatus CornishFisherLoss(double mean, double deviation, double skew, double excess_kurtosis,
                                std::uint32_t level_bps, TailLoss& out) noexcept {
  const MeasureStatus status = CheckMoments(mean, deviation, level_bps);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  if (!std::isfinite(skew) || !std::isfinite(excess_kurtosis)) {
    return MeasureStatus::kNotFinite;
  }
  const double tail = TailShare(level_bps);
  const double z = NormalQuantile(tail);
  if (!Rises(z, skew, excess_kurtosis)) {
    return MeasureStatus::kUnreachable;
  }
  const double shape =
      1 + z * skew / 6 + (z * z - 1) * excess_kurtosis / 24 - (2 * z * z - 1) * skew * skew / 36;
  return Put(deviation * -CornishFisherQuantile(z, skew, excess_kurtosis) - mean,
             deviation * (NormalDensity(z) / tail) * shape - mean, out);
}

}  // namespace conclave
