#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "fuzz/bytes.h"
#include "fuzz/prices.h"
#include "strategy/strategy.h"

namespace conclave::fuzz {

/// Bars of one kind of prices or another; mostly sound, and mostly with highs and lows.
struct Bars {
  std::vector<std::int64_t> opens;
  std::vector<std::int64_t> highs;
  std::vector<std::int64_t> lows;
  std::vector<std::int64_t> closes;

  Bars(Bytes& bytes, std::size_t count)
      : opens(Prices(bytes, count)), closes(Prices(bytes, count)) {
    // What an int64 holds is more than a price may be.
    if (!bytes.Once(8)) {
      for (auto* prices : {&opens, &closes}) {
        for (auto& price : *prices) price = std::min(price, kMaxPriceE8);
      }
    }
    if (bytes.Once(8)) return;
    for (std::size_t t = 0; t < count; ++t) {
      const std::int64_t above = bytes.Any<std::uint8_t>();
      const std::int64_t high = std::max(opens[t], closes[t]);
      const std::int64_t low = std::min(opens[t], closes[t]);
      highs.push_back(high > kMaxPriceE8 - above * 1'000'000 ? high : high + above * 1'000'000);
      lows.push_back(low > 256'000'000 ? low - above * 500'000 : low);
    }
    if (count > 0 && bytes.Once(64)) lows[bytes.Within(0, 255) % count] = bytes.Any<std::int64_t>();
  }

  [[nodiscard]] std::size_t size() const { return closes.size(); }

  [[nodiscard]] BarSeries First(std::size_t count) const {
    const std::span<const std::int64_t> high(highs);
    const std::span<const std::int64_t> low(lows);
    return {std::span(opens).first(count), high.first(std::min(count, high.size())),
            low.first(std::min(count, low.size())), std::span(closes).first(count)};
  }
};

}  // namespace conclave::fuzz
