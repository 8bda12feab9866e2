#include "sweep/wide_prices.h"

#include <algorithm>
#include <new>
#include <utility>

namespace conclave {
namespace {

__extension__ using Int128 = __int128;

/// Of closes `from` to `to` - 1.
std::int64_t SumBetween(const std::int64_t* sums, std::int64_t from, std::int64_t to) noexcept {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(sums[to]) -
                                   static_cast<std::uint64_t>(sums[from]));
}

}  // namespace

TickFit SumUpWide(std::span<const std::int64_t> closes_e8, std::uint32_t bars,
                  WideSums& out) noexcept {
  const auto [low, high] = std::minmax_element(closes_e8.begin(), closes_e8.end());
  const std::int64_t highest = *high - *low;
  const std::size_t window = std::min<std::size_t>(bars, closes_e8.size());
  if (static_cast<Int128>(highest) * static_cast<Int128>(window) >= Int128{1} << 63) {
    return TickFit::kTooWide;
  }
  std::unique_ptr<std::int64_t[]> sums(new (std::nothrow) std::int64_t[closes_e8.size() + 1]);
  if (sums == nullptr) {
    return TickFit::kNoMemory;
  }
  std::uint64_t sum = 0;
  sums[0] = 0;
  for (std::size_t t = 0; t < closes_e8.size(); ++t) {
    sum += static_cast<std::uint64_t>(closes_e8[t] - *low);
    sums[t + 1] = static_cast<std::int64_t>(sum);
  }
  out.sums = std::move(sums);
  out.reach = static_cast<double>(highest) * 0x1p-50;
  return TickFit::kFits;
}

void FillWidePlain(const std::int64_t* sums, const WindowBlock& block, std::uint32_t begin,
                   std::uint32_t end, double early, double* out) {
  for (std::uint32_t t = begin; t < end; ++t) {
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
      const std::int64_t first = std::int64_t{t} + 1 + block.offset[lane];
      out[lane] = first < 0 ? early
                            : static_cast<double>(SumBetween(sums, first, std::int64_t{t} + 1)) /
                                  block.bars[lane];
    }
    out += kLanes;
  }
}

void FillWideLinePlain(const std::int64_t* sums, std::uint32_t window, std::uint32_t begin,
                       std::uint32_t end, double early, double* out) {
  for (std::uint32_t t = begin; t < end; ++t) {
    const std::int64_t first = std::int64_t{t} + 1 - window;
    *out++ = first < 0 ? early
                       : static_cast<double>(SumBetween(sums, first, std::int64_t{t} + 1)) / window;
  }
}

std::uint32_t FindDoubtsPlain(const double* fast, const double* slow, std::uint32_t bars,
                              double reach) {
  std::uint32_t doubts = 0;
  for (std::uint32_t t = 0; t < bars; ++t) {
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
      const double apart = slow[t] - fast[lane];
      doubts |= (apart <= reach && apart >= -reach ? 1U : 0U) << lane;
    }
    fast += kLanes;
  }
  return doubts;
}

bool StandsAbove(const std::int64_t* sums, std::uint32_t fast, std::uint32_t slow,
                 std::uint32_t t) noexcept {
  const std::int64_t end = std::int64_t{t} + 1;
  if (end < slow || end < fast) {
    return false;
  }
  return static_cast<Int128>(SumBetween(sums, end - fast, end)) * static_cast<Int128>(slow) >
         static_cast<Int128>(SumBetween(sums, end - slow, end)) * static_cast<Int128>(fast);
}

}  // namespace conclave
