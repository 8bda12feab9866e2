// Bars, legs and costs of any kind. The kernel takes exactly those its header allows; what it takes
// it decides as a loop does that adds up every average anew; what it refuses leaves no trace.

#include <algorithm>
#include <cmath>
#include <vector>

#include "fuzz/bytes.h"
#include "fuzz/prices.h"
#include "fuzz/seeds.h"
#include "kernels/sma_crossover.h"
#include "testing/check.h"

namespace conclave {
namespace {

__extension__ using Int128 = __int128;

constexpr std::uint32_t kMostBars = 64;
constexpr std::int8_t kUntouched = 77;

struct Question {
  std::vector<std::int64_t> opens;
  std::vector<std::int64_t> closes;
  std::vector<Leg> legs;
  std::uint32_t end;
  Costs costs;
  std::size_t positions;
};

Question Ask(fuzz::Bytes& bytes) {
  Question ask;
  const std::uint32_t bars = bytes.Within(0, kMostBars);
  ask.opens = fuzz::Prices(bytes, bars);
  ask.closes = fuzz::Prices(bytes, bytes.Once(32) ? bytes.Within(0, kMostBars) : bars);
  ask.end = bytes.Once(8) ? bytes.Any<std::uint32_t>() : bytes.Within(0, kMostBars);
  std::uint32_t first = 0;
  for (std::uint32_t legs = bytes.Within(0, 4); legs > 0; --legs) {
    if (bytes.Once(16)) {
      ask.legs.push_back(
          {bytes.Any<std::uint32_t>(), bytes.Any<std::uint32_t>(), bytes.Any<std::uint32_t>()});
      continue;
    }
    const std::uint32_t fast = bytes.Within(1, 16);
    ask.legs.push_back({first, fast, fast + bytes.Within(0, 32)});
    first += bytes.Within(0, 20);
  }
  ask.costs = {static_cast<std::int32_t>(bytes.Within(0, 5001)),
               bytes.Once(8) ? bytes.Any<std::int32_t>() : 3};
  const bool runs = !ask.legs.empty() && ask.legs.front().first_bar < ask.end;
  const std::size_t room = runs ? std::min(ask.end - ask.legs.front().first_bar, kMostBars) : 0;
  ask.positions = bytes.Once(4) ? bytes.Within(0, kMostBars) : room;
  return ask;
}

bool Positive(const std::vector<std::int64_t>& prices, std::size_t count) {
  return std::all_of(prices.begin(), prices.begin() + static_cast<std::ptrdiff_t>(count),
                     [](std::int64_t p) { return p > 0; });
}

bool InOrder(const Question& ask) {
  for (std::size_t i = 0; i < ask.legs.size(); ++i) {
    const Leg& leg = ask.legs[i];
    if (leg.fast_bars < 1 || leg.fast_bars >= leg.slow_bars || leg.slow_bars > kMaxWindowBars ||
        leg.first_bar >= ask.end || (i > 0 && leg.first_bar <= ask.legs[i - 1].first_bar)) {
      return false;
    }
  }
  return !ask.legs.empty() && ask.end <= ask.closes.size();
}

/// The header's rules once more, in the order it checks them.
Status Expected(const Question& ask) {
  if (ask.opens.size() != ask.closes.size()) return Status::kBadBars;
  if (!InOrder(ask)) return Status::kBadLegs;
  for (const std::int32_t bps : {ask.costs.fee_bps, ask.costs.slippage_bps}) {
    if (bps < 0 || bps > kMaxCostBps) return Status::kBadCosts;
  }
  if (!Positive(ask.opens, ask.end) || !Positive(ask.closes, ask.end)) return Status::kBadBars;
  const bool fits = ask.positions == 0 || ask.positions == ask.end - ask.legs.front().first_bar;
  return fits ? Status::kOk : Status::kBadOutput;
}

std::int8_t Wanted(const Question& ask, std::uint32_t bar) {
  Leg leg = ask.legs.front();
  for (const Leg& later : ask.legs) {
    if (later.first_bar <= bar) leg = later;
  }
  if (bar + 1 < leg.slow_bars) return 0;
  Int128 fast = 0;
  Int128 slow = 0;
  for (std::uint32_t i = 0; i < leg.fast_bars; ++i) fast += ask.closes[bar - i];
  for (std::uint32_t i = 0; i < leg.slow_bars; ++i) slow += ask.closes[bar - i];
  return fast * leg.slow_bars > slow * leg.fast_bars ? 1 : 0;
}

void DecidesAsThePlainLoop(const Question& ask, const CrossoverResult& result,
                           const std::vector<std::int8_t>& positions) {
  const std::uint32_t first = ask.legs.front().first_bar;
  const double buying =
      std::log((1 - ask.costs.fee_bps / 10000.0) / (1 + ask.costs.slippage_bps / 10000.0));
  const double selling =
      std::log((1 - ask.costs.fee_bps / 10000.0) * (1 - ask.costs.slippage_bps / 10000.0));
  double net = 0;
  std::uint32_t fills = 0;
  int held = 0;
  int wanted = 0;
  for (std::uint32_t bar = first; bar < ask.end; ++bar) {
    if (bar > first) {
      const auto before = static_cast<double>(ask.closes[bar - 1]);
      const auto open = static_cast<double>(ask.opens[bar]);
      const auto close = static_cast<double>(ask.closes[bar]);
      if (held != 0) net += std::log(open / before);
      if (wanted != held) net += wanted != 0 ? buying : selling;
      fills += wanted != held ? 1 : 0;
      held = wanted;
      if (held != 0) net += std::log(close / open);
    }
    wanted = Wanted(ask, bar);
    CHECK(positions.empty() || positions[bar - first] == wanted);
  }
  CHECK(result.fills == fills);
  CHECK(result.position == wanted);
  CHECK(std::fabs(result.net_return - net) <= 1e-9);
  CHECK(std::isfinite(result.sharpe));
  CHECK(result.deepest_fall >= 0 && result.deepest_fall >= -result.net_return - 1e-9);
  CHECK(std::isfinite(result.deepest_fall));
}

void IsAnsweredAsTheHeaderSays(const Question& ask) {
  std::vector<std::int8_t> positions(ask.positions, kUntouched);
  const CrossoverResult none{1, 2, 3, 4, kUntouched};
  CrossoverResult result = none;
  const Status status =
      RunSmaCrossover(ask.opens, ask.closes, ask.legs, ask.end, ask.costs, result, positions);
  CHECK(status == Expected(ask));
  if (status == Status::kOk) {
    DecidesAsThePlainLoop(ask, result, positions);
    return;
  }
  CHECK(result.net_return == none.net_return && result.position == none.position);
  CHECK(std::all_of(positions.begin(), positions.end(),
                    [](std::int8_t p) { return p == kUntouched; }));
}

}  // namespace

std::vector<fuzz::Seed> fuzz::Seeds() { return Noise(); }

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conclave::fuzz::Bytes bytes(data, size);
  conclave::IsAnsweredAsTheHeaderSays(conclave::Ask(bytes));
  return 0;
}
