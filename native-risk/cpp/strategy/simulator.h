#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "strategy/strategy.h"

namespace conclave {

/// How a wish becomes a number of units.
enum class Sizing : std::uint8_t {
  kFractional = 1,     ///< any part of a unit, by the equity at the open that fills
  kWholeLots = 2,      ///< whole units, by the equity and the price of the close that decides, the
                       ///< order's own fee set aside
  kWholeLotsPlain = 3  ///< the same without setting the fee aside
};

/// The house that fills the orders. Costs are charged in the bar of the fill, borrow at every
/// close.
struct Broker {
  double cash = 100'000;     ///< to start with, quote currency; (0, 1e15]
  std::int32_t fee_bps = 0;  ///< of what is handed over; [0, 5000]
  double fee_per_unit = 0;   ///< quote currency a unit; [0, 1e6]
  double minimum_fee = 0;    ///< quote currency an order; [0, 1e6]
  std::int32_t maximum_fee_bps =
      0;                          ///< of the notional, over the minimum; 0: no maximum; [0, 5000]
  std::int32_t slippage_bps = 0;  ///< worse than the price; [0, 5000]
  std::int32_t half_spread_bps = 0;  ///< worse than the price, added to the slippage; [0, 5000]
  std::int32_t borrow_bps = 0;       ///< of a short position's notional, a year; [0, 100000]
  double bars_per_year = 252;        ///< for borrow and for the volatility target; (0, 1e8]
  Sizing sizing = Sizing::kFractional;
  std::int32_t buffer_bps = 0;  ///< of the equity, kept out of whole-lot sizing; [0, 5000]
};

/// kBadBroker unless every number lies in its range.
[[nodiscard]] StrategyStatus CheckBroker(const Broker& broker) noexcept;

struct SimulationResult {
  double final_equity = 0;  ///< cash and position at the last close; nothing is sold at the end
  double fees = 0;          ///< paid, quote currency; without slippage, spread and borrow
  double borrow = 0;        ///< paid for short positions, quote currency
  double net_return = 0;    ///< ln(final equity / cash)
  double deepest_fall = 0;  ///< largest log fall from an earlier high of the equity at closes, >= 0
  double sharpe = 0;        ///< mean / sample deviation of a bar's log return; 0 if that is 0
  double turnover = 0;      ///< sum over the fills of notional / equity before the fill
  double last_units = 0;    ///< held after the last bar; negative: short
  std::uint32_t longest_fall_bars = 0;  ///< the longest time below an earlier high
  std::uint32_t orders = 0;             ///< entered, the last close's unfilled one included
  std::uint32_t fills = 0;
  std::uint32_t trades = 0;           ///< positions opened and closed again
  std::uint32_t trades_won = 0;       ///< of these: more equity after than before
  std::uint32_t barrier_exits = 0;    ///< by stop or target, within a bar
  std::uint32_t ambiguous_exits = 0;  ///< of these: one bar touched both
  std::int32_t last_wish_ppm = 0;     ///< what is wanted at the last close
  bool ruined = false;                ///< nothing was left at a close; see the semantics
};

/// Each empty, or one for each bar of the run (the bars from first_bar on); must not overlap the
/// bars.
struct SimulationSeries {
  std::span<double> equity;       ///< at the bar's close, quote currency
  std::span<double> units;        ///< held after the bar's close
  std::span<double> log_returns;  ///< of the equity; the run's first is 0
};

/// Backtests one strategy at one broker: decided at a close, filled at the next open, barriers
/// within the bar. docs/backtest-semantics.md has every rule. For a 0/1 crossover of all the
/// equity, fractional, with costs in basis points only, the figures are RunSmaCrossover's
/// (kernels/sma_crossover.h): the same fills, log returns within 1e-9. Pure; allocates only through
/// the scratch. Same input, same bits, on every platform. O(n) time. Never throws; outputs are
/// written only on kOk (on kOverflow and kCancelled the series hold anything).
///
/// @param signal     kSignal: one target for each bar, ppm of equity; otherwise empty
/// @param first_bar  where the run starts, flat; earlier bars only fill the averages
/// @param cancelled  may be set by another thread: the run leaves soon with kCancelled
[[nodiscard]] StrategyStatus Simulate(const BarSeries& bars, const StrategySpec& spec,
                                      std::span<const std::int32_t> signal, std::size_t first_bar,
                                      const Broker& broker, StrategyScratch& scratch,
                                      SimulationResult& out, const SimulationSeries& series,
                                      const std::atomic<bool>* cancelled = nullptr) noexcept;

/// The same for bars that CheckBars has found sound: for many runs over the same bars.
[[nodiscard]] StrategyStatus SimulateChecked(const BarSeries& bars, const StrategySpec& spec,
                                             std::span<const std::int32_t> signal,
                                             std::size_t first_bar, const Broker& broker,
                                             StrategyScratch& scratch, SimulationResult& out,
                                             const SimulationSeries& series,
                                             const std::atomic<bool>* cancelled = nullptr) noexcept;

}  // namespace conclave
