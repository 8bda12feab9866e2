#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace conclave {

enum class Access : std::uint8_t { kRead, kReadWrite };

/// A piece of shared memory that the engine made and named; mapped until destroyed. The file stays:
/// the engine removes it, and may do so while it is mapped.
class Slice {
 public:
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;

  /// Nothing unless the name has our shape (conclave-PID-N), and the file of that name in /dev/shm
  /// is a plain file, not a link, belongs to this user and has exactly that size.
  static std::optional<Slice> Open(std::string_view name, std::uint64_t bytes,
                                   Access access = Access::kReadWrite);

  Slice(Slice&& other) noexcept;
  Slice& operator=(Slice&& other) noexcept;
  Slice(const Slice&) = delete;
  Slice& operator=(const Slice&) = delete;
  ~Slice();

  [[nodiscard]] bool Is(std::string_view name, std::uint64_t bytes) const noexcept;

  /// Whether both are the same memory, mapped twice.
  [[nodiscard]] bool SharesFileWith(const Slice& other) const noexcept;

  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

  /// `count` values from `start` on, to be written; nothing if they leave the slice, `start` is not
  /// aligned for them, or the slice is mapped for reading only.
  template <typename T>
  [[nodiscard]] std::optional<std::span<T>> Values(std::uint64_t start, std::uint64_t count) const {
    if (access_ != Access::kReadWrite || start % alignof(T) != 0 || count > kMaxBytes / sizeof(T) ||
        !Holds(start, count * sizeof(T))) {
      return std::nullopt;
    }
    return std::span(reinterpret_cast<T*>(data_ + start), count);
  }

  /// `count` prices from `start` on; nothing if they leave the slice or `start` is not 8-aligned.
  [[nodiscard]] std::optional<std::span<const std::int64_t>> Prices(std::uint64_t start,
                                                                    std::uint64_t count) const;

 private:
  struct File {
    dev_t device;
    ino_t number;
    bool operator==(const File&) const = default;
  };

  Slice(std::string name, std::byte* data, std::uint64_t bytes, Access access, File file) noexcept;
  [[nodiscard]] bool Holds(std::uint64_t start, std::uint64_t bytes) const noexcept;

  std::string name_;
  std::byte* data_;
  std::uint64_t bytes_;
  Access access_;
  File file_;
};

/// Whether two columns share a byte.
template <class T, class U>
bool Overlap(std::span<T> a, std::span<U> b) {
  const auto a_first = reinterpret_cast<std::uintptr_t>(a.data());
  const auto b_first = reinterpret_cast<std::uintptr_t>(b.data());
  return !a.empty() && !b.empty() && a_first < b_first + b.size_bytes() &&
         b_first < a_first + a.size_bytes();
}

}  // namespace conclave
