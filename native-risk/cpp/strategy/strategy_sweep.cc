#include "strategy/strategy_sweep.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <memory>
#include <new>
#include <system_error>
#include <thread>

namespace conclave {
namespace {

constexpr std::uint32_t kMaxThreads = 256;

bool Whole(double x, double low, double high) noexcept {
  return x >= low && x <= high && x == std::floor(x);
}

/// Sets one number; false if it cannot be that.
bool Set(StrategySpec& spec, Parameter parameter, double value) noexcept {
  constexpr double kMost = std::numeric_limits<std::int32_t>::max();
  const auto window = [value](std::uint32_t& bars) {
    const bool fits = Whole(value, 0, kMost);
    bars = fits ? static_cast<std::uint32_t>(value) : 0;
    return fits;
  };
  const auto bps = [value](std::int32_t& out) {
    const bool fits = Whole(value, 0, kMost);
    out = fits ? static_cast<std::int32_t>(value) : -1;
    return fits;
  };
  switch (parameter) {
    case Parameter::kFastBars:
      return window(spec.fast_bars);
    case Parameter::kSlowBars:
      return window(spec.slow_bars);
    case Parameter::kSignalBars:
      return window(spec.signal_bars);
    case Parameter::kMaxBars:
      return window(spec.exits.max_bars);
    case Parameter::kStopLossBps:
      return bps(spec.exits.stop_loss_bps);
    case Parameter::kTakeProfitBps:
      return bps(spec.exits.take_profit_bps);
    case Parameter::kEnter:
      spec.enter = value;
      return true;
    case Parameter::kLeave:
      spec.leave = value;
      return true;
    case Parameter::kYearlyVolatility:
      spec.volatility.yearly_target = value;
      return true;
  }
  return false;
}

/// Every value of every axis must be one that its parameter can take, if only with other
/// companions.
bool Sane(const StrategySpec& base, std::span<const SweepAxis> axes) noexcept {
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const SweepAxis& axis = axes[i];
    StrategySpec spec = base;
    if (!std::isfinite(axis.first) || !std::isfinite(axis.step) ||
        !Set(spec, axis.parameter, axis.first) ||
        !Set(spec, axis.parameter, axis.first + axis.step * (axis.count - 1)) ||
        (axis.count > 1 && !Set(spec, axis.parameter, axis.first + axis.step))) {
      return false;
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (axes[j].parameter == axis.parameter) {
        return false;
      }
    }
  }
  return true;
}

/// One thread's share: takes combinations off a common counter and writes each to its own row.
class Worker {
 public:
  Worker(const BarSeries& bars, const StrategySweep& sweep, std::span<const std::int32_t> signal,
         std::span<SweepRow> rows, std::span<PartSums> parts, SweepWatch& watch,
         std::atomic<std::uint64_t>& next, std::atomic<StrategyStatus>& failure) noexcept
      : bars_(bars),
        sweep_(sweep),
        signal_(signal),
        rows_(rows),
        parts_(parts),
        watch_(watch),
        next_(next),
        failure_(failure) {}

  void Run() noexcept {
    const std::size_t bars = sweep_.parts > 0 ? bars_.size() - sweep_.first_bar : 0;
    const std::unique_ptr<double[]> block(bars > 0 ? new (std::nothrow) double[bars] : nullptr);
    if (bars > 0 && block == nullptr) {
      failure_ = StrategyStatus::kNoMemory;
      return;
    }
    const std::span<double> returns(block.get(), bars);
    while (!watch_.cancelled.load(std::memory_order_relaxed) &&
           failure_.load(std::memory_order_relaxed) == StrategyStatus::kOk) {
      const std::uint64_t index = next_.fetch_add(1, std::memory_order_relaxed);
      if (index >= rows_.size()) {
        return;
      }
      if (!RunOne(index, returns)) {
        return;
      }
      watch_.done.fetch_add(1, std::memory_order_relaxed);
    }
  }

 private:
  /// False if there is no row: cancelled, or failed for all.
  bool RunOne(std::uint64_t index, std::span<double> returns) noexcept {
    const StrategySpec spec = CombinationAt(sweep_.base, sweep_.axes, index);
    const std::span<PartSums> parts = parts_.subspan(index * sweep_.parts, sweep_.parts);
    SimulationResult result{};
    const StrategyStatus status =
        SimulateChecked(bars_, spec, signal_, sweep_.first_bar, sweep_.broker, scratch_, result,
                        {.equity = {}, .units = {}, .log_returns = returns}, &watch_.cancelled);
    if (status == StrategyStatus::kCancelled) {
      return false;
    }
    if (status == StrategyStatus::kBadSpec || status == StrategyStatus::kOverflow) {
      constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
      rows_[index] = {kNone, kNone, kNone, 0, 0};
      std::fill(parts.begin(), parts.end(), PartSums{kNone, kNone});
      return true;
    }
    if (status != StrategyStatus::kOk) {
      failure_ = status;
      return false;
    }
    rows_[index] = {result.net_return, result.deepest_fall, result.sharpe, result.fills,
                    (result.last_wish_ppm > 0) - (result.last_wish_ppm < 0)};
    SumUp(returns, parts);
    return true;
  }

  static void SumUp(std::span<const double> returns, std::span<PartSums> parts) noexcept {
    if (parts.empty()) {
      return;
    }
    const std::size_t length = (returns.size() - 1) / parts.size();
    auto at = returns.end() - static_cast<std::ptrdiff_t>(length * parts.size());
    for (PartSums& part : parts) {
      part = {0, 0};
      for (std::size_t i = 0; i < length; ++i, ++at) {
        part.sum += *at;
        part.sum_squares += *at * *at;
      }
    }
  }

  const BarSeries& bars_;
  const StrategySweep& sweep_;
  std::span<const std::int32_t> signal_;
  std::span<SweepRow> rows_;
  std::span<PartSums> parts_;
  SweepWatch& watch_;
  std::atomic<std::uint64_t>& next_;
  std::atomic<StrategyStatus>& failure_;
  StrategyScratch scratch_;
};

/// Runs `work` on this thread and up to `extra` more; fewer if the system has none to give.
template <class Work>
void OnThreads(std::uint32_t extra, const Work& work) noexcept {
  const std::unique_ptr<std::thread[]> threads(extra > 0 ? new (std::nothrow) std::thread[extra]
                                                         : nullptr);
  for (std::uint32_t i = 0; threads != nullptr && i < extra; ++i) {
    try {
      threads[i] = std::thread(work);
    } catch (const std::system_error&) {
      break;
    } catch (const std::bad_alloc&) {
      break;
    }
  }
  work();
  for (std::uint32_t i = 0; threads != nullptr && i < extra; ++i) {
    if (threads[i].joinable()) {
      threads[i].join();
    }
  }
}

}  // namespace

std::uint64_t CountCombinations(std::span<const SweepAxis> axes) noexcept {
  if (axes.empty() || axes.size() > kMaxSweepAxes) {
    return 0;
  }
  std::uint64_t count = 1;
  for (const SweepAxis& axis : axes) {
    count *= axis.count;  // below 2^24 times 2^32
    if (count == 0 || count > kMaxStrategyCombinations) {
      return 0;
    }
  }
  return count;
}

StrategySpec CombinationAt(const StrategySpec& base, std::span<const SweepAxis> axes,
                           std::uint64_t index) noexcept {
  StrategySpec spec = base;
  for (std::size_t i = axes.size(); i-- > 0;) {
    const SweepAxis& axis = axes[i];
    const auto step = static_cast<double>(index % axis.count);
    Set(spec, axis.parameter, axis.first + axis.step * step);
    index /= axis.count;
  }
  return spec;
}

StrategyStatus SweepStrategy(const BarSeries& bars, const StrategySweep& sweep,
                             std::span<const std::int32_t> signal, std::span<SweepRow> rows,
                             std::span<PartSums> parts, SweepWatch& watch) noexcept {
  StrategyStatus sane = CheckBars(bars);
  sane = sane == StrategyStatus::kOk ? CheckBroker(sweep.broker) : sane;
  if (sane != StrategyStatus::kOk) {
    return sane;
  }
  const std::uint64_t count = CountCombinations(sweep.axes);
  if (count == 0 || sweep.threads < 1 || sweep.threads > kMaxThreads ||
      sweep.first_bar >= bars.size() || sweep.parts > kMaxSweepParts ||
      sweep.parts > bars.size() - sweep.first_bar - 1 || !Sane(sweep.base, sweep.axes)) {
    return StrategyStatus::kBadGrid;
  }
  if (rows.size() != count || parts.size() != count * sweep.parts) {
    return StrategyStatus::kBadOutput;
  }
  watch.done = 0;
  watch.total = count;
  std::atomic<std::uint64_t> next{0};
  std::atomic<StrategyStatus> failure{StrategyStatus::kOk};
  OnThreads(std::min<std::uint32_t>(sweep.threads, static_cast<std::uint32_t>(count)) - 1,
            [&] { Worker(bars, sweep, signal, rows, parts, watch, next, failure).Run(); });
  if (failure != StrategyStatus::kOk) {
    return failure;
  }
  return watch.done == count ? StrategyStatus::kOk : StrategyStatus::kCancelled;
}

}  // namespace conclave
