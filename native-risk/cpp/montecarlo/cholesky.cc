#include "montecarlo/cholesky.h"

#include <cmath>
#include <cstddef>

namespace conclave {
namespace {

/// Of the variance itself: what rounding may leave of a pivot that is 0, after badly conditioned
/// ones.
constexpr double kRounding = 1e-10;

std::size_t SideOf(std::size_t cells) noexcept {
  const auto side = static_cast<std::size_t>(std::sqrt(static_cast<double>(cells)) + 0.5);
  return side * side == cells ? side : 0;
}

/// The variance of asset j, of whose row of the factor all is known.
double SquaresOf(std::span<const double> lower, std::size_t j, std::size_t n) noexcept {
  double squares = 0;
  for (std::size_t k = 0; k < j; ++k) {
    squares += lower[j * n + k] * lower[j * n + k];
  }
  return squares;
}

}  // namespace

bool Cholesky(std::span<const double> covariance, std::span<double> lower) noexcept {
  const std::size_t n = SideOf(covariance.size());
  if (n == 0 || lower.size() != covariance.size()) {
    return false;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double* const row = covariance.data() + i * n;
    double* const out = lower.data() + i * n;
    const double variance = row[i];
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = row[j];
      for (std::size_t k = 0; k < j; ++k) {
        rest -= out[k] * lower[j * n + k];
      }
      if (!std::isfinite(rest)) {
        return false;
      }
      if (j < i) {
        const double pivot = lower[j * n + j];
        // Beside a pivot of 0 no more may be left over than rounding leaves.
        if (pivot == 0 && rest * rest > kRounding * std::fabs(variance) * SquaresOf(lower, j, n)) {
          return false;
        }
        out[j] = pivot > 0 ? rest / pivot : 0;
      } else {
        const double tolerance = kRounding * std::fabs(variance);
        if (rest < -tolerance || variance < 0) {
          return false;
        }
        out[j] = rest > tolerance ? std::sqrt(rest) : 0;
      }
    }
    for (std::size_t j = i + 1; j < n; ++j) {
      out[j] = 0;
    }
  }
  return true;
}

}  // namespace conclave
