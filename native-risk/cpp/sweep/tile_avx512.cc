// GCC 12 takes the "undefined" operands of its own intrinsics for forgotten ones.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
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

CONCLAVE_VBMI2 void DecideTileAvx512(const double* fast, const double* slow, std::uint32_t bars,
                                     std::uint64_t* wanted) {
  __m512i h[kVectors];
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    h[q] = _mm512_load_si512(wanted + kWide * q);
  }
  for (std::uint32_t t = 0; t < bars; ++t) {
    const __m512d line = _mm512_set1_pd(slow[t]);
#pragma GCC unroll 4
    for (int q = 0; q < kVectors; ++q) {
      const __m512d below = _mm512_sub_pd(line, _mm512_load_pd(fast + kWide * q));
      h[q] = _mm512_shldi_epi64(h[q], _mm512_castpd_si512(below), 1);
    }
    fast += kLanes;
  }
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    _mm512_store_si512(wanted + kWide * q, h[q]);
  }
}

CONCLAVE_VBMI2 void ListRunsAvx512(const std::uint64_t* wanted, std::uint32_t bars,
                                   std::uint64_t* fills, RunEvents& events) {
  alignas(64) std::uint64_t changes[kLanes];
  const __m512i held =
      _mm512_set1_epi64(static_cast<std::int64_t>((std::uint64_t{1} << bars << 1) - 1));
  const __m512i counted =
      _mm512_set1_epi64(static_cast<std::int64_t>(((std::uint64_t{1} << bars) - 1) << 1));
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    const __m512i positions =
        _mm512_and_si512(_mm512_srli_epi64(_mm512_load_si512(wanted + kWide * q), 1), held);
    const __m512i change = _mm512_xor_si512(positions, _mm512_slli_epi64(positions, 1));
    _mm512_store_si512(changes + kWide * q, change);
    const __m512i filled = _mm512_popcnt_epi64(_mm512_and_si512(change, counted));
    _mm512_store_si512(fills + kWide * q,
                       _mm512_add_epi64(_mm512_load_si512(fills + kWide * q), filled));
  }
  alignas(64) std::uint8_t all[64];
  for (int i = 0; i < 64; ++i) {
    all[i] = static_cast<std::uint8_t>(i);
  }
  const __m512i places = _mm512_load_si512(all);
  std::uint8_t* to = events.places;
  std::uint8_t* lanes = events.lanes;
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    const std::uint64_t change = changes[lane];
    const int count = __builtin_popcountll(change);
    const __m512i listed = _mm512_maskz_compress_epi8(change, places);
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm512_castsi512_si128(listed));
    _mm_storeu_si64(lanes, _mm_set1_epi8(static_cast<char>(lane)));
    if (count > 16) {
      _mm512_storeu_si512(to, listed);
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(lanes),
                          _mm256_set1_epi8(static_cast<char>(lane)));
    }
    to += count;
    lanes += count / 2;
  }
  events.records = static_cast<std::uint32_t>(lanes - events.lanes);
}

}  // namespace conclave
