#include "kernels/sma_crossover.h"

#include <algorithm>
#include <cmath>

#include "kernels/natural_log.h"

namespace conclave {
namespace {

__extension__ using Int128 = __int128;

/// Sum of the last `window` closes; of all there are while there are fewer.
class MovingSum {
 public:
  MovingSum() noexcept = default;

  /// Stands at bar `at`.
  MovingSum(std::span<const std::int64_t> closes, std::size_t window, std::size_t at) noexcept
      : window_(window) {
    const std::size_t first = at + 1 >= window ? at + 1 - window : 0;
    for (std::size_t i = first; i <= at; ++i) {
      sum_ += closes[i];
    }
  }

  void MoveTo(std::span<const std::int64_t> closes, std::size_t at) noexcept {
    sum_ += closes[at];
    if (at >= window_) {
      sum_ -= closes[at - window_];
    }
  }

  [[nodiscard]] Int128 sum() const noexcept { return sum_; }
  [[nodiscard]] std::size_t window() const noexcept { return window_; }

 private:
  std::size_t window_ = 1;
  Int128 sum_ = 0;
};

/// The two averages of the leg in force.
class Crossover {
 public:
  /// Called for every bar of the run, in order; answers the position to hold after its close.
  std::int8_t Decide(std::span<const std::int64_t> closes, std::span<const Leg> legs,
                     std::size_t bar) noexcept {
    if (next_leg_ < legs.size() && bar == legs[next_leg_].first_bar) {
      fast_ = MovingSum(closes, legs[next_leg_].fast_bars, bar);
      slow_ = MovingSum(closes, legs[next_leg_].slow_bars, bar);
      ++next_leg_;
    } else {
      fast_.MoveTo(closes, bar);
      slow_.MoveTo(closes, bar);
    }
    if (bar + 1 < slow_.window()) {
      return 0;
    }
    const Int128 fast = fast_.sum() * static_cast<Int128>(slow_.window());
    const Int128 slow = slow_.sum() * static_cast<Int128>(fast_.window());
    return fast > slow ? 1 : 0;
  }

 private:
  std::size_t next_leg_ = 0;
  MovingSum fast_;
  MovingSum slow_;
};

/// What the bars earned so far; mean and deviation after Welford (1962).
class Ledger {
 public:
  void Book(double log_return) noexcept {
    net_ += log_return;
    fall_ = std::max(0.0, fall_ - log_return);
    deepest_ = std::max(deepest_, fall_);
    bars_ += 1;
    const double off = log_return - mean_;
    mean_ += off / bars_;
    squares_ += off * (log_return - mean_);
  }

  [[nodiscard]] double net() const noexcept { return net_; }
  [[nodiscard]] double deepest() const noexcept { return deepest_; }
  [[nodiscard]] double Sharpe() const noexcept {
    return bars_ >= 2 && squares_ > 0 ? mean_ / std::sqrt(squares_ / (bars_ - 1)) : 0;
  }

 private:
  double net_ = 0;
  double fall_ = 0;
  double deepest_ = 0;
  double bars_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

double LogRatio(std::int64_t to, std::int64_t from) noexcept {
  return to == from ? 0 : NaturalLog(static_cast<double>(to) / static_cast<double>(from));
}

bool Positive(std::span<const std::int64_t> prices) noexcept {
  return std::all_of(prices.begin(), prices.end(), [](std::int64_t p) { return p > 0; });
}

bool InOrder(std::span<const Leg> legs, std::uint32_t end_bar) noexcept {
  for (std::size_t i = 0; i < legs.size(); ++i) {
    const Leg& leg = legs[i];
    const bool sane = leg.fast_bars >= 1 && leg.fast_bars < leg.slow_bars &&
                      leg.slow_bars <= kMaxWindowBars && leg.first_bar < end_bar;
    if (!sane || (i > 0 && leg.first_bar <= legs[i - 1].first_bar)) {
      return false;
    }
  }
  return !legs.empty();
}

bool Affordable(std::int32_t bps) noexcept { return bps >= 0 && bps <= kMaxCostBps; }

}  // namespace

Status RunSmaCrossover(std::span<const std::int64_t> opens_e8,
                       std::span<const std::int64_t> closes_e8, std::span<const Leg> legs,
                       std::uint32_t end_bar, Costs costs, CrossoverResult& out,
                       std::span<std::int8_t> positions) noexcept {
  if (opens_e8.size() != closes_e8.size()) {
    return Status::kBadBars;
  }
  if (end_bar > closes_e8.size() || !InOrder(legs, end_bar)) {
    return Status::kBadLegs;
  }
  if (!Affordable(costs.fee_bps) || !Affordable(costs.slippage_bps)) {
    return Status::kBadCosts;
  }
  if (!Positive(opens_e8.first(end_bar)) || !Positive(closes_e8.first(end_bar))) {
    return Status::kBadBars;
  }
  const std::size_t first = legs.front().first_bar;
  if (!positions.empty() && positions.size() != end_bar - first) {
    return Status::kBadOutput;
  }

  const double fee = costs.fee_bps / 10000.0;
  const double slippage = costs.slippage_bps / 10000.0;
  const double buying = NaturalLog((1 - fee) / (1 + slippage));
  const double selling = NaturalLog((1 - fee) * (1 - slippage));
  Crossover crossover;
  Ledger ledger;
  std::uint32_t fills = 0;
  std::int8_t held = 0;
  std::int8_t wanted = 0;
  for (std::size_t bar = first; bar < end_bar; ++bar) {
    if (bar > first) {
      double earned = held != 0 ? LogRatio(opens_e8[bar], closes_e8[bar - 1]) : 0;
      if (wanted != held) {
        earned += wanted != 0 ? buying : selling;
        held = wanted;
        ++fills;
      }
      earned += held != 0 ? LogRatio(closes_e8[bar], opens_e8[bar]) : 0;
      ledger.Book(earned);
    }
    wanted = crossover.Decide(closes_e8, legs, bar);
    if (!positions.empty()) {
      positions[bar - first] = wanted;
    }
  }
  out = {ledger.net(), ledger.deepest(), ledger.Sharpe(), fills, wanted};
  return Status::kOk;
}

}  // namespace conclave
