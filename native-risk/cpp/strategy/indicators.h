#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "strategy/bands.h"
#include "strategy/donchian.h"
#include "strategy/macd.h"
#include "strategy/moving_averages.h"
#include "strategy/rsi.h"
#include "strategy/strategy.h"
#include "strategy/volatility.h"

namespace conclave {

/// What can be drawn beside a chart. Windows: slow_bars, but for the MACD's three.
enum class IndicatorKind : std::uint8_t {
  kSma = 1,
  kEma = 2,                 ///< seed
  kMacdLine = 3,            ///< fast_bars, slow_bars, seed
  kMacdSignal = 4,          ///< and signal_bars
  kMacdHistogram = 5,       ///< and signal_bars
  kRsi = 6,                 ///< rsi_smoothing
  kBollingerMiddle = 7,     ///< the mean of the closes
  kBollingerUpper = 8,      ///< and `width` population deviations
  kBollingerLower = 9,      ///< less `width` population deviations
  kDonchianHigh = 10,       ///< the highest high of the window, this bar included
  kDonchianLow = 11,        ///< the lowest low of the window, this bar included
  kMomentum = 12,           ///< close / close `window` bars ago - 1
  kRollingVolatility = 13,  ///< sample deviation of the window's log returns, a bar's; window >= 2
  kEwmaVolatility = 14      ///< root of the EWMA of squared log returns, a bar's; lambda
};

struct IndicatorSpec {
  IndicatorKind kind = IndicatorKind::kSma;
  EmaSeed seed = EmaSeed::kAverage;
  RsiSmoothing rsi_smoothing = RsiSmoothing::kWilder;
  std::uint32_t fast_bars = 0;
  std::uint32_t slow_bars = 0;
  std::uint32_t signal_bars = 0;
  double width = 2;
  double lambda = 0.94;
};

/// Draws one indicator over all the bars: a value a bar, quiet NaN while the window is not full.
/// Prices in quote currency. O(n) time whatever the window. Highs and lows are read only for the
/// Donchian channel.
/// @param out  one for each bar; written only on kOk
[[nodiscard]] StrategyStatus TraceIndicator(const BarSeries& bars, const IndicatorSpec& spec,
                                            StrategyScratch& scratch,
                                            std::span<double> out) noexcept;

}  // namespace conclave
