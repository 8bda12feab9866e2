#pragma once

#include <cstdint>

#include "montecarlo/philox.h"

namespace conclave {

/// High word of the stream that Monte-Carlo paths are drawn from.
inline constexpr std::uint64_t kPathStreams = std::uint64_t{1} << 32;

struct NormalPair {
  double first;
  double second;
};

/// Two independent standard normals of 128 random bits, after Box and Muller (1958): the low 64
/// give the radius sqrt(-2 ln u), u = UnitInterval; of the high 64 the last 52 give the angle
/// within a quarter turn and the first two the signs. Farthest out: 8.572. Plain, with std::fma
/// where the vector versions fuse, and so the same bits as they on every machine. Pure. Off the
/// exact transform of the same bits by less than 1e-15 times the radius.
[[nodiscard]] NormalPair StandardNormalPair(PhiloxBlock bits) noexcept;

/// The normals of assets 2 * pair and 2 * pair + 1 on a path.
[[nodiscard]] inline NormalPair PathNormals(std::uint64_t seed, std::uint64_t path,
                                            std::uint32_t pair) noexcept {
  return StandardNormalPair(PhiloxDraw(seed, kPathStreams | pair, path));
}

}  // namespace conclave
