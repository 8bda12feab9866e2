#include "kernels/natural_exp.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include "kernels/natural_log1p.h"
#include "testing/check.h"

namespace {

void AgreesWithTheLibraryToTwoUnitsInTheLastPlace(double x) {
  const long double exact = std::exp(static_cast<long double>(x));
  const long double unit = exact * std::numeric_limits<double>::epsilon();
  CHECK(std::fabs(static_cast<long double>(conclave::NaturalExp(x)) - exact) <=
        2 * unit + std::numeric_limits<double>::denorm_min());
}

void IsWithin(double bound, double ours, long double exact) {
  CHECK(std::fabs(static_cast<long double>(ours) - exact) <= bound * std::fabs(exact));
}

}  // namespace

int main() {
  CHECK(conclave::NaturalExp(0.0) == 1.0);
  CHECK(conclave::NaturalExp(-0.0) == 1.0);
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> wide(-744.0, 709.7);
  std::uniform_real_distribution<double> near_zero(-1, 1);
  std::uniform_real_distribution<double> magnitude(-300, 0);
  for (int i = 0; i < 200000; ++i) {
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(wide(random));
    const double x = near_zero(random);
    AgreesWithTheLibraryToTwoUnitsInTheLastPlace(x);
    const double tiny = x * std::pow(10.0, magnitude(random));
    if (std::fabs(tiny) > 1e-300) {
      IsWithin(1e-14, conclave::NaturalExpMinusOne(tiny),
               std::expm1(static_cast<long double>(tiny)));
      IsWithin(1e-14, conclave::NaturalLogOnePlus(tiny),
               std::log1p(static_cast<long double>(tiny)));
    }
    const double apart = 60 * x;
    IsWithin(1e-14, conclave::NaturalExpMinusOne(apart),
             std::expm1(static_cast<long double>(apart)));
    IsWithin(1e-14, conclave::NaturalLogOnePlus(apart + 61),
             std::log1p(static_cast<long double>(apart + 61)));
  }
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(conclave::NaturalExp(infinity) == infinity);
  CHECK(conclave::NaturalExp(709.79) == infinity);
  CHECK(conclave::NaturalExp(709.78) < infinity);
  CHECK(conclave::NaturalExp(-infinity) == 0);
  CHECK(conclave::NaturalExp(-746) == 0);
  CHECK(conclave::NaturalExp(-745) > 0);
  CHECK(std::isnan(conclave::NaturalExp(std::numeric_limits<double>::quiet_NaN())));
  CHECK(std::isnan(conclave::NaturalExpMinusOne(std::numeric_limits<double>::quiet_NaN())));
  CHECK(conclave::NaturalExpMinusOne(infinity) == infinity);
  CHECK(conclave::NaturalExpMinusOne(-infinity) == -1);
  CHECK(conclave::NaturalExpMinusOne(0.0) == 0);
  CHECK(conclave::NaturalLogOnePlus(0.0) == 0);
  return 0;
}
