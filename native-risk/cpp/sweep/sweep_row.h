#pragma once

#include <atomic>
#include <cstdint>

namespace conclave {

/// What one combination of a sweep came to. docs/backtest-semantics.md says what each figure means.
/// As it lies in the shared slice: 32 bytes, little-endian, no padding.
struct SweepRow {
  double net_return;           ///< log return after costs
  double deepest_fall;         ///< largest log fall from an earlier high of the equity, >= 0
  double sharpe;               ///< mean / sample deviation of one bar's log return; 0 if unknown
  std::uint32_t fills;         ///< purchases and sales
  std::int32_t last_position;  ///< to be held after the last bar: 1 long, 0 flat, -1 short
};
static_assert(sizeof(SweepRow) == 32);

/// Of one combination over one of the equal parts that the bars are cut into: enough for the Sharpe
/// ratio of any union of parts, so that the probability of overfitting needs no matrix of returns.
struct PartSums {
  double sum;          ///< of the bars' log returns
  double sum_squares;  ///< of their squares
};
static_assert(sizeof(PartSums) == 16);

/// Shared between the threads of a sweep and whoever waits for it.
struct SweepWatch {
  std::atomic<std::uint64_t> done{0};   ///< units of work finished; never falls
  std::atomic<std::uint64_t> total{0};  ///< units in all; 0 until known
  std::atomic<bool> cancelled{false};   ///< set by the waiter: leave soon, with no result
};

}  // namespace conclave
