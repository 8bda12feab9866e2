#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sweep/crossover_sweep.h"

namespace conclave {

/// Prices of a measurement, 1e-8 quote currency.
struct MeasuredBars {
  std::vector<std::int64_t> opens_e8;
  std::vector<std::int64_t> closes_e8;
};

/// A geometric walk of whole ticks around 3 million, opens near the closes before; the same for the
/// same seed.
[[nodiscard]] MeasuredBars WalkInTicks(std::uint32_t bars, std::uint64_t seed);

/// 512-bit operations a second that one core of this machine issues: twelve independent chains of
/// fused multiply-adds, written in assembly since a compiler may spill them. 0 without AVX-512.
[[nodiscard]] double WideOperationsPerSecond();

/// Of the f64 AVX-512 kernel on this machine: combinations x bars a second if nothing but the issue
/// of its vector operations took time. 0 without AVX-512.
[[nodiscard]] double SweepIssueLimit(double wide_operations_per_second);

/// What one sweep took. `combination_bars` counts trials x bars, `fills` all rows together.
struct SweepMeasure {
  double seconds;
  double combination_bars;
  std::uint64_t fills;
  [[nodiscard]] double PerSecond() const { return combination_bars / seconds; }
};

/// One sweep of simple averages with 7 basis points of costs on one thread, in seconds of its
/// processor time, so that neighbours do not count. `rows` gets the results if given. Seconds are 0
/// if the method is not supported.
[[nodiscard]] SweepMeasure MeasureSweep(const MeasuredBars& bars,
                                        std::span<const std::uint32_t> fast,
                                        std::span<const std::uint32_t> slow, Method method,
                                        std::vector<SweepRow>* rows = nullptr);

/// The same on `threads` threads, in seconds by the clock on the wall.
[[nodiscard]] SweepMeasure MeasureThreads(const MeasuredBars& bars,
                                          std::span<const std::uint32_t> fast,
                                          std::span<const std::uint32_t> slow, Method method,
                                          std::uint32_t threads);

/// The same in seconds of processor time of all threads together. Twice that of one thread over
/// that of two is how much faster two would be with two processors to themselves and the shared
/// beginning left out: what can be said on a machine with neighbours.
[[nodiscard]] SweepMeasure MeasureWorkOfThreads(const MeasuredBars& bars,
                                                std::span<const std::uint32_t> fast,
                                                std::span<const std::uint32_t> slow, Method method,
                                                std::uint32_t threads);

/// The grid of the goals: 5 to 132 bars against 140, 148, ... 644.
[[nodiscard]] std::vector<std::uint32_t> MeasuredFast();
[[nodiscard]] std::vector<std::uint32_t> MeasuredSlow();

}  // namespace conclave
