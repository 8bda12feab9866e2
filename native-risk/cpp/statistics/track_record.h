#pragma once

#include <cstdint>
#include <span>

#include "statistics/measure_status.h"
#include "statistics/performance.h"

namespace conclave {

/// Against what a record of returns is held.
struct TrackRecordOptions {
  double periods_per_year;  ///< how many observations a year has, > 0
  double benchmark;         ///< Sharpe per observation that is to be beaten
  double confidence;        ///< of the minimum track record, in (0.5, 1)
  double trial_variance;    ///< of the trials' Sharpes, per observation, >= 0
  std::uint64_t trials;     ///< every backtest that was tried, in [1, kMaxTrials]
};

/// Which figures of the record have a value; the others are 0.
enum TrackRecordFigure : std::uint32_t {
  kSharpeFigures = 1U << 0,  ///< probabilistic, hurdle, deflated: not if nothing moved
  kMinimumFigure = 1U << 1   ///< minimum: not if the Sharpe is not above the benchmark
};

/// How a record of returns did, and how far that can be believed.
/// As it lies in a shared slice: 168 bytes, little-endian, no padding.
struct TrackRecord {
  Performance performance;
  double probabilistic;    ///< probability that the true Sharpe is above the benchmark
  double hurdle;           ///< Sharpe per observation expected of the best trial without skill
  double deflated;         ///< probability that the true Sharpe is above the hurdle
  double minimum;          ///< observations needed to beat the benchmark with the confidence
  std::uint32_t figures;   ///< bits of TrackRecordFigure
  std::uint32_t reserved;  ///< 0
};
static_assert(sizeof(TrackRecord) == 168);

/// Performance and sharpe_inference.h in one: what both doors of the engine answer with.
/// Pure: no allocation. O(n). Never throws; `out` is written only on kOk.
///
/// @param log_returns  at least 2, oldest first, finite
/// @return kTooFew, kNotFinite, kBadParameter
[[nodiscard]] MeasureStatus MeasureTrackRecord(std::span<const double> log_returns,
                                               const TrackRecordOptions& options,
                                               TrackRecord& out) noexcept;

}  // namespace conclave
