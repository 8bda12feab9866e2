#include "kernels/natural_log.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "testing/check.h"

namespace {

void AgreesWithTheLibraryToTwoUnitsInTheLastPlace(double x) {
  const long double exact = std::log(static_cast<long double>(x));
  const double ours = conclave::NaturalLog(x);
  const long double unit = std::fabs(exact) * std::numeric_limits<double>::epsilon();
  CHECK(std::fabs(static_cast<long double>(ours) - exact) <= 2 * unit + 1e-300L);
}

}  // namespace

int main() {
  CHECK(conclave::NaturalLog(1.0) == 0.0);
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> exponent(-300, 300);
  std::uniform_real_distribution<double> near_one(0.9, 1.1);
  for (int i = 0; i < 200000; ++i) {
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(std::pow(10.0, exponent(random)));
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(near_one(random));
  }
  AgreesWithTheLibraryToTwoUnitsInTheLastPlace(std::nextafter(1.0, 2.0));
  AgreesWithTheLibraryToTwoUnitsInTheLastPlace(std::nextafter(1.0, 0.0));
  AgreesWithTheLibraryToTwoUnitsInTheLastPlace(9223372036854775807.0);
  AgreesWithTheLibraryToTwoUnitsInTheLastPlace(1 / 9223372036854775807.0);
  return 0;
}
