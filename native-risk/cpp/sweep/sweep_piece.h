#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "sweep/bar_returns.h"
#include "sweep/crossover_sweep.h"
#include "sweep/exact_ticks.h"
#include "sweep/instructions.h"
#include "sweep/wide_prices.h"

namespace conclave {

/// The largest piece: what bounds a thread's memory.
inline constexpr std::uint32_t kPieceBlocks = 16;
inline constexpr std::uint32_t kPieceSlow = 64;

/// How the combinations are computed, once the request is checked and the prices are looked at.
enum class SweepKind : std::uint8_t { kPlain, kTiles, kRuns };

/// A checked request, shared by the threads.
struct SweepJob {
  const CrossoverSweep& sweep;
  SweepKind kind;
  const Instructions& instructions;
  const ExactTicks& ticks;  ///< of simple averages unless kPlain, or none if
  const WideSums* wide;     ///< these are taken instead: prices of too many decimals
  const ReturnsOfBars& returns;
  SweepWatch& watch;
  std::span<SweepRow> rows;
  std::span<PartSums> parts_out;
};

/// A rectangle of the grid: fast windows [32 * first_block, 32 * end_block) cut to those there are,
/// slow windows [first_slow, end_slow).
struct SweepPiece {
  std::uint32_t first_block;
  std::uint32_t end_block;  ///< at most kPieceBlocks further
  std::uint32_t first_slow;
  std::uint32_t end_slow;  ///< at most kPieceSlow further
};

/// A tile and the state of a piece: one thread's memory, made once and used for one piece after
/// another.
class PieceRunner {
 public:
  explicit PieceRunner(const SweepJob& job) noexcept;
  ~PieceRunner();
  PieceRunner(const PieceRunner&) = delete;
  PieceRunner& operator=(const PieceRunner&) = delete;

  /// Goes through all bars and writes the rows and parts of the piece. kOk, kNoMemory or
  /// kCancelled.
  [[nodiscard]] SweepStatus Run(const SweepPiece& piece) noexcept;

  /// Units of progress that a block of a piece makes.
  [[nodiscard]] static std::uint64_t StepsOfBlock(const SweepJob& job) noexcept;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace conclave
