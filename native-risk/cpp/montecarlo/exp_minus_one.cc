#include "montecarlo/exp_minus_one.h"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "montecarlo/polynomials.h"

namespace conclave {

double ExpMinusOne(double x) noexcept {
  namespace p = polynomials;
  // x = k ln 2 + r; exp(x) - 1 = 2^k (exp(r) - 1) + (2^k - 1).
  const double rounded = std::fma(x, p::kOneOverLn2, p::kRounder);
  const double k = rounded - p::kRounder;
  const double r = std::fma(k, -p::kLn2Low, std::fma(k, -p::kLn2High, x));
  double series = p::kExpMinusOne[9];
  for (std::size_t i = 9; i-- > 0;) {
    series = std::fma(series, r, p::kExpMinusOne[i]);
  }
  const double small = std::fma(r * r, series, r);
  const double power = std::bit_cast<double>(std::bit_cast<std::uint64_t>(1.0) +
                                             (std::bit_cast<std::uint64_t>(rounded) << 52));
  return std::fma(power, small, power - 1);
}

}  // namespace conclave
