#include "montecarlo/standard_normal.h"

#include <bit>
#include <cmath>
#include <cstddef>

#include "montecarlo/polynomials.h"

namespace conclave {
namespace {

constexpr std::uint64_t kFractionBits = (std::uint64_t{1} << 52) - 1;
constexpr std::uint64_t kOneBits = std::bit_cast<std::uint64_t>(1.0);
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

template <std::size_t N>
double Horner(const double (&coefficients)[N], double x) noexcept {
  double sum = coefficients[N - 1];
  for (std::size_t i = N - 1; i-- > 0;) {
    sum = std::fma(sum, x, coefficients[i]);
  }
  return sum;
}

/// @param u in (0, 1)
double MinusTwoLog(double u) noexcept {
  // The exponent is what the bits lie above those of sqrt(1/2), and the mantissa starts there.
  const std::uint64_t above =
      std::bit_cast<std::uint64_t>(u) + (kOneBits - polynomials::kRootHalfBits);
  const double exponent = static_cast<double>(above >> 52) - 1023;
  const double mantissa =
      std::bit_cast<double>((above & kFractionBits) + polynomials::kRootHalfBits);
  const double s = (mantissa - 1) / (mantissa + 1);
  const double z = s * s;
  const double series = std::fma(Horner(polynomials::kMinusTwoLog, z), z, -4.0);
  return std::fma(exponent, polynomials::kMinusTwoLn2, s * series);
}

double WithSign(double x, std::uint64_t sign) noexcept {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) ^ (sign & kSignBit));
}

}  // namespace

NormalPair StandardNormalPair(PhiloxBlock bits) noexcept {
  const double radius = std::sqrt(MinusTwoLog(UnitInterval(bits.low())));
  // Angle: an eighth of a turn and y quarters more, y in [-1/2, 1/2).
  const double y = std::bit_cast<double>((bits.high() & kFractionBits) | kOneBits) - 1.5;
  const double t = y * y;
  const double sine = y * Horner(polynomials::kSineOverRoot2, t);
  const double cosine = Horner(polynomials::kCosineOverRoot2, t);
  return {WithSign(radius * (cosine - sine), bits.high()),
          WithSign(radius * (cosine + sine), bits.high() << 1)};
}

}  // namespace conclave
