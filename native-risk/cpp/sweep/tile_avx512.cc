// GCC 12 takes the "undefined" operands of its own intrinsics for forgotten ones.
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop

#include "sweep/issue_slots.h"
#include "sweep/tile.h"

// VBMI2 shifts a decision into 64 bars' history in one instruction.
#define CONCLAVE_VBMI2 __attribute__((target("avx512vbmi2,avx512vpopcntdq")))

namespace conclave {
namespace {

constexpr int kWide = 8;
constexpr int kVectors = kLanes / kWide;
constexpr std::uint32_t kChunkBars = 32;

/// sum / bars, correctly rounded: Markstein's step. The first guess q is within 1.5 units in the
/// last place, its remainder is exact, and sum / bars lies no nearer than 1 / (2 bars) > 2^-22 of a
/// unit to where rounding turns, far more than the step's own error of 2^-52 units.
inline __m512d Divide(__m512d sum, __m512d bars, __m512d inverse) {
  const __m512d q = _mm512_mul_pd(sum, inverse);
  return _mm512_fmadd_pd(_mm512_fnmadd_pd(q, bars, sum), inverse, q);
}

}  // namespace

// NaturalLog (natural_log.cc), operation by operation: see there what it does and why.
void LogRatiosAvx512(const std::int64_t* to, const std::int64_t* from, std::uint32_t count,
                     double* out) {
  const __m512d one = _mm512_set1_pd(1);
  const __m512d two = _mm512_set1_pd(2);
  for (std::uint32_t i = 0; i < count; i += kWide) {
    const __mmask8 has =
        count - i >= kWide ? __mmask8{0xFF} : static_cast<__mmask8>((1U << (count - i)) - 1);
    const __m512i ones = _mm512_set1_epi64(1);
    const __m512d x =
        _mm512_div_pd(_mm512_cvtepi64_pd(_mm512_mask_loadu_epi64(ones, has, to + i)),
                      _mm512_cvtepi64_pd(_mm512_mask_loadu_epi64(ones, has, from + i)));
    __m512d mantissa = _mm512_getmant_pd(x, _MM_MANT_NORM_p5_1, _MM_MANT_SIGN_zero);
    __m512d exponent = _mm512_add_pd(_mm512_getexp_pd(x), one);
    const __mmask8 low =
        _mm512_cmp_pd_mask(mantissa, _mm512_set1_pd(0x1.6a09e667f3bcdp-1), _CMP_LT_OQ);
    mantissa = _mm512_mask_mul_pd(mantissa, low, mantissa, two);
    exponent = _mm512_mask_sub_pd(exponent, low, exponent, one);
    const __m512d f = _mm512_sub_pd(mantissa, one);
    const __m512d s = _mm512_div_pd(f, _mm512_add_pd(two, f));
    const __m512d z = _mm512_mul_pd(s, s);
    __m512d tail = _mm512_set1_pd(1.0 / 23);
    for (int odd = 21; odd >= 3; odd -= 2) {
      tail = _mm512_add_pd(_mm512_mul_pd(tail, z), _mm512_set1_pd(1.0 / odd));
    }
    const __m512d rest = _mm512_sub_pd(f, _mm512_mul_pd(_mm512_mul_pd(two, z), tail));
    const __m512d series = _mm512_sub_pd(f, _mm512_mul_pd(s, rest));
    const __m512d log = _mm512_add_pd(
        _mm512_mul_pd(exponent, _mm512_set1_pd(0x1.62e42feep-1)),
        _mm512_add_pd(series, _mm512_mul_pd(exponent, _mm512_set1_pd(0x1.a39ef35793c76p-33))));
    _mm512_mask_storeu_pd(out + i, has, log);
  }
}

void FillSimpleAvx512(const double* sums, const WindowBlock& block, std::uint32_t begin,
                      std::uint32_t end, double early, double* out) {
  const __m512i reverse = _mm512_set_epi64(0, 1, 2, 3, 4, 5, 6, 7);
  for (int q = 0; q < kVectors; ++q) {
    const __m512d bars = _mm512_load_pd(block.bars + kWide * q);
    const __m512d inverse = _mm512_load_pd(block.inverse + kWide * q);
    const __m512i offset = _mm512_load_si512(block.offset + kWide * q);
    double* to = out + kWide * q;
    std::uint32_t t = begin;
    for (; t < end && t + 1 < block.longest; ++t) {
      const __m512d ready =
          _mm512_set1_pd(static_cast<double>(t + 1));  // windows as long as the bars there are
      const __mmask8 has = _mm512_cmp_pd_mask(bars, ready, _CMP_LE_OQ);
      const __m512d before =
          _mm512_mask_i64gather_pd(_mm512_setzero_pd(), has, offset, sums + t + 1, 8);
      const __m512d average =
          Divide(_mm512_sub_pd(_mm512_set1_pd(sums[t + 1]), before), bars, inverse);
      _mm512_store_pd(to, _mm512_mask_blend_pd(has, _mm512_set1_pd(early), average));
      to += kLanes;
    }
    if ((block.consecutive >> q & 1U) != 0) {
      const std::int64_t last = block.offset[kWide * q + kWide - 1] + 1;
      for (; t < end; ++t) {
        const __m512d before =
            _mm512_permutexvar_pd(reverse, _mm512_loadu_pd(sums + (last + std::int64_t{t})));
        _mm512_store_pd(to,
                        Divide(_mm512_sub_pd(_mm512_set1_pd(sums[t + 1]), before), bars, inverse));
        to += kLanes;
      }
    } else {
      for (; t < end; ++t) {
        const __m512d before = _mm512_i64gather_pd(offset, sums + t + 1, 8);
        _mm512_store_pd(to,
                        Divide(_mm512_sub_pd(_mm512_set1_pd(sums[t + 1]), before), bars, inverse));
        to += kLanes;
      }
    }
  }
}

void FillExponentialAvx512(const std::int64_t* closes, WindowBlock& block, std::uint32_t begin,
                           std::uint32_t end, double early, double* out) {
  std::uint32_t t = begin;
  if (t < block.longest) {
    const std::uint32_t seeded = block.longest < end ? block.longest : end;
    FillExponentialPlain(closes, block, begin, seeded, early, out);
    out += (seeded - begin) * kLanes;
    t = seeded;
  }
  __m512d e[kVectors];
  __m512d alpha[kVectors];
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    e[q] = _mm512_load_pd(block.exponential + kWide * q);
    alpha[q] = _mm512_load_pd(block.alpha + kWide * q);
  }
  for (; t < end; ++t) {
    const __m512d close = _mm512_set1_pd(static_cast<double>(closes[t]));
#pragma GCC unroll 4
    for (int q = 0; q < kVectors; ++q) {
      e[q] = _mm512_add_pd(e[q], _mm512_mul_pd(alpha[q], _mm512_sub_pd(close, e[q])));
      _mm512_store_pd(out + kWide * q, e[q]);
    }
    out += kLanes;
  }
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    _mm512_store_pd(block.exponential + kWide * q, e[q]);
  }
}

CONCLAVE_VBMI2 void BookTileAvx512(const double* fast, const double* slow,
                                   const BarReturns* returns, std::uint32_t bars,
                                   BlockState& state) {
  __m512d fall[kVectors];
  __m512d deepest[kVectors];
  __m512d sum[kVectors];
  __m512d squares[kVectors];
  __m512i wanted[kVectors];
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    fall[q] = _mm512_load_pd(state.fall + kWide * q);
    deepest[q] = _mm512_load_pd(state.deepest + kWide * q);
    sum[q] = _mm512_load_pd(state.sum + kWide * q);
    squares[q] = _mm512_load_pd(state.squares + kWide * q);
    wanted[q] = _mm512_load_si512(state.wanted + kWide * q);
  }
  const __m512d zero = _mm512_setzero_pd();
  for (std::uint32_t done = 0; done < bars;) {
    const std::uint32_t chunk = bars - done < kChunkBars ? bars - done : kChunkBars;
    for (const std::uint32_t stop = done + chunk; done < stop; ++done) {
      const __m512d table = _mm512_broadcast_f64x4(_mm256_load_pd(returns[done].by_positions));
      const __m512d line = _mm512_set1_pd(slow[done]);
#pragma GCC unroll 4
      for (int q = 0; q < kVectors; ++q) {
        // The permutation reads bits 0 to 2 of each lane, and the table is there twice.
        const __m512d earned = _mm512_permutexvar_pd(wanted[q], table);
        fall[q] = _mm512_max_pd(_mm512_sub_pd(fall[q], earned), zero);
        deepest[q] = _mm512_max_pd(deepest[q], fall[q]);
        sum[q] = _mm512_add_pd(sum[q], earned);
        squares[q] = _mm512_fmadd_pd(earned, earned, squares[q]);
        // Negative exactly if the fast average is above; the sign is shifted in.
        const __m512d below = _mm512_sub_pd(line, _mm512_load_pd(fast + kWide * q));
        wanted[q] = _mm512_shldi_epi64(wanted[q], _mm512_castpd_si512(below), 1);
      }
      fast += kLanes;
    }
    // The decision of the last bar is not filled yet, so it is not compared with the one before.
    const __m512i counted = _mm512_set1_epi64(((std::int64_t{1} << chunk) - 1) << 1);
#pragma GCC unroll 4
    for (int q = 0; q < kVectors; ++q) {
      const __m512i changes =
          _mm512_and_si512(_mm512_xor_si512(wanted[q], _mm512_srli_epi64(wanted[q], 1)), counted);
      const __m512i fills = _mm512_load_si512(state.fills + kWide * q);
      _mm512_store_si512(state.fills + kWide * q,
                         _mm512_add_epi64(fills, _mm512_popcnt_epi64(changes)));
    }
  }
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    _mm512_store_pd(state.fall + kWide * q, fall[q]);
    _mm512_store_pd(state.deepest + kWide * q, deepest[q]);
    _mm512_store_pd(state.sum + kWide * q, sum[q]);
    _mm512_store_pd(state.squares + kWide * q, squares[q]);
    _mm512_store_si512(state.wanted + kWide * q, wanted[q]);
  }
}

CONCLAVE_VBMI2 void DecideTileAvx512(const double* fast, const BlockRanges& fast_ranges,
                                     const double* slow, const LineRanges& slow_ranges,
                                     std::uint32_t bars, std::uint64_t* wanted) {
  for (int q = 0; q < kVectors; ++q) {
    __m512i history = _mm512_load_si512(wanted + kWide * q);
    for (std::uint32_t range = 0, t = 0; t < bars; ++range) {
      const std::uint32_t stop = bars < t + kRangeBars ? bars : t + kRangeBars;
      const __mmask8 above =
          _mm512_cmp_pd_mask(_mm512_load_pd(fast_ranges.low[range] + kWide * q),
                             _mm512_set1_pd(slow_ranges.high[range]), _CMP_GT_OQ);
      const __mmask8 below = _mm512_cmp_pd_mask(_mm512_load_pd(fast_ranges.high[range] + kWide * q),
                                                _mm512_set1_pd(slow_ranges.low[range]), _CMP_LE_OQ);
      if ((above | below) == 0xFF) {
        const std::int64_t ones = (std::int64_t{1} << (stop - t)) - 1;
        history = _mm512_or_si512(
            _mm512_sll_epi64(history, _mm_cvtsi32_si128(static_cast<int>(stop - t))),
            _mm512_maskz_set1_epi64(above, ones));
        t = stop;
        continue;
      }
      const double* line = fast + t * kLanes + kWide * q;
#pragma GCC unroll 4
      for (; t < stop; ++t) {
        const __m512d under = _mm512_sub_pd(_mm512_set1_pd(slow[t]), _mm512_load_pd(line));
        history = _mm512_shldi_epi64(history, _mm512_castpd_si512(under), 1);
        line += kLanes;
      }
    }
    _mm512_store_si512(wanted + kWide * q, history);
  }
}

void FillLineAvx512(const double* sums, std::uint32_t window, std::uint32_t begin,
                    std::uint32_t end, double early, double* out) {
  std::uint32_t t = begin;
  for (; t < end && t + 1 < window; ++t) {
    *out++ = early;
  }
  const __m512d bars = _mm512_set1_pd(window);
  const __m512d inverse = _mm512_set1_pd(1.0 / window);
  for (; t < end; t += kWide) {
    const __mmask8 has =
        end - t >= kWide ? __mmask8{0xFF} : static_cast<__mmask8>((1U << (end - t)) - 1);
    const __m512d now = _mm512_maskz_loadu_pd(has, sums + t + 1);
    const __m512d before = _mm512_maskz_loadu_pd(has, sums + t + 1 - window);
    _mm512_mask_storeu_pd(out, has, Divide(_mm512_sub_pd(now, before), bars, inverse));
    out += kWide;
  }
}

void MeasureLineAvx512(const double* line, std::uint32_t bars, LineRanges& out) {
  for (std::uint32_t range = 0, t = 0; t < bars; ++range) {
    const std::uint32_t stop = bars < t + kRangeBars ? bars : t + kRangeBars;
    __m512d low = _mm512_set1_pd(line[t]);
    __m512d high = low;
    for (; t < stop; t += kWide) {
      const __mmask8 has =
          stop - t >= kWide ? __mmask8{0xFF} : static_cast<__mmask8>((1U << (stop - t)) - 1);
      const __m512d values = _mm512_mask_loadu_pd(low, has, line + t);
      low = _mm512_min_pd(low, values);
      high = _mm512_max_pd(high, values);
    }
    out.low[range] = _mm512_reduce_min_pd(low);
    out.high[range] = _mm512_reduce_max_pd(high);
    t = stop;
  }
}

void MeasureBlockAvx512(const double* fast, std::uint32_t bars, BlockRanges& out) {
  for (std::uint32_t range = 0, t = 0; t < bars; ++range) {
    const std::uint32_t stop = bars < t + kRangeBars ? bars : t + kRangeBars;
    __m512d low[kVectors];
    __m512d high[kVectors];
#pragma GCC unroll 4
    for (int q = 0; q < kVectors; ++q) {
      low[q] = high[q] = _mm512_load_pd(fast + kWide * q);
    }
    for (; t < stop; ++t) {
#pragma GCC unroll 4
      for (int q = 0; q < kVectors; ++q) {
        const __m512d values = _mm512_load_pd(fast + kWide * q);
        low[q] = _mm512_min_pd(low[q], values);
        high[q] = _mm512_max_pd(high[q], values);
      }
      fast += kLanes;
    }
#pragma GCC unroll 4
    for (int q = 0; q < kVectors; ++q) {
      _mm512_store_pd(out.low[range] + kWide * q, low[q]);
      _mm512_store_pd(out.high[range] + kWide * q, high[q]);
    }
  }
}

CONCLAVE_VBMI2 void BookHeldAvx512(std::uint32_t bars, const RunMap& throughout, BlockState& state,
                                   RunEvents& events) {
  alignas(64) std::uint64_t changes[kLanes];
  const auto all = static_cast<std::int64_t>((std::uint64_t{1} << bars << 1) - 1);
  const __m512i held = _mm512_set1_epi64(all);
  const __m512i counted = _mm512_set1_epi64(all - 1);
  const __m512d earned = _mm512_set1_pd(throughout.earned);
  const __m512d squares = _mm512_set1_pd(throughout.squares);
  const __m512d fall = _mm512_set1_pd(throughout.fall);
  const __m512d deepest = _mm512_set1_pd(throughout.deepest);
  const __m512d trough = _mm512_set1_pd(throughout.trough);
  std::uint32_t changing = 0;
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    const int at = kWide * q;
    const __m512i positions =
        _mm512_and_si512(_mm512_srli_epi64(_mm512_load_si512(state.wanted + at), 1), held);
    const __m512i change = _mm512_xor_si512(positions, _mm512_slli_epi64(positions, 1));
    _mm512_store_si512(changes + at, change);
    const __m512i filled = _mm512_popcnt_epi64(_mm512_and_si512(change, counted));
    _mm512_store_si512(state.fills + at,
                       _mm512_add_epi64(_mm512_load_si512(state.fills + at), filled));
    const __mmask8 always = _mm512_cmpeq_epi64_mask(positions, held);
    const __mmask8 ever = _mm512_test_epi64_mask(positions, positions);
    changing |= static_cast<std::uint32_t>(ever & ~always & 0xFF) << at;
    const __m512d before = _mm512_load_pd(state.fall + at);
    const __m512d worst = _mm512_load_pd(state.deepest + at);
    _mm512_mask_store_pd(
        state.deepest + at, always,
        _mm512_max_pd(worst, _mm512_max_pd(deepest, _mm512_add_pd(before, trough))));
    _mm512_mask_store_pd(state.fall + at, always,
                         _mm512_max_pd(_mm512_sub_pd(before, earned), fall));
    _mm512_mask_store_pd(state.sum + at, always,
                         _mm512_add_pd(_mm512_load_pd(state.sum + at), earned));
    _mm512_mask_store_pd(state.squares + at, always,
                         _mm512_add_pd(_mm512_load_pd(state.squares + at), squares));
  }
  const __m512i places = _mm512_set_epi8(
      63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42, 41,
      40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18,
      17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  std::uint8_t* to = events.places;
  std::uint8_t* lanes = events.lanes;
  for (; changing != 0; changing &= changing - 1) {
    const auto lane = static_cast<std::uint32_t>(__builtin_ctz(changing));
    const std::uint64_t change = changes[lane];
    const int count = __builtin_popcountll(change);
    const __m512i listed = _mm512_maskz_compress_epi8(change, places);
    const __m128i lane_bytes = _mm_set1_epi8(static_cast<char>(lane));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_castsi512_si128(listed));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(lanes), lane_bytes);
    if (count > 16) {
      _mm512_storeu_si512(to, listed);
      _mm_storeu_si128(reinterpret_cast<__m128i*>(lanes + 16), lane_bytes);
    }
    to += count;
    lanes += count / 2;
  }
  events.records = static_cast<std::uint32_t>(lanes - events.lanes);
}

}  // namespace conclave
