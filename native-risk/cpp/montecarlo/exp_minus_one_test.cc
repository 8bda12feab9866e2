#include "montecarlo/exp_minus_one.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "testing/check.h"

namespace {

void AgreesWithTheLibraryToTwoUnitsInTheLastPlace(double x) {
  const long double exact = std::expm1(static_cast<long double>(x));
  const long double unit = std::fabs(exact) * std::numeric_limits<double>::epsilon();
  CHECK(std::fabs(static_cast<long double>(conclave::ExpMinusOne(x)) - exact) <= 2 * unit);
}

}  // namespace

int main() {
  CHECK(conclave::ExpMinusOne(0) == 0);
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> wide(-700, 700);
  std::uniform_real_distribution<double> daily(-0.5, 0.5);
  std::uniform_real_distribution<double> exponent(-300, 0);
  for (int i = 0; i < 200000; ++i) {
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(wide(random));
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(daily(random));
    const double tiny = std::pow(10.0, exponent(random));
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(tiny);
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(-tiny);
  }
  // Where one power of two hands over to the next.
  for (int k = -20; k <= 20; ++k) {
    const double edge = (k + 0.5) * 0.69314718055994531;
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(edge);
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(std::nextafter(edge, 1000));
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(std::nextafter(edge, -1000));
  }
  AgreesWithTheLibraryToTwoUnitsInTheLastPlace(700);
  AgreesWithTheLibraryToTwoUnitsInTheLastPlace(-700);
  return 0;
}
