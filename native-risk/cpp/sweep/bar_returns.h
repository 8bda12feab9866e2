#pragma once

#include <cstdint>
#include <span>

#include "kernels/sma_crossover.h"
#include "sweep/tile.h"

namespace conclave {

/// What a bar can earn, by the rules of docs/backtest-semantics.md: four returns, whatever the
/// number of combinations that share the bars. Added in RunSmaCrossover's order, so the bits are
/// its own.
class ReturnsOfBars {
 public:
  /// The prices must outlive it; costs in [0, kMaxCostBps].
  ReturnsOfBars(std::span<const std::int64_t> opens_e8, std::span<const std::int64_t> closes_e8,
                Costs costs, LogRatios log_ratios) noexcept;

  /// Writes out[t - begin] for begin <= t < end, at most kTileBars; all zeros for bar `first`,
  /// which only decides.
  void Fill(std::uint32_t first, std::uint32_t begin, std::uint32_t end,
            BarReturns* out) const noexcept;

 private:
  std::span<const std::int64_t> opens_;
  std::span<const std::int64_t> closes_;
  LogRatios log_ratios_;
  double buying_;
  double selling_;
};

}  // namespace conclave
