#include "kernels/natural_exp.h"

#include <cmath>
#include <limits>

#include "kernels/natural_log.h"

namespace conclave {
namespace {

// ln 2 in two parts; the first has so few digits that its product with any exponent is exact.
constexpr double kLn2High = 0x1.62e42feep-1;
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
constexpr double kLog2E = 0x1.71547652b82fep+0;
constexpr double kOverflow = 0x1.62e42fefa39efp+9;
constexpr double kUnderflow = -745.2;

}  // namespace

double NaturalExp(double x) noexcept {
  if (!(x <= kOverflow)) {
    return x > 0 ? std::numeric_limits<double>::infinity() : x;  // or NaN
  }
  if (x < kUnderflow) {
    return 0;
  }
  const double k = std::floor(x * kLog2E + 0.5);
  // x = k ln 2 + r, |r| < 0.347, in two parts.
  const double high = x - k * kLn2High;
  const double low = k * kLn2Low;
  const double r = high - low;
  // Taylor's terms to r^14 leave less than 2^-58.
  double tail = 1.0 / 14;
  for (int n = 13; n >= 3; --n) {
    tail = (1 + r * tail) / n;
  }
  // e^r = 1 + r + r^2 / 2 (1 + r tail); what rounding took from r is put back to the small term.
  const double small = 0.5 * r * r * (1 + r * tail) + ((high - r) - low);
  return std::ldexp(1 + (r + small), static_cast<int>(k));
}

double NaturalExpMinusOne(double x) noexcept {
  const double grown = NaturalExp(x);
  if (grown == 1) {
    return x;
  }
  const double less = grown - 1;
  if (less == -1 || !(x <= 40)) {
    return less;
  }
  return less * (x / NaturalLog(grown));
}

}  // namespace conclave
