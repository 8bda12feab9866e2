#include "montecarlo/path_lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>

namespace conclave {
namespace {

/// Four lanes.
struct Avx2 {
  using F = __m256d;
  using I = __m256i;
  static constexpr std::size_t kLanes = 4;
  static constexpr std::size_t kRows = 2;  // 8 sums, 4 normals and a weight: 13 of 16 registers

#define CONCLAVE_INLINE [[gnu::always_inline]] static inline
  CONCLAVE_INLINE F All(double x) noexcept { return _mm256_set1_pd(x); }
  CONCLAVE_INLINE I All(std::uint64_t x) noexcept {
    return _mm256_set1_epi64x(static_cast<long long>(x));
  }
  CONCLAVE_INLINE I Count(std::uint64_t from) noexcept {
    return _mm256_add_epi64(All(from), _mm256_set_epi64x(3, 2, 1, 0));
  }
  CONCLAVE_INLINE F Load(const double* from) noexcept { return _mm256_load_pd(from); }
  CONCLAVE_INLINE void Store(double* to, F x) noexcept { _mm256_store_pd(to, x); }

  CONCLAVE_INLINE F Add(F a, F b) noexcept { return _mm256_add_pd(a, b); }
  CONCLAVE_INLINE F Subtract(F a, F b) noexcept { return _mm256_sub_pd(a, b); }
  CONCLAVE_INLINE F Multiply(F a, F b) noexcept { return _mm256_mul_pd(a, b); }
  CONCLAVE_INLINE F Divide(F a, F b) noexcept { return _mm256_div_pd(a, b); }
  CONCLAVE_INLINE F Root(F a) noexcept { return _mm256_sqrt_pd(a); }
  CONCLAVE_INLINE F Fma(F a, F b, F c) noexcept { return _mm256_fmadd_pd(a, b, c); }
  CONCLAVE_INLINE F Negate(F a) noexcept { return _mm256_xor_pd(a, All(-0.0)); }

  CONCLAVE_INLINE I AsBits(F a) noexcept { return _mm256_castpd_si256(a); }
  CONCLAVE_INLINE F AsNumber(I a) noexcept { return _mm256_castsi256_pd(a); }
  CONCLAVE_INLINE I Add(I a, I b) noexcept { return _mm256_add_epi64(a, b); }
  CONCLAVE_INLINE I And(I a, I b) noexcept { return _mm256_and_si256(a, b); }
  CONCLAVE_INLINE I Or(I a, I b) noexcept { return _mm256_or_si256(a, b); }
  CONCLAVE_INLINE I Xor(I a, I b, I c) noexcept {
    return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
  }
  /// a & b | c
  CONCLAVE_INLINE I AndOr(I a, I b, I c) noexcept {
    return _mm256_or_si256(_mm256_and_si256(a, b), c);
  }
  /// The sign turned where the first bit of `by` is set.
  CONCLAVE_INLINE F FlipSign(F a, I by) noexcept {
    return _mm256_xor_pd(a, _mm256_and_pd(AsNumber(by), All(-0.0)));
  }
  template <int kBy>
  CONCLAVE_INLINE I ShiftLeft(I a) noexcept {
    return _mm256_slli_epi64(a, kBy);
  }
  template <int kBy>
  CONCLAVE_INLINE I ShiftRight(I a) noexcept {
    return _mm256_srli_epi64(a, kBy);
  }
  CONCLAVE_INLINE I MultiplyLow32(I a, I b) noexcept { return _mm256_mul_epu32(a, b); }
  /// The upper word of each lane, moved down; what is left above is of no account.
  CONCLAVE_INLINE I HighHalves(I a) noexcept { return _mm256_srli_epi64(a, 32); }
  /// 64 bits of two words, the second one the higher.
  CONCLAVE_INLINE I LowHalves(I low, I high) noexcept {
    return AndOr(low, All(std::uint64_t{0xffffffff}), ShiftLeft<32>(high));
  }
#undef CONCLAVE_INLINE
};

}  // namespace

void SimulatePathsAvx2(const PathModel& model, std::uint64_t first, std::size_t draws,
                       double* losses, double* mirrored, double* workspace) noexcept {
  lanes::Paths<Avx2>::Simulate(model, first, draws, losses, mirrored, workspace);
}

}  // namespace conclave

#else

namespace conclave {

void SimulatePathsAvx2(const PathModel&, std::uint64_t, std::size_t, double*, double*,
                       double*) noexcept {}

}  // namespace conclave

#endif
