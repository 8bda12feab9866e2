#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "strategy/simulator.h"
#include "strategy/strategy.h"
#include "sweep/sweep_row.h"

namespace conclave {

/// The most axes of a grid, the most combinations in one, and the most parts.
inline constexpr std::size_t kMaxSweepAxes = 4;
inline constexpr std::uint64_t kMaxStrategyCombinations = std::uint64_t{1} << 24;
inline constexpr std::uint32_t kMaxSweepParts = 64;

/// A number of StrategySpec that a grid may vary.
enum class Parameter : std::uint8_t {
  kFastBars = 1,
  kSlowBars = 2,
  kSignalBars = 3,
  kEnter = 4,
  kLeave = 5,
  kStopLossBps = 6,
  kTakeProfitBps = 7,
  kMaxBars = 8,
  kYearlyVolatility = 9
};

/// first, first + step, …: `count` values of one parameter. Whole numbers where the parameter is
/// one.
struct SweepAxis {
  Parameter parameter;
  double first;
  double step;
  std::uint32_t count;  ///< >= 1
};

struct StrategySweep {
  StrategySpec base{};                ///< what the axes do not set
  std::span<const SweepAxis> axes{};  ///< 1..kMaxSweepAxes, each parameter once
  std::size_t first_bar = 0;          ///< as for Simulate
  Broker broker{};
  std::uint32_t parts = 0;    ///< for PartSums, at most kMaxSweepParts; 0: none
  std::uint32_t threads = 1;  ///< [1, 256]; the result does not depend on it
};

/// How many combinations: the product of the axes' counts; 0 if the axes are none, too many, or
/// make too many.
[[nodiscard]] std::uint64_t CountCombinations(std::span<const SweepAxis> axes) noexcept;

/// The combination at `index`: row-major, the last axis runs fastest.
[[nodiscard]] StrategySpec CombinationAt(const StrategySpec& base, std::span<const SweepAxis> axes,
                                         std::uint64_t index) noexcept;

/// Runs every combination of the grid over the same bars. A combination that is no strategy (a fast
/// window not shorter than the slow one) does not end the sweep: its row's figures are NaN and its
/// counts 0. O(combinations * n) time; memory for the results is the caller's, and the rest a few
/// bytes a bar and thread.
///
/// @param signal  as for Simulate
/// @param rows    one for each combination
/// @param parts   sweep.parts for each combination, or empty if sweep.parts is 0. The run's log
///                returns (all bars but the first) are cut into parts of equal length; those left
///                over come first and belong to none (sweep/crossover_sweep.h does the same).
/// @param watch   told of every finished combination; may cancel
[[nodiscard]] StrategyStatus SweepStrategy(const BarSeries& bars, const StrategySweep& sweep,
                                           std::span<const std::int32_t> signal,
                                           std::span<SweepRow> rows, std::span<PartSums> parts,
                                           SweepWatch& watch) noexcept;

}  // namespace conclave
