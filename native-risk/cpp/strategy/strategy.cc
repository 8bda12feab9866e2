#include "strategy/strategy.h"

#include <algorithm>
#include <limits>
#include <new>

#include "strategy/breakout_rules.h"
#include "strategy/crossover_rule.h"
#include "strategy/macd_rule.h"
#include "strategy/reversion_rules.h"

namespace conclave {
namespace {

bool Priced(std::span<const std::int64_t> prices) noexcept {
  return std::all_of(prices.begin(), prices.end(),
                     [](std::int64_t p) { return p > 0 && p <= kMaxPriceE8; });
}

bool Window(std::uint32_t bars) noexcept { return bars >= 1 && bars <= kMaxIndicatorBars; }

/// Also refuses NaN.
bool Within(double x, double low, double high) noexcept { return x >= low && x <= high; }

bool Sane(const Exits& exits) noexcept {
  return exits.stop_loss_bps >= 0 && exits.stop_loss_bps <= 9999 && exits.take_profit_bps >= 0 &&
         exits.take_profit_bps <= 1'000'000;
}

bool Sane(const VolatilityTarget& volatility) noexcept {
  return volatility.yearly_target == 0 ||
         (Within(volatility.yearly_target, 1e-6, 10) && volatility.lambda > 0 &&
          volatility.lambda < 1 && Within(volatility.cap, 1e-6, 10) &&
          Within(volatility.band, 0, 10) && Window(volatility.warm_bars));
}

bool Sane(EmaSeed seed) noexcept {
  return seed == EmaSeed::kAverage || seed == EmaSeed::kFirstPrice;
}

bool Sane(RsiSmoothing smoothing) noexcept {
  return smoothing == RsiSmoothing::kWilder || smoothing == RsiSmoothing::kSimple;
}

bool FastThenSlow(const StrategySpec& spec) noexcept {
  return Window(spec.fast_bars) && Window(spec.slow_bars) && spec.fast_bars < spec.slow_bars;
}

bool KnownKind(const StrategySpec& spec) noexcept {
  switch (spec.kind) {
    case StrategyKind::kBuyAndHold:
    case StrategyKind::kSignal:
      return true;
    case StrategyKind::kSmaCrossover:
      return FastThenSlow(spec);
    case StrategyKind::kEmaCrossover:
      return FastThenSlow(spec) && Sane(spec.seed);
    case StrategyKind::kMacd:
      return FastThenSlow(spec) && Window(spec.signal_bars) && Sane(spec.seed) &&
             Within(spec.enter, 0, 10) && Within(spec.leave, -10, spec.enter);
    case StrategyKind::kRsiReversion:
      return Window(spec.slow_bars) && Sane(spec.rsi_smoothing) && Within(spec.enter, 0, 50) &&
             Within(spec.leave, spec.enter, 100);
    case StrategyKind::kBollingerReversion:
      return Window(spec.slow_bars) && Within(spec.enter, 0, 100) &&
             Within(spec.leave, -100, spec.enter);
    case StrategyKind::kDonchianBreakout:
      return Window(spec.slow_bars) && Window(spec.fast_bars) && spec.fast_bars <= spec.slow_bars;
    case StrategyKind::kMomentum:
      return Window(spec.slow_bars) && Within(spec.enter, 0, 10);
  }
  return false;
}

}  // namespace

StrategyStatus CheckBars(const BarSeries& bars) noexcept {
  const std::size_t n = bars.size();
  const bool ranged = !bars.highs.empty() || !bars.lows.empty();
  if (n == 0 || n > std::numeric_limits<std::int32_t>::max() || bars.opens.size() != n ||
      (ranged && (bars.highs.size() != n || bars.lows.size() != n)) || !Priced(bars.opens) ||
      !Priced(bars.closes) || !Priced(bars.highs) || !Priced(bars.lows)) {
    return StrategyStatus::kBadBars;
  }
  for (std::size_t i = 0; ranged && i < n; ++i) {
    if (bars.lows[i] > std::min(bars.opens[i], bars.closes[i]) ||
        bars.highs[i] < std::max(bars.opens[i], bars.closes[i])) {
      return StrategyStatus::kBadBars;
    }
  }
  return StrategyStatus::kOk;
}

StrategyStatus CheckSpec(const StrategySpec& spec) noexcept {
  const bool way =
      spec.direction == Direction::kLongOnly || spec.direction == Direction::kLongShort;
  const bool sized = spec.exposure_ppm > 0 && spec.exposure_ppm <= kMaxTargetPpm;
  return way && sized && KnownKind(spec) && Sane(spec.exits) && Sane(spec.volatility)
             ? StrategyStatus::kOk
             : StrategyStatus::kBadSpec;
}

StrategyScratch::~StrategyScratch() {
  for (Block& block : blocks_) {
    delete[] block.numbers;
  }
}

std::span<std::int32_t> StrategyScratch::Take(Slot slot, std::size_t count) noexcept {
  Block& block = blocks_[static_cast<std::size_t>(slot)];
  if (block.size < count) {
    delete[] block.numbers;
    block.numbers = new (std::nothrow) std::int32_t[count];
    block.size = block.numbers == nullptr ? 0 : count;
  }
  return block.size < count ? std::span<std::int32_t>{} : std::span(block.numbers, count);
}

StrategyStatus DecideWishes(const BarSeries& bars, const StrategySpec& spec,
                            std::span<const std::int32_t> signal, std::size_t first_bar,
                            StrategyScratch& scratch, std::span<std::int32_t> wishes) noexcept {
  const StrategyStatus sane = CheckSpec(spec);
  if (sane != StrategyStatus::kOk) {
    return sane;
  }
  const std::size_t n = bars.size();
  if (wishes.size() != n || first_bar >= n) {
    return StrategyStatus::kBadOutput;
  }
  if (signal.size() != (spec.kind == StrategyKind::kSignal ? n : 0)) {
    return StrategyStatus::kBadSignal;
  }
  switch (spec.kind) {
    case StrategyKind::kBuyAndHold:
      std::fill(wishes.begin(), wishes.end(), spec.exposure_ppm);
      break;
    case StrategyKind::kSmaCrossover:
      Follow(SmaCrossoverRule(spec), bars, spec, first_bar, wishes);
      break;
    case StrategyKind::kEmaCrossover:
      Follow(EmaCrossoverRule(spec), bars, spec, first_bar, wishes);
      break;
    case StrategyKind::kMacd:
      Follow(MacdRule(spec), bars, spec, first_bar, wishes);
      break;
    case StrategyKind::kRsiReversion:
      Follow(RsiReversionRule(spec), bars, spec, first_bar, wishes);
      break;
    case StrategyKind::kBollingerReversion:
      Follow(BollingerReversionRule(spec), bars, spec, first_bar, wishes);
      break;
    case StrategyKind::kDonchianBreakout: {
      if (bars.highs.empty()) {
        return StrategyStatus::kBadBars;
      }
      const std::size_t ring = std::min<std::size_t>(spec.slow_bars, n);
      const std::span<std::int32_t> rings = scratch.Take(StrategyScratch::Slot::kRings, 4 * ring);
      if (rings.empty()) {
        return StrategyStatus::kNoMemory;
      }
      Follow(DonchianRule(spec, rings), bars, spec, first_bar, wishes);
      break;
    }
    case StrategyKind::kMomentum:
      Follow(MomentumRule(spec), bars, spec, first_bar, wishes);
      break;
    case StrategyKind::kSignal: {
      const bool bounded = std::all_of(signal.begin(), signal.end(), [](std::int32_t ppm) {
        return ppm >= -kMaxTargetPpm && ppm <= kMaxTargetPpm;
      });
      if (!bounded) {
        return StrategyStatus::kBadSignal;
      }
      const bool both_ways = spec.direction == Direction::kLongShort;
      std::transform(signal.begin(), signal.end(), wishes.begin(),
                     [both_ways](std::int32_t ppm) { return both_ways ? ppm : std::max(ppm, 0); });
      break;
    }
  }
  std::fill_n(wishes.begin(), first_bar, 0);
  return StrategyStatus::kOk;
}

}  // namespace conclave
