#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace conclave {

/// Closes as whole ticks above the lowest one, summed up from the first: what an average of the
/// last w closes is taken from. Shift and scale are the same for both averages, so their order is
/// kept.
///
/// Let T be the highest close in ticks, F and S the longest windows. With
///   (1) T * bars < 2^53   every running sum, and every difference of two, is an exact double;
///   (2) T * F * S < 2^52  comparing the two rounded quotients a = sum_f / f and b = sum_s / s is
///                         exact: if the quotients are equal both round to the same double; if not,
///                         they differ by at least 1 / (f s) > T 2^-52, which is no less than the
///                         spacing of doubles at either, and rounding to nearest can bring two
///                         numbers together only if they are within one spacing.
struct ExactTicks {
  std::unique_ptr<double[]> sums;  ///< sums[t] of the first t closes, bars + 1 of them
};

enum class TickFit : std::uint8_t {
  kFits = 0,
  kTooWide = 1,  ///< (1) or (2) does not hold: compare in 128-bit integers
  kNoMemory = 2
};

/// O(bars) time; `out` is written only on kFits. The tick is the greatest common divisor of the
/// closes' distances from the lowest.
///
/// @param closes_e8  at least one, each > 0
/// @param fast_bars  the longest window of each kind, >= 1; those longer than the bars never decide
[[nodiscard]] TickFit MeasureInTicks(std::span<const std::int64_t> closes_e8,
                                     std::uint32_t fast_bars, std::uint32_t slow_bars,
                                     ExactTicks& out) noexcept;

}  // namespace conclave
