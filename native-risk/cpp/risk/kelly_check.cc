#include "risk/kelly_check.h"

#include <cmath>
#include <cstddef>
#include <limits>
#include <new>
#include <vector>

#include "kernels/natural_exp.h"
#include "kernels/natural_log.h"
#include "kernels/natural_log1p.h"

namespace conclave {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Mean of (1 + scale gain)^-aversion less 1, so that a tiny bet is not lost in the 1; infinity
/// when a scenario ruins.
double Excess(const std::vector<double>& gains, double scale, double aversion) noexcept {
  double sum = 0;
  for (const double gain : gains) {
    if (!(scale * gain > -1)) {
      return kInfinity;
    }
    sum += NaturalExpMinusOne(-aversion * NaturalLogOnePlus(scale * gain));
  }
  return sum / static_cast<double>(gains.size());
}

double Growth(const std::vector<double>& gains) noexcept {
  double sum = 0;
  for (const double gain : gains) {
    if (!(gain > -1)) {
      return -kInfinity;
    }
    sum += NaturalLogOnePlus(gain);
  }
  return sum / static_cast<double>(gains.size());
}

/// The excess is convex in the scale and 0 at 0, so what is admitted is an interval from 0 on.
double LargestScale(const std::vector<double>& gains, double aversion) noexcept {
  double admitted = 0;
  double refused = 1;
  for (int i = 0; i < 40; ++i) {
    const double middle = (admitted + refused) / 2;
    (Excess(gains, middle, aversion) <= 0 ? admitted : refused) = middle;
  }
  return admitted;
}

}  // namespace

MeasureStatus CheckKelly(std::span<const double> weights, std::span<const double> returns,
                         double alpha, double beta, KellyVerdict& out) noexcept {
  if (!(alpha > 0 && alpha < 1 && beta > 0 && beta < 1)) {
    return MeasureStatus::kBadParameter;
  }
  if (weights.empty() || returns.empty()) {
    return MeasureStatus::kTooFew;
  }
  if (returns.size() % weights.size() != 0) {
    return MeasureStatus::kBadShape;
  }
  try {
    std::vector<double> gains(returns.size() / weights.size());
    for (std::size_t scenario = 0; scenario < gains.size(); ++scenario) {
      double gain = 0;
      for (std::size_t name = 0; name < weights.size(); ++name) {
        gain += weights[name] * returns[scenario * weights.size() + name];
      }
      if (!std::isfinite(gain)) {
        return MeasureStatus::kNotFinite;
      }
      gains[scenario] = gain;
    }
    KellyVerdict verdict{};
    verdict.aversion = NaturalLog(beta) / NaturalLog(alpha);
    if (!std::isfinite(verdict.aversion)) {
      return MeasureStatus::kBadParameter;
    }
    const double excess = Excess(gains, 1, verdict.aversion);
    verdict.expectation = 1 + excess;
    verdict.growth = Growth(gains);
    verdict.admitted = excess <= 0;
    verdict.scale = verdict.admitted ? 1 : LargestScale(gains, verdict.aversion);
    out = verdict;
    return MeasureStatus::kOk;
  } catch (const std::bad_alloc&) {
    return MeasureStatus::kNoMemory;
  }
}

}  // namespace conclave
