// Indicators of any windows over any bars. A value never depends on a bar that comes later; it is
// NaN until the window is full and a number ever after; and where a plain look at the window gives
// the value, it is that.

#include <algorithm>
#include <cmath>
#include <vector>

#include "fuzz/bars.h"
#include "fuzz/bytes.h"
#include "fuzz/numbers.h"
#include "fuzz/same_bits.h"
#include "fuzz/seeds.h"
#include "strategy/indicators.h"
#include "testing/check.h"

namespace conclave {
namespace {

constexpr std::uint32_t kMostBars = 80;
constexpr double kUntouched = 77;

IndicatorSpec Spec(fuzz::Bytes& bytes) {
  IndicatorSpec spec;
  spec.kind = static_cast<IndicatorKind>(bytes.Within(0, 15));
  spec.seed = static_cast<EmaSeed>(bytes.Within(0, 3));
  spec.rsi_smoothing = static_cast<RsiSmoothing>(bytes.Within(0, 3));
  for (auto* window : {&spec.fast_bars, &spec.slow_bars, &spec.signal_bars}) {
    *window = bytes.Once(64) ? bytes.Any<std::uint32_t>() : bytes.Within(0, 30);
  }
  spec.width = bytes.Once(8) ? fuzz::Number(bytes) : 2;
  spec.lambda = bytes.Once(8) ? fuzz::Number(bytes) : 0.94;
  return spec;
}

std::vector<double> Trace(const fuzz::Bars& bars, std::size_t count, const IndicatorSpec& spec,
                          StrategyStatus& status) {
  StrategyScratch scratch;
  std::vector<double> out(count, kUntouched);
  status = TraceIndicator(bars.First(count), spec, scratch, out);
  return out;
}

void IsANumberOnceItIs(const std::vector<double>& out) {
  bool full = false;
  for (const double value : out) {
    CHECK(!full || !std::isnan(value));
    CHECK(!std::isinf(value));
    full = !std::isnan(value);
  }
}

/// What a plain look at the last `window` bars gives, for the kinds that have one.
void IsWhatTheWindowSays(const fuzz::Bars& bars, const IndicatorSpec& spec,
                         const std::vector<double>& out) {
  const std::size_t window = spec.slow_bars;
  for (std::size_t t = 0; t < out.size(); ++t) {
    if (std::isnan(out[t])) continue;
    switch (spec.kind) {
      case IndicatorKind::kSma:
      case IndicatorKind::kBollingerMiddle: {
        long double sum = 0;
        for (std::size_t i = 0; i < window; ++i)
          sum += static_cast<long double>(bars.closes[t - i]);
        const long double mean = sum / static_cast<long double>(window) / 1e8L;
        CHECK(std::fabs(out[t] - static_cast<double>(mean)) <= 1e-15 * static_cast<double>(mean));
        break;
      }
      case IndicatorKind::kDonchianHigh:
      case IndicatorKind::kDonchianLow: {
        const bool high = spec.kind == IndicatorKind::kDonchianHigh;
        std::int64_t extreme = high ? bars.highs[t] : bars.lows[t];
        for (std::size_t i = 0; i < window; ++i) {
          extreme =
              high ? std::max(extreme, bars.highs[t - i]) : std::min(extreme, bars.lows[t - i]);
        }
        CHECK(out[t] == static_cast<double>(extreme) / 1e8);
        break;
      }
      case IndicatorKind::kRsi:
        CHECK(out[t] >= 0 && out[t] <= 100);
        break;
      case IndicatorKind::kRollingVolatility:
      case IndicatorKind::kEwmaVolatility:
        CHECK(out[t] >= 0);
        break;
      case IndicatorKind::kMomentum:
        CHECK(out[t] > -1);
        break;
      default:
        break;
    }
  }
}

void Draw(fuzz::Bytes& bytes) {
  const IndicatorSpec spec = Spec(bytes);
  const fuzz::Bars bars(bytes, bytes.Within(0, kMostBars));
  StrategyStatus status{};
  const auto whole = Trace(bars, bars.size(), spec, status);
  if (CheckBars(bars.First(bars.size())) != StrategyStatus::kOk) {
    CHECK(status != StrategyStatus::kOk);
  }
  if (status != StrategyStatus::kOk) {
    CHECK(status == StrategyStatus::kBadBars || status == StrategyStatus::kBadSpec);
    CHECK(std::all_of(whole.begin(), whole.end(), [](double x) { return x == kUntouched; }));
    return;
  }
  IsANumberOnceItIs(whole);
  IsWhatTheWindowSays(bars, spec, whole);
  const std::size_t count = bytes.Within(1, static_cast<std::uint32_t>(bars.size()));
  const auto part = Trace(bars, count, spec, status);
  CHECK(status == StrategyStatus::kOk);
  CHECK(fuzz::SameBits<double>(part, std::span(whole).first(count)));
}

}  // namespace

std::vector<fuzz::Seed> fuzz::Seeds() { return Noise(); }

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conclave::fuzz::Bytes bytes(data, size);
  conclave::Draw(bytes);
  return 0;
}
