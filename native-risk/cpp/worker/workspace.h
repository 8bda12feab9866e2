#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sweep/sweep_row.h"
#include "worker/data_sets.h"
#include "worker/slice.h"

namespace conclave {

/// What outlives a request. Only the one that computes touches it, but for `watch`.
class Workspace {
 public:
  /// Of the request under way: it counts here what is done and leaves soon when cancelled.
  SweepWatch watch;

  [[nodiscard]] const DataSets& data_sets() const noexcept { return data_sets_; }

  /// Maps the slice for reading only and keeps it as bars. Throws Refused.
  void Load(std::uint32_t handle, const std::string& slice, std::uint64_t bytes,
            const BarColumns& columns);

  /// Throws Refused when there is none.
  void Drop(std::uint32_t handle) { data_sets_.Drop(handle); }

  /// A slice to read from and write to; it stays mapped until another is named. Never one that
  /// holds resident bars: they were checked and do not change. Throws Refused.
  const Slice& Scratch(const std::string& name, std::uint64_t bytes);

 private:
  DataSets data_sets_;
  std::optional<Slice> scratch_;
};

}  // namespace conclave
