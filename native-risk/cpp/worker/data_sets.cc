#include "worker/data_sets.h"

#include <algorithm>
#include <utility>

#include "worker/frames.h"

namespace conclave {
namespace {

std::span<const std::int64_t> Column(const Slice& slice, std::uint64_t start, std::uint32_t bars) {
  const auto column = slice.Prices(start, bars);
  if (!column) {
    throw Refused{FailReason::BAD_SLICE};
  }
  return *column;
}

Bars Columns(const Slice& slice, const BarColumns& at) {
  Bars bars{Column(slice, at.opens, at.bars), {}, {}, Column(slice, at.closes, at.bars)};
  if ((at.highs < 0) != (at.lows < 0) || at.highs < -1 || at.lows < -1) {
    throw Refused{FailReason::MALFORMED};
  }
  if (at.highs >= 0) {
    bars.highs = Column(slice, static_cast<std::uint64_t>(at.highs), at.bars);
    bars.lows = Column(slice, static_cast<std::uint64_t>(at.lows), at.bars);
  }
  return bars;
}

bool AreSound(const Bars& bars) {
  bool sound = !bars.opens.empty();
  for (std::size_t t = 0; t < bars.opens.size(); ++t) {
    const std::int64_t low = std::min(bars.opens[t], bars.closes[t]);
    sound &= low > 0;
    if (!bars.highs.empty()) {
      const std::int64_t high = std::max(bars.opens[t], bars.closes[t]);
      sound &= bars.lows[t] > 0 && bars.lows[t] <= low && high <= bars.highs[t];
    }
  }
  return sound;
}

}  // namespace

void DataSets::Load(std::uint32_t handle, Slice slice, const BarColumns& columns) {
  if (handle == 0) {
    throw Refused{FailReason::MALFORMED};
  }
  const auto old = sets_.find(handle);
  const std::uint64_t freed = old == sets_.end() ? 0 : old->second.slice.bytes();
  if ((old == sets_.end() && sets_.size() == kMaxSets) ||
      slice.bytes() > kMaxBytes - (bytes_ - freed)) {
    throw Refused{FailReason::TOO_MUCH};
  }
  const Bars bars = Columns(slice, columns);
  if (!AreSound(bars)) {
    throw Refused{FailReason::BAD_BARS};
  }
  const std::uint64_t bytes = slice.bytes();
  // A mapping does not move with its Slice, so the spans stay right.
  sets_.insert_or_assign(handle, Resident{std::move(slice), bars});
  bytes_ = bytes_ - freed + bytes;
}

const Bars& DataSets::Find(std::uint32_t handle) const {
  const auto found = sets_.find(handle);
  if (found == sets_.end()) {
    throw Refused{FailReason::NO_DATA_SET};
  }
  return found->second.bars;
}

bool DataSets::Keeps(const Slice& slice) const noexcept {
  return std::any_of(sets_.begin(), sets_.end(),
                     [&slice](const auto& set) { return set.second.slice.SharesFileWith(slice); });
}

void DataSets::Drop(std::uint32_t handle) {
  const auto found = sets_.find(handle);
  if (found == sets_.end()) {
    throw Refused{FailReason::NO_DATA_SET};
  }
  bytes_ -= found->second.slice.bytes();
  sets_.erase(found);
}

}  // namespace conclave
