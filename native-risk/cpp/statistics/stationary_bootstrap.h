#pragma once

#include <cstdint>
#include <span>

namespace conclave {

/// Draw number `draw` of the stationary bootstrap: how often each observation is taken when blocks
/// of geometric length with the given mean, wrapped around the end, are put one after another until
/// there are as many as before. Politis & Romano, "The stationary bootstrap" (1994).
/// A pure function of its arguments: draws may be made in any order and on any thread.
/// O(n) time. Never throws.
///
/// @param mean_block  observations, >= 1
/// @param counts      n in [1, 2^31], written; they sum to n
void DrawStationaryBootstrap(std::uint64_t seed, std::uint32_t draw, double mean_block,
                             std::span<std::uint32_t> counts) noexcept;

}  // namespace conclave
