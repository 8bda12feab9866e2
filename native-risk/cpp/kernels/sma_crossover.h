#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace conclave {

/// Changes when the same input would give other numbers.
inline constexpr std::uint16_t kSmaCrossoverVersion = 1;

/// The longest moving average, bars: keeps the exact comparison of two averages within 128 bits.
inline constexpr std::uint32_t kMaxWindowBars = 1U << 20;

/// Half of what is traded; a cost above it is a mistake, not a market.
inline constexpr std::int32_t kMaxCostBps = 5000;

enum class Status : std::uint8_t {
  kOk = 0,
  kBadBars = 1,  ///< sizes differ, or a price <= 0
  kBadLegs =
      2,  ///< none, not ascending, outside the bars, or not 1 <= fast < slow <= kMaxWindowBars
  kBadCosts = 3,  ///< a cost outside [0, kMaxCostBps]
  kBadOutput = 4  ///< positions neither empty nor one for each bar of the run
};

/// From its first bar on, the averages that decide; until the next leg begins.
struct Leg {
  std::uint32_t first_bar;
  std::uint32_t fast_bars;
  std::uint32_t slow_bars;
};

/// Both in basis points of the notional, charged on every fill.
struct Costs {
  std::int32_t fee_bps;
  std::int32_t slippage_bps;
};

struct CrossoverResult {
  double net_return;    ///< log return after costs, the last position marked at the last close
  double deepest_fall;  ///< largest log fall from an earlier high of the equity, >= 0
  double sharpe;  ///< mean / sample deviation of one bar's log return; 0 if that is 0 or unknown
  std::uint32_t fills;   ///< purchases and sales
  std::int8_t position;  ///< to be held after the last bar: 1 long, 0 flat
};

/// Backtests "long while the fast average of the closes stands above the slow one, else flat",
/// decided at a close and filled at the next open. docs/backtest-semantics.md has every rule.
/// Pure: no I/O, no allocation, no globals; same input, same bits, on every platform.
/// Averages are compared exactly, in integers. O(n + legs * slow) time, O(1) space. Never throws;
/// `out` and `positions` are written only on kOk, and `positions` must not overlap the prices.
///
/// @param opens_e8   n opening prices, oldest first, quote currency 1e-8, each > 0
/// @param closes_e8  n closing prices of the same bars, each > 0
/// @param legs       what decides when; the first one's first bar starts the run, flat
/// @param end_bar    where the run ends, exclusive; later bars are not read. Bars before the first
///                   leg are read to fill its averages, nothing is earned in them.
/// @param positions  empty, or one for each bar of the run: the position held after its close
[[nodiscard]] Status RunSmaCrossover(std::span<const std::int64_t> opens_e8,
                                     std::span<const std::int64_t> closes_e8,
                                     std::span<const Leg> legs, std::uint32_t end_bar, Costs costs,
                                     CrossoverResult& out,
                                     std::span<std::int8_t> positions) noexcept;

}  // namespace conclave
