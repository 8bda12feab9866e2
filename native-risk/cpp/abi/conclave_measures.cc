#include "abi/conclave_measures.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <memory>
#include <new>
#include <span>

#include "abi/door.h"
#include "risk/covariance.h"
#include "risk/forecast_review.h"
#include "risk/kelly_check.h"
#include "statistics/sharpe_inference.h"

namespace {

using conclave::ForecastReview;
using conclave::MeasureStatus;
using conclave::door::kMeasure;
using conclave::door::Of;
using conclave::door::There;

// The C structure is the kernel's own, word for word.
static_assert(sizeof(conclave_forecast_review) == sizeof(ForecastReview));
static_assert(offsetof(conclave_forecast_review, shortfall) == offsetof(ForecastReview, shortfall));
static_assert(offsetof(conclave_forecast_review, breaches) == offsetof(ForecastReview, breaches));
static_assert(offsetof(conclave_forecast_review, n00) == offsetof(ForecastReview, pairs));
static_assert(offsetof(conclave_forecast_review, basel_zone) ==
              offsetof(ForecastReview, basel_zone));
static_assert(offsetof(conclave_forecast_review, figures) == offsetof(ForecastReview, figures));
static_assert(CONCLAVE_FIGURE_BASEL == static_cast<int>(conclave::kBaselFigure));
static_assert(CONCLAVE_FIGURE_SHORTFALL == static_cast<int>(conclave::kShortfallFigure));
static_assert(CONCLAVE_BASEL_RED == static_cast<int>(conclave::BaselZone::kRed));
static_assert(sizeof(conclave_kelly_verdict) == 40);
static_assert(sizeof(conclave_sharpe_evidence) == 64);
static_assert(sizeof(conclave_sharpe_verdict) == 40);

using Doubles = std::unique_ptr<double[]>;

/// A covariance into room of our own, copied to the caller's only when it is one.
template <class Measure>
conclave_status Covariance(const double* returns, std::uint32_t observations, std::uint32_t assets,
                           double* covariance, Measure measure) noexcept {
  const std::uint64_t cells = std::uint64_t{observations} * assets;
  if (covariance == nullptr || !There(returns, cells)) {
    return CONCLAVE_NULL;
  }
  if (assets == 0 || assets > conclave::kMaxAssets) {
    return CONCLAVE_RISK_BAD_PARAMETER;
  }
  const std::size_t size = std::size_t{assets} * assets;
  const Doubles found(new (std::nothrow) double[size]);
  if (found == nullptr) {
    return CONCLAVE_RISK_NO_MEMORY;
  }
  const MeasureStatus status =
      measure(std::span<const double>(returns, cells), std::span<double>(found.get(), size));
  if (status == MeasureStatus::kOk) {
    std::copy_n(found.get(), size, covariance);
  }
  return Of(kMeasure, status);
}

/// The three figures of one piece of evidence; the last one need not exist.
MeasureStatus Judge(const conclave_sharpe_evidence& asked, conclave_sharpe_verdict& out) noexcept {
  const conclave::SharpeEvidence evidence{asked.sharpe, asked.skew, asked.kurtosis,
                                          asked.observations};
  conclave_sharpe_verdict verdict{};
  conclave::DeflatedSharpe deflated{};
  MeasureStatus status =
      conclave::ProbabilisticSharpe(evidence, asked.benchmark, verdict.probabilistic);
  if (status == MeasureStatus::kOk) {
    status = conclave::DeflateSharpe(evidence, asked.trials, asked.trial_variance, deflated);
  }
  if (status != MeasureStatus::kOk) {
    return status;
  }
  verdict.hurdle = deflated.hurdle;
  verdict.deflated = deflated.probability;
  status =
      conclave::MinimumTrackRecord(evidence, asked.benchmark, asked.confidence, verdict.minimum);
  if (status == MeasureStatus::kOk) {
    verdict.figures = CONCLAVE_FIGURE_MINIMUM;
  } else if (status != MeasureStatus::kUnreachable) {
    return status;
  }
  out = verdict;
  return MeasureStatus::kOk;
}

}  // namespace

conclave_status conclave_review_forecasts(const double* losses, const double* vars,
                                          const double* shortfalls, uint64_t days,
                                          uint32_t level_bps, conclave_forecast_review* review,
                                          uint64_t review_bytes) noexcept {
  if (review == nullptr || !There(losses, days) || !There(vars, days)) {
    return CONCLAVE_NULL;
  }
  if (review_bytes != sizeof *review) {
    return CONCLAVE_WRONG_BYTES;
  }
  ForecastReview found{};
  const MeasureStatus status =
      conclave::ReviewForecasts({losses, days}, {vars, days},
                                {shortfalls, shortfalls == nullptr ? 0 : days}, level_bps, found);
  if (status == MeasureStatus::kOk) {
    *review = std::bit_cast<conclave_forecast_review>(found);
  }
  return Of(kMeasure, status);
}

conclave_status conclave_check_kelly(const double* weights, uint32_t names, const double* returns,
                                     uint32_t scenarios, double alpha, double beta,
                                     conclave_kelly_verdict* verdict,
                                     uint64_t verdict_bytes) noexcept {
  const std::uint64_t cells = std::uint64_t{scenarios} * names;
  if (verdict == nullptr || !There(weights, names) || !There(returns, cells)) {
    return CONCLAVE_NULL;
  }
  if (verdict_bytes != sizeof *verdict) {
    return CONCLAVE_WRONG_BYTES;
  }
  conclave::KellyVerdict found{};
  const MeasureStatus status =
      conclave::CheckKelly({weights, names}, {returns, cells}, alpha, beta, found);
  if (status == MeasureStatus::kOk) {
    *verdict = {found.aversion, found.expectation,        found.growth,
                found.scale,    found.admitted ? 1U : 0U, 0};
  }
  return Of(kMeasure, status);
}

conclave_status conclave_ewma_covariance(const double* returns, uint32_t observations,
                                         uint32_t assets, double decay,
                                         double* covariance) noexcept {
  return Covariance(returns, observations, assets, covariance, [&](auto from, auto to) {
    return conclave::EwmaCovariance(from, assets, decay, to);
  });
}

conclave_status conclave_shrunk_covariance(const double* returns, uint32_t observations,
                                           uint32_t assets, double* covariance,
                                           double* intensity) noexcept {
  if (intensity == nullptr) {
    return CONCLAVE_NULL;
  }
  return Covariance(returns, observations, assets, covariance, [&](auto from, auto to) {
    return conclave::ShrunkCovariance(from, assets, to, *intensity);
  });
}

conclave_status conclave_judge_sharpe(const conclave_sharpe_evidence* evidence,
                                      uint64_t evidence_bytes, conclave_sharpe_verdict* verdict,
                                      uint64_t verdict_bytes) noexcept {
  if (evidence == nullptr || verdict == nullptr) {
    return CONCLAVE_NULL;
  }
  if (evidence_bytes != sizeof *evidence || verdict_bytes != sizeof *verdict) {
    return CONCLAVE_WRONG_BYTES;
  }
  return Of(kMeasure, Judge(*evidence, *verdict));
}
