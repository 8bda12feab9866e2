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

/// Takes the decisions of `bars` bars (at most 64) only: shifts them into `wanted`.
using DecideTile = void (*)(const double* fast, const double* slow, std::uint32_t bars,
                            std::uint64_t* wanted);

/// Where the positions of up to 32 combinations change: see run_length.h.
struct RunEvents {
  /// Places of changes, two a record, latest first; 64 more than can be used, for whole stores.
  std::uint8_t places[kLanes * 64 + 64];
  std::uint8_t lanes[kLanes * 32 + 64];  ///< of each record
  std::uint32_t records;
};

/// Lists the runs in the last `bars` decisions, and counts the fills.
using ListRuns = void (*)(const std::uint64_t* wanted, std::uint32_t bars, std::uint64_t* fills,
                          RunEvents& events);

void FillSimpleAvx512(const double*, const WindowBlock&, std::uint32_t, std::uint32_t, double,
                      double*);
void FillExponentialAvx512(const std::int64_t*, WindowBlock&, std::uint32_t, std::uint32_t, double,
                           double*);
void BookTileAvx512(const double*, const double*, const BarReturns*, std::uint32_t, BlockState&);
void DecideTileAvx512(const double*, const double*, std::uint32_t, std::uint64_t*);
void ListRunsAvx512(const std::uint64_t*, std::uint32_t, std::uint64_t*, RunEvents&);

void FillSimpleAvx2(const double*, const WindowBlock&, std::uint32_t, std::uint32_t, double,
                    double*);
void FillExponentialAvx2(const std::int64_t*, WindowBlock&, std::uint32_t, std::uint32_t, double,
                         double*);
void BookTileAvx2(const double*, const double*, const BarReturns*, std::uint32_t, BlockState&);
void DecideTileAvx2(const double*, const double*, std::uint32_t, std::uint64_t*);

void FillSimplePlain(const double*, const WindowBlock&, std::uint32_t, std::uint32_t, double,
                     double*);
void FillExponentialPlain(const std::int64_t*, WindowBlock&, std::uint32_t, std::uint32_t, double,
                          double*);
void DecideTilePlain(const double*, const double*, std::uint32_t, std::uint64_t*);
void ListRunsPlain(const std::uint64_t*, std::uint32_t, std::uint64_t*, RunEvents&);

}  // namespace conclave
