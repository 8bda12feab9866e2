#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace conclave {

/// The highest or lowest of the last `window` values, O(1) a bar on average: a queue of the bars
/// that may yet be the extreme, in a ring that the caller lends. (Lemire 2006, "Streaming
/// maximum-minimum filter".)
class WindowExtreme {
 public:
  /// @param sign  +1: the highest; -1: the lowest
  /// @param ring  at least min(window, bars) numbers
  WindowExtreme(std::size_t window, std::int64_t sign, std::span<std::int32_t> ring) noexcept
      : window_(window), sign_(sign), ring_(ring) {}

  void MoveTo(std::span<const std::int64_t> series, std::size_t bar) noexcept {
    if (count_ > 0 && At(0) + window_ <= bar) {
      head_ = head_ + 1 == ring_.size() ? 0 : head_ + 1;
      --count_;
    }
    while (count_ > 0 && series[At(count_ - 1)] * sign_ <= series[bar] * sign_) {
      --count_;
    }
    ring_[Slot(count_)] = static_cast<std::int32_t>(bar);
    ++count_;
    seen_ = bar + 1;
  }

  [[nodiscard]] bool ready() const noexcept { return seen_ >= window_; }
  [[nodiscard]] std::int64_t value(std::span<const std::int64_t> series) const noexcept {
    return series[At(0)];
  }

 private:
  [[nodiscard]] std::size_t Slot(std::size_t i) const noexcept {
    const std::size_t slot = head_ + i;
    return slot >= ring_.size() ? slot - ring_.size() : slot;
  }
  [[nodiscard]] std::size_t At(std::size_t i) const noexcept {
    return static_cast<std::size_t>(ring_[Slot(i)]);
  }

  std::size_t window_;
  std::int64_t sign_;
  std::span<std::int32_t> ring_;
  std::size_t head_ = 0;
  std::size_t count_ = 0;
  std::size_t seen_ = 0;
};

}  // namespace conclave
