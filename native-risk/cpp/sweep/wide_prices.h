#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "sweep/exact_ticks.h"
#include "sweep/tile.h"

namespace conclave {

/// What simple averages are taken from where ticks are too fine for exact doubles (exact_ticks.h):
/// adjusted prices with all their decimals. The sums stay exact, in integers; the averages are
/// doubles of a known error; and a decision is believed only where the two averages are further
/// apart than the errors reach. The others are in doubt and taken again in 128-bit integers.
///
/// Let T be the highest close above the lowest one, in 1e-8, and w the longest window. If
/// T * w < 2^63, the sum of any window is the difference of two running sums modulo 2^64, whether
/// or not those have overflowed. As a double it has a relative error of at most 2^-53, and so has
/// the correctly rounded quotient; since an average is at most T, it is off by less than
/// T (2^-52 + 2^-106), and two are by less than T (2^-51 + 2^-105) together. Hence with
/// reach = T 2^-50
///   (1) |a - b| > reach, as computed or not (rounding keeps the order), decides a > b rightly;
///   (2) so do a > b + reach and a <= b - reach as computed: those sums are rounded once more, by
///       at most T 2^-52 (1 + 2^-48), as they are below 2 T.
struct WideSums {
  std::unique_ptr<std::int64_t[]>
      sums;      ///< sums[t] of the first t closes less the lowest, mod 2^64
  double reach;  ///< nearer averages are in doubt
};

/// O(bars) time; `out` is written only on kFits.
///
/// @param closes_e8  at least one, each > 0
/// @param bars       the longest window, >= 1
[[nodiscard]] TickFit SumUpWide(std::span<const std::int64_t> closes_e8, std::uint32_t bars,
                                WideSums& out) noexcept;

/// FillSimple and FillLine from such sums; the same bits by every instruction set.
using FillWide = void (*)(const std::int64_t* sums, const WindowBlock& block, std::uint32_t begin,
                          std::uint32_t end, double early, double* out);
using FillWideLine = void (*)(const std::int64_t* sums, std::uint32_t window, std::uint32_t begin,
                              std::uint32_t end, double early, double* out);

/// The lanes, a bit each, whose average is within `reach` of the slow one in any of the bars.
///
/// @param fast  bars x kLanes averages
/// @param slow  one average a bar, or infinity
using FindDoubts = std::uint32_t (*)(const double* fast, const double* slow, std::uint32_t bars,
                                     double reach);

void FillWideAvx512(const std::int64_t*, const WindowBlock&, std::uint32_t, std::uint32_t, double,
                    double*);
void FillWideLineAvx512(const std::int64_t*, std::uint32_t, std::uint32_t, std::uint32_t, double,
                        double*);
std::uint32_t FindDoubtsAvx512(const double*, const double*, std::uint32_t, double);

void FillWideAvx2(const std::int64_t*, const WindowBlock&, std::uint32_t, std::uint32_t, double,
                  double*);
void FillWideLineAvx2(const std::int64_t*, std::uint32_t, std::uint32_t, std::uint32_t, double,
                      double*);
std::uint32_t FindDoubtsAvx2(const double*, const double*, std::uint32_t, double);

void FillWidePlain(const std::int64_t*, const WindowBlock&, std::uint32_t, std::uint32_t, double,
                   double*);
void FillWideLinePlain(const std::int64_t*, std::uint32_t, std::uint32_t, std::uint32_t, double,
                       double*);
std::uint32_t FindDoubtsPlain(const double*, const double*, std::uint32_t, double);

/// Whether both averages of the closes up to bar t have begun and the fast one stands above,
/// exactly.
[[nodiscard]] bool StandsAbove(const std::int64_t* sums, std::uint32_t fast, std::uint32_t slow,
                               std::uint32_t t) noexcept;

}  // namespace conclave
