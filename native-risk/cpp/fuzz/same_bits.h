#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace conclave::fuzz {

inline bool SameBits(double a, double b) noexcept {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// Of numbers, or of records without padding.
template <typename T>
bool SameBits(std::span<const T> a, std::span<const T> b) noexcept {
  static_assert(std::is_trivially_copyable_v<T>);
  return a.size() == b.size() &&
         (a.empty() || std::memcmp(a.data(), b.data(), a.size_bytes()) == 0);
}

template <typename... Doubles>
bool Finite(Doubles... numbers) noexcept {
  return (std::isfinite(numbers) && ...);
}

}  // namespace conclave::fuzz
