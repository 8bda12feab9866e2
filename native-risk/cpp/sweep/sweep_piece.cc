#include "sweep/sweep_piece.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <new>

#include "sweep/plain_loops.h"
#include "sweep/run_length.h"

namespace conclave {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kNoTrial = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint32_t kSlowBlocks = kPieceSlow / kLanes;

/// Cuts the run's bars into tiles, and at the bounds of the parts.
class Tiles {
 public:
  Tiles(const SweepJob& job) noexcept
      : longest_(job.kind == SweepKind::kRuns ? kRunTileBars : kTileBars), end_(job.sweep.end_bar) {
    if (job.parts_out.empty()) {
      bound_ = end_;
      part_bars_ = 0;
      return;
    }
    const std::uint32_t returns = end_ - job.sweep.first_bar - 1;
    part_bars_ = returns / job.sweep.parts;
    bound_ = end_ - part_bars_ * job.sweep.parts;
  }

  [[nodiscard]] std::uint32_t EndAfter(std::uint32_t begin) noexcept {
    if (begin == bound_) {
      bound_ += part_bars_;
    }
    return std::min({begin + longest_, end_, bound_});
  }

  /// Whether a part begins or ends before bar `at`, which must be what EndAfter answered.
  [[nodiscard]] bool AtBound(std::uint32_t at) const noexcept {
    return part_bars_ > 0 && at == bound_;
  }

 private:
  std::uint32_t longest_;
  std::uint32_t end_;
  std::uint32_t bound_;
  std::uint32_t part_bars_;
};

/// kLanes windows from `first` on, or as many as there are.
WindowBlock BlockOf(std::span<const std::uint32_t> windows, std::size_t first) noexcept {
  WindowBlock block{};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    const std::uint32_t bars = windows[std::min(first + lane, windows.size() - 1)];
    block.bars[lane] = bars;
    block.inverse[lane] = 1.0 / bars;
    block.alpha[lane] = 2 / (bars + 1.0);
    block.offset[lane] = -std::int64_t{bars};
    block.longest = std::max(block.longest, bars);
  }
  for (std::uint32_t q = 0; q < kLanes / 8; ++q) {
    const double* w = block.bars + std::size_t{8} * q;
    const bool ascend =
        std::adjacent_find(w, w + 8, [](double a, double b) { return a + 1 != b; }) == w + 8;
    block.consecutive |= (ascend ? 1U : 0U) << q;
  }
  return block;
}

/// 0 too if the scatter is no more than what rounding may leave of equal returns.
double Sharpe(double sum, double squares, double returns) noexcept {
  if (returns < 2) {
    return 0;
  }
  const double scatter = squares - sum * sum / returns;
  const double rounding = squares * returns * 0x1p-52;
  return scatter > rounding ? sum / returns / std::sqrt(scatter / (returns - 1)) : 0;
}

}  // namespace

/// A tile of averages and returns, and the running state of a piece's combinations.
class PieceRunner::Work {
 public:
  /// Averages of simple and exponential kind, and what is booked, for tiles and runs.
  struct alignas(64) Tile {
    double fast[kTileBars * kLanes];
    double slow_by_bar[kTileBars * kLanes];
    double slow[kPieceSlow][kTileBars];
    double slow_low[kPieceSlow][kRunTileBars];  ///< of wide prices by runs: below is proven
    BarReturns returns[kTileBars];
    WindowBlock fast_blocks[kPieceBlocks];
    WindowBlock slow_blocks[kSlowBlocks];
    BlockRanges fast_ranges;
    LineRanges slow_ranges[kPieceSlow];
    LineRanges slow_low_ranges[kPieceSlow];
    RunMaps maps;
    RunEvents events;
  };

  struct Plain {
    PlainAverage fast[kPieceBlocks * kLanes];
    PlainAverage slow[kPieceSlow];
    BarReturns returns[kTileBars];
  };

  explicit Work(const SweepJob& job) noexcept : job_(job) {}

  [[nodiscard]] SweepStatus Run(const SweepPiece& piece) noexcept {
    if (!Prepare(piece)) {
      return SweepStatus::kNoMemory;
    }
    const SweepStatus warm = WarmUp();
    if (warm != SweepStatus::kOk) {
      return warm;
    }
    Tiles tiles(job_);
    std::size_t bounds = 0;
    for (std::uint32_t begin = job_.sweep.first_bar; begin < job_.sweep.end_bar;) {
      const std::uint32_t end = tiles.EndAfter(begin);
      if (!RunTile(begin, end)) {
        return SweepStatus::kCancelled;
      }
      if (tiles.AtBound(end)) {
        NoteParts(bounds++);
      }
      begin = end;
    }
    WriteRows();
    return SweepStatus::kOk;
  }

 private:
  [[nodiscard]] const CrossoverSweep& sweep() const noexcept { return job_.sweep; }
  [[nodiscard]] bool Cancelled() const noexcept {
    return job_.watch.cancelled.load(std::memory_order_relaxed);
  }
  [[nodiscard]] std::uint32_t Slows() const noexcept { return piece_.end_slow - piece_.first_slow; }
  [[nodiscard]] std::uint32_t Blocks() const noexcept {
    return piece_.end_block - piece_.first_block;
  }
  [[nodiscard]] std::uint32_t Lanes(std::uint32_t block) const noexcept {
    const std::size_t first = std::size_t{piece_.first_block + block} * kLanes;
    return static_cast<std::uint32_t>(std::min<std::size_t>(kLanes, sweep().fast.size() - first));
  }
  [[nodiscard]] std::uint32_t FastWindow(std::uint32_t block, std::uint32_t lane) const noexcept {
    return sweep().fast[std::size_t{piece_.first_block + block} * kLanes + lane];
  }

  [[nodiscard]] std::uint32_t SlowWindow(std::uint32_t s) const noexcept {
    return sweep().slow[piece_.first_slow + s];
  }

  /// Of the lanes of a mask, those with a trial.
  [[nodiscard]] std::uint32_t Trials(std::uint32_t lanes, std::uint32_t block,
                                     std::uint32_t s) const noexcept {
    std::uint32_t trials = 0;
    for (; lanes != 0; lanes &= lanes - 1) {
      const auto lane = static_cast<std::uint32_t>(std::countr_zero(lanes));
      if (lane < Lanes(block) && FastWindow(block, lane) < SlowWindow(s)) {
        trials |= 1U << lane;
      }
    }
    return trials;
  }

  [[nodiscard]] bool Prepare(const SweepPiece& piece) noexcept {
    piece_ = piece;
    const std::size_t states = std::size_t{Blocks()} * Slows();
    if (states > room_) {
      states_.reset(new (std::nothrow) BlockState[states]);
      room_ = states_ != nullptr ? states : 0;
    }
    if (job_.kind == SweepKind::kPlain && plain_ == nullptr) {
      plain_.reset(new (std::nothrow) Plain);
    }
    if (job_.kind != SweepKind::kPlain && tile_ == nullptr) {
      tile_.reset(new (std::nothrow) Tile);
    }
    if (room_ < states || (plain_ == nullptr && tile_ == nullptr)) {
      return false;
    }
    std::fill_n(states_.get(), states, BlockState{});
    PrepareWindows();
    return true;
  }

  void PrepareWindows() noexcept {
    if (job_.kind == SweepKind::kPlain) {
      for (std::uint32_t block = 0; block < Blocks(); ++block) {
        for (std::uint32_t lane = 0; lane < Lanes(block); ++lane) {
          plain_->fast[block * kLanes + lane] =
              PlainAverage(sweep().average, FastWindow(block, lane));
        }
      }
      for (std::uint32_t s = 0; s < Slows(); ++s) {
        plain_->slow[s] = PlainAverage(sweep().average, SlowWindow(s));
      }
      return;
    }
    for (std::uint32_t block = 0; block < Blocks(); ++block) {
      tile_->fast_blocks[block] =
          BlockOf(sweep().fast, std::size_t{piece_.first_block + block} * kLanes);
    }
    const std::span<const std::uint32_t> slow = sweep().slow.first(piece_.end_slow);
    for (std::uint32_t block = 0; block * kLanes < Slows(); ++block) {
      tile_->slow_blocks[block] = BlockOf(slow, piece_.first_slow + std::size_t{block} * kLanes);
    }
  }

  /// Brings averages that depend on every earlier bar to the first bar of the run.
  [[nodiscard]] SweepStatus WarmUp() noexcept {
    if (job_.kind == SweepKind::kPlain) {
      return MovePlain(0, sweep().first_bar);
    }
    if (sweep().average == Average::kSimple) {
      return SweepStatus::kOk;
    }
    for (std::uint32_t begin = 0; begin < sweep().first_bar; begin += kTileBars) {
      if (Cancelled()) {
        return SweepStatus::kCancelled;
      }
      const std::uint32_t end = std::min(begin + kTileBars, sweep().first_bar);
      for (std::uint32_t block = 0; block < Blocks(); ++block) {
        FillAverages(tile_->fast_blocks[block], begin, end, 0, tile_->fast);
      }
      FillSlow(begin, end);
    }
    return SweepStatus::kOk;
  }

  [[nodiscard]] SweepStatus MovePlain(std::uint32_t begin, std::uint32_t end) noexcept {
    const std::span<PlainAverage> fast(plain_->fast, std::size_t{Blocks()} * kLanes);
    const std::span<PlainAverage> slow(plain_->slow, Slows());
    for (std::uint32_t bar = begin; bar < end; ++bar) {
      if (bar % kTileBars == 0 && Cancelled()) {
        return SweepStatus::kCancelled;
      }
      for (PlainAverage& average : fast) {
        average.MoveTo(sweep().closes_e8, bar);
      }
      for (PlainAverage& average : slow) {
        average.MoveTo(sweep().closes_e8, bar);
      }
    }
    return SweepStatus::kOk;
  }

  [[nodiscard]] BlockState& StateOf(std::uint32_t block, std::uint32_t s) const noexcept {
    return states_[std::size_t{block} * Slows() + s];
  }

  void FillAverages(WindowBlock& block, std::uint32_t begin, std::uint32_t end, double early,
                    double* out) noexcept {
    if (job_.wide != nullptr) {
      job_.instructions.fill_wide(job_.wide->sums.get(), block, begin, end, early, out);
    } else if (sweep().average == Average::kSimple) {
      job_.instructions.fill_simple(job_.ticks.sums.get(), block, begin, end, early, out);
    } else {
      job_.instructions.fill_exponential(sweep().closes_e8.data(), block, begin, end, early, out);
    }
  }

  /// The slow averages, one line of bars each.
  void FillSlow(std::uint32_t begin, std::uint32_t end) noexcept {
    if (job_.wide != nullptr) {
      for (std::uint32_t s = 0; s < Slows(); ++s) {
        job_.instructions.fill_wide_line(job_.wide->sums.get(), SlowWindow(s), begin, end, kNever,
                                         tile_->slow[s]);
      }
      return;
    }
    if (sweep().average == Average::kSimple) {
      for (std::uint32_t s = 0; s < Slows(); ++s) {
        job_.instructions.fill_line(job_.ticks.sums.get(), SlowWindow(s), begin, end, kNever,
                                    tile_->slow[s]);
      }
      return;
    }
    for (std::uint32_t first = 0; first < Slows(); first += kLanes) {
      FillAverages(tile_->slow_blocks[first / kLanes], begin, end, kNever, tile_->slow_by_bar);
      const std::uint32_t lanes = std::min(kLanes, Slows() - first);
      for (std::uint32_t lane = 0; lane < lanes; ++lane) {
        const double* from = tile_->slow_by_bar + lane;
        double* to = tile_->slow[first + lane];
        for (std::uint32_t bar = 0; bar < end - begin; ++bar) {
          to[bar] = from[std::size_t{bar} * kLanes];
        }
      }
    }
  }

  /// False if cancelled.
  [[nodiscard]] bool RunTile(std::uint32_t begin, std::uint32_t end) noexcept {
    BarReturns* returns = job_.kind == SweepKind::kPlain ? plain_->returns : tile_->returns;
    job_.returns.Fill(sweep().first_bar, begin, end, returns);
    if (job_.kind != SweepKind::kPlain) {
      FillSlow(begin, end);
    }
    if (job_.kind == SweepKind::kRuns) {
      MapRuns(tile_->returns, end - begin, tile_->maps);
      if (job_.wide != nullptr) {
        ReachAround(end - begin);
      }
      for (std::uint32_t s = 0; s < Slows(); ++s) {
        job_.instructions.measure_line(tile_->slow[s], end - begin, tile_->slow_ranges[s]);
      }
    }
    for (std::uint32_t block = 0; block < Blocks(); ++block) {
      if (Cancelled()) {
        return false;
      }
      switch (job_.kind) {
        case SweepKind::kPlain:
          BookPlain(block, begin, end);
          break;
        case SweepKind::kTiles:
          if (job_.wide != nullptr) {
            BookWideTiles(block, begin, end);
          } else {
            BookTiles(block, begin, end);
          }
          break;
        case SweepKind::kRuns:
          BookRuns(block, begin, end);
          break;
      }
      job_.watch.done.fetch_add(1, std::memory_order_relaxed);
    }
    return job_.kind != SweepKind::kPlain || MovePlain(begin, end) == SweepStatus::kOk;
  }

  void BookPlain(std::uint32_t block, std::uint32_t begin, std::uint32_t end) noexcept {
    for (std::uint32_t s = 0; s < Slows(); ++s) {
      for (std::uint32_t lane = 0; lane < Lanes(block); ++lane) {
        if (FastWindow(block, lane) < SlowWindow(s)) {
          BookPlainly(sweep().closes_e8, plain_->fast[block * kLanes + lane], plain_->slow[s],
                      plain_->returns, begin, end, StateOf(block, s), lane);
        }
      }
    }
  }

  void BookTiles(std::uint32_t block, std::uint32_t begin, std::uint32_t end) noexcept {
    FillAverages(tile_->fast_blocks[block], begin, end, 0, tile_->fast);
    for (std::uint32_t s = 0; s < Slows(); ++s) {
      job_.instructions.book(tile_->fast, tile_->slow[s], tile_->returns, end - begin,
                             StateOf(block, s));
    }
  }

  /// As BookTiles; what is in doubt goes through the tile once more, by itself.
  void BookWideTiles(std::uint32_t block, std::uint32_t begin, std::uint32_t end) noexcept {
    FillAverages(tile_->fast_blocks[block], begin, end, 0, tile_->fast);
    for (std::uint32_t s = 0; s < Slows(); ++s) {
      const std::uint32_t near =
          job_.instructions.find_doubts(tile_->fast, tile_->slow[s], end - begin, job_.wide->reach);
      BlockState& state = StateOf(block, s);
      const std::uint32_t doubts = Trials(near, block, s);
      BlockState again;
      if (doubts != 0) {
        again = state;
      }
      job_.instructions.book(tile_->fast, tile_->slow[s], tile_->returns, end - begin, state);
      for (std::uint32_t left = doubts; left != 0; left &= left - 1) {
        const auto lane = static_cast<std::uint32_t>(std::countr_zero(left));
        BookExactly(*job_.wide, FastWindow(block, lane), SlowWindow(s), tile_->returns, begin, end,
                    again, lane);
        TakeLane(again, state, lane);
      }
    }
  }

  static void TakeLane(const BlockState& from, BlockState& to, std::uint32_t lane) noexcept {
    to.fall[lane] = from.fall[lane];
    to.deepest[lane] = from.deepest[lane];
    to.sum[lane] = from.sum[lane];
    to.squares[lane] = from.squares[lane];
    to.wanted[lane] = from.wanted[lane];
    to.fills[lane] = from.fills[lane];
  }

  /// Makes two lines of each slow one: what is above the upper or not above the lower is so beyond
  /// doubt.
  void ReachAround(std::uint32_t bars) noexcept {
    for (std::uint32_t s = 0; s < Slows(); ++s) {
      for (std::uint32_t t = 0; t < bars; ++t) {
        tile_->slow_low[s][t] = tile_->slow[s][t] - job_.wide->reach;
        tile_->slow[s][t] += job_.wide->reach;
      }
      job_.instructions.measure_line(tile_->slow_low[s], bars, tile_->slow_low_ranges[s]);
    }
  }

  void BookRuns(std::uint32_t block, std::uint32_t begin, std::uint32_t end) noexcept {
    FillAverages(tile_->fast_blocks[block], begin, end, 0, tile_->fast);
    job_.instructions.measure_block(tile_->fast, end - begin, tile_->fast_ranges);
    for (std::uint32_t s = 0; s < Slows(); ++s) {
      BlockState& state = StateOf(block, s);
      if (job_.wide != nullptr) {
        DecideWide(block, s, begin, end, state.wanted);
      } else {
        job_.instructions.decide(tile_->fast, tile_->fast_ranges, tile_->slow[s],
                                 tile_->slow_ranges[s], end - begin, state.wanted);
      }
      job_.instructions.book_held(end - begin, tile_->maps.throughout, state, tile_->events);
      ApplyRuns(tile_->events, tile_->maps, state);
    }
  }

  /// Where the decisions by the upper and by the lower line differ, they are taken exactly.
  void DecideWide(std::uint32_t block, std::uint32_t s, std::uint32_t begin, std::uint32_t end,
                  std::uint64_t* wanted) noexcept {
    alignas(64) std::uint64_t lower[kLanes];
    std::copy_n(wanted, kLanes, lower);
    job_.instructions.decide(tile_->fast, tile_->fast_ranges, tile_->slow_low[s],
                             tile_->slow_low_ranges[s], end - begin, lower);
    job_.instructions.decide(tile_->fast, tile_->fast_ranges, tile_->slow[s], tile_->slow_ranges[s],
                             end - begin, wanted);
    std::uint32_t differ = 0;
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
      differ |= (wanted[lane] != lower[lane] ? 1U : 0U) << lane;
    }
    for (std::uint32_t doubts = Trials(differ, block, s); doubts != 0; doubts &= doubts - 1) {
      const auto lane = static_cast<std::uint32_t>(std::countr_zero(doubts));
      for (std::uint32_t bar = begin; bar < end; ++bar) {
        const std::uint64_t bit = std::uint64_t{1} << (end - 1 - bar);
        const bool above =
            StandsAbove(job_.wide->sums.get(), FastWindow(block, lane), SlowWindow(s), bar);
        wanted[lane] = above ? wanted[lane] | bit : wanted[lane] & ~bit;
      }
    }
  }

  /// Calls `each(row, state, lane, is_trial)` for the piece's combinations.
  template <class Each>
  void ForEachRow(Each each) const noexcept {
    for (std::uint32_t block = 0; block < Blocks(); ++block) {
      for (std::uint32_t s = 0; s < Slows(); ++s) {
        for (std::uint32_t lane = 0; lane < Lanes(block); ++lane) {
          const std::size_t slow = piece_.first_slow + s;
          const std::size_t fast = std::size_t{piece_.first_block + block} * kLanes + lane;
          each(slow * sweep().fast.size() + fast, StateOf(block, s), lane,
               sweep().fast[fast] < sweep().slow[slow]);
        }
      }
    }
  }

  /// At the bound with number `bound`: part bound - 1 ends, part bound begins. Meanwhile a part
  /// that has begun holds the running sums at its beginning.
  void NoteParts(std::size_t bound) const noexcept {
    const std::size_t parts = sweep().parts;
    ForEachRow([&](std::size_t row, const BlockState& state, std::uint32_t lane, bool trial) {
      PartSums* part = job_.parts_out.data() + row * parts;
      const PartSums sums =
          trial ? PartSums{state.sum[lane], state.squares[lane]} : PartSums{kNoTrial, kNoTrial};
      if (bound > 0) {
        part[bound - 1].sum = sums.sum - part[bound - 1].sum;
        part[bound - 1].sum_squares = sums.sum_squares - part[bound - 1].sum_squares;
      }
      if (bound < parts) {
        part[bound] = sums;
      }
    });
  }

  void WriteRows() const noexcept {
    const double returns = sweep().end_bar - sweep().first_bar - 1;
    ForEachRow([&](std::size_t row, const BlockState& state, std::uint32_t lane, bool trial) {
      job_.rows[row] = trial ? SweepRow{state.sum[lane], state.deepest[lane],
                                        Sharpe(state.sum[lane], state.squares[lane], returns),
                                        static_cast<std::uint32_t>(state.fills[lane]),
                                        static_cast<std::int32_t>(state.wanted[lane] & 1)}
                             : SweepRow{kNoTrial, kNoTrial, kNoTrial, 0, 0};
    });
  }

  const SweepJob& job_;
  SweepPiece piece_{};
  std::size_t room_ = 0;
  std::unique_ptr<BlockState[]> states_;
  std::unique_ptr<Tile> tile_;
  std::unique_ptr<Plain> plain_;
};

PieceRunner::PieceRunner(const SweepJob& job) noexcept : work_(new (std::nothrow) Work(job)) {}

PieceRunner::~PieceRunner() = default;

SweepStatus PieceRunner::Run(const SweepPiece& piece) noexcept {
  return work_ == nullptr ? SweepStatus::kNoMemory : work_->Run(piece);
}

std::uint64_t PieceRunner::StepsOfBlock(const SweepJob& job) noexcept {
  std::uint64_t steps = 0;
  Tiles tiles(job);
  for (std::uint32_t begin = job.sweep.first_bar; begin < job.sweep.end_bar; ++steps) {
    begin = tiles.EndAfter(begin);
  }
  return steps;
}

}  // namespace conclave
