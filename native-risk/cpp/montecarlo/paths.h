#pragma once

#include <cstddef>
#include <cstdint>

namespace conclave {

/// A book made ready for simulation. Borrowed: whoever simulates keeps the arrays alive.
struct PathModel {
  std::size_t assets;
  const double* exposures;  ///< one an asset
  const double* means;      ///< one an asset
  const double* cholesky;   ///< assets * assets, row-major, lower
  const double* collapsed;  ///< one a normal: L' exposures. Null: revalue asset by asset
  double drift;             ///< exposures . means, for the collapsed book
  std::uint64_t seed;
};

/// Draws made together, whatever the instruction set.
inline constexpr std::size_t kDrawsTogether = 32;

/// Doubles of working memory that a thread needs; aligned to 64 bytes.
[[nodiscard]] constexpr std::size_t WorkspaceOf(std::size_t assets) noexcept {
  return (assets + 1) * kDrawsTogether;
}

/// Losses of the paths that draws first, first + 1, … stand for, to losses[0 … draws), and of their
/// mirror images to mirrored[0 … draws) unless that is null. The same bits whichever is called.
///
/// @param workspace WorkspaceOf(assets) doubles, aligned to 64 bytes
using SimulatePaths = void(const PathModel& model, std::uint64_t first, std::size_t draws,
                           double* losses, double* mirrored, double* workspace) noexcept;

SimulatePaths SimulatePathsScalar;
SimulatePaths SimulatePathsAvx2;
SimulatePaths SimulatePathsAvx512;

}  // namespace conclave
