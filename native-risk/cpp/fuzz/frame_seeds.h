#pragma once

#include <io_conclave_nativerisk_frames/Cancel.h>
#include <io_conclave_nativerisk_frames/DropBars.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/LoadBars.h>
#include <io_conclave_nativerisk_frames/MeasureOverfitting.h>
#include <io_conclave_nativerisk_frames/MeasurePortfolio.h>
#include <io_conclave_nativerisk_frames/MeasureReturns.h>
#include <io_conclave_nativerisk_frames/Ping.h>
#include <io_conclave_nativerisk_frames/RunBacktest.h>
#include <io_conclave_nativerisk_frames/RunStrategy.h>
#include <io_conclave_nativerisk_frames/Shutdown.h>
#include <io_conclave_nativerisk_frames/SweepCrossovers.h>
#include <io_conclave_nativerisk_frames/SweepStrategy.h>
#include <io_conclave_nativerisk_frames/TraceIndicator.h>

#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/shared_slice.h"
#include "worker/frames.h"

// One good frame of every kind that the engine says, about the bars in a SharedSlice.
namespace conclave::fuzz {

using Frame = std::vector<char>;

template <typename Message>
Message New(Frame& frame) {
  frame.assign(4096, 0);
  Message message;
  message.wrapAndApplyHeader(frame.data(), 0, frame.size());
  return message;
}

template <typename Message>
Frame Cut(Frame& frame, const Message& message) {
  frame.resize(message.sbePosition());
  return frame;
}

inline Frame Hello(std::uint16_t version = frames::Hello::sbeSchemaVersion()) {
  Frame frame;
  auto hello = New<frames::Hello>(frame);
  hello.protocolVersion(version);
  return Cut(frame, hello);
}

inline Frame Ping(std::uint64_t request) {
  Frame frame;
  auto ping = New<frames::Ping>(frame);
  ping.requestId(request);
  return Cut(frame, ping);
}

inline Frame Cancel(std::uint64_t request) {
  Frame frame;
  auto cancel = New<frames::Cancel>(frame);
  cancel.requestId(request);
  return Cut(frame, cancel);
}

inline Frame Shutdown() {
  Frame frame;
  return Cut(frame, New<frames::Shutdown>(frame));
}

struct Backtest {
  std::uint32_t data_set = 0;
  std::int64_t positions = 2048;
  std::uint16_t runs = 1;
  std::uint16_t legs = 1;
};

inline Frame RunBacktest(std::uint64_t request, const Backtest& test) {
  Frame frame;
  auto ask = New<frames::RunBacktest>(frame);
  ask.requestId(request).sliceBytes(SharedSlice::kBytes);
  ask.opensStart(0).closesStart(3 * SharedSlice::kColumnBytes).barCount(SharedSlice::kBars);
  ask.feeBps(10).slippageBps(2).dataSet(test.data_set).putSliceName(SharedSlice::Alias(1));
  auto& runs = ask.runsCount(test.runs);
  for (std::uint16_t run = 0; run < test.runs; ++run) {
    runs.next().endBar(SharedSlice::kBars);
    runs.positionsStart(test.positions < 0 ? -1 : test.positions + SharedSlice::kBars * run);
    auto& legs = runs.legsCount(test.legs);
    for (std::uint32_t leg = 0; leg < test.legs; ++leg) {
      legs.next().firstBar(7 * leg).fastBars(2 + leg).slowBars(9 + leg);
    }
  }
  return Cut(frame, ask);
}

inline Frame LoadBars(std::uint64_t request, std::uint32_t data_set, bool with_range) {
  Frame frame;
  auto load = New<frames::LoadBars>(frame);
  load.requestId(request).sliceBytes(SharedSlice::kBytes).dataSet(data_set);
  load.opensStart(0).closesStart(3 * SharedSlice::kColumnBytes).barCount(SharedSlice::kBars);
  load.highsStart(with_range ? SharedSlice::kColumnBytes : -1);
  load.lowsStart(with_range ? 2 * SharedSlice::kColumnBytes : -1);
  load.putSliceName(SharedSlice::Alias(0));
  return Cut(frame, load);
}

inline Frame DropBars(std::uint64_t request, std::uint32_t data_set) {
  Frame frame;
  auto drop = New<frames::DropBars>(frame);
  drop.requestId(request).dataSet(data_set);
  return Cut(frame, drop);
}

inline Frame SweepCrossovers(std::uint64_t request, std::uint32_t data_set,
                             frames::SweepMethod::Value method) {
  Frame frame;
  auto sweep = New<frames::SweepCrossovers>(frame);
  sweep.requestId(request).sliceBytes(SharedSlice::kBytes).rowsStart(0).partsStart(2048);
  sweep.dataSet(data_set).firstBar(0).endBar(SharedSlice::kBars).feeBps(10).slippageBps(2);
  sweep.parts(4).threads(1).average(frames::AverageKind::SIMPLE).method(method);
  sweep.putSliceName(SharedSlice::Alias(1));
  auto& fast = sweep.fastWindowsCount(2);
  fast.next().firstBars(1).lastBars(7).stepBars(2);
  fast.next().firstBars(3).lastBars(3).stepBars(1);
  sweep.slowWindowsCount(1).next().firstBars(5).lastBars(13).stepBars(4);
  return Cut(frame, sweep);
}

inline void Fill(frames::Strategy& to, frames::StrategyRule::Value rule) {
  to.rule(rule).sides(frames::SidesTaken::LONG_SHORT).seed(frames::AverageSeed::AVERAGE);
  to.rsiAverage(frames::RsiAverage::WILDER).fastBars(2).slowBars(5).signalBars(3);
  to.exposurePpm(1'000'000).stopLossBps(50).takeProfitBps(90).maxBars(7).warmBars(2);
  to.enter(1).leave(0.5).yearlyVolatility(0.2).decay(0.9).cap(1).band(0.1);
}

inline void Fill(frames::BrokerTerms& to) {
  to.sizing(frames::OrderSizing::FRACTIONAL).feeBps(10).maximumFeeBps(0).slippageBps(5);
  to.halfSpreadBps(1).borrowBps(100).bufferBps(0).cash(1000).feePerUnit(0.01).minimumFee(1);
  to.barsPerYear(252);
}

inline Frame RunStrategy(std::uint64_t request, std::uint32_t data_set,
                         frames::StrategyRule::Value rule) {
  const bool signal = rule == frames::StrategyRule::SIGNAL;
  Frame frame;
  auto run = New<frames::RunStrategy>(frame);
  run.requestId(request).sliceBytes(SharedSlice::kBytes).signalStart(signal ? 3584 : -1);
  run.equityStart(2048).unitsStart(2560).returnsStart(3072).dataSet(data_set);
  run.firstBar(0).endBar(SharedSlice::kBars).putSliceName(SharedSlice::Alias(1));
  Fill(run.strategy(), rule);
  Fill(run.broker());
  return Cut(frame, run);
}

inline Frame SweepStrategy(std::uint64_t request, std::uint32_t data_set) {
  Frame frame;
  auto sweep = New<frames::SweepStrategy>(frame);
  sweep.requestId(request).sliceBytes(SharedSlice::kBytes).rowsStart(0).partsStart(2048);
  sweep.signalStart(-1).dataSet(data_set).firstBar(2).endBar(SharedSlice::kBars).parts(4);
  sweep.threads(1).putSliceName(SharedSlice::Alias(1));
  Fill(sweep.strategy(), frames::StrategyRule::MACD);
  Fill(sweep.broker());
  auto& axes = sweep.axesCount(2);
  axes.next().first(1).step(2).steps(3).number(frames::SweptNumber::FAST_BARS);
  axes.next().first(3).step(3).steps(4).number(frames::SweptNumber::SLOW_BARS);
  return Cut(frame, sweep);
}

inline Frame TraceIndicator(std::uint64_t request, std::uint32_t data_set,
                            frames::IndicatorName::Value which) {
  Frame frame;
  auto trace = New<frames::TraceIndicator>(frame);
  trace.requestId(request).sliceBytes(SharedSlice::kBytes).valuesStart(2048).dataSet(data_set);
  trace.putSliceName(SharedSlice::Alias(1));
  trace.indicator().which(which).seed(frames::AverageSeed::AVERAGE).fastBars(2).slowBars(5);
  trace.indicator().rsiAverage(frames::RsiAverage::SIMPLE).signalBars(3).width(2).decay(0.9);
  return Cut(frame, trace);
}

inline Frame MeasureReturns(std::uint64_t request) {
  Frame frame;
  auto ask = New<frames::MeasureReturns>(frame);
  ask.requestId(request).sliceBytes(SharedSlice::kBytes).returnsStart(SharedSlice::kReturns);
  ask.reportStart(3584).periodsPerYear(252).benchmark(0).confidence(0.95).trialVariance(0.01);
  ask.trials(10).observations(64).putSliceName(SharedSlice::Alias(1));
  return Cut(frame, ask);
}

inline Frame MeasureOverfitting(std::uint64_t request) {
  Frame frame;
  auto ask = New<frames::MeasureOverfitting>(frame);
  ask.requestId(request).sliceBytes(SharedSlice::kBytes).returnsStart(SharedSlice::kReturns);
  ask.reportStart(3584).meanBlock(5).seed(7).observations(48).trials(4).parts(4).draws(100);
  ask.putSliceName(SharedSlice::Alias(1));
  return Cut(frame, ask);
}

inline Frame MeasurePortfolio(std::uint64_t request, std::uint32_t paths) {
  constexpr double kLimit = 1e6;
  Frame frame;
  auto ask = New<frames::MeasurePortfolio>(frame);
  ask.requestId(request).sliceBytes(SharedSlice::kBytes).positionsStart(SharedSlice::kReturns);
  ask.returnsStart(SharedSlice::kReturns + 32).contributionsStart(3584).reportStart(3712);
  ask.grossLimit(kLimit).netLimit(kLimit).nameLimit(kLimit).concentrationLimit(1).cvarLimit(1);
  ask.decay(0.94).degrees(5).seed(7).names(4).scenarios(40).paths(paths).levelBps(9750).threads(1);
  ask.covariance(frames::RiskCovariance::SHRUNK).putSliceName(SharedSlice::Alias(1));
  return Cut(frame, ask);
}

/// Conversations that reach every handler.
inline std::vector<std::vector<Frame>> GoodConversations() {
  return {
      {Hello()},
      {Hello(99), Ping(1), Shutdown()},
      {RunBacktest(1, {})},
      {Hello(), RunBacktest(1, {.positions = -1})},
      {Hello(), RunBacktest(1, {}), Cancel(1), Ping(2), RunBacktest(3, {.runs = 2, .legs = 3})},
      {Hello(), LoadBars(1, 5, true), RunBacktest(2, {.data_set = 5, .runs = 3}), DropBars(3, 5)},
      {Hello(), LoadBars(1, 5, false), LoadBars(2, 5, true), LoadBars(3, 6, true),
       RunBacktest(4, {.data_set = 6, .positions = -1, .legs = 4}), DropBars(5, 6), Shutdown()},
      {Hello(), LoadBars(1, 5, true), SweepCrossovers(2, 5, frames::SweepMethod::AUTO),
       SweepCrossovers(3, 5, frames::SweepMethod::RUN_LENGTH), SweepStrategy(4, 5)},
      {Hello(), LoadBars(1, 5, true), RunStrategy(2, 5, frames::StrategyRule::DONCHIAN_BREAKOUT),
       RunStrategy(3, 5, frames::StrategyRule::SIGNAL)},
      {Hello(), LoadBars(1, 5, true), TraceIndicator(2, 5, frames::IndicatorName::RSI),
       TraceIndicator(3, 5, frames::IndicatorName::DONCHIAN_HIGH)},
      {Hello(), MeasureReturns(1), MeasureOverfitting(2)},
      {Hello(), MeasurePortfolio(1, 0), MeasurePortfolio(2, 100)},
  };
}

}  // namespace conclave::fuzz
