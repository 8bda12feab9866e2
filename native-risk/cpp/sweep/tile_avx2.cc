#include <immintrin.h>

#include "sweep/tile.h"

namespace conclave {
namespace {

constexpr int kWide = 4;
constexpr int kVectors = kLanes / kWide;
constexpr int kTogether = 2;  // 16 registers hold two vectors' figures

/// sum / bars, correctly rounded: see tile_avx512.cc.
inline __m256d Divide(__m256d sum, __m256d bars, __m256d inverse) {
  const __m256d q = _mm256_mul_pd(sum, inverse);
  return _mm256_fmadd_pd(_mm256_fnmadd_pd(q, bars, sum), inverse, q);
}

/// All ones in the lanes whose `bit` of the history is set.
inline __m256d Spread(__m256i history, int bit) {
  const __m256i top = _mm256_slli_epi64(history, 63 - bit);
  return _mm256_castsi256_pd(_mm256_cmpgt_epi64(_mm256_setzero_si256(), top));
}

}  // namespace

void FillSimpleAvx2(const double* sums, const WindowBlock& block, std::uint32_t begin,
                    std::uint32_t end, double early, double* out) {
  std::uint32_t t = begin;
  if (t + 1 < block.longest) {
    const std::uint32_t full = block.longest - 1 < end ? block.longest - 1 : end;
    FillSimplePlain(sums, block, begin, full, early, out);
    out += (full - begin) * kLanes;
    t = full;
  }
  for (; t < end; ++t) {
    const __m256d now = _mm256_set1_pd(sums[t + 1]);
    for (int q = 0; q < kVectors; ++q) {
      const __m256i offset =
          _mm256_load_si256(reinterpret_cast<const __m256i*>(block.offset + kWide * q));
      const __m256d before = _mm256_i64gather_pd(sums + t + 1, offset, 8);
      _mm256_store_pd(out + kWide * q,
                      Divide(_mm256_sub_pd(now, before), _mm256_load_pd(block.bars + kWide * q),
                             _mm256_load_pd(block.inverse + kWide * q)));
    }
    out += kLanes;
  }
}

void FillExponentialAvx2(const std::int64_t* closes, WindowBlock& block, std::uint32_t begin,
                         std::uint32_t end, double early, double* out) {
  std::uint32_t t = begin;
  if (t < block.longest) {
    const std::uint32_t seeded = block.longest < end ? block.longest : end;
    FillExponentialPlain(closes, block, begin, seeded, early, out);
    out += (seeded - begin) * kLanes;
    t = seeded;
  }
  for (; t < end; ++t) {
    const __m256d close = _mm256_set1_pd(static_cast<double>(closes[t]));
    for (int q = 0; q < kVectors; ++q) {
      __m256d e = _mm256_load_pd(block.exponential + kWide * q);
      const __m256d alpha = _mm256_load_pd(block.alpha + kWide * q);
      e = _mm256_add_pd(e, _mm256_mul_pd(alpha, _mm256_sub_pd(close, e)));
      _mm256_store_pd(block.exponential + kWide * q, e);
      _mm256_store_pd(out + kWide * q, e);
    }
    out += kLanes;
  }
}

void BookTileAvx2(const double* fast, const double* slow, const BarReturns* returns,
                  std::uint32_t bars, BlockState& state) {
  const __m256d zero = _mm256_setzero_pd();
  for (int pair = 0; pair < kVectors; pair += kTogether) {
    const double* line = fast + kWide * pair;
    __m256d fall[kTogether];
    __m256d deepest[kTogether];
    __m256d sum[kTogether];
    __m256d squares[kTogether];
    __m256d before[kTogether];  // wanted two bars ago: held before the open
    __m256d after[kTogether];   // wanted one bar ago: held after it
    __m256i fills[kTogether];
#pragma GCC unroll 2
    for (int q = 0; q < kTogether; ++q) {
      const int lane = kWide * (pair + q);
      fall[q] = _mm256_load_pd(state.fall + lane);
      deepest[q] = _mm256_load_pd(state.deepest + lane);
      sum[q] = _mm256_load_pd(state.sum + lane);
      squares[q] = _mm256_load_pd(state.squares + lane);
      const __m256i wanted =
          _mm256_load_si256(reinterpret_cast<const __m256i*>(state.wanted + lane));
      before[q] = Spread(wanted, 1);
      after[q] = Spread(wanted, 0);
      fills[q] = _mm256_load_si256(reinterpret_cast<const __m256i*>(state.fills + lane));
    }
    for (std::uint32_t t = 0; t < bars; ++t) {
      const __m256d bought = _mm256_broadcast_sd(returns[t].by_positions + 1);
      const __m256d sold = _mm256_broadcast_sd(returns[t].by_positions + 2);
      const __m256d held = _mm256_broadcast_sd(returns[t].by_positions + 3);
      const __m256d all_three = _mm256_xor_pd(_mm256_xor_pd(bought, sold), held);
      const __m256d average = _mm256_broadcast_sd(slow + t);
#pragma GCC unroll 2
      for (int q = 0; q < kTogether; ++q) {
        // Exactly one of four bit patterns: out, bought, sold or held.
        const __m256d if_after = _mm256_xor_pd(bought, _mm256_and_pd(before[q], all_three));
        const __m256d earned =
            _mm256_xor_pd(_mm256_and_pd(before[q], sold), _mm256_and_pd(after[q], if_after));
        // All ones is minus one.
        fills[q] =
            _mm256_sub_epi64(fills[q], _mm256_castpd_si256(_mm256_xor_pd(before[q], after[q])));
        fall[q] = _mm256_max_pd(_mm256_sub_pd(fall[q], earned), zero);
        deepest[q] = _mm256_max_pd(deepest[q], fall[q]);
        sum[q] = _mm256_add_pd(sum[q], earned);
        squares[q] = _mm256_fmadd_pd(earned, earned, squares[q]);
        before[q] = after[q];
        after[q] = _mm256_cmp_pd(_mm256_load_pd(line + kWide * q), average, _CMP_GT_OQ);
      }
      line += kLanes;
    }
#pragma GCC unroll 2
    for (int q = 0; q < kTogether; ++q) {
      const int lane = kWide * (pair + q);
      _mm256_store_pd(state.fall + lane, fall[q]);
      _mm256_store_pd(state.deepest + lane, deepest[q]);
      _mm256_store_pd(state.sum + lane, sum[q]);
      _mm256_store_pd(state.squares + lane, squares[q]);
      const __m256i wanted = _mm256_or_si256(
          _mm256_srli_epi64(_mm256_castpd_si256(after[q]), 63),
          _mm256_slli_epi64(_mm256_srli_epi64(_mm256_castpd_si256(before[q]), 63), 1));
      _mm256_store_si256(reinterpret_cast<__m256i*>(state.wanted + lane), wanted);
      _mm256_store_si256(reinterpret_cast<__m256i*>(state.fills + lane), fills[q]);
    }
  }
}

void FillLineAvx2(const double* sums, std::uint32_t window, std::uint32_t begin, std::uint32_t end,
                  double early, double* out) {
  std::uint32_t t = begin;
  for (; t < end && t + 1 < window; ++t) {
    *out++ = early;
  }
  const __m256d bars = _mm256_set1_pd(window);
  const __m256d inverse = _mm256_set1_pd(1.0 / window);
  for (; t + kWide <= end; t += kWide) {
    const __m256d sum =
        _mm256_sub_pd(_mm256_loadu_pd(sums + t + 1), _mm256_loadu_pd(sums + t + 1 - window));
    _mm256_storeu_pd(out, Divide(sum, bars, inverse));
    out += kWide;
  }
  for (; t < end; ++t) {
    *out++ = (sums[t + 1] - sums[t + 1 - window]) / window;
  }
}

void MeasureLineAvx2(const double* line, std::uint32_t bars, LineRanges& out) {
  for (std::uint32_t range = 0, t = 0; t < bars; ++range) {
    const std::uint32_t stop = bars < t + kRangeBars ? bars : t + kRangeBars;
    __m256d low = _mm256_set1_pd(line[t]);
    __m256d high = low;
    for (; t + kWide <= stop; t += kWide) {
      const __m256d values = _mm256_loadu_pd(line + t);
      low = _mm256_min_pd(low, values);
      high = _mm256_max_pd(high, values);
    }
    for (; t < stop; ++t) {
      const __m256d value = _mm256_set1_pd(line[t]);
      low = _mm256_min_pd(low, value);
      high = _mm256_max_pd(high, value);
    }
    alignas(32) double lows[kWide];
    alignas(32) double highs[kWide];
    _mm256_store_pd(lows, low);
    _mm256_store_pd(highs, high);
    for (int i = 1; i < kWide; ++i) {
      lows[0] = lows[i] < lows[0] ? lows[i] : lows[0];
      highs[0] = highs[i] > highs[0] ? highs[i] : highs[0];
    }
    out.low[range] = lows[0];
    out.high[range] = highs[0];
  }
}

void MeasureBlockAvx2(const double* fast, std::uint32_t bars, BlockRanges& out) {
  for (int q = 0; q < kVectors; ++q) {
    const double* line = fast + kWide * q;
    for (std::uint32_t range = 0, t = 0; t < bars; ++range) {
      const std::uint32_t stop = bars < t + kRangeBars ? bars : t + kRangeBars;
      __m256d low = _mm256_load_pd(line);
      __m256d high = low;
      for (; t < stop; ++t) {
        const __m256d values = _mm256_load_pd(line);
        low = _mm256_min_pd(low, values);
        high = _mm256_max_pd(high, values);
        line += kLanes;
      }
      _mm256_store_pd(out.low[range] + kWide * q, low);
      _mm256_store_pd(out.high[range] + kWide * q, high);
    }
  }
}

void DecideTileAvx2(const double* fast, const BlockRanges& fast_ranges, const double* slow,
                    const LineRanges& slow_ranges, std::uint32_t bars, std::uint64_t* wanted) {
  for (int q = 0; q < kVectors; ++q) {
    auto* to = reinterpret_cast<__m256i*>(wanted + kWide * q);
    __m256i history = _mm256_load_si256(to);
    for (std::uint32_t range = 0, t = 0; t < bars; ++range) {
      const std::uint32_t stop = bars < t + kRangeBars ? bars : t + kRangeBars;
      const __m256d above = _mm256_cmp_pd(_mm256_load_pd(fast_ranges.low[range] + kWide * q),
                                          _mm256_set1_pd(slow_ranges.high[range]), _CMP_GT_OQ);
      const __m256d below = _mm256_cmp_pd(_mm256_load_pd(fast_ranges.high[range] + kWide * q),
                                          _mm256_set1_pd(slow_ranges.low[range]), _CMP_LE_OQ);
      if (_mm256_movemask_pd(_mm256_or_pd(above, below)) == 0xF) {
        const std::int64_t ones = (std::int64_t{1} << (stop - t)) - 1;
        history = _mm256_or_si256(
            _mm256_sll_epi64(history, _mm_cvtsi32_si128(static_cast<int>(stop - t))),
            _mm256_and_si256(_mm256_castpd_si256(above), _mm256_set1_epi64x(ones)));
        t = stop;
        continue;
      }
      const double* line = fast + t * kLanes + kWide * q;
      for (; t < stop; ++t) {
        const __m256d over =
            _mm256_cmp_pd(_mm256_load_pd(line), _mm256_set1_pd(slow[t]), _CMP_GT_OQ);
        history = _mm256_sub_epi64(_mm256_add_epi64(history, history), _mm256_castpd_si256(over));
        line += kLanes;
      }
    }
    _mm256_store_si256(to, history);
  }
}

}  // namespace conclave
