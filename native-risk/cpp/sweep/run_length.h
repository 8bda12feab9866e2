#pragma once

#include <cstdint>

#include "sweep/tile.h"

namespace conclave {

/// What a stretch of bars does to a combination: (max, +) maps, which compose. With D the fall from
/// the high and m the deepest one, D' = max(D - earned, fall) and m' = max(m, deepest, D + trough).
struct alignas(64) RunMap {
  double earned;   ///< sum of the returns
  double squares;  ///< of the returns
  double fall;     ///< after the stretch, had there been none before
  double deepest;  ///< within the stretch
  double trough;   ///< deepest loss since its beginning, >= 0
};

/// The maps of all runs of a held position in a tile. Places number its moments backwards: with
/// `bars` bars, place bars + 1 is "held from before", place bars - i is the open of bar i, place 0
/// is "still held afterwards". A run is a pair of places (from > to), and its map includes the
/// purchase and the sale at its ends.
struct RunMaps {
  RunMap of[64][64];  ///< [from][to]
};

/// The running figures of one combination.
struct RunState {
  double earned;
  double squares;
  double fall;
  double deepest;
};

/// O(bars^2).
///
/// @param bars  in [1, kRunTileBars]
void MapRuns(const BarReturns* returns, std::uint32_t bars, RunMaps& maps) noexcept;

/// Applies the runs to their combinations, each one's in the order of time. A bar out of the market
/// changes nothing, so runs are all there is.
void ApplyRuns(const RunEvents& events, const RunMaps& maps, RunState* states) noexcept;

}  // namespace conclave
