#include "sweep/crossover_sweep.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <new>
#include <thread>

#include "sweep/sweep_piece.h"

namespace conclave {
namespace {

bool Positive(std::span<const std::int64_t> prices) noexcept {
  return std::all_of(prices.begin(), prices.end(), [](std::int64_t p) { return p > 0; });
}

bool Windows(std::span<const std::uint32_t> windows) noexcept {
  return !windows.empty() && std::all_of(windows.begin(), windows.end(), [](std::uint32_t w) {
    return w >= 1 && w <= kMaxWindowBars;
  });
}

bool Affordable(std::int32_t bps) noexcept { return bps >= 0 && bps <= kMaxCostBps; }

SweepStatus Check(const CrossoverSweep& sweep, std::span<const SweepRow> rows,
                  std::span<const PartSums> parts_out) noexcept {
  if (sweep.opens_e8.size() != sweep.closes_e8.size()) {
    return SweepStatus::kBadBars;
  }
  if (sweep.end_bar > sweep.closes_e8.size() || sweep.first_bar >= sweep.end_bar) {
    return SweepStatus::kBadRange;
  }
  if (!Windows(sweep.fast) || !Windows(sweep.slow)) {
    return SweepStatus::kBadWindows;
  }
  if (!Affordable(sweep.costs.fee_bps) || !Affordable(sweep.costs.slippage_bps)) {
    return SweepStatus::kBadCosts;
  }
  if (rows.size() / sweep.slow.size() != sweep.fast.size() ||
      rows.size() % sweep.slow.size() != 0) {
    return SweepStatus::kBadOutput;
  }
  if (!parts_out.empty()) {
    if (sweep.parts < 1 || sweep.parts > sweep.end_bar - sweep.first_bar - 1) {
      return SweepStatus::kBadParts;
    }
    if (parts_out.size() / sweep.parts != rows.size() || parts_out.size() % sweep.parts != 0) {
      return SweepStatus::kBadOutput;
    }
  }
  const bool average = sweep.average == Average::kSimple || sweep.average == Average::kExponential;
  if (!average || !Supported(sweep.method)) {
    return SweepStatus::kBadMethod;
  }
  if (sweep.threads < 1 || sweep.threads > kMaxSweepThreads) {
    return SweepStatus::kBadThreads;
  }
  // Last, since it is the only check that takes time.
  if (!Positive(sweep.opens_e8.first(sweep.end_bar)) ||
      !Positive(sweep.closes_e8.first(sweep.end_bar))) {
    return SweepStatus::kBadBars;
  }
  return SweepStatus::kOk;
}

std::uint32_t CeilDiv(std::uint32_t a, std::uint32_t b) noexcept { return a / b + (a % b != 0); }

/// The grid in rectangles of one size, numbered slow-major. Whole rows of blocks share the slow
/// averages and the returns, so the blocks are divided among the threads if that comes out even,
/// and the slow windows otherwise.
class Pieces {
 public:
  Pieces(std::size_t fast, std::size_t slow, std::uint32_t threads) noexcept
      : blocks_(CeilDiv(static_cast<std::uint32_t>(fast), kLanes)),
        slow_(static_cast<std::uint32_t>(slow)) {
    if (blocks_ % threads == 0) {
      piece_blocks_ = std::min(blocks_ / threads, kPieceBlocks);
      piece_slow_ = std::min(slow_, kPieceSlow);
    } else {
      piece_blocks_ = std::min(blocks_, kPieceBlocks);
      piece_slow_ = std::min(CeilDiv(slow_, threads), kPieceSlow);
    }
    across_ = CeilDiv(blocks_, piece_blocks_);
  }

  [[nodiscard]] std::uint64_t count() const noexcept {
    return std::uint64_t{across_} * CeilDiv(slow_, piece_slow_);
  }

  /// Blocks of all pieces together.
  [[nodiscard]] std::uint64_t blocks() const noexcept {
    return std::uint64_t{blocks_} * CeilDiv(slow_, piece_slow_);
  }

  [[nodiscard]] SweepPiece operator[](std::uint64_t i) const noexcept {
    const auto block = static_cast<std::uint32_t>(i % across_) * piece_blocks_;
    const auto slow = static_cast<std::uint32_t>(i / across_) * piece_slow_;
    return {block, std::min(block + piece_blocks_, blocks_), slow,
            std::min(slow + piece_slow_, slow_)};
  }

 private:
  std::uint32_t blocks_;
  std::uint32_t slow_;
  std::uint32_t piece_blocks_;
  std::uint32_t piece_slow_;
  std::uint32_t across_;
};

/// Each thread takes the next piece until there is none, or one of them failed.
class Crew {
 public:
  Crew(const SweepJob& job, const Pieces& pieces) noexcept : job_(job), pieces_(pieces) {}

  [[nodiscard]] SweepStatus Run(std::uint32_t threads) noexcept {
    const auto helpers =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(threads, pieces_.count()) - 1);
    std::unique_ptr<std::thread[]> team(new (std::nothrow) std::thread[helpers]);
    for (std::uint32_t i = 0; team != nullptr && i < helpers; ++i) {
      try {
        team[i] = std::thread([this] { Work(); });
      } catch (...) {
        break;  // The system has no thread left: those there are take its pieces too.
      }
    }
    Work();
    for (std::uint32_t i = 0; team != nullptr && i < helpers; ++i) {
      if (team[i].joinable()) {
        team[i].join();
      }
    }
    return outcome_.load();
  }

 private:
  void Work() noexcept {
    PieceRunner runner(job_);
    while (outcome_.load() == SweepStatus::kOk) {
      const std::uint64_t piece = next_.fetch_add(1);
      if (piece >= pieces_.count()) {
        return;
      }
      const SweepStatus status = runner.Run(pieces_[piece]);
      if (status != SweepStatus::kOk) {
        outcome_.store(status);
      }
    }
  }

  const SweepJob& job_;
  const Pieces& pieces_;
  std::atomic<std::uint64_t> next_{0};
  std::atomic<SweepStatus> outcome_{SweepStatus::kOk};
};

Method MethodOf(SweepKind kind, Method wide) noexcept {
  switch (kind) {
    case SweepKind::kTiles:
      return wide;
    case SweepKind::kRuns:
      return Method::kRunLength;
    case SweepKind::kPlain:
      break;
  }
  return Method::kScalar;
}

}  // namespace

SweepStatus SweepCrossovers(const CrossoverSweep& sweep, SweepWatch& watch,
                            std::span<SweepRow> rows, std::span<PartSums> parts_out,
                            Method* used) noexcept {
  const SweepStatus checked = Check(sweep, rows, parts_out);
  if (checked != SweepStatus::kOk) {
    return checked;
  }
  const Method wide = sweep.method == Method::kAuto || sweep.method == Method::kRunLength
                          ? BestMethod()
                          : sweep.method;
  SweepKind kind = sweep.method == Method::kRunLength ? SweepKind::kRuns
                   : wide == Method::kScalar          ? SweepKind::kPlain
                                                      : SweepKind::kTiles;
  ExactTicks ticks;
  WideSums sums;
  TickFit in_ticks = TickFit::kFits;
  if (kind != SweepKind::kPlain && sweep.average == Average::kSimple) {
    const auto longest = [](std::span<const std::uint32_t> windows) {
      return *std::max_element(windows.begin(), windows.end());
    };
    const std::span<const std::int64_t> closes = sweep.closes_e8.first(sweep.end_bar);
    const std::uint32_t fast = longest(sweep.fast);
    const std::uint32_t slow = longest(sweep.slow);
    in_ticks = MeasureInTicks(closes, fast, slow, ticks);
    const TickFit fit =
        in_ticks == TickFit::kTooWide ? SumUpWide(closes, std::max(fast, slow), sums) : in_ticks;
    if (fit == TickFit::kNoMemory) {
      return SweepStatus::kNoMemory;
    }
    if (fit == TickFit::kTooWide) {
      kind = SweepKind::kPlain;
    }
  }
  const Instructions& instructions = InstructionsOf(wide);
  const ReturnsOfBars returns(sweep.opens_e8, sweep.closes_e8, sweep.costs,
                              instructions.log_ratios);
  const WideSums* wide_sums =
      in_ticks == TickFit::kTooWide && kind != SweepKind::kPlain ? &sums : nullptr;
  const SweepJob job{sweep, kind, instructions, ticks, wide_sums, returns, watch, rows, parts_out};
  const Pieces pieces(sweep.fast.size(), sweep.slow.size(), sweep.threads);
  watch.done.store(0);
  watch.total.store(pieces.blocks() * PieceRunner::StepsOfBlock(job));
  const SweepStatus status = Crew(job, pieces).Run(sweep.threads);
  if (status == SweepStatus::kOk && used != nullptr) {
    *used = MethodOf(kind, wide);
  }
  return status;
}

}  // namespace conclave
