#include "statistics/distributions.h"

#include <cmath>
#include <limits>

#include "kernels/natural_exp.h"
#include "kernels/natural_log.h"
#include "kernels/natural_log1p.h"

namespace conclave {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
constexpr double kOneOverRoot2Pi = 0x1.9884533d43651p-2;
constexpr double kLnRoot2Pi = 0x1.d67f1c864beb5p-1;
constexpr double kRootPi = 0x1.c5bf891b4ef6bp+0;
constexpr double kLn2 = 0x1.62e42fefa39efp-1;
/// Beyond it the series of the centre would lose more digits than the fraction of the tail has.
constexpr double kNormalCentre = 1.75;
constexpr int kNewtonSteps = 60;

// ---- normal

/// P(0 < Z <= x), A & S 26.2.11: all terms are positive, nothing cancels.
double NormalFromCentre(double x) noexcept {
  double term = x;
  double sum = x;
  for (double odd = 3; term > sum * (kEpsilon / 8); odd += 2) {
    term *= x * x / odd;
    sum += term;
  }
  return NormalDensity(x) * sum;
}

/// phi(x) / P(Z > x) for x > 1.7, A & S 26.2.14 from the inside out; 80 levels are enough from
/// there.
double NormalHazard(double x) noexcept {
  double fraction = x;
  for (int n = 80; n >= 1; --n) {
    fraction = x + n / fraction;
  }
  return fraction;
}

double NormalTail(double x) noexcept { return NormalDensity(x) / NormalHazard(x); }

/// P(Z > x) for any x >= 0.
double NormalUpper(double x) noexcept {
  return x < kNormalCentre ? 0.5 - NormalFromCentre(x) : NormalTail(x);
}

/// The x >= 0 with P(Z > x) = p, for 0 < p <= 1/2.
double NormalUpperQuantile(double p) noexcept {
  if (p > 0.25) {
    // P(0 < Z <= x) is concave: Newton from the left never overshoots. 1/2 - p is exact.
    const double mass = 0.5 - p;
    double x = mass / kOneOverRoot2Pi;
    for (int i = 0; i < kNewtonSteps; ++i) {
      const double step = (mass - NormalFromCentre(x)) / NormalDensity(x);
      x += step;
      if (!(step > x * kEpsilon)) {
        break;
      }
    }
    return x;
  }
  // The tail at the start sqrt(-2 ln 2p) is below p (Chernoff), so Newton for the concave ln P
  // comes down from the right. ln P is had without P, which may be too small for a double.
  const double aim = NaturalLog(p);
  double x = std::sqrt(-2 * (kLn2 + aim));
  for (int i = 0; i < kNewtonSteps; ++i) {
    const bool centre = x < kNormalCentre;
    const double hazard = centre ? NormalDensity(x) / NormalUpper(x) : NormalHazard(x);
    const double ln_tail =
        centre ? NaturalLog(NormalUpper(x)) : -0.5 * x * x - kLnRoot2Pi - NaturalLog(hazard);
    const double step = (ln_tail - aim) / hazard;
    x += step;
    if (!(std::fabs(step) > x * 1e-9)) {
      break;
    }
  }
  if (p < 1e-290) {
    return x;
  }
  return x + (NormalUpper(x) - p) / NormalDensity(x);
}

// ---- Student

/// Gamma(a + 1/2) / Gamma(a): Stirling's difference at a >= 16, carried down by the recurrence.
double HalfStepOfGamma(double a) noexcept {
  double carried = 1;
  while (a < 16) {
    carried *= a / (a + 0.5);
    a += 1;
  }
  const double w = 1 / (a * a);
  const double exponent =
      (-1.0 / 8 +
       w * (1.0 / 192 +
            w * (-1.0 / 640 + w * (17.0 / 14336 + w * (-31.0 / 18432 + w * (691.0 / 180224)))))) /
      a;
  return carried * std::sqrt(a) * NaturalExp(exponent);
}

/// Continued fraction of the incomplete beta function, A & S 26.5.8, by Lentz's method;
/// x < (a + 1) / (a + b + 2), where it converges in O(sqrt(max(a, b))) steps.
double BetaFraction(double x, double a, double b) noexcept {
  constexpr double kTiny = 1e-290;
  double c = 1;
  double d = 1 - (a + b) * x / (a + 1);
  d = 1 / (std::fabs(d) < kTiny ? kTiny : d);
  double fraction = d;
  for (int m = 1; m < 100000; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 + even * d;
    d = 1 / (std::fabs(d) < kTiny ? kTiny : d);
    c = 1 + even / c;
    c = std::fabs(c) < kTiny ? kTiny : c;
    fraction *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 + odd * d;
    d = 1 / (std::fabs(d) < kTiny ? kTiny : d);
    c = 1 + odd / c;
    c = std::fabs(c) < kTiny ? kTiny : c;
    const double factor = d * c;
    fraction *= factor;
    if (std::fabs(factor - 1) < kEpsilon) {
      break;
    }
  }
  return fraction;
}

/// Where the fraction of the centre converges slower than that of the tail.
bool IsStudentTail(double t, double degrees) noexcept {
  return t * t > 3 * degrees / (degrees + 2);
}

/// P(0 < T <= t) = I_y(1/2, v/2) / 2, y = t^2 / (v + t^2), A & S 26.7.1; t in the centre.
double StudentFromCentre(double t, double degrees) noexcept {
  const double y = t * t / (degrees + t * t);
  return StudentDensity(t, degrees) * t * BetaFraction(y, 0.5, degrees / 2);
}

/// P(T > t) = I_x(v/2, 1/2) / 2, x = v / (v + t^2); t in the tail.
double StudentTail(double t, double degrees) noexcept {
  const double x = degrees / (degrees + t * t);
  return StudentDensity(t, degrees) * (t / degrees) * BetaFraction(x, degrees / 2, 0.5);
}

/// P(T > t) for any t >= 0.
double StudentUpper(double t, double degrees) noexcept {
  return IsStudentTail(t, degrees) ? StudentTail(t, degrees) : 0.5 - StudentFromCentre(t, degrees);
}

double StudentUpperQuantile(double p, double degrees) noexcept {
  const double centre = std::sqrt(3 * degrees / (degrees + 2));
  if (p >= 0.5 - StudentFromCentre(centre, degrees)) {
    const double mass = 0.5 - p;
    double t = mass / StudentDensity(0, degrees);
    for (int i = 0; i < kNewtonSteps; ++i) {
      const double step = (mass - StudentFromCentre(t, degrees)) / StudentDensity(t, degrees);
      t += step;
      if (!(step > t * kEpsilon)) {
        break;
      }
    }
    return t;
  }
  // ln P(T > e^s) is concave in s: Newton comes to its root from the right, wherever it starts.
  const double aim = NaturalLog(p);
  double t = std::fmax(centre, NormalUpperQuantile(p));
  for (int i = 0; i < kNewtonSteps; ++i) {
    const double tail = StudentUpper(t, degrees);
    const double step = (NaturalLog(tail) - aim) * tail / (StudentDensity(t, degrees) * t);
    t *= NaturalExp(step);
    if (!(std::fabs(step) > 1e-9)) {
      break;
    }
  }
  return t + (StudentUpper(t, degrees) - p) / StudentDensity(t, degrees);
}

bool AreDegrees(double degrees) noexcept {
  return degrees >= kMinDegreesOfFreedom && degrees <= kMaxDegreesOfFreedom;
}

}  // namespace

double NormalDensity(double x) noexcept {
  // The square in two parts: rounding it would cost x^2 / 2 units in the last place.
  const double square = x * x;
  if (!(square < 1500)) {
    return std::isnan(x) ? kNaN : 0;
  }
  const double rest = std::fma(x, x, -square);
  return kOneOverRoot2Pi * NaturalExp(-0.5 * square) * (1 - 0.5 * rest);
}

double NormalCdf(double x) noexcept {
  if (std::isnan(x)) {
    return kNaN;
  }
  if (std::fabs(x) < 1e-300) {
    return 0.5;
  }
  if (x > 0) {
    return x < kNormalCentre ? 0.5 + NormalFromCentre(x) : 1 - NormalTail(x);
  }
  return NormalUpper(-x);
}

double NormalQuantile(double p) noexcept {
  if (!(p >= 0 && p <= 1)) {
    return kNaN;
  }
  if (p == 0 || p == 1) {
    return p == 0 ? -kInfinity : kInfinity;
  }
  if (p == 0.5) {
    return 0;
  }
  return p < 0.5 ? -NormalUpperQuantile(p) : NormalUpperQuantile(1 - p);
}

double StudentDensity(double t, double degrees) noexcept {
  if (std::isnan(t) || !AreDegrees(degrees)) {
    return kNaN;
  }
  const double constant = HalfStepOfGamma(degrees / 2) / (std::sqrt(degrees) * kRootPi);
  const double ratio = t * t / degrees;
  if (!(ratio < kInfinity)) {
    return 0;
  }
  return constant * NaturalExp(-(degrees + 1) / 2 * NaturalLogOnePlus(ratio));
}

double StudentCdf(double t, double degrees) noexcept {
  if (std::isnan(t) || !AreDegrees(degrees)) {
    return kNaN;
  }
  const double size = std::fabs(t);
  if (size < 1e-300) {
    return 0.5;
  }
  if (size > 1e150) {
    return t > 0 ? 1 : 0;
  }
  if (t < 0) {
    return StudentUpper(size, degrees);
  }
  return IsStudentTail(size, degrees) ? 1 - StudentTail(size, degrees)
                                      : 0.5 + StudentFromCentre(size, degrees);
}

double StudentQuantile(double p, double degrees) noexcept {
  if (!(p >= 0 && p <= 1) || !AreDegrees(degrees)) {
    return kNaN;
  }
  if (p == 0 || p == 1) {
    return p == 0 ? -kInfinity : kInfinity;
  }
  if (p == 0.5) {
    return 0;
  }
  if (p < kMinStudentProbability) {
    return kNaN;
  }
  return p < 0.5 ? -StudentUpperQuantile(p, degrees) : StudentUpperQuantile(1 - p, degrees);
}

double ChiSquareSurvival(double x, std::uint32_t degrees) noexcept {
  if (!(x >= 0) || degrees < 1 || degrees > 100) {
    return kNaN;
  }
  if (x == 0) {
    return 1;
  }
  if (x > 2900) {
    return 0;
  }
  if (degrees % 2 == 0) {
    // e^(-x/2) sum (x/2)^i / i!; the factor in halves, so that it does not vanish before the sum.
    double term = 1;
    double sum = 1;
    for (std::uint32_t i = 1; i < degrees / 2; ++i) {
      term *= x / 2 / i;
      sum += term;
    }
    const double half = NaturalExp(-x / 4);
    return std::fmin(half * sum * half, 1);  // rounding may leave it above
  }
  const double root = std::sqrt(x);
  double term = root;
  double sum = degrees > 1 ? root : 0;
  for (std::uint32_t odd = 3; odd < degrees; odd += 2) {
    term *= x / odd;
    sum += term;
  }
  const double half = NaturalExp(-x / 4);
  return std::fmin(2 * (NormalUpper(root) + kOneOverRoot2Pi * half * sum * half), 1);
}

double BinomialCdf(std::uint32_t successes, std::uint32_t trials, double probability) noexcept {
  if (trials < 1 || trials > 1000000 || successes > trials ||
      !(probability > 0 && probability < 1)) {
    return kNaN;
  }
  const double ln_odds = NaturalLog(probability) - NaturalLogOnePlus(-probability);
  double ln_term = trials * NaturalLogOnePlus(-probability);
  double sum = NaturalExp(ln_term);
  for (std::uint32_t k = 1; k <= successes; ++k) {
    ln_term += NaturalLog(static_cast<double>(trials - k + 1) / k) + ln_odds;
    sum += NaturalExp(ln_term);
  }
  return std::fmin(sum, 1);
}

}  // namespace conclave
