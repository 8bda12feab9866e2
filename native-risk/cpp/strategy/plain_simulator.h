#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "strategy/simulator.h"

// For tests: the rules of docs/backtest-semantics.md written down as plainly as can be, in long
// double. Every window anew, every return in a list, nothing shared with the kernels but the types.

namespace conclave::plain {

using Real = long double;
__extension__ using Wide = __int128;

struct Bars {
  std::vector<std::int64_t> opens;
  std::vector<std::int64_t> highs;
  std::vector<std::int64_t> lows;
  std::vector<std::int64_t> closes;

  [[nodiscard]] BarSeries series() const { return {opens, highs, lows, closes}; }
  [[nodiscard]] std::size_t size() const { return closes.size(); }
};

inline Real MeanOf(const std::vector<Real>& x, std::size_t from, std::size_t count) {
  Real sum = 0;
  for (std::size_t i = from; i < from + count; ++i) sum += x[i];
  return sum / static_cast<Real>(count);
}

/// The exponential average at each value; NaN before the window is full.
inline std::vector<Real> EmaOf(const std::vector<Real>& x, std::size_t w, EmaSeed seed) {
  std::vector<Real> out(x.size(), std::numeric_limits<Real>::quiet_NaN());
  Real e = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const Real alpha = 2 / (static_cast<Real>(w) + 1);
    if (seed == EmaSeed::kFirstPrice) {
      e = i == 0 ? x[0] : alpha * x[i] + (1 - alpha) * e;
    } else if (i + 1 == w) {
      e = MeanOf(x, 0, w);
    } else if (i + 1 > w) {
      e = alpha * x[i] + (1 - alpha) * e;
    }
    if (i + 1 >= w) out[i] = e;
  }
  return out;
}

inline Real RsiAt(const std::vector<Real>& x, std::size_t at, std::size_t w, RsiSmoothing kind) {
  Real up = 0;
  Real down = 0;
  const std::size_t first = kind == RsiSmoothing::kSimple ? at + 1 - w : 1;
  for (std::size_t i = first; i <= at; ++i) {
    const Real gain = std::max<Real>(0, x[i] - x[i - 1]);
    const Real loss = std::max<Real>(0, x[i - 1] - x[i]);
    const auto n = static_cast<Real>(w);
    if (i < first + w) {
      up += gain / n;
      down += loss / n;
    } else {
      up = (up * (n - 1) + gain) / n;
      down = (down * (n - 1) + loss) / n;
    }
  }
  return up + down == 0 ? 50 : 100 * up / (up + down);
}

/// -1, 0 or 1 at each close; the rule of each kind, one after the other.
inline std::vector<int> Sides(const Bars& bars, const StrategySpec& spec, std::size_t first_bar) {
  std::vector<Real> c;
  for (const std::int64_t price : bars.closes) c.push_back(static_cast<Real>(price));
  const std::size_t n = c.size();
  const std::size_t fast = spec.fast_bars;
  const std::size_t slow = spec.slow_bars;
  std::vector<Real> macd;
  std::vector<Real> signal;
  const std::vector<Real> fast_ema = fast > 0 ? EmaOf(c, fast, spec.seed) : c;
  const std::vector<Real> slow_ema = slow > 0 ? EmaOf(c, slow, spec.seed) : c;
  if (spec.kind == StrategyKind::kMacd) {
    for (std::size_t i = slow - 1; i < n; ++i) macd.push_back(fast_ema[i] - slow_ema[i]);
    signal = EmaOf(macd, spec.signal_bars, spec.seed);
  }
  std::vector<int> sides(n, 0);
  int side = 0;
  for (std::size_t t = first_bar; t < n; ++t) {
    bool buy = false;
    bool sell = false;
    bool off_long = false;
    bool off_short = false;
    switch (spec.kind) {
      case StrategyKind::kBuyAndHold:
        buy = true;
        break;
      case StrategyKind::kSmaCrossover: {
        if (t + 1 < slow) break;
        Wide f = 0;
        Wide s = 0;
        for (std::size_t i = 0; i < fast; ++i) f += bars.closes[t - i];
        for (std::size_t i = 0; i < slow; ++i) s += bars.closes[t - i];
        buy = f * static_cast<Wide>(slow) > s * static_cast<Wide>(fast);
        sell = f * static_cast<Wide>(slow) < s * static_cast<Wide>(fast);
        off_long = !buy;
        off_short = !sell;
        break;
      }
      case StrategyKind::kEmaCrossover:
        if (t + 1 < slow) break;
        buy = fast_ema[t] > slow_ema[t];
        sell = fast_ema[t] < slow_ema[t];
        off_long = !buy;
        off_short = !sell;
        break;
      case StrategyKind::kMacd: {
        if (t + 1 < slow + spec.signal_bars - 1) break;
        const Real d = (macd[t + 1 - slow] - signal[t + 1 - slow]) / fast_ema[t];
        buy = d > spec.enter;
        off_long = d < spec.leave;
        sell = -d > spec.enter;
        off_short = -d < spec.leave;
        break;
      }
      case StrategyKind::kRsiReversion: {
        if (t < slow) break;
        const Real rsi = RsiAt(c, t, slow, spec.rsi_smoothing);
        buy = rsi < spec.enter;
        off_long = rsi > spec.leave;
        sell = 100 - rsi < spec.enter;
        off_short = 100 - rsi > spec.leave;
        break;
      }
      case StrategyKind::kBollingerReversion: {
        if (t + 1 < slow) break;
        const Real mean = MeanOf(c, t + 1 - slow, slow);
        Real squares = 0;
        for (std::size_t i = t + 1 - slow; i <= t; ++i) squares += (c[i] - mean) * (c[i] - mean);
        const Real sd = std::sqrt(squares / static_cast<Real>(slow));
        if (sd == 0) break;
        const Real z = (c[t] - mean) / sd;
        buy = z < -spec.enter;
        off_long = z > -spec.leave;
        sell = z > spec.enter;
        off_short = z < spec.leave;
        break;
      }
      case StrategyKind::kDonchianBreakout: {
        const auto high = [&](std::size_t w) {
          return *std::max_element(bars.highs.begin() + static_cast<std::ptrdiff_t>(t - w),
                                   bars.highs.begin() + static_cast<std::ptrdiff_t>(t));
        };
        const auto low = [&](std::size_t w) {
          return *std::min_element(bars.lows.begin() + static_cast<std::ptrdiff_t>(t - w),
                                   bars.lows.begin() + static_cast<std::ptrdiff_t>(t));
        };
        if (t >= slow) {
          buy = bars.closes[t] > high(slow);
          sell = bars.closes[t] < low(slow);
        }
        if (t >= fast) {
          off_long = bars.closes[t] < low(fast);
          off_short = bars.closes[t] > high(fast);
        }
        break;
      }
      case StrategyKind::kMomentum:
        if (t < slow) break;
        buy = c[t] - c[t - slow] > static_cast<Real>(spec.enter) * c[t - slow];
        sell = c[t] - c[t - slow] < -static_cast<Real>(spec.enter) * c[t - slow];
        off_long = !buy;
        off_short = !sell;
        break;
      case StrategyKind::kSignal:
        break;
    }
    if (side == 1 && off_long) side = 0;
    if (side == -1 && off_short) side = 0;
    if (side == 0 && buy) side = 1;
    if (side == 0 && sell && spec.direction == Direction::kLongShort) side = -1;
    sides[t] = side;
  }
  return sides;
}

/// What one order costs beside its price.
inline Real FeeOf(const Broker& broker, Real units, Real paid_price, bool buying) {
  const Real f = broker.fee_bps / 10000.0L;
  const Real notional = units * paid_price;
  Real fee = (buying ? notional / (1 - f) * f : notional * f) + units * broker.fee_per_unit;
  if (fee < broker.minimum_fee) return broker.minimum_fee;
  if (broker.maximum_fee_bps > 0) fee = std::min(fee, notional * broker.maximum_fee_bps / 10000);
  return fee;
}

struct Outcome {
  std::vector<Real> equity;
  std::vector<Real> units;
  std::vector<Real> returns;
  Real fees = 0;
  Real borrow = 0;
  Real turnover = 0;
  std::uint32_t orders = 0;
  std::uint32_t fills = 0;
  std::uint32_t trades = 0;
  std::uint32_t won = 0;
  std::uint32_t barrier_exits = 0;
  std::uint32_t ambiguous = 0;
};

inline int SignOf(Real x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

/// Money that stays above nothing: for runs that are not ruined.
inline Outcome Simulate(const Bars& bars, const StrategySpec& spec,
                        const std::vector<std::int32_t>& signal, std::size_t first_bar,
                        const Broker& broker) {
  const std::vector<int> sides = Sides(bars, spec, first_bar);
  const Real worse = (broker.slippage_bps + broker.half_spread_bps) / 10000.0L;
  Outcome out;
  Real cash = broker.cash;
  Real units = 0;
  Real opened_at = 0;
  std::int64_t entry = 0;
  std::uint32_t held = 0;
  int blocked = 0;
  bool waiting = false;
  Real order_part = 0;
  Real order_units = 0;
  std::int32_t order_wish = 0;
  Real variance = 0;
  std::uint32_t seen = 0;

  const auto fill = [&](Real delta, Real price) {
    if (delta == 0) return;
    const Real before = cash + units * price;
    const int side = SignOf(units);
    const Real paid = delta > 0 ? price * (1 + worse) : price * (1 - worse);
    const Real fee = FeeOf(broker, std::fabs(delta), paid, delta > 0);
    cash -= delta * paid + fee;
    units = std::fabs(units + delta) < 1e-15L * std::fabs(delta) ? 0 : units + delta;
    out.fees += fee;
    out.turnover += std::fabs(delta) * paid / before;
    ++out.fills;
    if (SignOf(units) == side) return;
    const Real after = cash + units * price;
    if (side != 0) {
      ++out.trades;
      out.won += after > opened_at * (1 + 1e-12L) ? 1 : 0;
    }
    opened_at = side == 0 ? before : after;
  };
  /// The units that `money` buys with all costs, by halving.
  const auto affordable = [&](Real money, Real price) {
    const Real paid = price * (1 + worse);
    Real low = 0;
    Real high = money / paid;
    for (int i = 0; i < 200; ++i) {
      const Real middle = (low + high) / 2;
      (middle * paid + FeeOf(broker, middle, paid, true) <= money ? low : high) = middle;
    }
    return low;
  };

  for (std::size_t t = 0; t < bars.size(); ++t) {
    const Real open = bars.opens[t] / 1e8L;
    const Real close = bars.closes[t] / 1e8L;
    if (t > 0) {
      const Real r = std::log(close / (bars.closes[t - 1] / 1e8L));
      const Real lambda = spec.volatility.lambda;
      variance = seen == 0 ? r * r : lambda * variance + (1 - lambda) * r * r;
      ++seen;
    }
    if (t < first_bar) continue;
    if (waiting) {
      waiting = false;
      const int side = SignOf(units);
      if (broker.sizing != Sizing::kFractional) {
        fill(order_units, open);
      } else if (order_part == 0) {
        fill(-units, open);
      } else {
        const Real money = order_part * (cash + units * open) - units * open;
        fill(money > 0 ? affordable(money, open) : money / open, open);
      }
      if (SignOf(units) != side) {
        entry = bars.opens[t];
        held = 0;
      }
    }
    const int side = SignOf(units);
    if (side != 0 && (spec.exits.stop_loss_bps > 0 || spec.exits.take_profit_bps > 0)) {
      const Real e = entry / 1e8L;
      const Real stop = e * (1 - side * (spec.exits.stop_loss_bps / 10000.0L));
      const Real target = e * (1 + side * (spec.exits.take_profit_bps / 10000.0L));
      const Wide edge_stop =
          Wide{entry} * 10000 - Wide{side} * entry * Wide{spec.exits.stop_loss_bps};
      const Wide edge_target =
          Wide{entry} * 10000 + Wide{side} * entry * Wide{spec.exits.take_profit_bps};
      const auto beyond = [&](std::int64_t price, Wide edge, int way) {
        return way > 0 ? Wide{price} * 10000 >= edge : Wide{price} * 10000 <= edge;
      };
      const std::int64_t low = bars.lows[t];
      const std::int64_t high = bars.highs[t];
      const bool stops = spec.exits.stop_loss_bps > 0;
      const bool targets = spec.exits.take_profit_bps > 0;
      const bool gap = (stops && beyond(bars.opens[t], edge_stop, -side)) ||
                       (targets && beyond(bars.opens[t], edge_target, side));
      const bool stopped = stops && beyond(side > 0 ? low : high, edge_stop, -side);
      const bool reached = targets && beyond(side > 0 ? high : low, edge_target, side);
      if (gap || stopped || reached) {
        Real at = stopped ? stop : target;
        if (!gap && stopped && reached) {
          ++out.ambiguous;
          const Wide to_stop = side * (Wide{bars.opens[t]} * 10000 - edge_stop);
          const Wide to_target = side * (edge_target - Wide{bars.opens[t]} * 10000);
          at = to_target < to_stop ? target : stop;
        }
        fill(-units, gap ? open : at);
        ++out.orders;
        ++out.barrier_exits;
        blocked = side;
        order_part = 0;
        order_wish = 0;
      }
    }
    if (units < 0) {
      const Real cost = -units * close * broker.borrow_bps / 10000 / broker.bars_per_year;
      cash -= cost;
      out.borrow += cost;
    }
    held += units != 0 ? 1 : 0;
    const Real equity = cash + units * close;
    out.returns.push_back(out.equity.empty() ? 0 : std::log(equity / out.equity.back()));
    out.equity.push_back(equity);
    out.units.push_back(units);

    std::int32_t wish = sides[t] * spec.exposure_ppm;
    if (spec.kind == StrategyKind::kSignal) {
      wish = spec.direction == Direction::kLongShort ? signal[t] : std::max(0, signal[t]);
    }
    if (units != 0 && spec.exits.max_bars > 0 && held >= spec.exits.max_bars) {
      blocked = SignOf(units);
    }
    if (blocked != 0 && SignOf(wish) == blocked) {
      wish = 0;
    } else {
      blocked = 0;
    }
    Real scale = 1;
    bool resize = false;
    if (spec.volatility.yearly_target > 0) {
      const Real yearly = std::sqrt(variance * broker.bars_per_year);
      scale = seen < spec.volatility.warm_bars
                  ? 0
                  : std::min<Real>(spec.volatility.cap, spec.volatility.yearly_target / yearly);
      resize = std::fabs(wish / 1e6L * scale - order_part) >= spec.volatility.band;
    }
    const Real part = wish / 1e6L * scale;
    if (part == order_part ||
        (wish == order_wish && SignOf(part) == SignOf(order_part) && !resize)) {
      continue;
    }
    if (broker.sizing != Sizing::kFractional) {
      const Real kept = equity * broker.buffer_bps / 10000;
      Real lots = std::floor(std::fabs(part) * (equity - kept) / close) * SignOf(part);
      while (broker.sizing == Sizing::kWholeLots && lots != 0) {
        const Real delta = lots - units;
        const Real money = equity - kept - FeeOf(broker, std::fabs(delta), close, delta > 0);
        if (std::fabs(lots) * close <= std::fabs(part) * money) break;
        const Real over = (std::fabs(lots) * close - std::fabs(part) * money) / close;
        lots -= SignOf(part) * std::min(std::fabs(lots), std::max<Real>(1, std::ceil(over)));
      }
      if (lots == units) continue;
      order_units = lots - units;
    }
    waiting = true;
    order_part = part;
    order_wish = wish;
    ++out.orders;
  }
  return out;
}

}  // namespace conclave::plain
