#include "sweep/exact_ticks.h"

#include <algorithm>
#include <new>
#include <numeric>
#include <utility>

namespace conclave {
namespace {

__extension__ using Int128 = __int128;

constexpr Int128 kExactSums = Int128{1} << 53;
constexpr Int128 kExactQuotients = Int128{1} << 52;

}  // namespace

TickFit MeasureInTicks(std::span<const std::int64_t> closes_e8, std::uint32_t fast_bars,
                       std::uint32_t slow_bars, ExactTicks& out) noexcept {
  const auto [low, high] = std::minmax_element(closes_e8.begin(), closes_e8.end());
  std::int64_t tick = 0;
  for (const std::int64_t close : closes_e8) {
    const std::int64_t above = close - *low;
    // Most distances are multiples of what has been found so far: one division tells.
    if (tick == 0 || above % tick != 0) {
      tick = std::gcd(tick, above);
    }
    if (tick == 1) {
      break;
    }
  }
  tick = std::max<std::int64_t>(tick, 1);

  const Int128 highest = (*high - *low) / tick;
  const std::size_t bars = closes_e8.size();
  const Int128 fast = static_cast<Int128>(std::min<std::size_t>(fast_bars, bars));
  const Int128 slow = static_cast<Int128>(std::min<std::size_t>(slow_bars, bars));
  if (highest * static_cast<Int128>(bars) >= kExactSums ||
      highest * fast * slow >= kExactQuotients) {
    return TickFit::kTooWide;
  }
  std::unique_ptr<double[]> sums(new (std::nothrow) double[bars + 1]);
  if (sums == nullptr) {
    return TickFit::kNoMemory;
  }
  sums[0] = 0;
  for (std::size_t t = 0; t < bars; ++t) {
    sums[t + 1] = sums[t] + static_cast<double>((closes_e8[t] - *low) / tick);
  }
  out.sums = std::move(sums);
  return TickFit::kFits;
}

}  // namespace conclave
