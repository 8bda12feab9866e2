#include "worker/run_strategy.h"

#include <io_conclave_nativerisk_frames/RunStrategy.h>
#include <io_conclave_nativerisk_frames/StrategyDone.h>

#include "strategy/simulator.h"
#include "worker/strategy_frames.h"

namespace conclave {
namespace {

using Ask = frames::RunStrategy;

/// What the request reads from and writes to its slice.
struct Columns {
  std::span<const std::int32_t> signal;
  SimulationSeries series;
};

Columns ColumnsOf(Ask& ask, Workspace& workspace) {
  if (ask.signalStart() < 0 && ask.equityStart() < 0 && ask.unitsStart() < 0 &&
      ask.returnsStart() < 0) {
    return {};
  }
  const Slice& slice =
      workspace.Scratch(Text<Ask::sliceNameLength()>(ask.sliceName()), ask.sliceBytes());
  const std::size_t run = ask.endBar() - ask.firstBar();
  const auto signal = ColumnAt<std::int32_t>(slice, ask.signalStart(), ask.endBar());
  const auto equity = ColumnAt<double>(slice, ask.equityStart(), run);
  const auto units = ColumnAt<double>(slice, ask.unitsStart(), run);
  const auto returns = ColumnAt<double>(slice, ask.returnsStart(), run);
  if (Overlap(signal, equity) || Overlap(signal, units) || Overlap(signal, returns) ||
      Overlap(equity, units) || Overlap(equity, returns) || Overlap(units, returns)) {
    throw Refused{FailReason::MALFORMED};
  }
  return {signal, {.equity = equity, .units = units, .log_returns = returns}};
}

}  // namespace

void RunStrategy(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  auto ask = asked.As<Ask>();
  const BarSeries bars =
      BarsUpTo(workspace.data_sets().Find(ask.dataSet()), ask.firstBar(), ask.endBar());
  const StrategySpec spec = SpecOf(ask.strategy());
  const Broker broker = BrokerOf(ask.broker());
  const Columns columns = ColumnsOf(ask, workspace);
  StrategyScratch scratch;
  SimulationResult result;
  const StrategyStatus status =
      Simulate(bars, spec, columns.signal, ask.firstBar(), broker, scratch, result, columns.series,
               &workspace.watch.cancelled);
  if (status != StrategyStatus::kOk) {
    throw Refused{ReasonOf(status)};
  }
  Begin<frames::StrategyDone>(reply)
      .requestId(ask.requestId())
      .finalEquity(result.final_equity)
      .fees(result.fees)
      .borrow(result.borrow)
      .netReturn(result.net_return)
      .deepestFall(result.deepest_fall)
      .sharpe(result.sharpe)
      .turnover(result.turnover)
      .lastUnits(result.last_units)
      .longestFallBars(result.longest_fall_bars)
      .orders(result.orders)
      .fills(result.fills)
      .trades(result.trades)
      .tradesWon(result.trades_won)
      .barrierExits(result.barrier_exits)
      .ambiguousExits(result.ambiguous_exits)
      .lastWishPpm(result.last_wish_ppm)
      .kernelVersion(kStrategyVersion)
      .ruined(result.ruined ? 1 : 0);
}

}  // namespace conclave
