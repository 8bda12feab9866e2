#pragma once

#include <cstdint>
#include <span>

#include "sweep/crossover_sweep.h"
#include "sweep/tile.h"
#include "sweep/wide_prices.h"

namespace conclave {

__extension__ using SumOfCloses = __int128;

/// One average, moved on bar by bar: simple ones as the exact sum of the closes.
class PlainAverage {
 public:
  PlainAverage() noexcept = default;
  PlainAverage(Average kind, std::uint32_t bars) noexcept;

  /// Called for every bar from 0 on, in order.
  void MoveTo(std::span<const std::int64_t> closes, std::uint32_t bar) noexcept;

  /// Whether it has begun and stands below `fast`, exactly.
  [[nodiscard]] bool StandsBelow(const PlainAverage& fast) const noexcept;

 private:
  Average kind_ = Average::kSimple;
  std::uint32_t bars_ = 1;
  std::uint32_t seen_ = 0;
  SumOfCloses sum_ = 0;
  double first_closes_ = 0;
  double exponential_ = 0;
};

/// The reference of the wide kernels, and what stands in for them where doubles would not be exact.
/// One combination through the bars [begin, end): books each bar, then decides at its close.
///
/// @param fast, slow  as they stand before bar `begin`
/// @param returns     of each bar
void BookPlainly(std::span<const std::int64_t> closes, PlainAverage fast, PlainAverage slow,
                 const BarReturns* returns, std::uint32_t begin, std::uint32_t end,
                 BlockState& state, std::uint32_t lane) noexcept;

/// The same decisions, from running sums: of a combination whose averages came too near for
/// doubles.
///
/// @param fast, slow  windows
void BookExactly(const WideSums& sums, std::uint32_t fast, std::uint32_t slow,
                 const BarReturns* returns, std::uint32_t begin, std::uint32_t end,
                 BlockState& state, std::uint32_t lane) noexcept;

}  // namespace conclave
