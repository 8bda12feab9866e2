#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "fuzz/bytes.h"

namespace conclave::fuzz {

/// Prices of one kind or another, 1e-8 quote currency: a quiet market, a wild one, one that does
/// not move, all decimals used, averages that tie or almost do though far from the lowest price,
/// the ends of what an int64 holds, and now and then one that is no price.
inline std::vector<std::int64_t> Prices(Bytes& bytes, std::size_t count) {
  enum Kind : std::uint8_t { kQuiet, kWild, kStill, kCoarse, kFine, kTied, kExtreme, kAny };
  const auto kind = static_cast<Kind>(bytes.Within(kQuiet, kAny));
  std::vector<std::int64_t> prices(count);
  std::int64_t last = 10'000'000'000;
  for (auto& price : prices) {
    switch (kind) {
      case kQuiet:
        last = std::max<std::int64_t>(1, last + std::int64_t{bytes.Any<std::int8_t>()} * 1'000'000);
        break;
      case kWild:
        last = 1 + bytes.Any<std::uint32_t>() % 1'000'000'007;
        break;
      case kStill:
        break;
      case kCoarse:  // many equal averages
        last = 1 + bytes.Within(0, 3);
        break;
      case kFine:
        last = 1 + static_cast<std::int64_t>(bytes.Any<std::uint64_t>() >> 14);
        break;
      case kTied:
        last = bytes.Once(64) ? 1 : (std::int64_t{1} << 50) + bytes.Within(0, 2);
        break;
      case kExtreme:
        last = bytes.Once(2) ? 1 : std::numeric_limits<std::int64_t>::max();
        break;
      case kAny:
        last = bytes.Any<std::int64_t>();
        break;
    }
    price = last;
  }
  if (count > 0 && bytes.Once(32)) {
    prices[bytes.Within(0, 0xffff) % count] = bytes.Once(2) ? 0 : bytes.Any<std::int64_t>();
  }
  return prices;
}

}  // namespace conclave::fuzz
