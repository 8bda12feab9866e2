#pragma once

#include <cstdint>

#include "sweep/tile.h"

namespace conclave {

/// The maps of a tile's runs, each made of two: a disjoint sparse table. Places number the moments
/// of a tile of `bars` bars backwards: place bars + 1 is "held from before", place bars - i the
/// open of bar i, place 0 "still held afterwards". A run is a pair of places, from > to, that
/// differ first in bit l, say: from has it set, to has not. of[l][from] takes it from its purchase
/// to the last bar whose place has bit l set, of[l][to] from the next bar to its sale.
struct RunMaps {
  RunMap of[6][64];
  RunMap throughout;  ///< held from before, and still held afterwards
};

/// O(bars log bars).
///
/// @param bars  in [1, kRunTileBars]
void MapRuns(const BarReturns* returns, std::uint32_t bars, RunMaps& maps) noexcept;

/// Applies a map to a combination.
void ApplyRun(const RunMap& map, BlockState& state, std::uint32_t lane) noexcept;

/// Applies the runs to their combinations, each one's in the order of time. A bar out of the market
/// changes nothing, so runs are all there is.
void ApplyRuns(const RunEvents& events, const RunMaps& maps, BlockState& state) noexcept;

}  // namespace conclave
