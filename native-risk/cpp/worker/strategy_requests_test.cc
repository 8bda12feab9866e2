#include <io_conclave_nativerisk_frames/BarsLoaded.h>
#include <io_conclave_nativerisk_frames/IndicatorTraced.h>
#include <io_conclave_nativerisk_frames/LoadBars.h>
#include <io_conclave_nativerisk_frames/RunStrategy.h>
#include <io_conclave_nativerisk_frames/StrategyDone.h>
#include <io_conclave_nativerisk_frames/SweepDone.h>
#include <io_conclave_nativerisk_frames/SweepStrategy.h>
#include <io_conclave_nativerisk_frames/TraceIndicator.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "strategy/indicators.h"
#include "strategy/simulator.h"
#include "strategy/strategy_sweep.h"
#include "testing/check.h"
#include "testing/worker_frames.h"

namespace conclave {
namespace {

using namespace testing;

constexpr std::uint32_t kHandle = 4;
constexpr std::uint64_t kRoomBytes = 1 << 16;
constexpr std::int64_t kEquity = 1024;
constexpr std::int64_t kUnits = 2048;
constexpr std::int64_t kReturns = 3072;
constexpr std::int64_t kTargets = 4096;

/// Where targets come from and series go to: a file in /dev/shm for as long as it lives.
class Room {
 public:
  Room() : name("conclave-" + std::to_string(getpid()) + "-79") {
    const int file = open(path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(file >= 0 && ftruncate(file, kRoomBytes) == 0);
    close(file);
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  ~Room() { unlink(path().c_str()); }

  [[nodiscard]] std::string path() const { return "/dev/shm/" + name; }
  const std::string name;
};

/// A greeted worker that holds the forty bars, without highs and lows.
Conversation Loaded(const SharedBars& bars) {
  Conversation worker = Greeted();
  std::vector<char> frame;
  auto load = Draft<frames::LoadBars>(frame);
  load.requestId(1).sliceBytes(kSliceBytes).opensStart(0).closesStart(512).barCount(kBars);
  load.highsStart(-1).lowsStart(-1).dataSet(kHandle).putSliceName(std::string_view(bars.name));
  frame.resize(load.sbePosition());
  std::vector<char> reply;
  CHECK(Say(worker, frame, reply) == Next::kReply);
  Read<frames::BarsLoaded>(reply);
  return worker;
}

struct Ask {
  std::string room;
  std::uint64_t room_bytes = kRoomBytes;
  std::uint32_t data_set = kHandle;
  std::uint32_t first_bar = 2;
  std::uint32_t end_bar = kBars;
  std::int64_t targets = -1;
  std::int64_t equity = kEquity;
  std::int64_t units = kUnits;
  std::int64_t returns = kReturns;
  frames::StrategyRule::Value rule = frames::StrategyRule::SMA_CROSSOVER;
  std::uint32_t fast = 2;
  std::uint32_t slow = 5;
  std::int32_t stop = 0;
  double cash = 1000;
  std::int32_t fee = 10;
};

void Fill(frames::Strategy& to, const Ask& ask) {
  to.rule(ask.rule).sides(frames::SidesTaken::LONG_SHORT).seed(frames::AverageSeed::AVERAGE);
  to.rsiAverage(frames::RsiAverage::WILDER).fastBars(ask.fast).slowBars(ask.slow).signalBars(0);
  to.exposurePpm(kWholePpm).stopLossBps(ask.stop).takeProfitBps(0).maxBars(0).warmBars(1);
  to.enter(0).leave(0).yearlyVolatility(0).decay(0.9).cap(1).band(0);
}

void Fill(frames::BrokerTerms& to, const Ask& ask) {
  to.sizing(frames::OrderSizing::FRACTIONAL).feeBps(ask.fee).maximumFeeBps(0).slippageBps(5);
  to.halfSpreadBps(1).borrowBps(100).bufferBps(0).cash(ask.cash).feePerUnit(0).minimumFee(0);
  to.barsPerYear(252);
}

std::vector<char> RunStrategy(const Ask& ask) {
  std::vector<char> frame;
  auto run = Draft<frames::RunStrategy>(frame);
  run.requestId(42).sliceBytes(ask.room_bytes).signalStart(ask.targets).equityStart(ask.equity);
  run.unitsStart(ask.units).returnsStart(ask.returns).dataSet(ask.data_set);
  run.firstBar(ask.first_bar).endBar(ask.end_bar).putSliceName(std::string_view(ask.room));
  Fill(run.strategy(), ask);
  Fill(run.broker(), ask);
  frame.resize(run.sbePosition());
  return frame;
}

struct Axis {
  frames::SweptNumber::Value number;
  double first;
  double step;
  std::uint32_t steps;
};

const std::vector<Axis> kWindows{{frames::SweptNumber::FAST_BARS, 1, 2, 3},
                                 {frames::SweptNumber::SLOW_BARS, 3, 3, 4}};

std::vector<char> SweepStrategy(const Ask& ask, const std::vector<Axis>& axes = kWindows,
                                std::int64_t parts_start = 8192, std::uint32_t parts = 4) {
  std::vector<char> frame;
  auto sweep = Draft<frames::SweepStrategy>(frame);
  sweep.requestId(43).sliceBytes(ask.room_bytes).rowsStart(0).partsStart(parts_start);
  sweep.signalStart(ask.targets).dataSet(ask.data_set).firstBar(ask.first_bar).endBar(ask.end_bar);
  sweep.parts(parts).threads(2).putSliceName(std::string_view(ask.room));
  Fill(sweep.strategy(), ask);
  Fill(sweep.broker(), ask);
  auto& group = sweep.axesCount(static_cast<std::uint16_t>(axes.size()));
  for (const Axis& axis : axes) {
    group.next().first(axis.first).step(axis.step).steps(axis.steps).number(axis.number);
  }
  frame.resize(sweep.sbePosition());
  return frame;
}

std::vector<char> TraceIndicator(const Ask& ask, std::uint64_t values = 0) {
  std::vector<char> frame;
  auto trace = Draft<frames::TraceIndicator>(frame);
  trace.requestId(44).sliceBytes(ask.room_bytes).valuesStart(values).dataSet(ask.data_set);
  trace.putSliceName(std::string_view(ask.room));
  trace.indicator().which(frames::IndicatorName::BOLLINGER_UPPER).slowBars(ask.slow);
  trace.indicator().seed(frames::AverageSeed::AVERAGE).rsiAverage(frames::RsiAverage::WILDER);
  trace.indicator().fastBars(0).signalBars(0).width(2).decay(0.9);
  frame.resize(trace.sbePosition());
  return frame;
}

struct Market {
  explicit Market(const SharedBars& shared)
      : slice(std::move(*Slice::Open(shared.name, kSliceBytes))) {}

  [[nodiscard]] BarSeries bars(std::uint32_t end) const {
    return {*slice.Prices(0, end), {}, {}, *slice.Prices(512, end)};
  }
  const Slice slice;
};

StrategySpec Spec(std::uint32_t fast, std::uint32_t slow) {
  return {.kind = StrategyKind::kSmaCrossover,
          .direction = Direction::kLongShort,
          .fast_bars = fast,
          .slow_bars = slow};
}

constexpr Broker kBroker{
    .cash = 1000, .fee_bps = 10, .slippage_bps = 5, .half_spread_bps = 1, .borrow_bps = 100};

bool SameBits(const void* a, const void* b, std::size_t bytes) { return memcmp(a, b, bytes) == 0; }

void ARunIsTheSimulators() {
  const SharedBars shared;
  const Room room;
  Conversation worker = Loaded(shared);
  std::vector<char> reply;
  CHECK(Say(worker, RunStrategy({.room = room.name, .end_bar = 37}), reply) == Next::kReply);
  auto done = Read<frames::StrategyDone>(reply);

  StrategyScratch scratch;
  SimulationResult expected;
  std::vector<double> equity(35);
  std::vector<double> units(35);
  std::vector<double> returns(35);
  CHECK(Simulate(Market(shared).bars(37), Spec(2, 5), {}, 2, kBroker, scratch, expected,
                 {equity, units, returns}) == StrategyStatus::kOk);
  CHECK(done.requestId() == 42 && done.kernelVersion() == kStrategyVersion);
  CHECK(done.finalEquity() == expected.final_equity && done.fees() == expected.fees);
  CHECK(done.borrow() == expected.borrow && done.netReturn() == expected.net_return);
  CHECK(done.deepestFall() == expected.deepest_fall && done.sharpe() == expected.sharpe);
  CHECK(done.turnover() == expected.turnover && done.lastUnits() == expected.last_units);
  CHECK(done.longestFallBars() == expected.longest_fall_bars && done.orders() == expected.orders);
  CHECK(done.fills() == expected.fills && done.trades() == expected.trades);
  CHECK(done.tradesWon() == expected.trades_won && done.lastWishPpm() == expected.last_wish_ppm);
  CHECK(done.barrierExits() == 0 && done.ambiguousExits() == 0 && done.ruined() == 0);
  CHECK(expected.fills > 4 && expected.borrow > 0);
  const auto slice = Slice::Open(room.name, kRoomBytes);
  CHECK(SameBits(slice->Values<double>(kEquity, 35)->data(), equity.data(), 35 * 8));
  CHECK(SameBits(slice->Values<double>(kUnits, 35)->data(), units.data(), 35 * 8));
  CHECK(SameBits(slice->Values<double>(kReturns, 35)->data(), returns.data(), 35 * 8));
}

void WithoutSeriesNoSliceIsNeeded() {
  const SharedBars shared;
  Conversation worker = Loaded(shared);
  std::vector<char> reply;
  CHECK(Say(worker, RunStrategy({.room = "", .equity = -1, .units = -1, .returns = -1}), reply) ==
        Next::kReply);
  CHECK(Read<frames::StrategyDone>(reply).fills() > 4);
}

void TargetsComeFromTheSlice() {
  const SharedBars shared;
  const Room room;
  Conversation worker = Loaded(shared);
  const auto slice = Slice::Open(room.name, kRoomBytes);
  const auto targets = *slice->Values<std::int32_t>(kTargets, kBars);
  for (std::size_t i = 0; i < kBars; ++i) targets[i] = i < 20 ? kWholePpm : -kWholePpm;
  Ask ask{.room = room.name, .targets = kTargets, .rule = frames::StrategyRule::SIGNAL};
  std::vector<char> reply;
  CHECK(Say(worker, RunStrategy(ask), reply) == Next::kReply);
  auto done = Read<frames::StrategyDone>(reply);
  CHECK(done.fills() == 2 && done.lastWishPpm() == -kWholePpm && done.lastUnits() < 0);
  targets[7] = kMaxTargetPpm + 1;
  Refuses(worker, RunStrategy(ask), FailReason::BAD_SIGNAL);
  ask.targets = -1;
  Refuses(worker, RunStrategy(ask), FailReason::BAD_SIGNAL);
}

void ASweepIsTheRunsOfItsGrid() {
  const SharedBars shared;
  const Room room;
  Conversation worker = Loaded(shared);
  std::vector<char> reply;
  CHECK(Say(worker, SweepStrategy({.room = room.name}), reply) == Next::kReply);
  auto done = Read<frames::SweepDone>(reply);
  CHECK(done.requestId() == 43 && done.rows() == 12 && done.kernelVersion() == kStrategyVersion);
  CHECK(done.methodUsed() == frames::SweepMethod::SCALAR);
  const auto slice = Slice::Open(room.name, kRoomBytes);
  const auto rows = *slice->Values<SweepRow>(0, 12);
  const auto parts = *slice->Values<PartSums>(8192, 48);
  StrategyScratch scratch;
  for (std::uint32_t i = 0; i < 12; ++i) {
    const StrategySpec spec = Spec(1 + 2 * (i / 4), 3 + 3 * (i % 4));
    SimulationResult run;
    if (spec.fast_bars >= spec.slow_bars) {
      CHECK(std::isnan(rows[i].net_return) && std::isnan(parts[4 * i].sum));
      continue;
    }
    CHECK(Simulate(Market(shared).bars(kBars), spec, {}, 2, kBroker, scratch, run, {}) ==
          StrategyStatus::kOk);
    CHECK(rows[i].net_return == run.net_return && rows[i].sharpe == run.sharpe);
    CHECK(rows[i].fills == run.fills && std::isfinite(parts[4 * i + 3].sum_squares));
    CHECK(!(rows[i].sharpe > rows[done.bestRow()].sharpe));
  }
}

void AnIndicatorIsDrawnIntoTheSlice() {
  const SharedBars shared;
  const Room room;
  Conversation worker = Loaded(shared);
  std::vector<char> reply;
  CHECK(Say(worker, TraceIndicator({.room = room.name}, 16), reply) == Next::kReply);
  auto done = Read<frames::IndicatorTraced>(reply);
  CHECK(done.requestId() == 44 && done.kernelVersion() == kStrategyVersion);
  StrategyScratch scratch;
  std::vector<double> expected(kBars);
  CHECK(conclave::TraceIndicator(Market(shared).bars(kBars),
                                 {.kind = IndicatorKind::kBollingerUpper, .slow_bars = 5}, scratch,
                                 expected) == StrategyStatus::kOk);
  const auto slice = Slice::Open(room.name, kRoomBytes);
  CHECK(SameBits(slice->Values<double>(16, kBars)->data(), expected.data(), kBars * 8));
}

void NamesTheReasonForARefusal() {
  const SharedBars shared;
  const Room room;
  Conversation worker = Loaded(shared);
  const std::string& to = room.name;
  Refuses(worker, RunStrategy({.room = to, .data_set = 8}), FailReason::NO_DATA_SET);
  Refuses(worker, RunStrategy({.room = to, .first_bar = kBars}), FailReason::BAD_RANGE);
  Refuses(worker, RunStrategy({.room = to, .end_bar = kBars + 1}), FailReason::BAD_RANGE);
  Refuses(worker, RunStrategy({.room = to, .slow = 2}), FailReason::BAD_STRATEGY);
  Refuses(worker, RunStrategy({.room = to, .rule = static_cast<frames::StrategyRule::Value>(77)}),
          FailReason::BAD_STRATEGY);
  Refuses(worker, RunStrategy({.room = to, .stop = 100}), FailReason::BAD_BARS);
  Refuses(worker, RunStrategy({.room = to, .fee = -1}), FailReason::BAD_BROKER);
  Refuses(worker, RunStrategy({.room = to, .cash = std::numeric_limits<double>::quiet_NaN()}),
          FailReason::BAD_BROKER);
  Refuses(worker, RunStrategy({.room = to + "0"}), FailReason::BAD_SLICE);
  Refuses(worker, RunStrategy({.room = shared.name, .room_bytes = kSliceBytes}),
          FailReason::BAD_SLICE);
  Refuses(worker, RunStrategy({.room = to, .equity = kRoomBytes - 8}), FailReason::BAD_SLICE);
  Refuses(worker, RunStrategy({.room = to, .equity = kEquity + 4}), FailReason::BAD_SLICE);
  Refuses(worker, RunStrategy({.room = to, .units = kEquity + 8}), FailReason::MALFORMED);
  Refuses(worker, SweepStrategy({.room = to}, {}), FailReason::BAD_GRID);
  Refuses(worker, SweepStrategy({.room = to}, {{frames::SweptNumber::ENTER, 0, 1, 1U << 25}}),
          FailReason::BAD_GRID);
  Refuses(worker, SweepStrategy({.room = to}, std::vector<Axis>(5, kWindows[0])),
          FailReason::BAD_GRID);
  Refuses(worker, SweepStrategy({.room = to}, {{frames::SweptNumber::ENTER, 0, 1, 1U << 23}}),
          FailReason::BAD_SLICE);
  Refuses(worker, SweepStrategy({.room = to}, kWindows, 8192, 0), FailReason::BAD_PARTS);
  Refuses(worker, SweepStrategy({.room = to}, kWindows, 8192, 38), FailReason::BAD_GRID);
  Refuses(worker, SweepStrategy({.room = to, .targets = 64}), FailReason::MALFORMED);
  Refuses(worker, SweepStrategy({.room = to, .targets = kTargets}), FailReason::BAD_SIGNAL);
  Refuses(worker, TraceIndicator({.room = to, .slow = 0}), FailReason::BAD_STRATEGY);
  Refuses(worker, TraceIndicator({.room = to}, kRoomBytes), FailReason::BAD_SLICE);
  std::vector<char> reply;
  CHECK(Say(worker, RunStrategy({.room = to}), reply) == Next::kReply);
  CHECK(Read<frames::StrategyDone>(reply).fills() > 4);
}

/// Some flips make another sensible request; the others are refused by name. None ends the worker.
void FlippedAndCutFramesAreAnswered() {
  const SharedBars shared;
  const Room room;
  Conversation worker = Loaded(shared);
  std::mt19937_64 random(3);
  for (const std::vector<char>& sound :
       {RunStrategy({.room = room.name}), SweepStrategy({.room = room.name}),
        TraceIndicator({.room = room.name})}) {
    for (std::size_t bytes = kHeader; bytes < sound.size(); ++bytes) {
      Refuses(worker, {sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(bytes)},
              FailReason::MALFORMED);
    }
    for (int i = 0; i < 3000; ++i) {
      std::vector<char> frame = sound;
      for (std::uint64_t flips = 1 + random() % 3; flips > 0; --flips) {
        frame[kHeader + random() % (frame.size() - kHeader)] ^=
            static_cast<char>(1 << random() % 8);
      }
      std::vector<char> reply;
      CHECK(Say(worker, frame, reply) == Next::kReply);
    }
  }
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::ARunIsTheSimulators();
  conclave::WithoutSeriesNoSliceIsNeeded();
  conclave::TargetsComeFromTheSlice();
  conclave::ASweepIsTheRunsOfItsGrid();
  conclave::AnIndicatorIsDrawnIntoTheSlice();
  conclave::NamesTheReasonForARefusal();
  conclave::FlippedAndCutFramesAreAnswered();
  return 0;
}
