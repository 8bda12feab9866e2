#include "strategy/simulator.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "kernels/sma_crossover.h"
#include "strategy/plain_simulator.h"
#include "testing/check.h"

namespace conclave {
namespace {

using plain::Bars;
using plain::Real;

constexpr std::int64_t kOne = 100'000'000;

/// A random walk of about 1 % a bar, as prices move: gaps, ranges, and now and then no change at
/// all.
Bars Walk(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> step(0, 0.01);
  std::uniform_int_distribution<int> rest(0, 9);
  Bars bars;
  double price = 100;
  for (std::size_t i = 0; i < n; ++i) {
    const auto tick = [](double p) { return std::llround(p * 100) * (kOne / 100); };
    const std::int64_t open = tick(price * std::exp(step(random) / 2));
    price = rest(random) == 0 ? static_cast<double>(open) / 1e8 : price * std::exp(step(random));
    const std::int64_t close = tick(price);
    bars.opens.push_back(open);
    bars.closes.push_back(close);
    bars.highs.push_back(std::max(open, close) + tick(std::fabs(step(random)) * 50));
    bars.lows.push_back(std::min(open, close) - tick(std::fabs(step(random)) * 50));
  }
  return bars;
}

bool Near(double got, Real expected, Real bound) {
  return std::fabs(got - expected) <= bound * std::max<Real>(1, std::fabs(expected));
}

Real DeepestFall(const std::vector<Real>& returns) {
  Real sum = 0;
  Real high = 0;
  Real fall = 0;
  for (const Real r : returns) {
    sum += r;
    high = std::max(high, sum);
    fall = std::max(fall, high - sum);
  }
  return fall;
}

std::uint32_t LongestFall(const std::vector<Real>& equity) {
  std::uint32_t longest = 0;
  for (std::size_t high = 0; high < equity.size(); ++high) {
    std::uint32_t below = 0;
    while (high + below + 1 < equity.size() &&
           equity[high + below + 1] < equity[high] * (1 - 1e-12L)) {
      ++below;
    }
    longest = std::max(longest, below);
  }
  return longest;
}

void AgreesWithThePlainSimulator(const Bars& bars, const StrategySpec& spec,
                                 const std::vector<std::int32_t>& signal, std::size_t first_bar,
                                 const Broker& broker) {
  const std::size_t n = bars.size() - first_bar;
  const plain::Outcome expected = plain::Simulate(bars, spec, signal, first_bar, broker);
  std::vector<double> equity(n);
  std::vector<double> units(n);
  std::vector<double> returns(n);
  StrategyScratch scratch;
  SimulationResult got{};
  CHECK(Simulate(bars.series(), spec, signal, first_bar, broker, scratch, got,
                 {equity, units, returns}) == StrategyStatus::kOk);
  CHECK(!got.ruined);
  Real sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(Near(equity[i], expected.equity[i], 1e-10L));
    CHECK(Near(units[i], expected.units[i], 1e-10L));
    CHECK(Near(returns[i], expected.returns[i], 1e-12L));
    sum += expected.returns[i];
  }
  CHECK(got.final_equity == equity.back());
  CHECK(got.last_units == units.back());
  CHECK(Near(got.net_return, sum, 1e-11L));
  CHECK(Near(got.net_return, std::log(expected.equity.back() / broker.cash), 1e-11L));
  CHECK(Near(got.deepest_fall, DeepestFall(expected.returns), 1e-11L));
  CHECK(got.longest_fall_bars == LongestFall(expected.equity));
  CHECK(Near(got.fees, expected.fees, 1e-9L));
  CHECK(Near(got.borrow, expected.borrow, 1e-9L));
  CHECK(Near(got.turnover, expected.turnover, 1e-9L));
  CHECK(got.orders == expected.orders);
  CHECK(got.fills == expected.fills);
  CHECK(got.trades == expected.trades);
  CHECK(got.trades_won == expected.won);
  CHECK(got.barrier_exits == expected.barrier_exits);
  CHECK(got.ambiguous_exits == expected.ambiguous);
  SimulationResult again{};
  CHECK(Simulate(bars.series(), spec, signal, first_bar, broker, scratch, again, {}) ==
        StrategyStatus::kOk);
  CHECK(again.final_equity == got.final_equity && again.sharpe == got.sharpe);
}

std::vector<StrategySpec> Strategies() {
  return {
      {.kind = StrategyKind::kBuyAndHold},
      {.kind = StrategyKind::kSmaCrossover, .fast_bars = 3, .slow_bars = 8},
      {.kind = StrategyKind::kEmaCrossover, .fast_bars = 4, .slow_bars = 9},
      {.kind = StrategyKind::kEmaCrossover,
       .seed = EmaSeed::kFirstPrice,
       .fast_bars = 2,
       .slow_bars = 5},
      {.kind = StrategyKind::kMacd, .fast_bars = 4, .slow_bars = 9, .signal_bars = 3},
      {.kind = StrategyKind::kMacd,
       .fast_bars = 4,
       .slow_bars = 9,
       .signal_bars = 3,
       .enter = 0.001,
       .leave = -0.001},
      {.kind = StrategyKind::kRsiReversion, .slow_bars = 6, .enter = 35, .leave = 50},
      {.kind = StrategyKind::kRsiReversion,
       .rsi_smoothing = RsiSmoothing::kSimple,
       .slow_bars = 5,
       .enter = 40,
       .leave = 60},
      {.kind = StrategyKind::kBollingerReversion, .slow_bars = 8, .enter = 1.2, .leave = 0},
      {.kind = StrategyKind::kDonchianBreakout, .fast_bars = 3, .slow_bars = 6},
      {.kind = StrategyKind::kMomentum, .slow_bars = 7, .enter = 0.005},
      {.kind = StrategyKind::kSignal},
  };
}

std::vector<Broker> Brokers() {
  return {
      {.fee_bps = 26, .slippage_bps = 5},
      {.cash = 5'000, .fee_bps = 3, .half_spread_bps = 2, .borrow_bps = 300},
      {.fee_per_unit = 0.005, .minimum_fee = 1, .slippage_bps = 1},
      {.cash = 20'000,
       .fee_per_unit = 0.02,
       .minimum_fee = 3,
       .maximum_fee_bps = 1,
       .sizing = Sizing::kWholeLots,
       .buffer_bps = 25},
      {.fee_per_unit = 0.005,
       .minimum_fee = 1,
       .borrow_bps = 50,
       .sizing = Sizing::kWholeLots,
       .buffer_bps = 25},
      {.cash = 333, .minimum_fee = 0.5, .sizing = Sizing::kWholeLotsPlain, .buffer_bps = 200},
  };
}

std::vector<Exits> Ways() {
  return {{},
          {.stop_loss_bps = 150},
          {.take_profit_bps = 200},
          {.max_bars = 4},
          {.stop_loss_bps = 100, .take_profit_bps = 100, .max_bars = 6}};
}

std::vector<std::int32_t> Votes(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<int> vote(-2, 2);
  std::uniform_int_distribution<int> changes(0, 3);
  std::vector<std::int32_t> votes;
  for (std::size_t i = 0; i < n; ++i) {
    votes.push_back(i == 0 || changes(random) == 0 ? vote(random) * 400'000 : votes.back());
  }
  return votes;
}

void EveryStrategyAtEveryBrokerWithEveryExit() {
  std::uint64_t seed = 0;
  for (const std::size_t n : {1U, 2U, 3U, 9U, 14U, 40U, 67U, 300U}) {
    for (StrategySpec spec : Strategies()) {
      for (const Direction direction : {Direction::kLongOnly, Direction::kLongShort}) {
        for (const Exits& exits : Ways()) {
          for (const Broker& broker : Brokers()) {
            const Bars bars = Walk(n, ++seed);
            spec.direction = direction;
            spec.exits = exits;
            const bool outside = spec.kind == StrategyKind::kSignal;
            AgreesWithThePlainSimulator(bars, spec,
                                        outside ? Votes(n, seed) : std::vector<std::int32_t>{},
                                        seed % 3 == 0 ? n / 4 : 0, broker);
          }
        }
      }
    }
  }
}

void TheVolatilityOverlaySizesEveryStrategy() {
  std::uint64_t seed = 1000;
  for (StrategySpec spec : Strategies()) {
    for (const Broker& broker : Brokers()) {
      for (const std::uint32_t warm : {1U, 10U}) {
        const Bars bars = Walk(250, ++seed);
        spec.direction = Direction::kLongShort;
        spec.exits = {.stop_loss_bps = seed % 2 == 0 ? 200 : 0};
        spec.volatility = {
            .yearly_target = 0.12, .cap = 1.5, .band = seed % 3 == 0 ? 0 : 0.1, .warm_bars = warm};
        const bool outside = spec.kind == StrategyKind::kSignal;
        AgreesWithThePlainSimulator(bars, spec,
                                    outside ? Votes(250, seed) : std::vector<std::int32_t>{},
                                    seed % 4 == 0 ? 30 : 0, broker);
      }
    }
  }
}

void A01CrossoverIsTheCrossoverKernels() {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Bars bars = Walk(5'000, seed);
    const auto first = static_cast<std::uint32_t>(seed % 2 == 0 ? 0 : 700);
    const std::uint32_t fast = 2 + static_cast<std::uint32_t>(seed);
    const std::uint32_t slow = fast + 1 + static_cast<std::uint32_t>(3 * seed);
    const std::vector<Leg> legs{{first, fast, slow}};
    CrossoverResult kernel{};
    CHECK(RunSmaCrossover(bars.opens, bars.closes, legs, 5'000, {26, 5}, kernel, {}) ==
          Status::kOk);
    const StrategySpec spec{
        .kind = StrategyKind::kSmaCrossover, .fast_bars = fast, .slow_bars = slow};
    StrategyScratch scratch;
    SimulationResult got{};
    CHECK(Simulate(bars.series(), spec, {}, first, {.fee_bps = 26, .slippage_bps = 5}, scratch, got,
                   {}) == StrategyStatus::kOk);
    CHECK(kernel.fills > 10);
    CHECK(got.fills == kernel.fills);
    CHECK((got.last_wish_ppm > 0) == (kernel.position == 1));
    CHECK(Near(got.net_return, kernel.net_return, 1e-9L));
    CHECK(Near(got.deepest_fall, kernel.deepest_fall, 1e-9L));
    CHECK(Near(got.sharpe, kernel.sharpe, 1e-9L));
  }
}

Bars Of(std::initializer_list<std::array<double, 4>> open_high_low_close) {
  Bars bars;
  for (const auto& [o, h, l, c] : open_high_low_close) {
    bars.opens.push_back(std::llround(o * 1e8));
    bars.highs.push_back(std::llround(h * 1e8));
    bars.lows.push_back(std::llround(l * 1e8));
    bars.closes.push_back(std::llround(c * 1e8));
  }
  return bars;
}

SimulationResult Hold(const Bars& bars, const StrategySpec& spec, const Broker& broker,
                      std::vector<std::int32_t> signal = {}) {
  StrategyScratch scratch;
  SimulationResult got{};
  CHECK(Simulate(bars.series(), spec, signal, 0, broker, scratch, got, {}) == StrategyStatus::kOk);
  return got;
}

void AStopFillsAtItsPriceAndBeyondAGapAtTheOpen() {
  const StrategySpec spec{.exits = {.stop_loss_bps = 1000}};
  const Bars touched = Of({{100, 100, 100, 100}, {100, 101, 95, 100}, {100, 100, 88, 99}});
  CHECK(Hold(touched, spec, {.cash = 1000}).final_equity == 900);
  const Bars gapped = Of({{100, 100, 100, 100}, {100, 101, 95, 100}, {80, 100, 70, 99}});
  CHECK(Hold(gapped, spec, {.cash = 1000}).final_equity == 800);
  const Bars in_the_bar_of_entry = Of({{100, 100, 100, 100}, {100, 101, 85, 100}});
  CHECK(Hold(in_the_bar_of_entry, spec, {.cash = 1000}).final_equity == 900);
}

void AShortIsStoppedAbove() {
  const StrategySpec spec{.kind = StrategyKind::kSignal,
                          .direction = Direction::kLongShort,
                          .exits = {.stop_loss_bps = 1000, .take_profit_bps = 2000}};
  const std::vector<std::int32_t> low(3, -kWholePpm);
  const Bars stopped = Of({{100, 100, 100, 100}, {100, 105, 95, 100}, {100, 112, 90, 99}});
  CHECK(Hold(stopped, spec, {.cash = 1000}, low).final_equity == 900);
  const Bars reached = Of({{100, 100, 100, 100}, {100, 105, 95, 100}, {100, 105, 79, 99}});
  CHECK(Hold(reached, spec, {.cash = 1000}, low).final_equity == 1200);
}

void OneBarThatTouchesBothTakesTheNearerAndCountsIt() {
  const StrategySpec spec{.exits = {.stop_loss_bps = 1000, .take_profit_bps = 500}};
  const Bars target_nearer = Of({{100, 100, 100, 100}, {100, 106, 89, 100}});
  SimulationResult got = Hold(target_nearer, spec, {.cash = 1000});
  CHECK(got.final_equity == 1050 && got.barrier_exits == 1 && got.ambiguous_exits == 1);
  const Bars stop_nearer = Of({{100, 100, 100, 100}, {100, 101, 94, 94}, {94, 106, 89, 100}});
  got = Hold(stop_nearer, spec, {.cash = 1000});
  CHECK(got.final_equity == 900 && got.ambiguous_exits == 1);
  const StrategySpec even{.exits = {.stop_loss_bps = 500, .take_profit_bps = 500}};
  got = Hold(target_nearer, even, {.cash = 1000});
  CHECK(got.final_equity == 950 && got.ambiguous_exits == 1);
}

void AfterABarrierThePositionWaitsForANewWish() {
  const StrategySpec spec{.kind = StrategyKind::kSignal, .exits = {.stop_loss_bps = 500}};
  const Bars bars = Of({{100, 100, 100, 100},
                        {100, 100, 94, 95},
                        {95, 96, 95, 96},
                        {96, 97, 96, 97},
                        {97, 98, 97, 98}});
  CHECK(Hold(bars, spec, {}, std::vector<std::int32_t>(5, kWholePpm)).fills == 2);
  CHECK(Hold(bars, spec, {}, {kWholePpm, kWholePpm, 0, kWholePpm, kWholePpm}).fills == 3);
}

void TheTimeLimitLeavesAtTheNextOpen() {
  const StrategySpec spec{.exits = {.max_bars = 2}};
  const Bars bars = Of({{100, 100, 100, 100},
                        {100, 100, 100, 100},
                        {100, 110, 100, 110},
                        {120, 130, 120, 130},
                        {130, 140, 130, 140}});
  const SimulationResult got = Hold(bars, spec, {.cash = 1000});
  CHECK(got.final_equity == 1200 && got.fills == 2 && got.trades == 1 && got.trades_won == 1);
}

void AWishAtTheLastCloseIsAnOrderButNoFill() {
  const SimulationResult got = Hold(Of({{100, 100, 100, 100}}), {}, {});
  CHECK(got.orders == 1 && got.fills == 0 && got.last_wish_ppm == kWholePpm);
  CHECK(got.final_equity == 100'000 && got.net_return == 0 && got.sharpe == 0);
}

/// Half of 1,000 in lots of 100 USD, 1 USD of fee: 4, since 5 would leave nothing for the fee.
void WholeLotsLeaveTheirOwnFee() {
  const StrategySpec half{.exposure_ppm = kWholePpm / 2};
  const Bars bars = Of({{100, 100, 100, 100}, {100, 100, 100, 100}});
  Broker broker{.cash = 1000, .minimum_fee = 1, .sizing = Sizing::kWholeLots};
  CHECK(Hold(bars, half, broker).last_units == 4);
  broker.sizing = Sizing::kWholeLotsPlain;
  CHECK(Hold(bars, half, broker).last_units == 5);
  broker.buffer_bps = 1;
  CHECK(Hold(bars, half, broker).last_units == 4);
}

void WhoCannotPayForOneUnitAsksAgain() {
  const Broker broker{.cash = 90, .sizing = Sizing::kWholeLots};
  const Bars bars =
      Of({{100, 100, 100, 100}, {100, 100, 100, 100}, {100, 100, 80, 80}, {80, 80, 80, 80}});
  const SimulationResult got = Hold(bars, {}, broker);
  CHECK(got.orders == 1 && got.last_units == 1);
}

void AShortThatLosesEverythingEndsTheRun() {
  const StrategySpec spec{.kind = StrategyKind::kSignal, .direction = Direction::kLongShort};
  const Bars bars = Of({{100, 100, 100, 100},
                        {100, 100, 100, 100},
                        {100, 300, 100, 300},
                        {300, 300, 10, 10},
                        {10, 10, 10, 10}});
  StrategyScratch scratch;
  SimulationResult got{};
  std::vector<double> equity(5);
  const std::vector<std::int32_t> down(5, -kWholePpm);
  CHECK(Simulate(bars.series(), spec, down, 0, {}, scratch, got, {equity, {}, {}}) ==
        StrategyStatus::kOk);
  CHECK(got.ruined && got.last_units == 0 && got.trades == 1 && got.trades_won == 0);
  CHECK(equity[1] == 100'000 && equity[2] == 1e-95 && equity[4] == 1e-95);
  CHECK(Near(got.net_return, std::log(1e-100L), 1e-12L));
}

void EquityBeyondEveryMeasureIsATypedFailure() {
  Bars bars;
  for (int i = 0; i < 40; ++i) {
    bars.opens.push_back(i % 2 == 0 ? 1 : kMaxPriceE8);
    bars.closes.push_back(i % 2 == 0 ? 1 : kMaxPriceE8);
  }
  std::vector<std::int32_t> signal(40);
  for (std::size_t i = 0; i < 40; ++i) signal[i] = i % 2 == 0 ? 0 : kWholePpm;
  StrategyScratch scratch;
  SimulationResult got{};
  CHECK(Simulate(bars.series(), {.kind = StrategyKind::kSignal}, signal, 0, {}, scratch, got, {}) ==
        StrategyStatus::kOverflow);
}

void ACancelledRunLeaves() {
  const Bars bars = Walk(20, 3);
  StrategyScratch scratch;
  SimulationResult out{.final_equity = 42};
  std::atomic<bool> cancelled{true};
  CHECK(Simulate(bars.series(), {}, {}, 0, {}, scratch, out, {}, &cancelled) ==
        StrategyStatus::kCancelled);
  CHECK(out.final_equity == 42);
  cancelled = false;
  CHECK(Simulate(bars.series(), {}, {}, 0, {}, scratch, out, {}, &cancelled) ==
        StrategyStatus::kOk);
}

void BadInputIsATypedFailureAndWritesNothing() {
  const Bars bars = Walk(20, 3);
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  StrategyScratch scratch;
  SimulationResult out{.final_equity = 42};
  std::vector<double> series(20, 42);
  const auto run = [&](const StrategySpec& spec, const Broker& broker,
                       std::vector<std::int32_t> signal = {}, std::size_t first_bar = 0) {
    return Simulate(bars.series(), spec, signal, first_bar, broker, scratch, out, {series, {}, {}});
  };
  const StrategySpec hold{};
  CHECK(Simulate({}, hold, {}, 0, {}, scratch, out, {}) == StrategyStatus::kBadBars);
  for (const Broker& broker :
       {Broker{.cash = 0}, Broker{.cash = kNan}, Broker{.fee_bps = -1}, Broker{.fee_bps = 5001},
        Broker{.fee_per_unit = kNan}, Broker{.minimum_fee = -1}, Broker{.maximum_fee_bps = -1},
        Broker{.slippage_bps = 3000, .half_spread_bps = 3000}, Broker{.borrow_bps = -1},
        Broker{.bars_per_year = 0}, Broker{.sizing = static_cast<Sizing>(0)},
        Broker{.buffer_bps = 9999}}) {
    CHECK(run(hold, broker) == StrategyStatus::kBadBroker);
  }
  for (const StrategySpec& spec : std::vector<StrategySpec>{
           {.kind = static_cast<StrategyKind>(0)},
           {.direction = static_cast<Direction>(7)},
           {.exposure_ppm = 0},
           {.exposure_ppm = kMaxTargetPpm + 1},
           {.kind = StrategyKind::kSmaCrossover, .fast_bars = 5, .slow_bars = 5},
           {.kind = StrategyKind::kSmaCrossover, .fast_bars = 0, .slow_bars = 5},
           {.kind = StrategyKind::kSmaCrossover, .fast_bars = 1, .slow_bars = 1 << 21},
           {.kind = StrategyKind::kMacd, .fast_bars = 2, .slow_bars = 5},
           {.kind = StrategyKind::kMacd,
           .fast_bars = 2,
           .slow_bars = 5,
           .signal_bars = 2,
           .enter = kNan},
           {.kind = StrategyKind::kRsiReversion, .slow_bars = 5, .enter = 60, .leave = 50},
           {.kind = StrategyKind::kBollingerReversion, .slow_bars = 5, .enter = 1, .leave = 2},
           {.kind = StrategyKind::kDonchianBreakout, .fast_bars = 9, .slow_bars = 5},
           {.kind = StrategyKind::kMomentum},
           {.exits = {.stop_loss_bps = 10'000}},
           {.exits = {.take_profit_bps = -1}},
           {.volatility = {.yearly_target = kNan}},
           {.volatility = {.yearly_target = 0.1, .lambda = 1}},
           {.volatility = {.yearly_target = 0.1, .warm_bars = 0}}}) {
    CHECK(run(spec, {}) == StrategyStatus::kBadSpec);
  }
  const StrategySpec votes{.kind = StrategyKind::kSignal};
  CHECK(run(votes, {}) == StrategyStatus::kBadSignal);
  CHECK(run(votes, {}, std::vector<std::int32_t>(19)) == StrategyStatus::kBadSignal);
  CHECK(run(votes, {}, std::vector<std::int32_t>(20, kMaxTargetPpm + 1)) ==
        StrategyStatus::kBadSignal);
  CHECK(run(hold, {}, std::vector<std::int32_t>(20)) == StrategyStatus::kBadSignal);
  CHECK(run(hold, {}, {}, 20) == StrategyStatus::kBadOutput);
  CHECK(run(hold, {}, {}, 1) == StrategyStatus::kBadOutput);
  const BarSeries closes_only{bars.opens, {}, {}, bars.closes};
  CHECK(Simulate(closes_only, {.exits = {.stop_loss_bps = 1}}, {}, 0, {}, scratch, out, {}) ==
        StrategyStatus::kBadBars);
  CHECK(Simulate(closes_only,
                 {.kind = StrategyKind::kDonchianBreakout, .fast_bars = 2, .slow_bars = 5}, {}, 0,
                 {}, scratch, out, {}) == StrategyStatus::kBadBars);
  CHECK(out.final_equity == 42);
  CHECK(std::all_of(series.begin(), series.end(), [](double x) { return x == 42; }));
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::EveryStrategyAtEveryBrokerWithEveryExit();
  conclave::TheVolatilityOverlaySizesEveryStrategy();
  conclave::A01CrossoverIsTheCrossoverKernels();
  conclave::AStopFillsAtItsPriceAndBeyondAGapAtTheOpen();
  conclave::AShortIsStoppedAbove();
  conclave::OneBarThatTouchesBothTakesTheNearerAndCountsIt();
  conclave::AfterABarrierThePositionWaitsForANewWish();
  conclave::TheTimeLimitLeavesAtTheNextOpen();
  conclave::AWishAtTheLastCloseIsAnOrderButNoFill();
  conclave::WholeLotsLeaveTheirOwnFee();
  conclave::WhoCannotPayForOneUnitAsksAgain();
  conclave::AShortThatLosesEverythingEndsTheRun();
  conclave::EquityBeyondEveryMeasureIsATypedFailure();
  conclave::ACancelledRunLeaves();
  conclave::BadInputIsATypedFailureAndWritesNothing();
  return 0;
}
