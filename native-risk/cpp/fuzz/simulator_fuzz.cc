// Any strategy at any broker over any bars. What is decided at a bar never depends on a later one;
// the run, its series, a run with used memory and the row of a sweep tell the same story to the
// bit; a crossover's is RunSmaCrossover's; and what is refused leaves no trace.

#include <algorithm>
#include <cmath>
#include <vector>

#include "fuzz/bars.h"
#include "fuzz/bytes.h"
#include "fuzz/numbers.h"
#include "fuzz/same_bits.h"
#include "fuzz/seeds.h"
#include "kernels/sma_crossover.h"
#include "strategy/simulator.h"
#include "strategy/strategy_sweep.h"
#include "testing/check.h"

namespace conclave {
namespace {

using fuzz::SameBits;

constexpr std::uint32_t kMostBars = 60;

StrategySpec Spec(fuzz::Bytes& bytes) {
  StrategySpec spec;
  spec.kind =
      static_cast<StrategyKind>(bytes.Once(64) ? bytes.Any<std::uint8_t>() : bytes.Within(1, 9));
  spec.direction = static_cast<Direction>(bytes.Once(64) ? 0 : bytes.Within(1, 2));
  spec.seed = static_cast<EmaSeed>(bytes.Once(64) ? 0 : bytes.Within(1, 2));
  spec.rsi_smoothing = static_cast<RsiSmoothing>(bytes.Once(64) ? 0 : bytes.Within(1, 2));
  spec.fast_bars = bytes.Once(64) ? bytes.Any<std::uint32_t>() : bytes.Within(1, 9);
  spec.slow_bars = bytes.Once(64) ? bytes.Any<std::uint32_t>() : bytes.Within(2, 20);
  spec.signal_bars = bytes.Within(1, 9);
  const bool rsi = spec.kind == StrategyKind::kRsiReversion;
  spec.enter = bytes.Once(8) ? fuzz::Number(bytes) : bytes.Within(0, 100) / (rsi ? 1.0 : 50.0);
  spec.leave = bytes.Once(8) ? fuzz::Number(bytes) : bytes.Within(0, 100) / (rsi ? 1.0 : 50.0);
  if (bytes.Once(4)) spec.exposure_ppm = bytes.Any<std::int32_t>() % 10'000'001;
  if (bytes.Once(2)) {
    spec.exits = {static_cast<std::int32_t>(bytes.Within(0, 10000)),
                  static_cast<std::int32_t>(bytes.Within(0, 2000)), bytes.Within(0, 12)};
  }
  if (bytes.Once(4)) {
    spec.volatility.yearly_target =
        bytes.Once(16) ? fuzz::Number(bytes) : bytes.Within(0, 100) / 50.0;
    spec.volatility.warm_bars = bytes.Within(0, 10);
    spec.volatility.cap = bytes.Once(16) ? fuzz::Number(bytes) : 1 + bytes.Within(0, 9);
    spec.volatility.band = bytes.Once(16) ? fuzz::Number(bytes) : bytes.Within(0, 10) / 10.0;
  }
  return spec;
}

Broker House(fuzz::Bytes& bytes) {
  Broker broker;
  if (bytes.Once(2)) return broker;
  broker.cash = bytes.Once(8) ? fuzz::Number(bytes) : 1 + bytes.Any<std::uint16_t>();
  for (auto* bps : {&broker.fee_bps, &broker.maximum_fee_bps, &broker.slippage_bps,
                    &broker.half_spread_bps, &broker.borrow_bps, &broker.buffer_bps}) {
    *bps = static_cast<std::int32_t>(bytes.Once(8) ? bytes.Within(0, 5001) : bytes.Within(0, 30));
  }
  broker.fee_per_unit = bytes.Once(16) ? fuzz::Number(bytes) : bytes.Within(0, 10) / 1000.0;
  broker.minimum_fee = bytes.Once(16) ? fuzz::Number(bytes) : bytes.Within(0, 3);
  broker.bars_per_year = bytes.Once(16) ? fuzz::Number(bytes) : 252;
  broker.sizing = static_cast<Sizing>(bytes.Once(64) ? 0 : bytes.Within(1, 3));
  return broker;
}

struct Question {
  StrategySpec spec;
  Broker broker;
  std::vector<std::int32_t> signal;
  std::size_t first_bar;
};

Question Ask(fuzz::Bytes& bytes, std::size_t bars) {
  Question ask{Spec(bytes), House(bytes), {}, bytes.Within(0, 10)};
  const bool wants = ask.spec.kind == StrategyKind::kSignal;
  if (wants != bytes.Once(64)) {
    for (std::size_t t = 0; t < bars; ++t) {
      ask.signal.push_back(bytes.Once(64) ? bytes.Any<std::int32_t>()
                                          : std::int32_t{bytes.Any<std::int8_t>()} * 20'000);
    }
  }
  return ask;
}

struct Told {
  StrategyStatus status;
  SimulationResult result;
  std::vector<double> equity;
  std::vector<double> units;
  std::vector<double> returns;
};

Told Run(const BarSeries& bars, const Question& ask, StrategyScratch& scratch, bool with_series) {
  const std::size_t lived =
      with_series && ask.first_bar < bars.size() ? bars.size() - ask.first_bar : 0;
  Told told{StrategyStatus::kOk,
            {},
            std::vector<double>(lived),
            std::vector<double>(lived),
            std::vector<double>(lived)};
  told.result.final_equity = 77;
  const auto signal = std::span(ask.signal).first(std::min(ask.signal.size(), bars.size()));
  told.status = Simulate(bars, ask.spec, signal, ask.first_bar, ask.broker, scratch, told.result,
                         {told.equity, told.units, told.returns});
  if (told.status != StrategyStatus::kOk) CHECK(told.result.final_equity == 77);
  return told;
}

void SameFigures(const SimulationResult& a, const SimulationResult& b) {
  const auto doubles = [](const SimulationResult& r) {
    return std::vector<double>{r.final_equity, r.fees,   r.borrow,   r.net_return,
                               r.deepest_fall, r.sharpe, r.turnover, r.last_units};
  };
  CHECK(SameBits<double>(doubles(a), doubles(b)));
  CHECK(a.longest_fall_bars == b.longest_fall_bars && a.orders == b.orders && a.fills == b.fills);
  CHECK(a.trades == b.trades && a.trades_won == b.trades_won && a.ruined == b.ruined);
  CHECK(a.barrier_exits == b.barrier_exits && a.ambiguous_exits == b.ambiguous_exits);
  CHECK(a.last_wish_ppm == b.last_wish_ppm);
}

void MakesSense(const Question& ask, const Told& told) {
  const SimulationResult& r = told.result;
  CHECK(fuzz::Finite(r.final_equity, r.fees, r.borrow, r.net_return, r.deepest_fall, r.sharpe));
  CHECK(fuzz::Finite(r.turnover, r.last_units));
  CHECK(r.final_equity > 0 || r.ruined);
  CHECK(r.fees >= 0 && r.borrow >= 0 && r.deepest_fall >= 0 && r.turnover >= 0);
  CHECK(r.trades <= r.fills && r.trades_won <= r.trades && r.fills <= r.orders);
  CHECK(r.ambiguous_exits <= r.barrier_exits && r.barrier_exits <= r.fills);
  CHECK(ask.spec.direction == Direction::kLongShort || r.last_units >= 0);
  CHECK(fuzz::AllFinite(told.equity) && fuzz::AllFinite(told.units) &&
        fuzz::AllFinite(told.returns));
  CHECK(told.equity.empty() || SameBits(told.equity.back(), r.final_equity));
  CHECK(told.units.empty() || SameBits(told.units.back(), r.last_units));
}

/// A run over fewer bars has the same series so far.
void DoesNotKnowTheFuture(const BarSeries& bars, const Question& ask, const Told& whole,
                          std::size_t count, const fuzz::Bars& all) {
  if (count <= ask.first_bar || count >= bars.size()) return;
  StrategyScratch scratch;
  const Told part = Run(all.First(count), ask, scratch, true);
  CHECK(part.status == StrategyStatus::kOk);
  CHECK(SameBits<double>(part.equity, std::span(whole.equity).first(part.equity.size())));
  CHECK(SameBits<double>(part.units, std::span(whole.units).first(part.units.size())));
}

/// Whether no price is a million times another. What the simulator keeps as money is off by some
/// 1e-16 of the largest that it was: after a fall by a factor of 1e15, all of it.
bool Plausible(const BarSeries& bars) {
  std::int64_t low = kMaxPriceE8;
  std::int64_t high = 1;
  for (const auto& prices : {bars.opens, bars.closes}) {
    for (const std::int64_t price : prices) {
      low = std::min(low, price);
      high = std::max(high, price);
    }
  }
  return high / 1'000'000 <= low;
}

void IsTheCrossover(const BarSeries& bars, const Question& ask) {
  if (!Plausible(bars)) return;
  Question plain = ask;
  plain.spec = {.kind = StrategyKind::kSmaCrossover,
                .fast_bars = ask.spec.fast_bars,
                .slow_bars = ask.spec.slow_bars};
  plain.broker = {.fee_bps = ask.broker.fee_bps, .slippage_bps = ask.broker.slippage_bps};
  plain.signal.clear();
  StrategyScratch scratch;
  const Told one = Run(bars, plain, scratch, false);
  if (one.status != StrategyStatus::kOk) return;
  const Leg leg{static_cast<std::uint32_t>(ask.first_bar), plain.spec.fast_bars,
                plain.spec.slow_bars};
  CrossoverResult other{};
  CHECK(RunSmaCrossover(bars.opens, bars.closes, {&leg, 1}, static_cast<std::uint32_t>(bars.size()),
                        {plain.broker.fee_bps, plain.broker.slippage_bps}, other,
                        {}) == Status::kOk);
  CHECK(one.result.fills == other.fills);
  if (!one.result.ruined) CHECK(std::fabs(one.result.net_return - other.net_return) <= 1e-9);
}

/// A grid around the question; the run of each combination says what its row says.
void IsARowOfItsSweep(fuzz::Bytes& bytes, const BarSeries& bars, const Question& ask) {
  std::vector<SweepAxis> axes;
  for (std::uint32_t axis = bytes.Within(0, 3); axis > 0; --axis) {
    axes.push_back({static_cast<Parameter>(bytes.Within(bytes.Once(64) ? 0 : 1, 9)),
                    bytes.Once(16) ? fuzz::Number(bytes) : bytes.Within(0, 20),
                    bytes.Once(16) ? fuzz::Number(bytes) : bytes.Within(0, 3),
                    bytes.Once(64) ? bytes.Any<std::uint32_t>() : bytes.Within(1, 4)});
  }
  const std::uint64_t combinations = CountCombinations(axes);
  if (combinations > 4096) return;  // only more of the same
  StrategySweep sweep{ask.spec, axes, ask.first_bar, ask.broker, bytes.Within(0, 5), 1};
  std::vector<SweepRow> rows[2];
  std::vector<PartSums> parts[2];
  StrategyStatus statuses[2];
  for (const std::uint32_t i : {0U, 1U}) {
    sweep.threads = bytes.Once(16) ? 3 : 1;
    rows[i].resize(combinations, {1.5, 2.5, 3.5, 4, 5});
    parts[i].resize(combinations * sweep.parts, {1.5, 2.5});
    SweepWatch watch;
    statuses[i] = SweepStrategy(bars, sweep, ask.signal, rows[i], parts[i], watch);
  }
  CHECK(statuses[0] == statuses[1]);
  if (statuses[0] != StrategyStatus::kOk) return;
  CHECK(SameBits<SweepRow>(rows[0], rows[1]) && SameBits<PartSums>(parts[0], parts[1]));
  for (std::uint64_t i = 0; i < combinations; ++i) {
    Question one = ask;
    one.spec = CombinationAt(ask.spec, axes, i);
    StrategyScratch scratch;
    const Told told = Run(bars, one, scratch, false);
    const SweepRow& row = rows[0][i];
    if (told.status != StrategyStatus::kOk) {
      CHECK(std::isnan(row.net_return) && row.fills == 0);
      continue;
    }
    CHECK(SameBits(row.net_return, told.result.net_return));
    CHECK(SameBits(row.deepest_fall, told.result.deepest_fall));
    CHECK(SameBits(row.sharpe, told.result.sharpe) && row.fills == told.result.fills);
  }
}

void Play(fuzz::Bytes& bytes) {
  const std::uint32_t count = bytes.Within(0, kMostBars);
  const std::uint32_t fewer = bytes.Within(1, kMostBars);
  const fuzz::Bars all(bytes, count);
  const Question ask = Ask(bytes, count);
  const BarSeries bars = all.First(count);
  StrategyScratch scratch;
  const Told whole = Run(bars, ask, scratch, true);
  const Told again = Run(bars, ask, scratch, false);
  CHECK(again.status == whole.status);
  if (whole.status == StrategyStatus::kOk) {
    CHECK(CheckBars(bars) == StrategyStatus::kOk && CheckSpec(ask.spec) == StrategyStatus::kOk);
    CHECK(CheckBroker(ask.broker) == StrategyStatus::kOk);
    SameFigures(whole.result, again.result);
    MakesSense(ask, whole);
    DoesNotKnowTheFuture(bars, ask, whole, fewer, all);
  }
  IsTheCrossover(bars, ask);
  IsARowOfItsSweep(bytes, bars, ask);
}

}  // namespace

std::vector<fuzz::Seed> fuzz::Seeds() { return Noise(); }

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conclave::fuzz::Bytes bytes(data, size);
  conclave::Play(bytes);
  return 0;
}
