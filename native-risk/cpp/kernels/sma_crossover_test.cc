#include "kernels/sma_crossover.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "testing/check.h"

namespace conclave {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
__extension__ using Int128 = __int128;

struct Bars {
  std::vector<std::int64_t> opens;
  std::vector<std::int64_t> closes;
};

struct Expected {
  CrossoverResult result;
  std::vector<std::int8_t> positions;
};

/// The rules of docs/backtest-semantics.md written down as plainly as can be: every sum anew, every
/// return in a list, wealth as a number that is multiplied.
Expected PlainLoop(const Bars& bars, const std::vector<Leg>& legs, std::uint32_t end, Costs costs) {
  const std::uint32_t first = legs.front().first_bar;
  std::vector<std::int8_t> wanted(end - first);
  for (std::uint32_t t = first; t < end; ++t) {
    Leg leg = legs.front();
    for (const Leg& l : legs) {
      if (l.first_bar <= t) leg = l;
    }
    if (t + 1 < leg.slow_bars) continue;
    Int128 fast = 0;
    Int128 slow = 0;
    for (std::uint32_t i = 0; i < leg.fast_bars; ++i) fast += bars.closes[t - i];
    for (std::uint32_t i = 0; i < leg.slow_bars; ++i) slow += bars.closes[t - i];
    wanted[t - first] = fast * leg.slow_bars > slow * leg.fast_bars;
  }
  std::vector<long double> returns;
  std::uint32_t fills = 0;
  int held = 0;
  for (std::uint32_t t = first + 1; t < end; ++t) {
    const auto open = static_cast<long double>(bars.opens[t]);
    long double grew = held ? open / static_cast<long double>(bars.closes[t - 1]) : 1;
    const int next = wanted[t - 1 - first];
    const long double fee = costs.fee_bps / 10000.0L;
    const long double slip = costs.slippage_bps / 10000.0L;
    if (next > held) grew *= (1 - fee) / (1 + slip);
    if (next < held) grew *= (1 - fee) * (1 - slip);
    fills += next != held;
    held = next;
    grew *= held ? static_cast<long double>(bars.closes[t]) / open : 1;
    returns.push_back(std::log(grew));
  }
  long double sum = 0;
  long double high = 0;
  long double fall = 0;
  for (const long double r : returns) {
    sum += r;
    high = std::max(high, sum);
    fall = std::max(fall, high - sum);
  }
  const auto n = static_cast<long double>(returns.size());
  long double squares = 0;
  for (const long double r : returns) squares += (r - sum / n) * (r - sum / n);
  const long double sharpe =
      n >= 2 && squares > 1e-25L ? sum / n / std::sqrt(squares / (n - 1)) : 0;
  const std::int8_t last = wanted.empty() ? std::int8_t{0} : wanted.back();
  return {{static_cast<double>(sum), static_cast<double>(fall), static_cast<double>(sharpe), fills,
           last},
          wanted};
}

bool Near(double a, double b) { return std::fabs(a - b) <= 1e-11 * std::max(1.0, std::fabs(b)); }

void AgreesWithThePlainLoop(const Bars& bars, const std::vector<Leg>& legs, std::uint32_t end,
                            Costs costs) {
  const Expected expected = PlainLoop(bars, legs, end, costs);
  std::vector<std::int8_t> positions(end - legs.front().first_bar, 9);
  CrossoverResult got{};
  CHECK(RunSmaCrossover(bars.opens, bars.closes, legs, end, costs, got, positions) == Status::kOk);
  CHECK(positions == expected.positions);
  CHECK(got.fills == expected.result.fills);
  CHECK(got.position == expected.result.position);
  CHECK(Near(got.net_return, expected.result.net_return));
  CHECK(Near(got.deepest_fall, expected.result.deepest_fall));
  CHECK(Near(got.sharpe, expected.result.sharpe));
  CrossoverResult again{};
  CHECK(RunSmaCrossover(bars.opens, bars.closes, legs, end, costs, again, {}) == Status::kOk);
  CHECK(again.net_return == got.net_return && again.sharpe == got.sharpe);
}

Bars Walk(std::size_t n, std::uint64_t seed, std::int64_t low, std::int64_t high) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> price(low, high);
  Bars bars;
  for (std::size_t i = 0; i < n; ++i) {
    bars.opens.push_back(price(random));
    bars.closes.push_back(price(random));
  }
  return bars;
}

void EveryLengthUpTo67() {
  for (std::uint32_t n = 0; n <= 67; ++n) {
    const Bars bars = Walk(n, n, 90'000'000'000, 110'000'000'000);
    for (std::uint32_t fast = 1; fast <= 9; fast += 2) {
      for (std::uint32_t slow = fast + 1; slow <= 70; slow += 5) {
        for (std::uint32_t first = 0; first < n; first += 7) {
          AgreesWithThePlainLoop(bars, {{first, fast, slow}}, n, {26, 5});
          AgreesWithThePlainLoop(bars, {{first, fast, slow}}, (first + n + 1) / 2, {0, 0});
        }
      }
    }
  }
}

void LegsTakeOverInTurn() {
  const Bars bars = Walk(67, 5, 99'000'000'000, 101'000'000'000);
  for (std::uint32_t second = 1; second < 66; ++second) {
    AgreesWithThePlainLoop(bars, {{0, 2, 5}, {second, 3, 17}, {66, 1, 2}}, 67, {10, 10});
  }
}

void TheEdgesOfInt64() {
  const Costs costs{5000, 5000};
  AgreesWithThePlainLoop(Walk(67, 1, 1, kMax), {{0, 1, 2}}, 67, costs);
  AgreesWithThePlainLoop(Walk(67, 2, kMax - 3, kMax), {{0, 5, 33}}, 67, costs);
  AgreesWithThePlainLoop(Walk(67, 3, 1, 3), {{0, 3, 7}}, 67, costs);
  Bars saw;
  for (int i = 0; i < 67; ++i) {
    saw.opens.push_back(i % 2 == 0 ? 1 : kMax);
    saw.closes.push_back(i % 2 == 0 ? kMax : 1);
  }
  AgreesWithThePlainLoop(saw, {{0, 1, 2}}, 67, costs);
  AgreesWithThePlainLoop(saw, {{0, 2, 3}}, 67, {0, 0});
}

void AnEqualAverageIsFlat() {
  const Bars still{{7, 7, 7, 7}, {7, 7, 7, 7}};
  CrossoverResult got{};
  CHECK(RunSmaCrossover(still.opens, still.closes, std::vector<Leg>{{0, 1, 2}}, 4, {0, 0}, got,
                        {}) == Status::kOk);
  CHECK(got.position == 0 && got.fills == 0 && got.net_return == 0 && got.sharpe == 0);
}

void APurchaseWaitsForTheNextOpen() {
  // Decided at the close of bar 1 (1 -> 2), bought at 4 and not at 2, marked at 8.
  const Bars bars{{1, 1, 4}, {1, 2, 8}};
  CrossoverResult got{};
  CHECK(RunSmaCrossover(bars.opens, bars.closes, std::vector<Leg>{{0, 1, 2}}, 3, {0, 0}, got, {}) ==
        Status::kOk);
  CHECK(got.fills == 1 && Near(got.net_return, std::log(2.0)));
}

void WhatMakesNoSenseIsRefusedAndNothingIsWritten() {
  const Bars good = Walk(10, 4, 1, 100);
  const auto refuses = [](const Bars& bars, const std::vector<Leg>& legs, std::uint32_t end,
                          Costs costs, std::size_t room, Status why) {
    CrossoverResult out{1, 2, 3, 4, 5};
    std::vector<std::int8_t> positions(room, 9);
    CHECK(RunSmaCrossover(bars.opens, bars.closes, legs, end, costs, out, positions) == why);
    CHECK(out.net_return == 1 && out.deepest_fall == 2 && out.sharpe == 3 && out.fills == 4);
    CHECK(std::all_of(positions.begin(), positions.end(), [](std::int8_t p) { return p == 9; }));
  };
  refuses(good, {}, 10, {0, 0}, 10, Status::kBadLegs);
  refuses(good, {{0, 1, 2}}, 11, {0, 0}, 11, Status::kBadLegs);
  refuses(good, {{10, 1, 2}}, 10, {0, 0}, 0, Status::kBadLegs);
  refuses(good, {{0, 0, 2}}, 10, {0, 0}, 10, Status::kBadLegs);
  refuses(good, {{0, 2, 2}}, 10, {0, 0}, 10, Status::kBadLegs);
  refuses(good, {{0, 1, kMaxWindowBars + 1}}, 10, {0, 0}, 10, Status::kBadLegs);
  refuses(good, {{3, 1, 2}, {3, 1, 4}}, 10, {0, 0}, 7, Status::kBadLegs);
  refuses(good, {{0, 1, 2}}, 10, {-1, 0}, 10, Status::kBadCosts);
  refuses(good, {{0, 1, 2}}, 10, {0, 5001}, 10, Status::kBadCosts);
  refuses(good, {{0, 1, 2}}, 10, {0, 0}, 9, Status::kBadOutput);
  Bars bad = good;
  bad.closes[9] = 0;
  refuses(bad, {{0, 1, 2}}, 10, {0, 0}, 10, Status::kBadBars);
  bad = good;
  bad.opens[0] = std::numeric_limits<std::int64_t>::min();
  refuses(bad, {{0, 1, 2}}, 10, {0, 0}, 10, Status::kBadBars);
  bad = good;
  bad.opens.pop_back();
  refuses(bad, {{0, 1, 2}}, 9, {0, 0}, 9, Status::kBadBars);
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::EveryLengthUpTo67();
  conclave::LegsTakeOverInTurn();
  conclave::TheEdgesOfInt64();
  conclave::AnEqualAverageIsFlat();
  conclave::APurchaseWaitsForTheNextOpen();
  conclave::WhatMakesNoSenseIsRefusedAndNothingIsWritten();
  return 0;
}
