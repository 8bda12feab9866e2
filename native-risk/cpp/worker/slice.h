#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace conclave {

/// A piece of shared memory that the engine made and named; mapped for reading and writing until
/// destroyed. The file stays: the engine removes it.
class Slice {
 public:
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;

  /// Nothing unless the name has our shape (conclave-PID-N), and the file of that name in /dev/shm
  /// is a plain file, not a link, belongs to this user and has exactly that size.
  static std::optional<Slice> Open(std::string_view name, std::uint64_t bytes);

  Slice(Slice&& other) noexcept;
  Slice& operator=(Slice&& other) noexcept;
  Slice(const Slice&) = delete;
  Slice& operator=(const Slice&) = delete;
  ~Slice();

  [[nodiscard]] bool Is(std::string_view name, std::uint64_t bytes) const noexcept;

  /// `count` prices from `start` on; nothing if they leave the slice or `start` is not 8-aligned.
  [[nodiscard]] std::optional<std::span<const std::int64_t>> Prices(std::uint64_t start,
                                                                    std::uint64_t count) const;

  /// `count` positions from `start` on; nothing if they leave the slice.
  [[nodiscard]] std::optional<std::span<std::int8_t>> Positions(std::uint64_t start,
                                                                std::uint64_t count) const;

 private:
  Slice(std::string name, std::byte* data, std::uint64_t bytes) noexcept;
  [[nodiscard]] bool Holds(std::uint64_t start, std::uint64_t bytes) const noexcept;

  std::string name_;
  std::byte* data_;
  std::uint64_t bytes_;
};

}  // namespace conclave
