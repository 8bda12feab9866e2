#include "bench/sweep_measures.h"

#include <time.h>

#include <cmath>
#include <random>

#include "bench/vector_issue.h"
#include "sweep/issue_slots.h"

namespace conclave {
namespace {

double Now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

SweepMeasure Measure(const MeasuredBars& bars, std::span<const std::uint32_t> fast,
                     std::span<const std::uint32_t> slow, Method method, std::uint32_t threads,
                     clockid_t clock, std::vector<SweepRow>* rows) {
  if (!Supported(method)) {
    return {0, 0, 0};
  }
  std::vector<SweepRow> own;
  std::vector<SweepRow>& results = rows != nullptr ? *rows : own;
  results.resize(fast.size() * slow.size());
  const auto count = static_cast<std::uint32_t>(bars.closes_e8.size());
  const CrossoverSweep sweep{bars.opens_e8, bars.closes_e8, Average::kSimple, fast,    slow, 0,
                             count,         {5, 2},         method,           threads, 0};
  SweepWatch watch;
  const double start = Now(clock);
  const SweepStatus status = SweepCrossovers(sweep, watch, results, {});
  const double seconds = Now(clock) - start;
  if (status != SweepStatus::kOk) {
    return {0, 0, 0};
  }
  SweepMeasure measure{seconds, 0, 0};
  for (const SweepRow& row : results) {
    if (!std::isnan(row.net_return)) {
      measure.combination_bars += count;
      measure.fills += row.fills;
    }
  }
  return measure;
}

}  // namespace

MeasuredBars WalkInTicks(std::uint32_t bars, std::uint64_t seed) {
  constexpr double kDeviation = 8e-4;
  constexpr double kDrift = 1e-6;
  constexpr std::int64_t kTick = 1'000'000;  // 0.01
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 1);
  MeasuredBars out;
  double log_close = std::log(3.0e6);
  for (std::uint32_t i = 0; i < bars; ++i) {
    const double open = std::exp(log_close + 0.1 * kDeviation * normal(random));
    log_close += normal(random) * kDeviation + kDrift;
    out.opens_e8.push_back(std::llround(open) * kTick);
    out.closes_e8.push_back(std::llround(std::exp(log_close)) * kTick);
  }
  return out;
}

double WideOperationsPerSecond() {
  if (!Supported(Method::kAvx512)) {
    return 0;
  }
  constexpr std::uint64_t kRounds = 10'000'000;
  const double start = Now(CLOCK_THREAD_CPUTIME_ID);
  const std::uint64_t operations = IssueWideOperations(kRounds);
  return static_cast<double>(operations) / (Now(CLOCK_THREAD_CPUTIME_ID) - start);
}

double SweepIssueLimit(double wide_operations_per_second) {
  constexpr double kCombinations = 8;
  return wide_operations_per_second * kCombinations / kBookTileAvx512Operations;
}

SweepMeasure MeasureSweep(const MeasuredBars& bars, std::span<const std::uint32_t> fast,
                          std::span<const std::uint32_t> slow, Method method,
                          std::vector<SweepRow>* rows) {
  return Measure(bars, fast, slow, method, 1, CLOCK_THREAD_CPUTIME_ID, rows);
}

SweepMeasure MeasureThreads(const MeasuredBars& bars, std::span<const std::uint32_t> fast,
                            std::span<const std::uint32_t> slow, Method method,
                            std::uint32_t threads) {
  return Measure(bars, fast, slow, method, threads, CLOCK_MONOTONIC, nullptr);
}

SweepMeasure MeasureWorkOfThreads(const MeasuredBars& bars, std::span<const std::uint32_t> fast,
                                  std::span<const std::uint32_t> slow, Method method,
                                  std::uint32_t threads) {
  return Measure(bars, fast, slow, method, threads, CLOCK_PROCESS_CPUTIME_ID, nullptr);
}

std::vector<std::uint32_t> MeasuredFast() {
  std::vector<std::uint32_t> windows;
  for (std::uint32_t w = 5; w <= 132; ++w) {
    windows.push_back(w);
  }
  return windows;
}

std::vector<std::uint32_t> MeasuredSlow() {
  std::vector<std::uint32_t> windows;
  for (std::uint32_t i = 0; i < 64; ++i) {
    windows.push_back(140 + 8 * i);
  }
  return windows;
}

}  // namespace conclave
