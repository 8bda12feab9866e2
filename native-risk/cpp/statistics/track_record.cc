#include "statistics/track_record.h"

#include "statistics/sharpe_inference.h"

namespace conclave {
namespace {

/// Of a record in which nothing moved, or that lies at a point no estimate can have.
bool HasNoFigure(MeasureStatus status) noexcept {
  return status == MeasureStatus::kNoSpread || status == MeasureStatus::kUnreachable;
}

}  // namespace

MeasureStatus MeasureTrackRecord(std::span<const double> log_returns,
                                 const TrackRecordOptions& options, TrackRecord& out) noexcept {
  TrackRecord found{};
  MeasureStatus status =
      MeasurePerformance(log_returns, options.periods_per_year, found.performance);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  // Without deviation the moments are those of the normal: options are checked all the same.
  const Performance& performance = found.performance;
  const bool moves = performance.deviation > 0;
  const SharpeEvidence evidence{performance.sharpe, performance.skew,
                                moves ? performance.kurtosis : 3, performance.observations};
  DeflatedSharpe deflated{};
  double probabilistic = 0;
  status = DeflateSharpe(evidence, options.trials, options.trial_variance, deflated);
  if (status == MeasureStatus::kOk) {
    status = ProbabilisticSharpe(evidence, options.benchmark, probabilistic);
  }
  if (status == MeasureStatus::kOk && moves) {
    found.probabilistic = probabilistic;
    found.hurdle = deflated.hurdle;
    found.deflated = deflated.probability;
    found.figures |= kSharpeFigures;
  } else if (status != MeasureStatus::kOk && !HasNoFigure(status)) {
    return status;
  }
  double minimum = 0;
  status = MinimumTrackRecord(evidence, options.benchmark, options.confidence, minimum);
  if (status == MeasureStatus::kOk && moves) {
    found.minimum = minimum;
    found.figures |= kMinimumFigure;
  } else if (status != MeasureStatus::kOk && !HasNoFigure(status)) {
    return status;
  }
  out = found;
  return MeasureStatus::kOk;
}

}  // namespace conclave
