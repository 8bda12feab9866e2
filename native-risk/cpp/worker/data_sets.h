#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>

#include "worker/slice.h"

namespace conclave {

/// Columns of consecutive bars, oldest first, all of one length, 1e-8 quote currency. Checked:
/// every price is positive, and with highs and lows, low <= open, close <= high.
struct Bars {
  std::span<const std::int64_t> opens;
  std::span<const std::int64_t> highs;  ///< empty when the bars have none; then so is `lows`
  std::span<const std::int64_t> lows;
  std::span<const std::int64_t> closes;
};

/// Where columns begin in their slice, bytes. No highs and no lows: both -1.
struct BarColumns {
  std::uint64_t opens;
  std::int64_t highs;
  std::int64_t lows;
  std::uint64_t closes;
  std::uint32_t bars;
};

/// The bars that stay mapped between requests, each under the handle its owner chose.
class DataSets {
 public:
  static constexpr std::size_t kMaxSets = 64;
  static constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 30;  ///< of all slices together

  /// Checks the bars and keeps the slice; what the handle named before is given back.
  /// O(bars) time; copies nothing. Throws Refused, and then nothing has changed.
  void Load(std::uint32_t handle, Slice slice, const BarColumns& columns);

  /// Throws Refused when there is none. The spans live until the handle is loaded anew or dropped.
  [[nodiscard]] const Bars& Find(std::uint32_t handle) const;

  /// Whether resident bars lie in this slice's file.
  [[nodiscard]] bool Keeps(const Slice& slice) const noexcept;

  /// Throws Refused when there is none.
  void Drop(std::uint32_t handle);

 private:
  struct Resident {
    Slice slice;
    Bars bars;
  };

  std::map<std::uint32_t, Resident> sets_;
  std::uint64_t bytes_ = 0;
};

}  // namespace conclave
