#pragma once

#include <cstdint>

// What the kernels of the several instruction sets share: plain data and function signatures, and
// no template or inline function, of which the linker might keep the copy compiled for another
// machine.

namespace conclave {

/// Combinations computed together: 32 fast windows against one slow window.
inline constexpr std::uint32_t kLanes = 32;

/// Bars of a tile at most: 128 bars of 32 averages stay in the first-level cache.
inline constexpr std::uint32_t kTileBars = 128;

/// Bars of a run-length tile at most: with the bar before it and the end after it, 64 places.
inline constexpr std::uint32_t kRunTileBars = 62;

/// 32 windows (the last one repeated, should there be fewer) and where their averages stand.
struct alignas(64) WindowBlock {
  double bars[kLanes];
  double inverse[kLanes];       ///< 1 / bars, rounded
  double alpha[kLanes];         ///< 2 / (bars + 1), rounded
  double exponential[kLanes];   ///< the exponential average after the last bar seen
  std::int64_t offset[kLanes];  ///< -bars
  std::uint32_t longest;        ///< of the windows
  std::uint32_t consecutive;    ///< bit q: windows 8q..8q+7 ascend by one
  double first_closes;          ///< sum of the closes so far, until all averages have begun
};

/// The running figures of 32 combinations.
struct alignas(64) BlockState {
  double fall[kLanes];
  double deepest[kLanes];
  double sum[kLanes];
  double squares[kLanes];
  std::uint64_t wanted[kLanes];  ///< positions wanted, the last bar's in bit 0, earlier ones above
  std::uint64_t fills[kLanes];
};

/// The return of one bar by the positions (wanted two bars ago, wanted one bar ago), which are
/// those held before and after its open: 0 flat, 1 bought, 2 sold, 3 held.
struct alignas(32) BarReturns {
  double by_positions[4];
};

/// Averages of a block, `out[(t - begin) * kLanes + lane]` for bars begin <= t < end. Where there
/// are fewer bars than the window, `early`. Every instruction set gives the same bits.
///
/// @param sums  running sums of the closes in ticks (exact_ticks.h)
using FillSimple = void (*)(const double* sums, const WindowBlock& block, std::uint32_t begin,
                            std::uint32_t end, double early, double* out);

/// The same of exponential averages; called for all bars from 0 on, in order.
using FillExponential = void (*)(const std::int64_t* closes, WindowBlock& block,
                                 std::uint32_t begin, std::uint32_t end, double early, double* out);

/// Books `bars` bars and takes the decision at each one's close.
///
/// @param fast     bars x kLanes averages
/// @param slow     one average a bar
/// @param returns  of each bar
using BookTile = void (*)(const double* fast, const double* slow, const BarReturns* returns,
                          std::uint32_t bars, BlockState& state);

/// A run-length tile is judged in two halves.
inline constexpr std::uint32_t kRangeBars = kRunTileBars / 2;
inline constexpr std::uint32_t kRanges = 2;

/// Between which values averages move in each half of a tile.
struct LineRanges {
  double low[kRanges];
  double high[kRanges];
};

struct alignas(64) BlockRanges {
  double low[kRanges][kLanes];
  double high[kRanges][kLanes];
};

/// What a stretch of bars does to a combination: (max, +) maps, which compose. With D the fall from
/// the high and m the deepest one, D' = max(D - earned, fall), m' = max(m, deepest, D + trough).
struct alignas(64) RunMap {
  double earned;   ///< sum of the returns
  double squares;  ///< of the returns
  double fall;     ///< after the stretch, had there been none before
  double deepest;  ///< within the stretch
  double trough;   ///< deepest loss since its beginning, >= 0
};

/// Runs of a position that begin or end within a tile: see run_length.h for the places.
struct RunEvents {
  /// Two a record, the latest first; room for whole stores beyond the last.
  std::uint8_t places[kLanes * 64 + 64];
  std::uint8_t lanes[kLanes * 32 + 64];  ///< of each record
  std::uint32_t records;
};

/// NaturalLog(to[i] / from[i]) of positive integers, the same bits by every instruction set.
using LogRatios = void (*)(const std::int64_t* to, const std::int64_t* from, std::uint32_t count,
                           double* out);

/// One slow average a bar: `out[t - begin]`. As FillSimple otherwise.
using FillLine = void (*)(const double* sums, std::uint32_t window, std::uint32_t begin,
                          std::uint32_t end, double early, double* out);

/// The ranges of at most kRunTileBars bars; those of a half with no bars are not written.
using MeasureLine = void (*)(const double* line, std::uint32_t bars, LineRanges& out);
using MeasureBlock = void (*)(const double* fast, std::uint32_t bars, BlockRanges& out);

/// Takes the decisions of `bars` bars (at most kRunTileBars) only: shifts them into `wanted`. Bars
/// are not looked at one by one while the ranges of the averages do not overlap.
using DecideTile = void (*)(const double* fast, const BlockRanges& fast_ranges, const double* slow,
                            const LineRanges& slow_ranges, std::uint32_t bars,
                            std::uint64_t* wanted);

/// Of the last `bars` decisions: counts the fills, applies `throughout` to the combinations that
/// held a position all the time, and lists the runs of all others.
using BookHeld = void (*)(std::uint32_t bars, const RunMap& throughout, BlockState& state,
                          RunEvents& events);

void LogRatiosAvx512(const std::int64_t*, const std::int64_t*, std::uint32_t, double*);
void FillSimpleAvx512(const double*, const WindowBlock&, std::uint32_t, std::uint32_t, double,
                      double*);
void FillExponentialAvx512(const std::int64_t*, WindowBlock&, std::uint32_t, std::uint32_t, double,
                           double*);
void FillLineAvx512(const double*, std::uint32_t, std::uint32_t, std::uint32_t, double, double*);
void BookTileAvx512(const double*, const double*, const BarReturns*, std::uint32_t, BlockState&);
void MeasureLineAvx512(const double*, std::uint32_t, LineRanges&);
void MeasureBlockAvx512(const double*, std::uint32_t, BlockRanges&);
void DecideTileAvx512(const double*, const BlockRanges&, const double*, const LineRanges&,
                      std::uint32_t, std::uint64_t*);
void BookHeldAvx512(std::uint32_t, const RunMap&, BlockState&, RunEvents&);

void FillSimpleAvx2(const double*, const WindowBlock&, std::uint32_t, std::uint32_t, double,
                    double*);
void FillExponentialAvx2(const std::int64_t*, WindowBlock&, std::uint32_t, std::uint32_t, double,
                         double*);
void FillLineAvx2(const double*, std::uint32_t, std::uint32_t, std::uint32_t, double, double*);
void BookTileAvx2(const double*, const double*, const BarReturns*, std::uint32_t, BlockState&);
void MeasureLineAvx2(const double*, std::uint32_t, LineRanges&);
void MeasureBlockAvx2(const double*, std::uint32_t, BlockRanges&);
void DecideTileAvx2(const double*, const BlockRanges&, const double*, const LineRanges&,
                    std::uint32_t, std::uint64_t*);

void LogRatiosPlain(const std::int64_t*, const std::int64_t*, std::uint32_t, double*);
void FillSimplePlain(const double*, const WindowBlock&, std::uint32_t, std::uint32_t, double,
                     double*);
void FillExponentialPlain(const std::int64_t*, WindowBlock&, std::uint32_t, std::uint32_t, double,
                          double*);
void FillLinePlain(const double*, std::uint32_t, std::uint32_t, std::uint32_t, double, double*);
void MeasureLinePlain(const double*, std::uint32_t, LineRanges&);
void MeasureBlockPlain(const double*, std::uint32_t, BlockRanges&);
void DecideTilePlain(const double*, const BlockRanges&, const double*, const LineRanges&,
                     std::uint32_t, std::uint64_t*);
void BookHeldPlain(std::uint32_t, const RunMap&, BlockState&, RunEvents&);

}  // namespace conclave
