#include "strategy/strategy_sweep.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

#include "strategy/plain_simulator.h"
#include "testing/check.h"

namespace conclave {
namespace {

using plain::Bars;

Bars Walk(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> step(0, 0.01);
  Bars bars;
  double price = 100;
  for (std::size_t i = 0; i < n; ++i) {
    bars.opens.push_back(std::llround(price * 1e8));
    price *= std::exp(step(random));
    bars.closes.push_back(std::llround(price * 1e8));
    bars.highs.push_back(std::max(bars.opens.back(), bars.closes.back()) + 20'000'000);
    bars.lows.push_back(std::min(bars.opens.back(), bars.closes.back()) - 20'000'000);
  }
  return bars;
}

struct Swept {
  StrategyStatus status;
  std::vector<SweepRow> rows;
  std::vector<PartSums> parts;
};

Swept Sweep(const Bars& bars, const StrategySweep& sweep,
            const std::vector<std::int32_t>& signal = {}) {
  const std::uint64_t count = CountCombinations(sweep.axes);
  Swept swept{StrategyStatus::kOk, std::vector<SweepRow>(count),
              std::vector<PartSums>(count * sweep.parts)};
  SweepWatch watch;
  swept.status = SweepStrategy(bars.series(), sweep, signal, swept.rows, swept.parts, watch);
  if (swept.status == StrategyStatus::kOk) CHECK(watch.done == count && watch.total == count);
  return swept;
}

template <class T>
bool SameBits(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

const std::vector<SweepAxis> kChannels{{Parameter::kFastBars, 2, 3, 4},
                                       {Parameter::kSlowBars, 3, 4, 5},
                                       {Parameter::kStopLossBps, 0, 150, 3}};

StrategySweep Channels() {
  return {.base = {.kind = StrategyKind::kDonchianBreakout, .direction = Direction::kLongShort},
          .axes = kChannels,
          .first_bar = 11,
          .broker = {.fee_bps = 10, .borrow_bps = 100},
          .parts = 6};
}

void EveryRowIsTheRunOfItsCombination() {
  const Bars bars = Walk(400, 1);
  const StrategySweep sweep = Channels();
  const Swept swept = Sweep(bars, sweep);
  CHECK(swept.status == StrategyStatus::kOk && swept.rows.size() == 60);
  StrategyScratch scratch;
  std::vector<double> returns(389);
  int strategies = 0;
  for (std::uint64_t i = 0; i < 60; ++i) {
    const std::uint32_t fast = 2 + 3 * static_cast<std::uint32_t>(i / 15);
    const std::uint32_t slow = 3 + 4 * static_cast<std::uint32_t>(i / 3 % 5);
    StrategySpec spec = sweep.base;
    spec.fast_bars = fast;
    spec.slow_bars = slow;
    spec.exits.stop_loss_bps = 150 * static_cast<std::int32_t>(i % 3);
    SimulationResult run{};
    const StrategyStatus status =
        Simulate(bars.series(), spec, {}, 11, sweep.broker, scratch, run, {{}, {}, returns});
    const SweepRow& row = swept.rows[i];
    if (fast > slow) {
      CHECK(status == StrategyStatus::kBadSpec);
      CHECK(std::isnan(row.net_return) && std::isnan(row.deepest_fall) && std::isnan(row.sharpe));
      CHECK(row.fills == 0 && row.last_position == 0);
      CHECK(std::isnan(swept.parts[6 * i].sum) && std::isnan(swept.parts[6 * i + 5].sum_squares));
      continue;
    }
    ++strategies;
    CHECK(status == StrategyStatus::kOk);
    CHECK(row.net_return == run.net_return && row.deepest_fall == run.deepest_fall);
    CHECK(row.sharpe == run.sharpe && row.fills == run.fills && run.fills > 0);
    CHECK(row.last_position == (run.last_wish_ppm > 0) - (run.last_wish_ppm < 0));
    // 388 returns: 6 parts of 64, the first 4 belong to none; returns[0] is the first bar's, which
    // is 0.
    for (std::size_t p = 0; p < 6; ++p) {
      double sum = 0;
      double squares = 0;
      for (std::size_t k = 5 + 64 * p; k < 5 + 64 * (p + 1); ++k) {
        sum += returns[k];
        squares += returns[k] * returns[k];
      }
      CHECK(swept.parts[6 * i + p].sum == sum && swept.parts[6 * i + p].sum_squares == squares);
    }
  }
  CHECK(strategies == 45);
}

void ThreadsChangeNoBit() {
  const Bars bars = Walk(300, 2);
  StrategySweep sweep = Channels();
  const Swept one = Sweep(bars, sweep);
  for (const std::uint32_t threads : {2U, 3U, 8U, 100U}) {
    sweep.threads = threads;
    const Swept many = Sweep(bars, sweep);
    CHECK(many.status == StrategyStatus::kOk);
    CHECK(SameBits(one.rows, many.rows) && SameBits(one.parts, many.parts));
  }
}

void ThresholdsAndOutsideSignalsAreSweptToo() {
  const Bars bars = Walk(200, 3);
  const std::vector<SweepAxis> axes{{Parameter::kEnter, 0.5, 0.25, 7}};
  const Swept bands = Sweep(
      bars, {.base = {.kind = StrategyKind::kBollingerReversion, .slow_bars = 10}, .axes = axes});
  CHECK(bands.status == StrategyStatus::kOk && bands.rows[0].fills > bands.rows[6].fills);
  const std::vector<SweepAxis> limits{{Parameter::kMaxBars, 0, 5, 3}};
  const Swept votes = Sweep(bars, {.base = {.kind = StrategyKind::kSignal}, .axes = limits},
                            std::vector<std::int32_t>(200, kWholePpm));
  CHECK(votes.rows[0].fills == 1 && votes.rows[1].fills == 2);
}

void ACancelledSweepStopsBeforeItsEnd() {
  const Bars bars = Walk(300, 4);
  StrategySweep sweep = Channels();
  sweep.threads = 2;
  std::vector<SweepRow> rows(60);
  std::vector<PartSums> parts(360);
  SweepWatch watch;
  watch.cancelled = true;
  CHECK(SweepStrategy(bars.series(), sweep, {}, rows, parts, watch) == StrategyStatus::kCancelled);
  CHECK(watch.done == 0 && watch.total == 60);
}

void BadGridsAreTypedFailures() {
  const Bars bars = Walk(50, 5);
  const StrategySpec sma{.kind = StrategyKind::kSmaCrossover, .fast_bars = 3, .slow_bars = 9};
  const auto sweep = [&](const std::vector<SweepAxis>& axes, std::uint32_t threads = 1,
                         std::uint32_t parts = 0, std::size_t first_bar = 0) {
    return Sweep(bars, {.base = sma,
                        .axes = axes,
                        .first_bar = first_bar,
                        .parts = parts,
                        .threads = threads})
        .status;
  };
  const SweepAxis fast{Parameter::kFastBars, 1, 1, 5};
  CHECK(sweep({fast}) == StrategyStatus::kOk);
  CHECK(sweep({}) == StrategyStatus::kBadGrid);
  CHECK(sweep({{Parameter::kFastBars, 1, 1, 0}}) == StrategyStatus::kBadGrid);
  CHECK(sweep({fast, fast}) == StrategyStatus::kBadGrid);
  CHECK(sweep({{Parameter::kFastBars, 1.5, 1, 5}}) == StrategyStatus::kBadGrid);
  CHECK(sweep({{Parameter::kFastBars, 1, 0.5, 5}}) == StrategyStatus::kBadGrid);
  CHECK(sweep({{Parameter::kFastBars, 3, -1, 5}}) == StrategyStatus::kBadGrid);
  CHECK(sweep({{static_cast<Parameter>(77), 1, 1, 5}}) == StrategyStatus::kBadGrid);
  CHECK(sweep({{Parameter::kEnter, std::numeric_limits<double>::infinity(), 1, 5}}) ==
        StrategyStatus::kBadGrid);
  CHECK(sweep({{Parameter::kEnter, 0, 1, 1U << 25}}) == StrategyStatus::kBadGrid);
  CHECK(sweep({fast}, 0) == StrategyStatus::kBadGrid);
  CHECK(sweep({fast}, 257) == StrategyStatus::kBadGrid);
  CHECK(sweep({fast}, 1, 49) == StrategyStatus::kOk);
  CHECK(sweep({fast}, 1, 50) == StrategyStatus::kBadGrid);
  CHECK(sweep({fast}, 1, 0, 50) == StrategyStatus::kBadGrid);
  SweepWatch watch;
  std::vector<SweepRow> rows(4);
  const std::vector<SweepAxis> axes{fast};
  CHECK(SweepStrategy(bars.series(), {.base = sma, .axes = axes}, {}, rows, {}, watch) ==
        StrategyStatus::kBadOutput);
  Bars bad = bars;
  bad.closes[7] = -1;
  CHECK(Sweep(bad, {.base = sma, .axes = axes}).status == StrategyStatus::kBadBars);
  CHECK(Sweep(bars, {.base = sma, .axes = axes, .broker = {.cash = -1}}).status ==
        StrategyStatus::kBadBroker);
  CHECK(Sweep(bars, {.base = {.kind = StrategyKind::kSignal}, .axes = axes}).status ==
        StrategyStatus::kBadSignal);
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::EveryRowIsTheRunOfItsCombination();
  conclave::ThreadsChangeNoBit();
  conclave::ThresholdsAndOutsideSignalsAreSweptToo();
  conclave::ACancelledSweepStopsBeforeItsEnd();
  conclave::BadGridsAreTypedFailures();
  return 0;
}
