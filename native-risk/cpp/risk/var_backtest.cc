#include "risk/var_backtest.h"

#include <cmath>
#include <cstddef>
#include <initializer_list>

#include "kernels/natural_log.h"
#include "kernels/natural_log1p.h"
#include "risk/value_at_risk.h"
#include "statistics/distributions.h"

namespace conclave {
namespace {

/// So that counts are exact as doubles.
constexpr std::uint64_t kMostObservations = std::uint64_t{1} << 50;

constexpr std::uint32_t kFirstYellow = 5;
constexpr std::uint32_t kFirstRed = 10;
constexpr double kYellowAddOns[] = {0.40, 0.50, 0.65, 0.75, 0.85};

bool IsLevel(std::uint32_t level_bps) noexcept {
  return level_bps >= kMinLevelBps && level_bps <= kMaxLevelBps;
}

/// ln of the likelihood of `yes` and `no` at the probability that they show themselves; 0 ln 0 = 0.
double LnOwnLikelihood(std::uint64_t yes, std::uint64_t no) noexcept {
  if (yes == 0 || no == 0) {
    return 0;
  }
  const auto hits = static_cast<double>(yes);
  const auto misses = static_cast<double>(no);
  return hits * NaturalLog(hits / (hits + misses)) +
         misses * NaturalLogOnePlus(-hits / (hits + misses));
}

/// Twice the difference of two log likelihoods, where rounding may have left less than nothing.
LikelihoodTest Compare(double ln_restricted, double ln_free, std::uint32_t degrees) noexcept {
  const double ratio = std::fmax(0, 2 * (ln_free - ln_restricted));
  return {ratio, ChiSquareSurvival(ratio, degrees)};
}

}  // namespace

MeasureStatus TestCoverage(std::uint64_t breaches, std::uint64_t observations,
                           std::uint32_t level_bps, LikelihoodTest& out) noexcept {
  if (observations < 1) {
    return MeasureStatus::kTooFew;
  }
  if (!IsLevel(level_bps) || breaches > observations || observations > kMostObservations) {
    return MeasureStatus::kBadParameter;
  }
  const double p = TailShare(level_bps);
  const std::uint64_t without = observations - breaches;
  const double ln_promised = static_cast<double>(without) * NaturalLogOnePlus(-p) +
                             static_cast<double>(breaches) * NaturalLog(p);
  out = Compare(ln_promised, LnOwnLikelihood(breaches, without), 1);
  return MeasureStatus::kOk;
}

MeasureStatus CountBreachPairs(std::span<const std::uint8_t> breaches, BreachPairs& out) noexcept {
  if (breaches.size() < 2) {
    return MeasureStatus::kTooFew;
  }
  std::uint64_t counts[4] = {0, 0, 0, 0};
  for (std::size_t day = 0; day < breaches.size(); ++day) {
    if (breaches[day] > 1) {
      return MeasureStatus::kBadParameter;
    }
    if (day > 0) {
      ++counts[2 * breaches[day - 1] + breaches[day]];
    }
  }
  out = {counts[0], counts[1], counts[2], counts[3]};
  return MeasureStatus::kOk;
}

MeasureStatus TestIndependence(const BreachPairs& pairs, LikelihoodTest& out) noexcept {
  for (const std::uint64_t count : {pairs.n00, pairs.n01, pairs.n10, pairs.n11}) {
    if (count > kMostObservations / 4) {
      return MeasureStatus::kBadParameter;
    }
  }
  if (pairs.n00 + pairs.n01 + pairs.n10 + pairs.n11 == 0) {
    return MeasureStatus::kTooFew;
  }
  const double ln_same = LnOwnLikelihood(pairs.n01 + pairs.n11, pairs.n00 + pairs.n10);
  const double ln_apart =
      LnOwnLikelihood(pairs.n01, pairs.n00) + LnOwnLikelihood(pairs.n11, pairs.n10);
  out = Compare(ln_same, ln_apart, 1);
  return MeasureStatus::kOk;
}

MeasureStatus TestConditionalCoverage(std::span<const std::uint8_t> breaches,
                                      std::uint32_t level_bps, LikelihoodTest& out) noexcept {
  BreachPairs pairs{};
  MeasureStatus status = CountBreachPairs(breaches, pairs);
  if (status != MeasureStatus::kOk) {
    return status;
  }
  const std::uint64_t all = pairs.n01 + pairs.n11 + breaches.front();
  LikelihoodTest coverage{};
  LikelihoodTest independence{};
  status = TestCoverage(all, breaches.size(), level_bps, coverage);
  if (status == MeasureStatus::kOk) {
    status = TestIndependence(pairs, independence);
  }
  if (status == MeasureStatus::kOk) {
    const double ratio = coverage.ratio + independence.ratio;
    out = {ratio, ChiSquareSurvival(ratio, 2)};
  }
  return status;
}

MeasureStatus JudgeBasel(std::uint32_t breaches, BaselVerdict& out) noexcept {
  if (breaches > kBaselDays) {
    return MeasureStatus::kBadParameter;
  }
  out.probability = BinomialCdf(breaches, kBaselDays, 0.01);
  if (breaches < kFirstYellow) {
    out.zone = BaselZone::kGreen;
    out.add_on = 0;
  } else if (breaches < kFirstRed) {
    out.zone = BaselZone::kYellow;
    out.add_on = kYellowAddOns[breaches - kFirstYellow];
  } else {
    out.zone = BaselZone::kRed;
    out.add_on = 1;
  }
  return MeasureStatus::kOk;
}

MeasureStatus ShortfallStatistic(std::span<const double> returns, std::span<const double> vars,
                                 std::span<const double> cvars, std::uint32_t level_bps,
                                 double& out) noexcept {
  if (!IsLevel(level_bps)) {
    return MeasureStatus::kBadParameter;
  }
  if (returns.empty()) {
    return MeasureStatus::kTooFew;
  }
  if (vars.size() != returns.size() || cvars.size() != returns.size()) {
    return MeasureStatus::kBadShape;
  }
  double sum = 0;
  for (std::size_t day = 0; day < returns.size(); ++day) {
    if (!std::isfinite(returns[day]) || !std::isfinite(vars[day]) || !std::isfinite(cvars[day])) {
      return MeasureStatus::kNotFinite;
    }
    if (!(cvars[day] > 0)) {
      return MeasureStatus::kBadParameter;
    }
    if (returns[day] < -vars[day]) {
      sum += returns[day] / cvars[day];
    }
  }
  const double statistic = sum / (static_cast<double>(returns.size()) * TailShare(level_bps)) + 1;
  if (!std::isfinite(statistic)) {
    return MeasureStatus::kNotFinite;
  }
  out = statistic;
  return MeasureStatus::kOk;
}

}  // namespace conclave
