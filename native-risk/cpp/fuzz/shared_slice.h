#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "testing/check.h"

namespace conclave::fuzz {

/// A real slice in /dev/shm for as long as the fuzzer runs: 64 sound bars in its first half (opens,
/// highs, lows, closes, 512 bytes each), 192 doubles like daily returns from kReturns on, then
/// zeros. Frames call it by an alias, since its true name has the process's number in it.
class SharedSlice {
 public:
  static constexpr std::size_t kBytes = 4096;
  static constexpr std::uint32_t kBars = 64;
  static constexpr std::uint64_t kColumnBytes = kBars * sizeof(std::int64_t);
  static constexpr std::uint64_t kReturns = kBytes / 2;
  static constexpr std::size_t kNameBytes = 32;

  /// @param number  0 to 9
  explicit SharedSlice(int number)
      : alias_(Padded("conclave-0-730" + std::to_string(number))),
        name_("conclave-" + std::to_string(getpid()) + "-730" + std::to_string(number)) {
    unlink(path().c_str());  // of a process of the same number that was killed
    const int file = open(path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(file >= 0);
    CHECK(ftruncate(file, kBytes) == 0);
    void* memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(memory != MAP_FAILED);
    close(file);
    bytes_ = static_cast<std::uint8_t*>(memory);
    for (std::uint32_t t = 0; t < kBars; ++t) {
      fresh_[t] = 1000 + t * t % 37;
      fresh_[kBars + t] = 1100;
      fresh_[2 * kBars + t] = 900;
      fresh_[3 * kBars + t] = 1000 + t * t * 7 % 41;
    }
    for (std::uint32_t i = 0; i < 192; ++i) {
      fresh_[kReturns / 8 + i] =
          std::bit_cast<std::int64_t>(static_cast<double>(i * i * 7 % 31) / 1024 - 0.0125);
    }
    Reset();
  }
  SharedSlice(const SharedSlice&) = delete;
  SharedSlice& operator=(const SharedSlice&) = delete;
  ~SharedSlice() {
    munmap(bytes_, kBytes);
    unlink(path().c_str());
  }

  /// For frames that a seed is made of.
  static std::string_view Alias(int number) {
    static constexpr std::string_view kAliases[] = {"conclave-0-7300", "conclave-0-7301"};
    return kAliases[number];
  }

  void Reset() noexcept { std::memcpy(bytes_, fresh_.data(), kBytes); }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool Names(const char* padded) const noexcept {
    return std::memcmp(Padded(name_).data(), padded, kNameBytes) == 0;
  }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept { return {bytes_, kBytes}; }

  /// Puts the true name wherever the frame says the alias.
  void TellName(std::span<char> frame) const noexcept {
    const auto name = Padded(name_);
    for (std::size_t i = 0; i + kNameBytes <= frame.size(); ++i) {
      if (std::memcmp(&frame[i], alias_.data(), kNameBytes) == 0) {
        std::memcpy(&frame[i], name.data(), kNameBytes);
      }
    }
  }

 private:
  using Name = std::array<char, kNameBytes>;

  static Name Padded(const std::string& text) noexcept {
    Name name{};
    text.copy(name.data(), name.size());
    return name;
  }
  [[nodiscard]] std::string path() const { return "/dev/shm/" + name_; }

  const Name alias_;
  const std::string name_;
  std::uint8_t* bytes_;
  std::array<std::int64_t, kBytes / sizeof(std::int64_t)> fresh_{};
};

}  // namespace conclave::fuzz
