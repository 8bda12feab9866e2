#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "fuzz/bytes.h"

namespace conclave::fuzz {

/// A number that may be anything: mostly of a decent size, else one of those that break things.
inline double Number(Bytes& bytes) {
  using Limits = std::numeric_limits<double>;
  switch (bytes.Within(0, 15)) {
    case 0:
      return 0;
    case 1:
      return bytes.Any<double>();
    case 2: {
      constexpr double kOdd[] = {-0.0,
                                 1.0,
                                 -1.0,
                                 1e-300,
                                 1e150,
                                 -1e150,
                                 1e300,
                                 Limits::denorm_min(),
                                 Limits::max(),
                                 -Limits::max(),
                                 Limits::infinity(),
                                 -Limits::infinity(),
                                 Limits::quiet_NaN()};
      return kOdd[bytes.Within(0, std::size(kOdd) - 1)];
    }
    default:
      return static_cast<double>(bytes.Any<std::int16_t>()) / 4096;
  }
}

/// Numbers of one kind or another: small like daily returns, all the same, of a few values, large,
/// or anything at all.
inline std::vector<double> Numbers(Bytes& bytes, std::size_t count) {
  const std::uint32_t kind = bytes.Within(0, 7);
  std::vector<double> numbers(count);
  const double same = static_cast<double>(bytes.Any<std::int8_t>()) / 64;
  for (double& number : numbers) {
    switch (kind) {
      case 0:
        number = same;
        break;
      case 1:
        number = static_cast<double>(bytes.Within(0, 3)) / 4 - 0.25;
        break;
      case 2:
        number = Number(bytes);
        break;
      case 3:
        number = static_cast<double>(bytes.Any<std::int32_t>()) * 1e6;
        break;
      case 4:
        number = std::ldexp(static_cast<double>(bytes.Any<std::int8_t>()),
                            static_cast<int>(bytes.Within(0, 255)) * 8 - 1020);
        break;
      default:
        number = static_cast<double>(bytes.Any<std::int16_t>()) / (1 << 20);
        break;
    }
  }
  if (count > 0 && bytes.Once(32)) numbers[bytes.Within(0, 0xffff) % count] = Number(bytes);
  return numbers;
}

inline bool AllFinite(const std::vector<double>& numbers) {
  for (const double number : numbers) {
    if (!std::isfinite(number)) return false;
  }
  return true;
}

}  // namespace conclave::fuzz
