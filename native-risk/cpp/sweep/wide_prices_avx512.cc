// GCC 12 takes the "undefined" operands of its own intrinsics for forgotten ones.
#pragma GCC diagnostic push
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#pragma GCC diagnostic pop

#include "sweep/wide_prices.h"

namespace conclave {
namespace {

constexpr int kWide = 8;
constexpr int kVectors = kLanes / kWide;
constexpr int kSmallerMagnitude = 0b1010;  // of two, without its sign

/// (now - before) / bars, the difference rounded once, the quotient correctly: see tile_avx512.cc.
inline __m512d Average(__m512i now, __m512i before, __m512d bars, __m512d inverse) {
  const __m512d sum = _mm512_cvtepi64_pd(_mm512_sub_epi64(now, before));
  const __m512d q = _mm512_mul_pd(sum, inverse);
  return _mm512_fmadd_pd(_mm512_fnmadd_pd(q, bars, sum), inverse, q);
}

}  // namespace

void FillWideAvx512(const std::int64_t* sums, const WindowBlock& block, std::uint32_t begin,
                    std::uint32_t end, double early, double* out) {
  std::uint32_t first = begin;
  if (first + 1 < block.longest) {
    first = block.longest - 1 < end ? block.longest - 1 : end;
    FillWidePlain(sums, block, begin, first, early, out);
    out += (first - begin) * kLanes;
  }
  const __m512i reverse = _mm512_set_epi64(0, 1, 2, 3, 4, 5, 6, 7);
  for (int q = 0; q < kVectors; ++q) {
    const __m512d bars = _mm512_load_pd(block.bars + kWide * q);
    const __m512d inverse = _mm512_load_pd(block.inverse + kWide * q);
    const __m512i offset = _mm512_load_si512(block.offset + kWide * q);
    const bool consecutive = (block.consecutive >> q & 1U) != 0;
    const std::int64_t last = block.offset[kWide * q + kWide - 1] + 1;
    double* to = out + kWide * q;
    for (std::uint32_t t = first; t < end; ++t) {
      const __m512i before = consecutive
                                 ? _mm512_permutexvar_epi64(
                                       reverse, _mm512_loadu_si512(sums + (last + std::int64_t{t})))
                                 : _mm512_i64gather_epi64(offset, sums + t + 1, 8);
      _mm512_store_pd(to, Average(_mm512_set1_epi64(sums[t + 1]), before, bars, inverse));
      to += kLanes;
    }
  }
}

void FillWideLineAvx512(const std::int64_t* sums, std::uint32_t window, std::uint32_t begin,
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
    const __m512i now = _mm512_maskz_loadu_epi64(has, sums + t + 1);
    const __m512i before = _mm512_maskz_loadu_epi64(has, sums + t + 1 - window);
    _mm512_mask_storeu_pd(out, has, Average(now, before, bars, inverse));
    out += kWide;
  }
}

std::uint32_t FindDoubtsAvx512(const double* fast, const double* slow, std::uint32_t bars,
                               double reach) {
  __m512d nearest[kVectors];
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    nearest[q] = _mm512_set1_pd(__builtin_inf());
  }
  for (std::uint32_t t = 0; t < bars; ++t) {
    const __m512d line = _mm512_set1_pd(slow[t]);
#pragma GCC unroll 4
    for (int q = 0; q < kVectors; ++q) {
      const __m512d apart = _mm512_sub_pd(line, _mm512_load_pd(fast + kWide * q));
      nearest[q] = _mm512_range_pd(nearest[q], apart, kSmallerMagnitude);
    }
    fast += kLanes;
  }
  std::uint32_t doubts = 0;
#pragma GCC unroll 4
  for (int q = 0; q < kVectors; ++q) {
    const __mmask8 in_reach = _mm512_cmp_pd_mask(nearest[q], _mm512_set1_pd(reach), _CMP_LE_OQ);
    doubts |= static_cast<std::uint32_t>(in_reach) << (kWide * q);
  }
  return doubts;
}

}  // namespace conclave
