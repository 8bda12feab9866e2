#include "montecarlo/cholesky.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

#include "testing/check.h"

namespace {

using Matrix = std::vector<double>;

/// G G', G of `columns` columns.
Matrix Product(const Matrix& g, std::size_t n, std::size_t columns) {
  Matrix product(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      for (std::size_t k = 0; k < columns; ++k) {
        product[i * n + j] += g[i * columns + k] * g[j * columns + k];
      }
    }
  }
  return product;
}

Matrix Random(std::size_t cells, unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> cell(-1, 1);
  Matrix matrix(cells);
  for (double& x : matrix) {
    x = cell(random);
  }
  return matrix;
}

void TheFactorTimesItsTransposeIsTheCovariance(const Matrix& covariance, std::size_t n) {
  Matrix lower(n * n, -7);
  CHECK(conclave::Cholesky(covariance, lower));
  const Matrix back = Product(lower, n, n);
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(lower[i * n + i] >= 0);
    for (std::size_t j = 0; j < n; ++j) {
      CHECK(j <= i || lower[i * n + j] == 0);
      const double scale = std::sqrt(covariance[i * n + i] * covariance[j * n + j]);
      CHECK(std::fabs(back[i * n + j] - covariance[i * n + j]) <= 1e-5 * scale + 1e-300);
    }
  }
}

void FullAndDeficientRanksAreTaken() {
  for (std::size_t n = 1; n <= 67; ++n) {
    const auto seed = static_cast<unsigned>(n);
    TheFactorTimesItsTransposeIsTheCovariance(Product(Random(n * (n + 2), seed), n, n + 2), n);
    const std::size_t rank = (n + 1) / 2;
    TheFactorTimesItsTransposeIsTheCovariance(Product(Random(n * rank, seed), n, rank), n);
  }
  TheFactorTimesItsTransposeIsTheCovariance({0, 0, 0, 1}, 2);
  TheFactorTimesItsTransposeIsTheCovariance({4, 2, 2, 1}, 2);
}

void ItMayBeDoneInPlace() {
  Matrix matrix = {4, 2, 2, 10};
  CHECK(conclave::Cholesky(matrix, matrix));
  CHECK((matrix == Matrix{2, 0, 1, 3}));
}

void WhatIsNoCovarianceIsRefused() {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Matrix& bad : {Matrix{}, Matrix{1, 2}, Matrix{-1}, Matrix{nan}, Matrix{infinity},
                            Matrix{1, 2, 2, 1}, Matrix{0, 1, 1, 1}, Matrix{1, 0, nan, 1}}) {
    Matrix lower(bad.size());
    CHECK(!conclave::Cholesky(bad, lower));
  }
  Matrix small(1);
  CHECK(!conclave::Cholesky(Matrix{1, 0, 0, 1}, small));
}

}  // namespace

int main() {
  FullAndDeficientRanksAreTaken();
  ItMayBeDoneInPlace();
  WhatIsNoCovarianceIsRefused();
  return 0;
}
