#pragma once

#include <cstddef>
#include <vector>

#include "worker/requests.h"

namespace conclave {

/// The most windows a side of a sweep may name.
inline constexpr std::size_t kMaxSweepWindows = std::size_t{1} << 16;

/// The most combinations a sweep may have: their rows fill half of the largest slice.
inline constexpr std::size_t kMaxSweepRows = std::size_t{1} << 24;

/// Sweeps crossovers of moving averages over resident bars; rows go to the slice. A Handler.
void SweepCrossovers(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

}  // namespace conclave
