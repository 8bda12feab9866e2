#include "montecarlo/standard_normal.h"

#include <cmath>
#include <cstdint>
#include <initializer_list>

#include "testing/check.h"

namespace {

using conclave::NormalPair;
using conclave::PhiloxBlock;

constexpr long double kPi = 3.14159265358979323846264338327950288L;

PhiloxBlock Bits(std::uint64_t low, std::uint64_t high) {
  return {{static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(low >> 32),
           static_cast<std::uint32_t>(high), static_cast<std::uint32_t>(high >> 32)}};
}

/// The transform as it is written in books, in long double.
void IsWhatBoxAndMullerWrote(PhiloxBlock bits) {
  const auto u = static_cast<long double>(conclave::UnitInterval(bits.low()));
  const long double radius = std::sqrt(-2 * std::log(u));
  const auto fraction =
      static_cast<long double>(bits.high() & ((std::uint64_t{1} << 52) - 1)) * 0x1p-52L;
  const long double angle = kPi / 2 * fraction;
  const long double first = radius * std::cos(angle) * (bits.high() >> 63 != 0 ? -1 : 1);
  const long double second = radius * std::sin(angle) * (bits.high() >> 62 & 1 ? -1 : 1);

  const NormalPair pair = conclave::StandardNormalPair(bits);
  CHECK(std::fabs(static_cast<long double>(pair.first) - first) <= 1e-15L * radius);
  CHECK(std::fabs(static_cast<long double>(pair.second) - second) <= 1e-15L * radius);
  CHECK(std::hypot(pair.first, pair.second) < 8.58);
}

void TheTransformIsAccurateAtRandomBitsAndAtTheEdges() {
  constexpr std::uint64_t kAll = ~std::uint64_t{0};
  for (const std::uint64_t low : {std::uint64_t{0}, std::uint64_t{1} << 12, kAll, kAll >> 1,
                                  kAll << 12, std::uint64_t{0xb504f333f9de6484}}) {
    for (const std::uint64_t high : {std::uint64_t{0}, std::uint64_t{1}, kAll, kAll >> 1, kAll >> 2,
                                     std::uint64_t{1} << 51, (std::uint64_t{1} << 52) - 1}) {
      IsWhatBoxAndMullerWrote(Bits(low, high));
    }
  }
  for (std::uint64_t i = 0; i < 200000; ++i) {
    IsWhatBoxAndMullerWrote(conclave::PhiloxDraw(11, 3, i));
  }
}

/// Sums over draws; what a standard normal's must be is known, and so is how far they may be off.
void TheDrawsAreNormalAndIndependent() {
  constexpr int kDraws = 200000;
  double sum = 0;
  double squares = 0;
  double cubes = 0;
  double fourths = 0;
  double beyond_two = 0;
  double within_pair = 0;
  double squares_within_pair = 0;
  double between_pairs = 0;
  double between_paths = 0;
  double before = 0;
  for (std::uint64_t path = 0; path < kDraws; ++path) {
    const NormalPair pair = conclave::PathNormals(5, path, 0);
    const NormalPair next = conclave::PathNormals(5, path, 1);
    const double z = pair.first;
    sum += z;
    squares += z * z;
    cubes += z * z * z;
    fourths += z * z * z * z;
    beyond_two += std::fabs(z) > 2 ? 1 : 0;
    within_pair += pair.first * pair.second;
    squares_within_pair += (pair.first * pair.first - 1) * (pair.second * pair.second - 1);
    between_pairs += pair.second * next.first;
    between_paths += z * before;
    before = z;
  }
  const double error = std::sqrt(kDraws);
  CHECK(std::fabs(sum) < 4 * error);
  CHECK(std::fabs(squares - kDraws) < 4 * std::sqrt(2) * error);
  CHECK(std::fabs(cubes) < 4 * std::sqrt(15) * error);
  CHECK(std::fabs(fourths - 3 * kDraws) < 4 * std::sqrt(96) * error);
  CHECK(std::fabs(beyond_two - 0.0455002639 * kDraws) < 4 * std::sqrt(0.0434) * error);
  CHECK(std::fabs(within_pair) < 4 * error);
  CHECK(std::fabs(squares_within_pair) < 4 * 2 * error);
  CHECK(std::fabs(between_pairs) < 4 * error);
  CHECK(std::fabs(between_paths) < 4 * error);
}

}  // namespace

int main() {
  TheTransformIsAccurateAtRandomBitsAndAtTheEdges();
  TheDrawsAreNormalAndIndependent();
  return 0;
}
