#include "strategy/simulator.h"

#include <cmath>

#include "kernels/natural_log.h"
#include "strategy/account.h"
#include "strategy/barriers.h"
#include "strategy/ledger.h"
#include "strategy/volatility.h"

namespace conclave {
namespace {

/// What is left, of the starting cash, when a short or leveraged position has eaten it all.
constexpr double kRuinPart = 1e-100;

/// About a millisecond's work.
constexpr std::size_t kBarsBetweenLooks = 32'768;

/// More than any run can honestly come to.
constexpr double kMostEquity = 1e200;

/// A trade that differs by less has won nothing: rounding must not decide.
constexpr double kEven = 1e-12;

bool Within(double x, double low, double high) noexcept { return x >= low && x <= high; }

bool Bps(std::int32_t bps, std::int32_t most) noexcept { return bps >= 0 && bps <= most; }

int SideOf(double x) noexcept { return (x > 0) - (x < 0); }

bool Fits(std::span<const double> series, std::size_t bars) noexcept {
  return series.empty() || series.size() == bars;
}

double LogOf(double ratio) noexcept { return ratio == 1 ? 0 : NaturalLog(ratio); }

/// One run, bar by bar: Open, then Close, in order.
class Run {
 public:
  Run(const BarSeries& bars, const StrategySpec& spec, const Broker& broker) noexcept
      : bars_(bars),
        spec_(spec),
        broker_(broker),
        account_(broker),
        barriers_(spec.exits),
        variance_(spec.volatility.lambda),
        equity_(broker.cash) {}

  /// A bar before the run, for the volatility estimate.
  void Watch(std::size_t bar) noexcept {
    if (spec_.volatility.yearly_target > 0 && bar > 0) {
      variance_.Move(LogRatio(bars_.closes[bar], bars_.closes[bar - 1]));
    }
  }

  /// Everything that happens after the last close up to this one. Returns the bar's log return.
  double Live(std::size_t bar) noexcept {
    if (ruined_) {
      ledger_.Book(0);
      return 0;
    }
    if (pending_) {
      Execute(bar);
    }
    if (barriers_.any() && account_.units() != 0) {
      LookForTouch(bar);
    }
    const double close = Price(bars_.closes[bar]);
    borrow_ += account_.ChargeBorrow(close);
    bars_held_ += account_.units() != 0 ? 1 : 0;
    Ruined(account_.EquityAt(close));
    const double now = account_.EquityAt(close);
    const double earned = LogOf(now / equity_);
    equity_ = now;
    ledger_.Book(earned);
    return earned;
  }

  /// Turns the strategy's wish at this close into an order for the next open, or into none.
  void Decide(std::size_t bar, std::int32_t wish_ppm) noexcept {
    if (ruined_) {
      return;
    }
    const int holding = SideOf(account_.units());
    if (holding != 0 && spec_.exits.max_bars > 0 && bars_held_ >= spec_.exits.max_bars) {
      blocked_side_ = holding;
    }
    if (blocked_side_ != 0 && SideOf(wish_ppm) == blocked_side_) {
      wish_ppm = 0;
    } else {
      blocked_side_ = 0;
    }
    const double part = wish_ppm / 1e6 * Scale();
    const bool resize = std::fabs(part - ordered_part_) >= spec_.volatility.band &&
                        spec_.volatility.yearly_target > 0;
    if (part == ordered_part_ ||
        (wish_ppm == ordered_wish_ && SideOf(part) == SideOf(ordered_part_) && !resize)) {
      return;
    }
    if (broker_.sizing != Sizing::kFractional) {
      lots_ = account_.LotsTo(part, Price(bars_.closes[bar]));
      if (lots_ == 0) {
        return;  // not even one unit: asked again at the next close
      }
    }
    pending_ = true;
    ordered_part_ = part;
    ordered_wish_ = wish_ppm;
    ++orders_;
  }

  [[nodiscard]] double equity() const noexcept { return equity_; }
  [[nodiscard]] double units() const noexcept { return account_.units(); }

  [[nodiscard]] SimulationResult Result(std::int32_t last_wish_ppm) const noexcept {
    return {.final_equity = equity_,
            .fees = fees_,
            .borrow = borrow_,
            .net_return = ledger_.net(),
            .deepest_fall = ledger_.deepest_fall(),
            .sharpe = ledger_.Sharpe(),
            .turnover = turnover_,
            .last_units = account_.units(),
            .longest_fall_bars = ledger_.longest_fall_bars(),
            .orders = orders_,
            .fills = fills_,
            .trades = trades_,
            .trades_won = trades_won_,
            .barrier_exits = barrier_exits_,
            .ambiguous_exits = ambiguous_exits_,
            .last_wish_ppm = last_wish_ppm,
            .ruined = ruined_};
  }

 private:
  static double Price(std::int64_t e8) noexcept { return InCurrency(static_cast<double>(e8)); }

  /// Ends the run if nothing is left: kRuinPart stays, so that the logarithm is finite.
  bool Ruined(double equity) noexcept {
    const double rest = kRuinPart * broker_.cash;
    if (equity > rest) {
      return false;
    }
    trades_ += account_.units() != 0 ? 1 : 0;
    account_.Ruin(rest);
    ruined_ = true;
    return true;
  }

  /// The open fills what the last close ordered.
  void Execute(std::size_t bar) noexcept {
    pending_ = false;
    const double price = Price(bars_.opens[bar]);
    const double before = account_.EquityAt(price);
    if (Ruined(before)) {
      return;
    }
    const int side = SideOf(account_.units());
    const Account::Execution done = broker_.sizing == Sizing::kFractional
                                        ? account_.MoveTo(ordered_part_, price)
                                        : account_.Trade(lots_, price);
    Book(done, before, price, side);
    if (SideOf(account_.units()) != side) {
      entry_e8_ = bars_.opens[bar];
      bars_held_ = 0;
    }
  }

  void LookForTouch(std::size_t bar) noexcept {
    const int side = SideOf(account_.units());
    const auto touch = barriers_.TouchedIn(bars_, bar, side, entry_e8_);
    if (!touch) {
      return;
    }
    const double price = InCurrency(touch->price_e8);
    const double before = account_.EquityAt(price);
    if (Ruined(before)) {
      return;
    }
    Book(account_.Trade(-account_.units(), price), before, price, side);
    ++orders_;
    ++barrier_exits_;
    ambiguous_exits_ += touch->both ? 1 : 0;
    blocked_side_ = side;
    ordered_part_ = 0;
    ordered_wish_ = 0;
  }

  void Book(const Account::Execution& done, double before, double price, int side) noexcept {
    if (done.notional == 0) {
      return;
    }
    ++fills_;
    fees_ += done.fee;
    turnover_ += done.notional / before;
    const int now = SideOf(account_.units());
    if (now == side) {
      return;
    }
    const double after = account_.EquityAt(price);
    if (side != 0) {
      ++trades_;
      trades_won_ += after > opened_at_ * (1 + kEven) ? 1 : 0;
    }
    opened_at_ = side == 0 ? before : after;
  }

  /// The overlay's factor at this close.
  [[nodiscard]] double Scale() const noexcept {
    const VolatilityTarget& volatility = spec_.volatility;
    if (volatility.yearly_target == 0) {
      return 1;
    }
    if (variance_.seen() < volatility.warm_bars) {
      return 0;
    }
    const double yearly = std::sqrt(variance_.value() * broker_.bars_per_year);
    return yearly * volatility.cap <= volatility.yearly_target ? volatility.cap
                                                               : volatility.yearly_target / yearly;
  }

  const BarSeries& bars_;
  const StrategySpec& spec_;
  const Broker& broker_;
  Account account_;
  Barriers barriers_;
  EwmaVariance variance_;
  Ledger ledger_;

  double equity_;  ///< at the last close
  bool ruined_ = false;

  bool pending_ = false;           ///< an order waits for the open
  double lots_ = 0;                ///< its size in units, unless fractional
  double ordered_part_ = 0;        ///< the part of equity last ordered
  std::int32_t ordered_wish_ = 0;  ///< the wish that it came from
  int blocked_side_ =
      0;  ///< a barrier or the time limit ended it: not again before the wish changes

  std::int64_t entry_e8_ = 0;    ///< of the position held
  std::uint32_t bars_held_ = 0;  ///< closes seen in it
  double opened_at_ = 0;         ///< the equity before it

  double fees_ = 0;
  double borrow_ = 0;
  double turnover_ = 0;
  std::uint32_t orders_ = 0;
  std::uint32_t fills_ = 0;
  std::uint32_t trades_ = 0;
  std::uint32_t trades_won_ = 0;
  std::uint32_t barrier_exits_ = 0;
  std::uint32_t ambiguous_exits_ = 0;
};

}  // namespace

StrategyStatus CheckBroker(const Broker& broker) noexcept {
  const bool sized = broker.sizing == Sizing::kFractional || broker.sizing == Sizing::kWholeLots ||
                     broker.sizing == Sizing::kWholeLotsPlain;
  const bool sane = Within(broker.cash, 1e-6, 1e15) && Bps(broker.fee_bps, 5000) &&
                    Within(broker.fee_per_unit, 0, 1e6) && Within(broker.minimum_fee, 0, 1e6) &&
                    Bps(broker.maximum_fee_bps, 5000) && Bps(broker.slippage_bps, 5000) &&
                    Bps(broker.half_spread_bps, 5000) &&
                    broker.slippage_bps + broker.half_spread_bps <= 5000 &&
                    Bps(broker.borrow_bps, 100'000) && Within(broker.bars_per_year, 1e-3, 1e8) &&
                    Bps(broker.buffer_bps, 5000);
  return sized && sane ? StrategyStatus::kOk : StrategyStatus::kBadBroker;
}

StrategyStatus Simulate(const BarSeries& bars, const StrategySpec& spec,
                        std::span<const std::int32_t> signal, std::size_t first_bar,
                        const Broker& broker, StrategyScratch& scratch, SimulationResult& out,
                        const SimulationSeries& series,
                        const std::atomic<bool>* cancelled) noexcept {
  const StrategyStatus sane = CheckBars(bars);
  return sane == StrategyStatus::kOk ? SimulateChecked(bars, spec, signal, first_bar, broker,
                                                       scratch, out, series, cancelled)
                                     : sane;
}

StrategyStatus SimulateChecked(const BarSeries& bars, const StrategySpec& spec,
                               std::span<const std::int32_t> signal, std::size_t first_bar,
                               const Broker& broker, StrategyScratch& scratch,
                               SimulationResult& out, const SimulationSeries& series,
                               const std::atomic<bool>* cancelled) noexcept {
  const StrategyStatus sane = CheckBroker(broker);
  if (sane != StrategyStatus::kOk) {
    return sane;
  }
  const std::size_t n = bars.size();
  if (first_bar >= n || !Fits(series.equity, n - first_bar) || !Fits(series.units, n - first_bar) ||
      !Fits(series.log_returns, n - first_bar)) {
    return StrategyStatus::kBadOutput;
  }
  const bool barred = spec.exits.stop_loss_bps > 0 || spec.exits.take_profit_bps > 0;
  if (barred && bars.highs.empty()) {
    return StrategyStatus::kBadBars;
  }
  const std::span<std::int32_t> wishes = scratch.Take(StrategyScratch::Slot::kWishes, n);
  if (wishes.empty()) {
    return StrategyStatus::kNoMemory;
  }
  const StrategyStatus decided = DecideWishes(bars, spec, signal, first_bar, scratch, wishes);
  if (decided != StrategyStatus::kOk) {
    return decided;
  }

  Run run(bars, spec, broker);
  for (std::size_t bar = 0; bar < n; ++bar) {
    if (bar % kBarsBetweenLooks == 0 && cancelled != nullptr &&
        cancelled->load(std::memory_order_relaxed)) {
      return StrategyStatus::kCancelled;
    }
    run.Watch(bar);
    if (bar < first_bar) {
      continue;
    }
    const double earned = bar > first_bar ? run.Live(bar) : 0;
    if (!(run.equity() <= kMostEquity)) {
      return StrategyStatus::kOverflow;
    }
    run.Decide(bar, wishes[bar]);
    if (!series.equity.empty()) {
      series.equity[bar - first_bar] = run.equity();
    }
    if (!series.units.empty()) {
      series.units[bar - first_bar] = run.units();
    }
    if (!series.log_returns.empty()) {
      series.log_returns[bar - first_bar] = earned;
    }
  }
  out = run.Result(wishes[n - 1]);
  return StrategyStatus::kOk;
}

}  // namespace conclave
