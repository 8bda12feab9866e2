#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace conclave::fuzz {

/// The input of a fuzzer, taken piece by piece from its front. Once it is used up, all that comes
/// is zeros: every input is a valid one, of any length.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) noexcept : left_(data, size) {}

  [[nodiscard]] bool empty() const noexcept { return left_.empty(); }

  /// At most `count` bytes as they stand.
  std::span<const std::uint8_t> Some(std::size_t count) noexcept {
    const auto taken = left_.first(std::min(count, left_.size()));
    left_ = left_.subspan(taken.size());
    return taken;
  }

  /// Any value of its type, little-endian; NaN and infinities too.
  template <typename Number>
  Number Any() noexcept {
    static_assert(std::is_arithmetic_v<Number>);
    Number value{};
    const auto taken = Some(sizeof value);
    if (!taken.empty()) {
      std::memcpy(&value, taken.data(), taken.size());
    }
    return value;
  }

  /// A number from `least` to `most`, both included.
  std::uint32_t Within(std::uint32_t least, std::uint32_t most) noexcept {
    const std::uint64_t choices = std::uint64_t{most} - least + 1;
    const std::uint32_t any = choices <= 256     ? Any<std::uint8_t>()
                              : choices <= 65536 ? Any<std::uint16_t>()
                                                 : Any<std::uint32_t>();
    return least + static_cast<std::uint32_t>(any % choices);
  }

  /// True once in `times`.
  bool Once(std::uint32_t times) noexcept { return Within(1, times) == times; }

 private:
  std::span<const std::uint8_t> left_;
};

}  // namespace conclave::fuzz
