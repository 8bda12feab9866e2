#include "sweep/plain_loops.h"

#include <algorithm>
#include <cmath>

namespace conclave {
namespace {

void BookBar(const BarReturns& returns, BlockState& state, std::uint32_t lane) noexcept {
  const std::uint64_t positions = state.wanted[lane] & 3;
  const double earned = returns.by_positions[positions];
  state.fills[lane] += positions == 1 || positions == 2 ? 1U : 0U;
  state.sum[lane] += earned;
  state.squares[lane] = std::fma(earned, earned, state.squares[lane]);
  state.fall[lane] = std::max(0.0, state.fall[lane] - earned);
  state.deepest[lane] = std::max(state.deepest[lane], state.fall[lane]);
}

}  // namespace

PlainAverage::PlainAverage(Average kind, std::uint32_t bars) noexcept : kind_(kind), bars_(bars) {}

void PlainAverage::MoveTo(std::span<const std::int64_t> closes, std::uint32_t bar) noexcept {
  ++seen_;
  if (kind_ == Average::kSimple) {
    sum_ += closes[bar];
    if (bar >= bars_) {
      sum_ -= closes[bar - bars_];
    }
    return;
  }
  const double close = static_cast<double>(closes[bar]);
  if (seen_ > bars_) {
    exponential_ += 2 / (bars_ + 1.0) * (close - exponential_);
  } else {
    first_closes_ += close;
    exponential_ = first_closes_ / bars_;
  }
}

bool PlainAverage::StandsBelow(const PlainAverage& fast) const noexcept {
  if (seen_ < bars_) {
    return false;
  }
  if (kind_ == Average::kSimple) {
    return fast.sum_ * static_cast<SumOfCloses>(bars_) >
           sum_ * static_cast<SumOfCloses>(fast.bars_);
  }
  return fast.exponential_ > exponential_;
}

void BookPlainly(std::span<const std::int64_t> closes, PlainAverage fast, PlainAverage slow,
                 const BarReturns* returns, std::uint32_t begin, std::uint32_t end,
                 BlockState& state, std::uint32_t lane) noexcept {
  for (std::uint32_t bar = begin; bar < end; ++bar) {
    BookBar(returns[bar - begin], state, lane);
    fast.MoveTo(closes, bar);
    slow.MoveTo(closes, bar);
    state.wanted[lane] = state.wanted[lane] << 1 | (slow.StandsBelow(fast) ? 1U : 0U);
  }
}

void BookExactly(const WideSums& sums, std::uint32_t fast, std::uint32_t slow,
                 const BarReturns* returns, std::uint32_t begin, std::uint32_t end,
                 BlockState& state, std::uint32_t lane) noexcept {
  for (std::uint32_t bar = begin; bar < end; ++bar) {
    BookBar(returns[bar - begin], state, lane);
    const bool above = StandsAbove(sums.sums.get(), fast, slow, bar);
    state.wanted[lane] = state.wanted[lane] << 1 | (above ? 1U : 0U);
  }
}

}  // namespace conclave
