#include <immintrin.h>

#include "sweep/wide_prices.h"

namespace conclave {
namespace {

constexpr int kWide = 4;
constexpr int kVectors = kLanes / kWide;

/// sum / bars, correctly rounded: see tile_avx512.cc.
inline __m256d Divide(__m256d sum, __m256d bars, __m256d inverse) {
  const __m256d q = _mm256_mul_pd(sum, inverse);
  return _mm256_fmadd_pd(_mm256_fnmadd_pd(q, bars, sum), inverse, q);
}

/// Of integers >= 0, correctly rounded. The halves become the low bits of 2^84 and of 2^52; what
/// they say is put together by one addition, the only one that rounds.
inline __m256d ToDoubles(__m256i x) {
  const __m256i upper =
      _mm256_xor_si256(_mm256_srli_epi64(x, 32), _mm256_castpd_si256(_mm256_set1_pd(0x1p84)));
  const __m256i lower =
      _mm256_blend_epi32(_mm256_castpd_si256(_mm256_set1_pd(0x1p52)), x, 0b01010101);
  const __m256d rest = _mm256_sub_pd(_mm256_castsi256_pd(upper), _mm256_set1_pd(0x1p84 + 0x1p52));
  return _mm256_add_pd(rest, _mm256_castsi256_pd(lower));
}

inline __m256i Load(const std::int64_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

}  // namespace

void FillWideAvx2(const std::int64_t* sums, const WindowBlock& block, std::uint32_t begin,
                  std::uint32_t end, double early, double* out) {
  std::uint32_t t = begin;
  if (t + 1 < block.longest) {
    const std::uint32_t full = block.longest - 1 < end ? block.longest - 1 : end;
    FillWidePlain(sums, block, begin, full, early, out);
    out += (full - begin) * kLanes;
    t = full;
  }
  for (; t < end; ++t) {
    const __m256i now = _mm256_set1_epi64x(sums[t + 1]);
    const auto* at = reinterpret_cast<const long long*>(sums + t + 1);
    for (int q = 0; q < kVectors; ++q) {
      const __m256i before = _mm256_i64gather_epi64(at, Load(block.offset + kWide * q), 8);
      _mm256_store_pd(out + kWide * q, Divide(ToDoubles(_mm256_sub_epi64(now, before)),
                                              _mm256_load_pd(block.bars + kWide * q),
                                              _mm256_load_pd(block.inverse + kWide * q)));
    }
    out += kLanes;
  }
}

void FillWideLineAvx2(const std::int64_t* sums, std::uint32_t window, std::uint32_t begin,
                      std::uint32_t end, double early, double* out) {
  std::uint32_t t = begin;
  for (; t < end && t + 1 < window; ++t) {
    *out++ = early;
  }
  const __m256d bars = _mm256_set1_pd(window);
  const __m256d inverse = _mm256_set1_pd(1.0 / window);
  for (; t + kWide <= end; t += kWide) {
    const __m256i sum = _mm256_sub_epi64(Load(sums + t + 1), Load(sums + t + 1 - window));
    _mm256_storeu_pd(out, Divide(ToDoubles(sum), bars, inverse));
    out += kWide;
  }
  FillWideLinePlain(sums, window, t, end, early, out);
}

std::uint32_t FindDoubtsAvx2(const double* fast, const double* slow, std::uint32_t bars,
                             double reach) {
  const __m256d sign = _mm256_set1_pd(-0.0);
  __m256d nearest[kVectors];
#pragma GCC unroll 8
  for (int q = 0; q < kVectors; ++q) {
    nearest[q] = _mm256_set1_pd(__builtin_inf());
  }
  for (std::uint32_t t = 0; t < bars; ++t) {
    const __m256d line = _mm256_broadcast_sd(slow + t);
#pragma GCC unroll 8
    for (int q = 0; q < kVectors; ++q) {
      const __m256d apart = _mm256_sub_pd(line, _mm256_load_pd(fast + kWide * q));
      nearest[q] = _mm256_min_pd(_mm256_andnot_pd(sign, apart), nearest[q]);
    }
    fast += kLanes;
  }
  std::uint32_t doubts = 0;
#pragma GCC unroll 8
  for (int q = 0; q < kVectors; ++q) {
    const __m256d in_reach = _mm256_cmp_pd(nearest[q], _mm256_set1_pd(reach), _CMP_LE_OQ);
    doubts |= static_cast<std::uint32_t>(_mm256_movemask_pd(in_reach)) << (kWide * q);
  }
  return doubts;
}

}  // namespace conclave
