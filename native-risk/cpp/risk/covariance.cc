#include "risk/covariance.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <new>
#include <vector>

namespace conclave {
namespace {

MeasureStatus CheckShape(std::span<const double> returns, std::size_t assets,
                         std::size_t covariance, std::size_t fewest) noexcept {
  if (assets < 1 || assets > kMaxAssets) {
    return MeasureStatus::kBadParameter;
  }
  if (returns.size() % assets != 0 || covariance != assets * assets) {
    return MeasureStatus::kBadShape;
  }
  return returns.size() / assets < fewest ? MeasureStatus::kTooFew : MeasureStatus::kOk;
}

/// Adds weight x x' to the lower triangle.
void AddOuter(double weight, const double* x, std::size_t assets, double* matrix) noexcept {
  for (std::size_t row = 0; row < assets; ++row) {
    const double factor = weight * x[row];
    double* const out = matrix + row * assets;
    for (std::size_t column = 0; column <= row; ++column) {
      out[column] += factor * x[column];
    }
  }
}

/// Scales the lower triangle and copies it to the upper one.
MeasureStatus Finish(double scale, std::size_t assets, std::span<double> matrix) noexcept {
  for (std::size_t row = 0; row < assets; ++row) {
    for (std::size_t column = 0; column <= row; ++column) {
      const double value = matrix[row * assets + column] * scale;
      if (!std::isfinite(value)) {
        return MeasureStatus::kNotFinite;
      }
      matrix[row * assets + column] = value;
      matrix[column * assets + row] = value;
    }
  }
  return MeasureStatus::kOk;
}

void MeanOf(std::span<const double> returns, std::size_t assets, std::span<double> means) noexcept {
  std::fill(means.begin(), means.end(), 0.0);
  const std::size_t observations = returns.size() / assets;
  for (std::size_t t = 0; t < observations; ++t) {
    for (std::size_t asset = 0; asset < assets; ++asset) {
      means[asset] += returns[t * assets + asset];
    }
  }
  for (double& mean : means) {
    mean /= static_cast<double>(observations);
  }
}

bool IsSet(const std::atomic<bool>* cancelled) noexcept {
  return cancelled != nullptr && cancelled->load(std::memory_order_relaxed);
}

/// Sums of products about the mean, lower triangle; one row is centred at a time. False when told
/// to leave.
bool SumProducts(std::span<const double> returns, std::size_t assets, std::span<const double> means,
                 std::span<double> row, std::span<double> matrix,
                 const std::atomic<bool>* cancelled) noexcept {
  std::fill(matrix.begin(), matrix.end(), 0.0);
  for (std::size_t t = 0; t < returns.size() / assets; ++t) {
    if (IsSet(cancelled)) {
      return false;
    }
    for (std::size_t asset = 0; asset < assets; ++asset) {
      row[asset] = returns[t * assets + asset] - means[asset];
    }
    AddOuter(1, row.data(), assets, matrix.data());
  }
  return true;
}

}  // namespace

MeasureStatus SampleCovariance(std::span<const double> returns, std::uint32_t assets,
                               std::span<double> means, std::span<double> covariance,
                               const std::atomic<bool>* cancelled) noexcept {
  const MeasureStatus status = CheckShape(returns, assets, covariance.size(), 2);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  if (means.size() != assets) {
    return MeasureStatus::kBadShape;
  }
  try {
    std::vector<double> row(assets);
    MeanOf(returns, assets, means);
    if (!SumProducts(returns, assets, means, row, covariance, cancelled)) {
      return MeasureStatus::kCancelled;
    }
  } catch (const std::bad_alloc&) {
    return MeasureStatus::kNoMemory;
  }
  return Finish(1 / static_cast<double>(returns.size() / assets - 1), assets, covariance);
}

MeasureStatus EwmaCovariance(std::span<const double> returns, std::uint32_t assets, double decay,
                             std::span<double> covariance,
                             const std::atomic<bool>* cancelled) noexcept {
  if (!(decay > 0 && decay <= 1)) {
    return MeasureStatus::kBadParameter;
  }
  const MeasureStatus status = CheckShape(returns, assets, covariance.size(), 1);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  std::fill(covariance.begin(), covariance.end(), 0.0);
  double weight = 1;
  double weights = 0;
  for (std::size_t t = returns.size() / assets; t > 0; --t) {
    if (IsSet(cancelled)) {
      return MeasureStatus::kCancelled;
    }
    AddOuter(weight, &returns[(t - 1) * assets], assets, covariance.data());
    weights += weight;
    weight *= decay;
  }
  return Finish(1 / weights, assets, covariance);
}

MeasureStatus ShrunkCovariance(std::span<const double> returns, std::uint32_t assets,
                               std::span<double> covariance, double& intensity,
                               const std::atomic<bool>* cancelled) noexcept {
  MeasureStatus status = CheckShape(returns, assets, covariance.size(), 2);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  const std::size_t n = assets;
  const std::size_t observations = returns.size() / n;
  const auto length = static_cast<double>(observations);
  try {
    std::vector<double> means(n);
    std::vector<double> row(n);
    MeanOf(returns, n, means);
    if (!SumProducts(returns, n, means, row, covariance, cancelled)) {
      return MeasureStatus::kCancelled;
    }
    status = Finish(1 / length, n, covariance);
    if (status != MeasureStatus::kOk) {
      return status;
    }
    const auto s = [&](std::size_t i, std::size_t j) { return covariance[i * n + j]; };
    std::vector<double> deviations(n);
    for (std::size_t i = 0; i < n; ++i) {
      // A constant series leaves only what rounding the mean left.
      const bool moves = s(i, i) > 1e-24 * means[i] * means[i];
      deviations[i] = moves ? std::sqrt(s(i, i)) : 0;
    }
    double correlations = 0;
    double pairs = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (deviations[i] > 0 && deviations[j] > 0) {
          correlations += s(i, j) / (deviations[i] * deviations[j]);
          pairs += 1;
        }
      }
    }
    const double mean_correlation = pairs > 0 ? correlations / pairs : 0;
    // pi: variances of the entries; rho: their covariances with the target's; gamma: the distance.
    std::vector<double> squares(n * n);
    std::vector<double> crossed(n * n);
    for (std::size_t t = 0; t < observations; ++t) {
      if (IsSet(cancelled)) {
        return MeasureStatus::kCancelled;
      }
      for (std::size_t i = 0; i < n; ++i) {
        row[i] = returns[t * n + i] - means[i];
      }
      for (std::size_t i = 0; i < n; ++i) {
        const double own = row[i] * row[i] - s(i, i);
        for (std::size_t j = 0; j < n; ++j) {
          const double away = row[i] * row[j] - s(i, j);
          squares[i * n + j] += away * away;
          crossed[i * n + j] += own * away;
        }
      }
    }
    double pi = 0;
    double rho = 0;
    double gamma = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        pi += squares[i * n + j] / length;
        if (i == j) {
          rho += squares[i * n + j] / length;
        } else if (deviations[i] > 0 && deviations[j] > 0) {
          // Both theta terms of the pair (i, j) are met, one of them at (j, i).
          rho += mean_correlation * (deviations[j] / deviations[i]) * (crossed[i * n + j] / length);
          const double away = mean_correlation * deviations[i] * deviations[j] - s(i, j);
          gamma += away * away;
        }
      }
    }
    const double ratio = gamma > 0 ? (pi - rho) / gamma / length : 0;
    if (!std::isfinite(ratio)) {
      return MeasureStatus::kNotFinite;
    }
    const double weight = std::fmax(0, std::fmin(1, ratio));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const double target = mean_correlation * deviations[i] * deviations[j];
        covariance[i * n + j] = weight * target + (1 - weight) * s(i, j);
        covariance[j * n + i] = covariance[i * n + j];
      }
    }
    intensity = weight;
    return MeasureStatus::kOk;
  } catch (const std::bad_alloc&) {
    return MeasureStatus::kNoMemory;
  }
}

}  // namespace conclave
