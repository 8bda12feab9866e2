#include "risk/forecast_review.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <new>
#include <numeric>
#include <vector>

namespace conclave {
namespace {

MeasureStatus MarkBreaches(std::span<const double> losses, std::span<const double> vars,
                           std::vector<std::uint8_t>& breaches) noexcept {
  for (std::size_t day = 0; day < losses.size(); ++day) {
    if (!std::isfinite(losses[day]) || !std::isfinite(vars[day])) {
      return MeasureStatus::kNotFinite;
    }
    breaches[day] = losses[day] > vars[day] ? 1 : 0;
  }
  return MeasureStatus::kOk;
}

MeasureStatus TestBreaches(const std::vector<std::uint8_t>& breaches, std::uint32_t level_bps,
                           ForecastReview& review) noexcept {
  review.days = breaches.size();
  review.breaches = std::accumulate(breaches.begin(), breaches.end(), std::uint64_t{0});
  MeasureStatus status = TestCoverage(review.breaches, review.days, level_bps, review.coverage);
  if (status == MeasureStatus::kOk) {
    status = CountBreachPairs(breaches, review.pairs);
  }
  if (status == MeasureStatus::kOk) {
    status = TestIndependence(review.pairs, review.independence);
  }
  if (status == MeasureStatus::kOk) {
    status = TestConditionalCoverage(breaches, level_bps, review.conditional);
  }
  return status;
}

MeasureStatus JudgeLastDays(const std::vector<std::uint8_t>& breaches, ForecastReview& review) {
  const auto recent = std::accumulate(breaches.end() - kBaselDays, breaches.end(), 0U);
  BaselVerdict verdict{};
  const MeasureStatus status = JudgeBasel(recent, verdict);
  if (status == MeasureStatus::kOk) {
    review.basel_breaches = recent;
    review.basel_zone = verdict.zone;
    review.basel_multiplier = kBaselMultiplier + verdict.add_on;
    review.basel_probability = verdict.probability;
    review.figures |= kBaselFigure;
  }
  return status;
}

MeasureStatus MeasureShortfall(std::span<const double> losses, std::span<const double> vars,
                               std::span<const double> shortfalls, std::uint32_t level_bps,
                               ForecastReview& review) {
  std::vector<double> returns(losses.size());
  std::transform(losses.begin(), losses.end(), returns.begin(), [](double loss) { return -loss; });
  const MeasureStatus status =
      ShortfallStatistic(returns, vars, shortfalls, level_bps, review.shortfall);
  if (status == MeasureStatus::kOk) {
    review.figures |= kShortfallFigure;
  }
  return status;
}

}  // namespace

MeasureStatus ReviewForecasts(std::span<const double> losses, std::span<const double> vars,
                              std::span<const double> shortfalls, std::uint32_t level_bps,
                              ForecastReview& out) noexcept {
  if (vars.size() != losses.size() || (!shortfalls.empty() && shortfalls.size() != losses.size())) {
    return MeasureStatus::kBadShape;
  }
  if (losses.size() < 2) {
    return MeasureStatus::kTooFew;
  }
  try {
    ForecastReview review{};
    std::vector<std::uint8_t> breaches(losses.size());
    MeasureStatus status = MarkBreaches(losses, vars, breaches);
    if (status == MeasureStatus::kOk) {
      status = TestBreaches(breaches, level_bps, review);
    }
    if (status == MeasureStatus::kOk && level_bps == kBaselLevelBps &&
        losses.size() >= kBaselDays) {
      status = JudgeLastDays(breaches, review);
    }
    if (status == MeasureStatus::kOk && !shortfalls.empty()) {
      status = MeasureShortfall(losses, vars, shortfalls, level_bps, review);
    }
    if (status == MeasureStatus::kOk) {
      out = review;
    }
    return status;
  } catch (const std::bad_alloc&) {
    return MeasureStatus::kNoMemory;
  }
}

}  // namespace conclave
