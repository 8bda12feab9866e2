#include "strategy/indicators.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "testing/check.h"

namespace conclave {
namespace {

struct Bars {
  std::vector<std::int64_t> opens;
  std::vector<std::int64_t> highs;
  std::vector<std::int64_t> lows;
  std::vector<std::int64_t> closes;

  [[nodiscard]] BarSeries series() const { return {opens, highs, lows, closes}; }
};

Bars Walk(std::size_t n, std::uint64_t seed, std::int64_t low, std::int64_t high) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> price(low, high);
  Bars bars;
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t open = price(random);
    const std::int64_t close = price(random);
    bars.opens.push_back(open);
    bars.closes.push_back(close);
    bars.highs.push_back(std::max({open, close, price(random)}));
    bars.lows.push_back(std::min({open, close, price(random)}));
  }
  return bars;
}

using Window = std::vector<long double>;

/// The last `count` values of `all` up to and including index `at`, as they are; the caller knows
/// there are so many.
Window Last(const std::vector<std::int64_t>& all, std::size_t at, std::size_t count) {
  Window window;
  for (std::size_t i = at + 1 - count; i <= at; ++i) window.push_back(all[i] / 1e8L);
  return window;
}

long double Mean(const Window& window) {
  long double sum = 0;
  for (const long double x : window) sum += x;
  return sum / static_cast<long double>(window.size());
}

long double Deviation(const Window& window, std::size_t freedom) {
  const long double mean = Mean(window);
  long double squares = 0;
  for (const long double x : window) squares += (x - mean) * (x - mean);
  return std::sqrt(squares / static_cast<long double>(window.size() - freedom));
}

constexpr long double kNothing = std::numeric_limits<long double>::quiet_NaN();

/// From its definition, all anew: the seed, then every step up to the end of the series.
long double PlainEma(const Window& all, std::size_t w, EmaSeed seed) {
  if (all.size() < w) return kNothing;
  const bool averaged = seed == EmaSeed::kAverage;
  const auto from = static_cast<std::ptrdiff_t>(averaged ? w : 1);
  long double e = Mean(Window(all.begin(), all.begin() + from));
  const long double alpha = 2 / (static_cast<long double>(w) + 1);
  for (auto x = all.begin() + from; x != all.end(); ++x) e = alpha * *x + (1 - alpha) * e;
  return e;
}

long double PlainMacd(const Window& all, const IndicatorSpec& spec) {
  if (all.size() < spec.slow_bars) return kNothing;
  return PlainEma(all, spec.fast_bars, spec.seed) - PlainEma(all, spec.slow_bars, spec.seed);
}

long double PlainSignal(const Window& all, const IndicatorSpec& spec) {
  Window lines;
  for (std::size_t n = spec.slow_bars; n <= all.size(); ++n) {
    lines.push_back(
        PlainMacd(Window(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n)), spec));
  }
  return PlainEma(lines, spec.signal_bars, spec.seed);
}

long double PlainRsi(const Window& all, std::size_t w, RsiSmoothing smoothing) {
  if (all.size() < w + 1) return kNothing;
  long double gains = 0;
  long double losses = 0;
  const std::size_t from = smoothing == RsiSmoothing::kSimple ? all.size() - w : 1;
  for (std::size_t i = from; i < from + w; ++i) {
    gains += std::max(0.0L, all[i] - all[i - 1]) / static_cast<long double>(w);
    losses += std::max(0.0L, all[i - 1] - all[i]) / static_cast<long double>(w);
  }
  for (std::size_t i = from + w; i < all.size(); ++i) {
    const auto n = static_cast<long double>(w);
    gains += (std::max(0.0L, all[i] - all[i - 1]) - gains) / n;
    losses += (std::max(0.0L, all[i - 1] - all[i]) - losses) / n;
  }
  return gains + losses == 0 ? 50 : 100 - 100 / (1 + gains / losses);
}

long double PlainEwma(const Window& all, long double lambda) {
  if (all.size() < 2) return kNothing;
  long double v = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {
    const long double r = std::log(all[i] / all[i - 1]);
    v = i == 1 ? r * r : lambda * v + (1 - lambda) * r * r;
  }
  return std::sqrt(v);
}

long double Plain(const Bars& bars, const IndicatorSpec& spec, std::size_t at) {
  const std::size_t w = spec.slow_bars;
  const Window all = Last(bars.closes, at, at + 1);
  const bool full = at + 1 >= w;
  switch (spec.kind) {
    case IndicatorKind::kSma:
    case IndicatorKind::kBollingerMiddle:
      return full ? Mean(Last(bars.closes, at, w)) : kNothing;
    case IndicatorKind::kEma:
      return PlainEma(all, w, spec.seed);
    case IndicatorKind::kMacdLine:
      return PlainMacd(all, spec);
    case IndicatorKind::kMacdSignal:
      return PlainSignal(all, spec);
    case IndicatorKind::kMacdHistogram:
      return PlainMacd(all, spec) - PlainSignal(all, spec);
    case IndicatorKind::kRsi:
      return PlainRsi(all, w, spec.rsi_smoothing);
    case IndicatorKind::kBollingerUpper:
    case IndicatorKind::kBollingerLower: {
      if (!full) return kNothing;
      const Window window = Last(bars.closes, at, w);
      const long double way = spec.kind == IndicatorKind::kBollingerUpper ? 1 : -1;
      return Mean(window) + way * spec.width * Deviation(window, 0);
    }
    case IndicatorKind::kDonchianHigh: {
      if (!full) return kNothing;
      const Window window = Last(bars.highs, at, w);
      return *std::max_element(window.begin(), window.end());
    }
    case IndicatorKind::kDonchianLow: {
      if (!full) return kNothing;
      const Window window = Last(bars.lows, at, w);
      return *std::min_element(window.begin(), window.end());
    }
    case IndicatorKind::kMomentum:
      return at >= w ? all[at] / all[at - w] - 1 : kNothing;
    case IndicatorKind::kRollingVolatility: {
      if (at < w) return kNothing;
      Window returns;
      for (std::size_t i = at + 1 - w; i <= at; ++i) {
        returns.push_back(std::log(all[i] / all[i - 1]));
      }
      return Deviation(returns, 1);
    }
    case IndicatorKind::kEwmaVolatility:
      return PlainEwma(all, spec.lambda);
  }
  return kNothing;
}

/// Relative to the larger of 1 and `scale`, the size of what goes into the value.
bool Near(double got, long double expected, long double scale) {
  if (std::isnan(expected)) return std::isnan(got);
  return std::fabs(got - expected) <= 1e-12L * std::max(1.0L, scale);
}

constexpr IndicatorKind kAll[] = {IndicatorKind::kSma,
                                  IndicatorKind::kEma,
                                  IndicatorKind::kMacdLine,
                                  IndicatorKind::kMacdSignal,
                                  IndicatorKind::kMacdHistogram,
                                  IndicatorKind::kRsi,
                                  IndicatorKind::kBollingerMiddle,
                                  IndicatorKind::kBollingerUpper,
                                  IndicatorKind::kBollingerLower,
                                  IndicatorKind::kDonchianHigh,
                                  IndicatorKind::kDonchianLow,
                                  IndicatorKind::kMomentum,
                                  IndicatorKind::kRollingVolatility,
                                  IndicatorKind::kEwmaVolatility};

void AgreesWithTheDefinition(const Bars& bars, const IndicatorSpec& spec) {
  StrategyScratch scratch;
  const std::size_t n = bars.closes.size();
  std::vector<double> got(n, -1);
  CHECK(TraceIndicator(bars.series(), spec, scratch, got) == StrategyStatus::kOk);
  const long double high = *std::max_element(bars.highs.begin(), bars.highs.end()) / 1e8L;
  const bool a_price = spec.kind != IndicatorKind::kRsi && spec.kind != IndicatorKind::kMomentum;
  for (std::size_t i = 0; i < n; ++i) {
    CHECK(Near(got[i], Plain(bars, spec, i), a_price ? high : 100));
  }
}

void EveryIndicatorOfEveryLengthUpTo67() {
  for (std::size_t n = 1; n <= 67; n += 1 + n / 9) {
    const Bars bars = Walk(n, n, 9'000'000'000, 11'000'000'000);
    for (const IndicatorKind kind : kAll) {
      for (const std::uint32_t w : {1U, 2U, 3U, 7U, 14U, 20U, 66U, 68U}) {
        for (const bool variant : {false, true}) {
          const bool volatile_window = kind == IndicatorKind::kRollingVolatility;
          const bool three = kind == IndicatorKind::kMacdLine ||
                             kind == IndicatorKind::kMacdSignal ||
                             kind == IndicatorKind::kMacdHistogram;
          AgreesWithTheDefinition(
              bars, {.kind = kind,
                     .seed = variant ? EmaSeed::kFirstPrice : EmaSeed::kAverage,
                     .rsi_smoothing = variant ? RsiSmoothing::kSimple : RsiSmoothing::kWilder,
                     .fast_bars = std::max(1U, w / 2),
                     .slow_bars = w + ((volatile_window || three) ? 1U : 0U),
                     .signal_bars = std::max(1U, w / 3),
                     .width = 2.5,
                     .lambda = 0.9});
        }
      }
    }
  }
}

/// Sums that lose nothing: after 100,000 bars at the largest prices the deviation is as good as at
/// the first.
void NoErrorGrowsAlongTheSeries() {
  const std::size_t n = 100'000;
  Bars bars = Walk(n, 5, kMaxPriceE8 - 1'000'000, kMaxPriceE8);
  bars.highs = bars.lows = {};
  StrategyScratch scratch;
  std::vector<double> upper(n);
  const IndicatorSpec spec{.kind = IndicatorKind::kBollingerUpper, .slow_bars = 20, .width = 1e2};
  CHECK(TraceIndicator(bars.series(), spec, scratch, upper) == StrategyStatus::kOk);
  for (std::size_t i = n - 5; i < n; ++i) {
    const Window window = Last(bars.closes, i, 20);
    const long double expected = Mean(window) + 100 * Deviation(window, 0);
    CHECK(std::fabs(upper[i] - expected) <= 1e-7L);  // a unit in the last place of 9e7 is 1.5e-8
  }
}

void AFlatSeriesHasNoDeviationAndANeutralRsi() {
  Bars bars;
  bars.opens = bars.highs = bars.lows = bars.closes = std::vector<std::int64_t>(50, 3'333'333'333);
  StrategyScratch scratch;
  std::vector<double> out(50);
  const auto trace = [&](IndicatorKind kind) {
    const IndicatorSpec spec{.kind = kind, .slow_bars = 7};
    CHECK(TraceIndicator(bars.series(), spec, scratch, out) == StrategyStatus::kOk);
    return out.back();
  };
  CHECK(trace(IndicatorKind::kBollingerUpper) == 33.33333333);
  CHECK(trace(IndicatorKind::kBollingerLower) == 33.33333333);
  CHECK(trace(IndicatorKind::kRollingVolatility) == 0);
  CHECK(trace(IndicatorKind::kEwmaVolatility) == 0);
  CHECK(trace(IndicatorKind::kRsi) == 50);
}

void NothingButGainsIsOneHundredToTheLastBit() {
  StrategyScratch scratch;
  std::vector<double> out(9);
  for (std::int64_t step = 1; step < 2000; ++step) {
    Bars bars;
    for (std::int64_t t = 0; t < 9; ++t) bars.closes.push_back(1'000'000 + step * t);
    bars.opens = bars.highs = bars.lows = bars.closes;
    const IndicatorSpec spec{.kind = IndicatorKind::kRsi, .slow_bars = 7};
    CHECK(TraceIndicator(bars.series(), spec, scratch, out) == StrategyStatus::kOk);
    CHECK(out[7] == 100 && out[8] == 100);
  }
}

void BadInputIsATypedFailureAndWritesNothing() {
  StrategyScratch scratch;
  std::vector<double> out(10, 42);
  const Bars good = Walk(10, 1, 100, 200);
  const auto trace = [&](const BarSeries& bars, const IndicatorSpec& spec) {
    return TraceIndicator(bars, spec, scratch, out);
  };
  const IndicatorSpec sma{.kind = IndicatorKind::kSma, .slow_bars = 3};
  CHECK(trace({}, sma) == StrategyStatus::kBadBars);
  Bars bad = good;
  bad.closes[4] = 0;
  CHECK(trace(bad.series(), sma) == StrategyStatus::kBadBars);
  bad = good;
  bad.highs[4] = std::max(bad.opens[4], bad.closes[4]) - 1;
  CHECK(trace(bad.series(), sma) == StrategyStatus::kBadBars);
  bad = good;
  bad.opens[9] = kMaxPriceE8 + 1;
  CHECK(trace(bad.series(), sma) == StrategyStatus::kBadBars);
  bad = good;
  bad.lows.pop_back();
  CHECK(trace(bad.series(), sma) == StrategyStatus::kBadBars);
  bad = good;
  bad.highs = bad.lows = {};
  CHECK(trace(bad.series(), {.kind = IndicatorKind::kDonchianHigh, .slow_bars = 3}) ==
        StrategyStatus::kBadBars);
  CHECK(trace(good.series(), {.kind = IndicatorKind::kSma, .slow_bars = 0}) ==
        StrategyStatus::kBadSpec);
  CHECK(trace(good.series(), {.kind = IndicatorKind::kSma, .slow_bars = kMaxIndicatorBars + 1}) ==
        StrategyStatus::kBadSpec);
  CHECK(trace(good.series(), {.kind = IndicatorKind::kRollingVolatility, .slow_bars = 1}) ==
        StrategyStatus::kBadSpec);
  CHECK(trace(good.series(), {.kind = IndicatorKind::kMacdLine, .fast_bars = 3, .slow_bars = 3}) ==
        StrategyStatus::kBadSpec);
  CHECK(trace(good.series(), {.kind = IndicatorKind::kBollingerUpper,
                              .slow_bars = 3,
                              .width = std::numeric_limits<double>::quiet_NaN()}) ==
        StrategyStatus::kBadSpec);
  CHECK(trace(good.series(), {.kind = static_cast<IndicatorKind>(99), .slow_bars = 3}) ==
        StrategyStatus::kBadSpec);
  out.pop_back();
  CHECK(trace(good.series(), sma) == StrategyStatus::kBadOutput);
  CHECK(std::all_of(out.begin(), out.end(), [](double x) { return x == 42; }));
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::EveryIndicatorOfEveryLengthUpTo67();
  conclave::NoErrorGrowsAlongTheSeries();
  conclave::AFlatSeriesHasNoDeviationAndANeutralRsi();
  conclave::NothingButGainsIsOneHundredToTheLastBit();
  conclave::BadInputIsATypedFailureAndWritesNothing();
  return 0;
}
