#pragma once

#include <cstddef>
#include <cstdint>

namespace conclave {

/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
/// SC 2011): a bijection of 128-bit counters, one for each 64-bit key, whose outputs pass as
/// random. There is no state to carry along: the draw number n of a stream is computed from n, so
/// what is drawn depends neither on who draws first nor on how many threads do.

inline constexpr std::uint32_t kPhiloxMultiplier0 = 0xD2511F53;
inline constexpr std::uint32_t kPhiloxMultiplier1 = 0xCD9E8D57;
inline constexpr std::uint32_t kPhiloxKeyStep0 = 0x9E3779B9;  ///< golden ratio
inline constexpr std::uint32_t kPhiloxKeyStep1 = 0xBB67AE85;  ///< root of 3, less 1
inline constexpr int kPhiloxRounds = 10;

/// A counter, or what a counter is turned into: four words, the lowest first.
struct PhiloxBlock {
  std::uint32_t word[4];

  [[nodiscard]] constexpr std::uint64_t low() const noexcept {
    return std::uint64_t{word[1]} << 32 | word[0];
  }
  [[nodiscard]] constexpr std::uint64_t high() const noexcept {
    return std::uint64_t{word[3]} << 32 | word[2];
  }
};

/// The bijection itself.
[[nodiscard]] constexpr PhiloxBlock Philox4x32(PhiloxBlock counter, std::uint32_t key0,
                                               std::uint32_t key1) noexcept {
  for (int round = 0; round < kPhiloxRounds; ++round) {
    const std::uint64_t product0 = std::uint64_t{kPhiloxMultiplier0} * counter.word[0];
    const std::uint64_t product1 = std::uint64_t{kPhiloxMultiplier1} * counter.word[2];
    counter = {{static_cast<std::uint32_t>(product1 >> 32) ^ counter.word[1] ^ key0,
                static_cast<std::uint32_t>(product1),
                static_cast<std::uint32_t>(product0 >> 32) ^ counter.word[3] ^ key1,
                static_cast<std::uint32_t>(product0)}};
    key0 += kPhiloxKeyStep0;
    key1 += kPhiloxKeyStep1;
  }
  return counter;
}

/// Draw `index` of stream `stream` under `seed`: 128 random bits, of which low() and high() are the
/// halves. Streams of one seed never share a draw; give every use its own (kind in the high word).
[[nodiscard]] constexpr PhiloxBlock PhiloxDraw(std::uint64_t seed, std::uint64_t stream,
                                               std::uint64_t index) noexcept {
  return Philox4x32(
      {{static_cast<std::uint32_t>(index), static_cast<std::uint32_t>(index >> 32),
        static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32)}},
      static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32));
}

/// 64 random bits as a number in (0, 1): the midpoints of 2^52 equal parts, each exact.
[[nodiscard]] constexpr double UnitInterval(std::uint64_t bits) noexcept {
  return static_cast<double>(bits >> 12) * 0x1p-52 + 0x1p-53;
}

/// 64 random bits as a whole number below `bound` > 0; high half of the product, so that a number's
/// chance is off by less than bound * 2^-64.
[[nodiscard]] constexpr std::uint64_t BelowBound(std::uint64_t bits, std::uint32_t bound) noexcept {
  const std::uint64_t low = (bits & 0xffffffff) * bound;
  return ((bits >> 32) * bound + (low >> 32)) >> 32;
}

}  // namespace conclave
