#include "strategy/indicators.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace conclave {
namespace {

constexpr double kNotYet = std::numeric_limits<double>::quiet_NaN();

bool Window(std::uint32_t bars) noexcept { return bars >= 1 && bars <= kMaxIndicatorBars; }

bool Sane(const IndicatorSpec& spec) noexcept {
  const bool seeded = spec.seed == EmaSeed::kAverage || spec.seed == EmaSeed::kFirstPrice;
  const bool three =
      Window(spec.fast_bars) && Window(spec.slow_bars) && seeded && spec.fast_bars < spec.slow_bars;
  switch (spec.kind) {
    case IndicatorKind::kSma:
    case IndicatorKind::kBollingerMiddle:
    case IndicatorKind::kDonchianHigh:
    case IndicatorKind::kDonchianLow:
    case IndicatorKind::kMomentum:
      return Window(spec.slow_bars);
    case IndicatorKind::kEma:
      return Window(spec.slow_bars) && seeded;
    case IndicatorKind::kMacdLine:
      return three;
    case IndicatorKind::kMacdSignal:
    case IndicatorKind::kMacdHistogram:
      return three && Window(spec.signal_bars);
    case IndicatorKind::kRsi:
      return Window(spec.slow_bars) && (spec.rsi_smoothing == RsiSmoothing::kWilder ||
                                        spec.rsi_smoothing == RsiSmoothing::kSimple);
    case IndicatorKind::kBollingerUpper:
    case IndicatorKind::kBollingerLower:
      return Window(spec.slow_bars) && spec.width >= 0 && spec.width <= 100;
    case IndicatorKind::kRollingVolatility:
      return Window(spec.slow_bars) && spec.slow_bars >= 2;
    case IndicatorKind::kEwmaVolatility:
      return spec.lambda > 0 && spec.lambda < 1;
  }
  return false;
}

void TraceMacd(const BarSeries& bars, const IndicatorSpec& spec, std::span<double> out) noexcept {
  const std::size_t signal_bars = spec.kind == IndicatorKind::kMacdLine ? 1 : spec.signal_bars;
  Macd macd(spec.fast_bars, spec.slow_bars, signal_bars, spec.seed);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    macd.Move(InCurrency(static_cast<double>(bars.closes[i])));
    if (spec.kind == IndicatorKind::kMacdLine) {
      out[i] = macd.line_ready() ? macd.line() : kNotYet;
    } else if (spec.kind == IndicatorKind::kMacdSignal) {
      out[i] = macd.ready() ? macd.signal() : kNotYet;
    } else {
      out[i] = macd.ready() ? macd.histogram() : kNotYet;
    }
  }
}

void TraceBollinger(const BarSeries& bars, const IndicatorSpec& spec,
                    std::span<double> out) noexcept {
  double width = 0;
  if (spec.kind == IndicatorKind::kBollingerUpper) {
    width = spec.width;
  } else if (spec.kind == IndicatorKind::kBollingerLower) {
    width = -spec.width;
  }
  Bollinger bands(spec.slow_bars);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    bands.MoveTo(bars.closes, i);
    out[i] =
        bands.ready() ? InCurrency(bands.mean() + width * bands.PopulationDeviation()) : kNotYet;
  }
}

void TraceExtreme(std::span<const std::int64_t> series, std::size_t window, std::int64_t sign,
                  std::span<std::int32_t> ring, std::span<double> out) noexcept {
  WindowExtreme extreme(window, sign, ring);
  for (std::size_t i = 0; i < series.size(); ++i) {
    extreme.MoveTo(series, i);
    out[i] = extreme.ready() ? InCurrency(static_cast<double>(extreme.value(series))) : kNotYet;
  }
}

}  // namespace

StrategyStatus TraceIndicator(const BarSeries& bars, const IndicatorSpec& spec,
                              StrategyScratch& scratch, std::span<double> out) noexcept {
  const StrategyStatus sound = CheckBars(bars);
  if (sound != StrategyStatus::kOk) {
    return sound;
  }
  if (!Sane(spec)) {
    return StrategyStatus::kBadSpec;
  }
  const std::size_t n = bars.size();
  if (out.size() != n) {
    return StrategyStatus::kBadOutput;
  }
  const std::span<const std::int64_t> closes = bars.closes;
  switch (spec.kind) {
    case IndicatorKind::kSma: {
      WindowSum sum(spec.slow_bars);
      for (std::size_t i = 0; i < n; ++i) {
        sum.MoveTo(closes, i);
        out[i] = sum.ready() ? InCurrency(sum.mean()) : kNotYet;
      }
      break;
    }
    case IndicatorKind::kEma: {
      Ema ema(spec.slow_bars, spec.seed);
      for (std::size_t i = 0; i < n; ++i) {
        ema.Move(InCurrency(static_cast<double>(closes[i])));
        out[i] = ema.ready() ? ema.value() : kNotYet;
      }
      break;
    }
    case IndicatorKind::kMacdLine:
    case IndicatorKind::kMacdSignal:
    case IndicatorKind::kMacdHistogram:
      TraceMacd(bars, spec, out);
      break;
    case IndicatorKind::kRsi: {
      Rsi rsi(spec.slow_bars, spec.rsi_smoothing);
      for (std::size_t i = 0; i < n; ++i) {
        rsi.MoveTo(closes, i);
        out[i] = rsi.ready() ? rsi.value() : kNotYet;
      }
      break;
    }
    case IndicatorKind::kBollingerMiddle:
    case IndicatorKind::kBollingerUpper:
    case IndicatorKind::kBollingerLower:
      TraceBollinger(bars, spec, out);
      break;
    case IndicatorKind::kDonchianHigh:
    case IndicatorKind::kDonchianLow: {
      if (bars.highs.empty()) {
        return StrategyStatus::kBadBars;
      }
      const std::span<std::int32_t> ring =
          scratch.Take(StrategyScratch::Slot::kRings, std::min<std::size_t>(spec.slow_bars, n));
      if (ring.empty()) {
        return StrategyStatus::kNoMemory;
      }
      const bool high = spec.kind == IndicatorKind::kDonchianHigh;
      TraceExtreme(high ? bars.highs : bars.lows, spec.slow_bars, high ? 1 : -1, ring, out);
      break;
    }
    case IndicatorKind::kMomentum:
      for (std::size_t i = 0; i < n; ++i) {
        out[i] = i >= spec.slow_bars ? static_cast<double>(closes[i] - closes[i - spec.slow_bars]) /
                                           static_cast<double>(closes[i - spec.slow_bars])
                                     : kNotYet;
      }
      break;
    case IndicatorKind::kRollingVolatility: {
      RollingVolatility volatility(spec.slow_bars);
      for (std::size_t i = 0; i < n; ++i) {
        volatility.MoveTo(closes, i);
        out[i] = volatility.ready() ? volatility.value() : kNotYet;
      }
      break;
    }
    case IndicatorKind::kEwmaVolatility: {
      EwmaVariance variance(spec.lambda);
      for (std::size_t i = 0; i < n; ++i) {
        if (i > 0) {
          variance.Move(LogRatio(closes[i], closes[i - 1]));
        }
        out[i] = i > 0 ? std::sqrt(variance.value()) : kNotYet;
      }
      break;
    }
  }
  return StrategyStatus::kOk;
}

}  // namespace conclave
