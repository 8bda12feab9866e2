#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace conclave {

/// Changes when the same input would give other wishes or other money.
inline constexpr std::uint16_t kStrategyVersion = 1;

/// The largest price: keeps prices exact as doubles, and sums over windows of squares exact in 128
/// bits.
inline constexpr std::int64_t kMaxPriceE8 = std::int64_t{1} << 53;

/// The longest window of any indicator, bars.
inline constexpr std::uint32_t kMaxIndicatorBars = 1U << 20;

/// All of the equity, long.
inline constexpr std::int32_t kWholePpm = 1'000'000;

/// Ten times the equity: the largest target of either sign.
inline constexpr std::int32_t kMaxTargetPpm = 10 * kWholePpm;

enum class StrategyStatus : std::uint8_t {
  kOk = 0,
  kBadBars =
      1,  ///< none, sizes differ, a price outside (0, kMaxPriceE8], or low > open, close > high
  kBadSpec = 2,    ///< a window, threshold, exit or overlay outside its range
  kBadBroker = 3,  ///< a cost or the starting cash outside its range
  kBadSignal = 4,  ///< not one for each bar, beyond kMaxTargetPpm, or one given but not asked for
  kBadOutput = 5,  ///< a series that is neither empty nor one for each bar of the run
  kNoMemory = 6,   ///< the scratch could not be had
  kOverflow = 7,   ///< the equity rose above 1e200
  kBadGrid = 8,    ///< a sweep's axes, parts, threads or first bar outside their ranges
  kCancelled = 9   ///< as asked
};

/// n bars, oldest first; quote currency 1e-8. A bar that is missing is simply absent: integers have
/// no NaN. Highs and lows may both be empty where nothing asks for them (barriers and the Donchian
/// channel do).
struct BarSeries {
  std::span<const std::int64_t> opens;
  std::span<const std::int64_t> highs;
  std::span<const std::int64_t> lows;
  std::span<const std::int64_t> closes;

  [[nodiscard]] std::size_t size() const noexcept { return closes.size(); }
};

/// kBadBars unless the series are equally long, 1..2^31-1 bars, every price in (0, kMaxPriceE8],
/// and low <= open, close <= high where highs and lows are given.
[[nodiscard]] StrategyStatus CheckBars(const BarSeries& bars) noexcept;

/// What decides. docs/backtest-semantics.md says each one's rule, long and short.
enum class StrategyKind : std::uint8_t {
  kBuyAndHold = 1,
  kSmaCrossover = 2,        ///< fast_bars, slow_bars
  kEmaCrossover = 3,        ///< fast_bars, slow_bars, seed
  kMacd = 4,                ///< fast_bars, slow_bars, signal_bars, enter, leave, seed
  kRsiReversion = 5,        ///< slow_bars, enter, leave (0..100), rsi_smoothing
  kBollingerReversion = 6,  ///< slow_bars, enter, leave (deviations below the mean)
  kDonchianBreakout = 7,    ///< slow_bars to enter, fast_bars to leave
  kMomentum = 8,            ///< slow_bars, enter (return over the window)
  kSignal = 9               ///< one target a bar, from outside
};

enum class Direction : std::uint8_t { kLongOnly = 1, kLongShort = 2 };

/// Where an exponential average starts.
enum class EmaSeed : std::uint8_t {
  kAverage = 1,    ///< the plain average of the first window of prices
  kFirstPrice = 2  ///< the first price; of use, as the other, from the end of the first window
};

enum class RsiSmoothing : std::uint8_t {
  kWilder = 1,  ///< the average of the first window, then 1/window of each new one
  kSimple = 2   ///< the plain average of the last window (Cutler)
};

/// Triple barrier (Lopez de Prado 2018), from the price of the fill that opened the position. 0:
/// none.
struct Exits {
  std::int32_t stop_loss_bps = 0;    ///< [0, 9999]
  std::int32_t take_profit_bps = 0;  ///< [0, 1000000]
  std::uint32_t max_bars = 0;        ///< closes seen in the position, then out at the next open
};

/// Scales the wish by target / estimate, at most cap. target 0: none.
struct VolatilityTarget {
  double yearly_target = 0;  ///< e.g. 0.15; [0, 10]
  double lambda = 0.94;      ///< of the EWMA of squared log returns of the closes; (0, 1)
  double cap = 1;            ///< the largest scale; (0, 10]
  double band =
      0.1;  ///< a new size is ordered only when this far, of equity, from the last; [0, 10]
  std::uint32_t warm_bars = 20;  ///< returns seen before anything is held; [1, kMaxIndicatorBars]
};

/// One strategy with its numbers. A plain value: a sweep makes many of one.
struct StrategySpec {
  StrategyKind kind = StrategyKind::kBuyAndHold;
  Direction direction = Direction::kLongOnly;
  EmaSeed seed = EmaSeed::kAverage;
  RsiSmoothing rsi_smoothing = RsiSmoothing::kWilder;
  std::uint32_t fast_bars = 0;
  std::uint32_t slow_bars = 0;
  std::uint32_t signal_bars = 0;
  double enter = 0;
  double leave = 0;
  std::int32_t exposure_ppm = kWholePpm;  ///< of equity, when long or short; (0, kMaxTargetPpm]
  Exits exits{};
  VolatilityTarget volatility{};
};

/// kBadSpec unless every number that the kind uses lies in its range (the ones it ignores are
/// free).
[[nodiscard]] StrategyStatus CheckSpec(const StrategySpec& spec) noexcept;

/// Memory that a run needs beside its bars, kept for the next one: 4 bytes a bar for the wishes,
/// and 16 a bar of the longer window for a Donchian channel. One for each thread.
class StrategyScratch {
 public:
  enum class Slot : std::uint8_t { kWishes = 0, kRings = 1 };

  StrategyScratch() noexcept = default;
  ~StrategyScratch();
  StrategyScratch(const StrategyScratch&) = delete;
  StrategyScratch& operator=(const StrategyScratch&) = delete;

  /// `count` numbers, whatever they were; empty if memory is short.
  [[nodiscard]] std::span<std::int32_t> Take(Slot slot, std::size_t count) noexcept;

 private:
  struct Block {
    std::int32_t* numbers = nullptr;
    std::size_t size = 0;
  };
  Block blocks_[2];
};

/// What the strategy wants to hold at the close of each bar, as a part of its equity, before
/// barriers and overlay. From first_bar on, where it starts flat; 0 before. Reads no bar later than
/// the one it decides at. O(n) time whatever the windows.
///
/// @param signal  kSignal: one target for each bar, ppm of equity; otherwise empty
/// @param wishes  one for each bar, ppm of equity: written only on kOk
[[nodiscard]] StrategyStatus DecideWishes(const BarSeries& bars, const StrategySpec& spec,
                                          std::span<const std::int32_t> signal,
                                          std::size_t first_bar, StrategyScratch& scratch,
                                          std::span<std::int32_t> wishes) noexcept;

}  // namespace conclave
