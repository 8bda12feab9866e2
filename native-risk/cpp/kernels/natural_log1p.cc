#include "kernels/natural_log1p.h"

#include "kernels/natural_log.h"

namespace conclave {

double NaturalLogOnePlus(double x) noexcept {
  const double grown = 1 + x;
  if (grown == 1) {
    return x;
  }
  return NaturalLog(grown) * (x / (grown - 1));
}

}  // namespace conclave
