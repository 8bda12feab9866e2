#include "kernels/natural_log.h"

#include <cmath>

namespace conclave {
namespace {

// ln 2 in two parts; the first has so few digits that its product with any exponent is exact.
constexpr double kLn2High = 0x1.62e42feep-1;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
constexpr double kHalfRoot2 = 0x1.6a09e667f3bcdp-1;

}  // namespace

double NaturalLog(double x) noexcept {
  int exponent = 0;
  double mantissa = std::frexp(x, &exponent);
  if (mantissa < kHalfRoot2) {
    mantissa *= 2;
    exponent -= 1;
  }
  // ln m = 2 atanh(s), s = (m - 1) / (m + 1), |s| < 0.172: eleven terms leave less than 2^-57.
  const double f = mantissa - 1;
  const double s = f / (2 + f);
  const double z = s * s;
  double tail = 1.0 / 23;
  for (int odd = 21; odd >= 3; odd -= 2) {
    tail = tail * z + 1.0 / odd;
  }
  // f - s * (f - 2 z tail) is 2s + 2s z tail, arranged so that the leading term carries no error.
  const double series = f - s * (f - 2 * z * tail);
  return exponent * kLn2High + (series + exponent * kLn2Low);
}

}  // namespace conclave
