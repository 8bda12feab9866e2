#pragma once

#include <cstddef>
#include <cstdint>

#include "montecarlo/paths.h"
#include "montecarlo/philox.h"
#include "montecarlo/polynomials.h"

/// Paths in the lanes of vectors, for any instruction set V: paths_scalar.cc, operation by
/// operation. V says what a vector of doubles and one of 64-bit integers is and what can be done
/// with them. Included by one translation unit an instruction set, and a template throughout, so
/// that none of it is shared between them.
namespace conclave::lanes {

#define CONCLAVE_INLINE [[gnu::always_inline]] static inline

template <class V, std::size_t N>
CONCLAVE_INLINE typename V::F Horner(const double (&coefficients)[N], typename V::F x) noexcept {
  typename V::F sum = V::All(coefficients[N - 1]);
#pragma GCC unroll 16
  for (std::size_t i = 1; i < N; ++i) {
    sum = V::Fma(sum, x, V::All(coefficients[N - 1 - i]));
  }
  return sum;
}

/// Two vectors taken for one of twice the lanes: what is done to one half need not wait for the
/// other, and that is what the long chains of a draw leave time for.
template <class V>
struct Twice {
  struct F {
    typename V::F a;
    typename V::F b;
  };
  struct I {
    typename V::I a;
    typename V::I b;
  };
  static constexpr std::size_t kLanes = 2 * V::kLanes;

  CONCLAVE_INLINE F All(double x) noexcept { return {V::All(x), V::All(x)}; }
  CONCLAVE_INLINE I All(std::uint64_t x) noexcept { return {V::All(x), V::All(x)}; }
  CONCLAVE_INLINE I Count(std::uint64_t from) noexcept {
    return {V::Count(from), V::Count(from + V::kLanes)};
  }
  CONCLAVE_INLINE void Store(double* to, F x) noexcept {
    V::Store(to, x.a);
    V::Store(to + V::kLanes, x.b);
  }
  CONCLAVE_INLINE F Add(F x, F y) noexcept { return {V::Add(x.a, y.a), V::Add(x.b, y.b)}; }
  CONCLAVE_INLINE F Subtract(F x, F y) noexcept {
    return {V::Subtract(x.a, y.a), V::Subtract(x.b, y.b)};
  }
  CONCLAVE_INLINE F Multiply(F x, F y) noexcept {
    return {V::Multiply(x.a, y.a), V::Multiply(x.b, y.b)};
  }
  CONCLAVE_INLINE F Divide(F x, F y) noexcept { return {V::Divide(x.a, y.a), V::Divide(x.b, y.b)}; }
  CONCLAVE_INLINE F Root(F x) noexcept { return {V::Root(x.a), V::Root(x.b)}; }
  CONCLAVE_INLINE F Fma(F x, F y, F z) noexcept {
    return {V::Fma(x.a, y.a, z.a), V::Fma(x.b, y.b, z.b)};
  }
  CONCLAVE_INLINE I AsBits(F x) noexcept { return {V::AsBits(x.a), V::AsBits(x.b)}; }
  CONCLAVE_INLINE F AsNumber(I x) noexcept { return {V::AsNumber(x.a), V::AsNumber(x.b)}; }
  CONCLAVE_INLINE I Add(I x, I y) noexcept { return {V::Add(x.a, y.a), V::Add(x.b, y.b)}; }
  CONCLAVE_INLINE I And(I x, I y) noexcept { return {V::And(x.a, y.a), V::And(x.b, y.b)}; }
  CONCLAVE_INLINE I Or(I x, I y) noexcept { return {V::Or(x.a, y.a), V::Or(x.b, y.b)}; }
  CONCLAVE_INLINE I Xor(I x, I y, I z) noexcept {
    return {V::Xor(x.a, y.a, z.a), V::Xor(x.b, y.b, z.b)};
  }
  CONCLAVE_INLINE I AndOr(I x, I y, I z) noexcept {
    return {V::AndOr(x.a, y.a, z.a), V::AndOr(x.b, y.b, z.b)};
  }
  CONCLAVE_INLINE F FlipSign(F x, I by) noexcept {
    return {V::FlipSign(x.a, by.a), V::FlipSign(x.b, by.b)};
  }
  template <int kBy>
  CONCLAVE_INLINE I ShiftLeft(I x) noexcept {
    return {V::template ShiftLeft<kBy>(x.a), V::template ShiftLeft<kBy>(x.b)};
  }
  template <int kBy>
  CONCLAVE_INLINE I ShiftRight(I x) noexcept {
    return {V::template ShiftRight<kBy>(x.a), V::template ShiftRight<kBy>(x.b)};
  }
  CONCLAVE_INLINE I MultiplyLow32(I x, I y) noexcept {
    return {V::MultiplyLow32(x.a, y.a), V::MultiplyLow32(x.b, y.b)};
  }
  CONCLAVE_INLINE I HighHalves(I x) noexcept { return {V::HighHalves(x.a), V::HighHalves(x.b)}; }
  CONCLAVE_INLINE I LowHalves(I low, I high) noexcept {
    return {V::LowHalves(low.a, high.a), V::LowHalves(low.b, high.b)};
  }
};

/// What a seed gives each round of a draw, from the first to the last.
template <class V>
struct RoundKeys {
  explicit RoundKeys(std::uint64_t seed) noexcept {
    auto key0 = static_cast<std::uint32_t>(seed);
    auto key1 = static_cast<std::uint32_t>(seed >> 32);
    for (int round = 0; round < kPhiloxRounds; ++round) {
      first[round] = key0;
      second[round] = key1;
      key0 += kPhiloxKeyStep0;
      key1 += kPhiloxKeyStep1;
    }
  }

  std::uint64_t first[kPhiloxRounds];
  std::uint64_t second[kPhiloxRounds];
};

/// Normals out of counters.
template <class V>
struct Draws {
  using F = typename V::F;
  using I = typename V::I;
  struct Bits {
    I low;
    I high;
  };

  /// A word of 32 bits a lane; whatever lies above it is never looked at.
  CONCLAVE_INLINE Bits Draw(I path, std::uint32_t pair, const auto& keys) noexcept {
    I word0 = path;
    I word1 = V::template ShiftRight<32>(path);
    I word2 = V::All(std::uint64_t{pair});
    I word3 = V::All(std::uint64_t{1});  // kPathStreams, its high word
    const I multiplier0 = V::All(std::uint64_t{kPhiloxMultiplier0});
    const I multiplier1 = V::All(std::uint64_t{kPhiloxMultiplier1});
#pragma GCC unroll 10
    for (int round = 0; round < kPhiloxRounds; ++round) {
      const I product0 = V::MultiplyLow32(word0, multiplier0);
      const I product1 = V::MultiplyLow32(word2, multiplier1);
      word0 = V::Xor(V::HighHalves(product1), word1, V::All(keys.first[round]));
      word2 = V::Xor(V::HighHalves(product0), word3, V::All(keys.second[round]));
      word1 = product1;
      word3 = product0;
    }
    return {V::LowHalves(word0, word1), V::LowHalves(word2, word3)};
  }

  static constexpr std::uint64_t kFractionBits = (std::uint64_t{1} << 52) - 1;
  static constexpr std::uint64_t kOneBits = 0x3ff0000000000000;
  static constexpr std::uint64_t kTwoTo52Bits = 0x4330000000000000;

  CONCLAVE_INLINE F MinusTwoLog(F u) noexcept {
    const I above = V::Add(V::AsBits(u), V::All(kOneBits - polynomials::kRootHalfBits));
    const I exponent_bits = V::Or(V::template ShiftRight<52>(above), V::All(kTwoTo52Bits));
    const F exponent = V::Subtract(V::AsNumber(exponent_bits), V::All(0x1p52 + 1023));
    const F mantissa = V::AsNumber(
        V::Add(V::And(above, V::All(kFractionBits)), V::All(polynomials::kRootHalfBits)));
    const F s = V::Divide(V::Subtract(mantissa, V::All(1.0)), V::Add(mantissa, V::All(1.0)));
    const F z = V::Multiply(s, s);
    const F series = V::Fma(Horner<V>(polynomials::kMinusTwoLog, z), z, V::All(-4.0));
    return V::Fma(exponent, V::All(polynomials::kMinusTwoLn2), V::Multiply(s, series));
  }

  struct Pair {
    F first;
    F second;
  };

  CONCLAVE_INLINE Pair Normals(Bits bits) noexcept {
    // u = (k + 1/2) 2^-52: one less than a number in [1, 2), half a step up; both steps are exact.
    const I unit = V::Or(V::template ShiftRight<12>(bits.low), V::All(kOneBits));
    const F u = V::Subtract(V::AsNumber(unit), V::All(1 - 0x1p-53));
    const F radius = V::Root(MinusTwoLog(u));
    const I turn = V::AndOr(bits.high, V::All(kFractionBits), V::All(kOneBits));
    const F y = V::Subtract(V::AsNumber(turn), V::All(1.5));
    const F t = V::Multiply(y, y);
    const F sine = V::Multiply(y, Horner<V>(polynomials::kSineOverRoot2, t));
    const F cosine = Horner<V>(polynomials::kCosineOverRoot2, t);
    return {V::FlipSign(V::Multiply(radius, V::Subtract(cosine, sine)), bits.high),
            V::FlipSign(V::Multiply(radius, V::Add(cosine, sine)),
                        V::template ShiftLeft<1>(bits.high))};
  }
};

/// Normals into losses.
template <class V>
struct Paths {
  using F = typename V::F;
  static constexpr std::size_t kVectors = kDrawsTogether / V::kLanes;
  /// Vectors of draws that go through the triangular product side by side.
  static constexpr std::size_t kAbreast = 4;
  static_assert(kVectors % kAbreast == 0);

  /// Draws are made of four vectors at once: a third faster than one by one.
  using Four = Twice<Twice<V>>;
  using Pen = Draws<Four>;

  CONCLAVE_INLINE F ExpMinusOne(F x) noexcept {
    namespace p = polynomials;
    const F rounded = V::Fma(x, V::All(p::kOneOverLn2), V::All(p::kRounder));
    const F k = V::Subtract(rounded, V::All(p::kRounder));
    const F r = V::Fma(k, V::All(-p::kLn2Low), V::Fma(k, V::All(-p::kLn2High), x));
    const F small = V::Fma(V::Multiply(r, r), Horner<V>(p::kExpMinusOne, r), r);
    const F power = V::AsNumber(V::Add(V::All(std::uint64_t{0x3ff0000000000000}),
                                       V::template ShiftLeft<52>(V::AsBits(rounded))));
    return V::Fma(power, small, V::Subtract(power, V::All(1.0)));
  }

  /// z[asset][draw]; one row of room is left for the partner of an odd last asset.
  static void DrawNormals(const PathModel& model, const RoundKeys<V>& keys, std::uint64_t first,
                          double* z) noexcept {
    for (std::size_t asset = 0; asset < model.assets; asset += 2) {
      const auto pair = static_cast<std::uint32_t>(asset / 2);
      for (std::size_t d = 0; d < kDrawsTogether; d += Four::kLanes) {
        const auto normals = Pen::Normals(Pen::Draw(Four::Count(first + d), pair, keys));
        Four::Store(z + asset * kDrawsTogether + d, normals.first);
        Four::Store(z + (asset + 1) * kDrawsTogether + d, normals.second);
      }
    }
  }

  static void Collapsed(const PathModel& model, const double* z, double* losses,
                        double* mirrored) noexcept {
    const F drift = V::All(model.drift);
    for (std::size_t v = 0; v < kVectors; v += kAbreast) {
      F swing[kAbreast];
      for (F& s : swing) {
        s = V::All(0.0);
      }
      for (std::size_t i = 0; i < model.assets; ++i) {
        const F weight = V::All(model.collapsed[i]);
        const double* const row = z + i * kDrawsTogether + v * V::kLanes;
        for (std::size_t a = 0; a < kAbreast; ++a) {
          swing[a] = V::Fma(weight, V::Load(row + a * V::kLanes), swing[a]);
        }
      }
      for (std::size_t a = 0; a < kAbreast; ++a) {
        const std::size_t at = (v + a) * V::kLanes;
        V::Store(losses + at, V::Negate(V::Add(drift, swing[a])));
        V::Store(mirrored + at, V::Negate(V::Subtract(drift, swing[a])));
      }
    }
  }

  /// kRows assets' swings on kAbreast vectors of draws: the square before the diagonal with every
  /// weight and normal used several times, then the little triangle at it.
  template <std::size_t kRows>
  CONCLAVE_INLINE void Swings(const PathModel& model, std::size_t asset, const double* z,
                              F (&swing)[kRows][kAbreast]) noexcept {
    const double* const rows = model.cholesky + asset * model.assets;
    for (auto& row : swing) {
      for (F& s : row) {
        s = V::All(0.0);
      }
    }
    for (std::size_t j = 0; j < asset; ++j) {
      F normals[kAbreast];
      for (std::size_t a = 0; a < kAbreast; ++a) {
        normals[a] = V::Load(z + j * kDrawsTogether + a * V::kLanes);
      }
#pragma GCC unroll 8
      for (std::size_t i = 0; i < kRows; ++i) {
        const F weight = V::All(rows[i * model.assets + j]);
#pragma GCC unroll 8
        for (std::size_t a = 0; a < kAbreast; ++a) {
          swing[i][a] = V::Fma(weight, normals[a], swing[i][a]);
        }
      }
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kRows; ++i) {
#pragma GCC unroll 8
      for (std::size_t j = 0; j <= i; ++j) {
        const F weight = V::All(rows[i * model.assets + asset + j]);
#pragma GCC unroll 8
        for (std::size_t a = 0; a < kAbreast; ++a) {
          swing[i][a] = V::Fma(weight, V::Load(z + (asset + j) * kDrawsTogether + a * V::kLanes),
                               swing[i][a]);
        }
      }
    }
  }

  template <std::size_t kRows, bool kMirrored>
  CONCLAVE_INLINE void Revalue(const PathModel& model, std::size_t asset, const double* z,
                               F (&gain)[kAbreast], F (&mirror_gain)[kAbreast]) noexcept {
    F swing[kRows][kAbreast];
    Swings<kRows>(model, asset, z, swing);
#pragma GCC unroll 8
    for (std::size_t i = 0; i < kRows; ++i) {
      const F exposure = V::All(model.exposures[asset + i]);
      const F mean = V::All(model.means[asset + i]);
#pragma GCC unroll 8
      for (std::size_t a = 0; a < kAbreast; ++a) {
        gain[a] = V::Fma(exposure, ExpMinusOne(V::Add(mean, swing[i][a])), gain[a]);
        if constexpr (kMirrored) {
          mirror_gain[a] =
              V::Fma(exposure, ExpMinusOne(V::Subtract(mean, swing[i][a])), mirror_gain[a]);
        }
      }
    }
  }

  template <bool kMirrored>
  static void Revalued(const PathModel& model, const double* z, double* losses,
                       double* mirrored) noexcept {
    for (std::size_t v = 0; v < kVectors; v += kAbreast) {
      const double* const from = z + v * V::kLanes;
      F gain[kAbreast];
      F mirror_gain[kAbreast];
      for (std::size_t a = 0; a < kAbreast; ++a) {
        gain[a] = V::All(0.0);
        mirror_gain[a] = V::All(0.0);
      }
      std::size_t asset = 0;
      for (; asset + V::kRows <= model.assets; asset += V::kRows) {
        Revalue<V::kRows, kMirrored>(model, asset, from, gain, mirror_gain);
      }
      for (; asset < model.assets; ++asset) {
        Revalue<1, kMirrored>(model, asset, from, gain, mirror_gain);
      }
      for (std::size_t a = 0; a < kAbreast; ++a) {
        const std::size_t at = (v + a) * V::kLanes;
        V::Store(losses + at, V::Negate(gain[a]));
        if constexpr (kMirrored) {
          V::Store(mirrored + at, V::Negate(mirror_gain[a]));
        }
      }
    }
  }

  static void Simulate(const PathModel& model, std::uint64_t first, std::size_t draws,
                       double* losses, double* mirrored, double* z) noexcept {
    const RoundKeys<V> keys(model.seed);
    alignas(64) double together[kDrawsTogether];
    alignas(64) double mirrored_together[kDrawsTogether];
    for (std::size_t done = 0; done < draws; done += kDrawsTogether) {
      DrawNormals(model, keys, first + done, z);
      if (model.collapsed != nullptr) {
        Collapsed(model, z, together, mirrored_together);
      } else if (mirrored != nullptr) {
        Revalued<true>(model, z, together, mirrored_together);
      } else {
        Revalued<false>(model, z, together, mirrored_together);
      }
      const std::size_t left = draws - done;
      const std::size_t wanted = left < kDrawsTogether ? left : kDrawsTogether;
      for (std::size_t d = 0; d < wanted; ++d) {
        losses[done + d] = together[d];
      }
      if (mirrored != nullptr) {
        for (std::size_t d = 0; d < wanted; ++d) {
          mirrored[done + d] = mirrored_together[d];
        }
      }
    }
  }
};

#undef CONCLAVE_INLINE

}  // namespace conclave::lanes
