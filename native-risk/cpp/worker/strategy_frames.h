#pragma once

#include <io_conclave_nativerisk_frames/BrokerTerms.h>
#include <io_conclave_nativerisk_frames/Strategy.h>

#include <cstdint>
#include <span>

#include "strategy/simulator.h"
#include "strategy/strategy.h"
#include "worker/data_sets.h"
#include "worker/frames.h"
#include "worker/slice.h"

namespace conclave {

/// As the frame says it; the kernels check every number.
StrategySpec SpecOf(frames::Strategy& said);
Broker BrokerOf(frames::BrokerTerms& said);

/// The bars of a data set up to `end_bar`. Throws Refused unless first_bar < end_bar <= bars.
BarSeries BarsUpTo(const Bars& bars, std::uint32_t first_bar, std::uint32_t end_bar);

/// `count` values at a start that may be -1: then none. Throws Refused when they leave the slice.
template <class T>
std::span<T> ColumnAt(const Slice& slice, std::int64_t start, std::size_t count) {
  if (start < 0) {
    return {};
  }
  const auto values = slice.Values<T>(static_cast<std::uint64_t>(start), count);
  if (!values) {
    throw Refused{FailReason::BAD_SLICE};
  }
  return *values;
}

FailReason::Value ReasonOf(StrategyStatus status);

}  // namespace conclave
