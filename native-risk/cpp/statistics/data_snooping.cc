#include "statistics/data_snooping.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <new>
#include <vector>

#include "kernels/natural_log.h"
#include "statistics/stationary_bootstrap.h"

namespace conclave {
namespace {

constexpr std::size_t kFewestObservations = 20;
constexpr std::size_t kMostObservations = std::size_t{1} << 31;

/// A rule whose variance is only what rounding left has none.
constexpr double kNoDeviation = 1e-24;

struct Rules {
  std::vector<double> means;
  std::vector<double> omegas;     ///< 0: no deviation
  std::vector<double> recentred;  ///< what Hansen's consistent test takes off a draw's mean
  std::vector<char> moves;
};

/// Adds `weight` rows to the sums; rules lie next to each other, so that several are added at once.
void AddRow(double weight, const double* row, std::vector<double>& sums) noexcept {
  double* const out = sums.data();
  for (std::size_t rule = 0; rule < sums.size(); ++rule) {
    out[rule] += weight * row[rule];
  }
}

constexpr double kNoWeight = 1e-17;

/// How many lags have a weight in the variance.
std::size_t CountLags(std::size_t observations, double mean_block) noexcept {
  std::size_t lags = 0;
  for (double stay = 1; lags < observations && stay > kNoWeight; ++lags) {
    stay *= 1 - 1 / mean_block;
  }
  return lags;
}

/// A unit of work begins. False when told to leave.
bool GoesOn(SweepWatch* watch) noexcept {
  if (watch == nullptr) {
    return true;
  }
  watch->done.fetch_add(1, std::memory_order_relaxed);
  return !watch->cancelled.load(std::memory_order_relaxed);
}

/// The deviation of sqrt(T) mean under the stationary bootstrap: with circular autocovariances C,
/// omega^2 = C(0) + 2 sum (1 - i/T) (1 - q)^i C(i). False when told to leave.
bool MeasureOmegas(std::span<const double> excess, double mean_block, Rules& rules,
                   SweepWatch* watch) {
  const std::size_t count = rules.means.size();
  const std::size_t observations = excess.size() / count;
  const auto length = static_cast<double>(observations);
  std::vector<double> centred(excess.begin(), excess.end());
  for (std::size_t i = 0; i < centred.size(); ++i) {
    centred[i] -= rules.means[i % count];
  }
  std::vector<double> variances(count);
  double stay = 1;
  const std::size_t lags = CountLags(observations, mean_block);
  for (std::size_t lag = 0; lag < lags; ++lag) {
    if (!GoesOn(watch)) {
      return false;
    }
    const double weight = lag == 0 ? 1 : 2 * (1 - static_cast<double>(lag) / length) * stay;
    for (std::size_t t = 0; t < observations; ++t) {
      const std::size_t later = t + lag < observations ? t + lag : t + lag - observations;
      const double* const now = &centred[t * count];
      const double* const then = &centred[later * count];
      for (std::size_t rule = 0; rule < count; ++rule) {
        variances[rule] += weight * (now[rule] * then[rule]);
      }
    }
    if (lag == 0) {
      for (std::size_t rule = 0; rule < count; ++rule) {
        const double mean = rules.means[rule];
        rules.moves[rule] = variances[rule] > kNoDeviation * length * mean * mean ? 1 : 0;
      }
    }
    stay *= 1 - 1 / mean_block;
  }
  for (std::size_t rule = 0; rule < count; ++rule) {
    const double variance = variances[rule] / length;
    const bool none = rules.moves[rule] == 0 || variance <= 0;  // NaN is not none
    rules.omegas[rule] = none && std::isfinite(variance) ? 0 : std::sqrt(variance);
  }
  return true;
}

/// What one draw, or the data themselves, come to.
struct Largest {
  double reality;
  double lower;
  double consistent;
  double upper;
};

Largest LargestOf(const std::vector<double>& drawn, const Rules& rules, double root) noexcept {
  Largest largest{-std::numeric_limits<double>::infinity(), 0, 0, 0};
  for (std::size_t rule = 0; rule < drawn.size(); ++rule) {
    const double mean = rules.means[rule];
    largest.reality = std::fmax(largest.reality, root * (drawn[rule] - mean));
    const double omega = rules.omegas[rule];
    if (omega > 0) {
      const double scale = root / omega;
      largest.lower = std::fmax(largest.lower, scale * (drawn[rule] - std::fmax(mean, 0)));
      largest.consistent =
          std::fmax(largest.consistent, scale * (drawn[rule] - rules.recentred[rule]));
      largest.upper = std::fmax(largest.upper, scale * (drawn[rule] - mean));
    }
  }
  return largest;
}

}  // namespace

std::uint64_t CountSnoopingUnits(std::uint64_t observations,
                                 const SnoopingOptions& options) noexcept {
  return CountLags(observations, options.mean_block) + options.draws;
}

MeasureStatus MeasureSnooping(std::span<const double> excess, std::uint32_t rules,
                              const SnoopingOptions& options, Snooping& out,
                              SweepWatch* watch) noexcept {
  if (rules == 0) {
    return MeasureStatus::kTooFew;
  }
  if (excess.size() % rules != 0) {
    return MeasureStatus::kBadShape;
  }
  const std::size_t observations = excess.size() / rules;
  if (observations < kFewestObservations) {
    return MeasureStatus::kTooFew;
  }
  const auto length = static_cast<double>(observations);
  if (observations > kMostObservations || options.draws < kFewestDraws ||
      options.draws > kMostDraws || !(options.mean_block >= 1 && options.mean_block <= length)) {
    return MeasureStatus::kBadParameter;
  }
  try {
    Rules all{std::vector<double>(rules), std::vector<double>(rules), std::vector<double>(rules),
              std::vector<char>(rules)};
    for (std::size_t t = 0; t < observations; ++t) {
      AddRow(1, &excess[t * rules], all.means);
    }
    for (double& mean : all.means) {
      mean /= length;
    }
    if (!MeasureOmegas(excess, options.mean_block, all, watch)) {
      return MeasureStatus::kCancelled;
    }
    const double root = std::sqrt(length);
    const double poor = std::sqrt(2 * NaturalLog(NaturalLog(length)));
    Snooping found{};
    found.reality_statistic = -std::numeric_limits<double>::infinity();
    double best_ratio = -std::numeric_limits<double>::infinity();
    for (std::uint32_t rule = 0; rule < rules; ++rule) {
      const double mean = all.means[rule];
      const double omega = all.omegas[rule];
      if (!std::isfinite(mean) || !std::isfinite(omega)) {
        return MeasureStatus::kNotFinite;
      }
      if (root * mean > found.reality_statistic) {
        found.reality_statistic = root * mean;
        found.best = rule;
      }
      if (omega > 0) {
        const double ratio = root * mean / omega;
        all.recentred[rule] = ratio >= -poor ? mean : 0;
        if (ratio > best_ratio) {
          best_ratio = ratio;
          found.best_studentised = rule;
        }
      }
    }
    if (!(best_ratio > -std::numeric_limits<double>::infinity())) {
      return MeasureStatus::kNoSpread;
    }
    found.spa_statistic = std::fmax(0, best_ratio);
    std::vector<std::uint32_t> counts(observations);
    std::vector<double> drawn(rules);
    std::uint32_t reality = 1;
    std::uint32_t lower = 1;
    std::uint32_t consistent = 1;
    std::uint32_t upper = 1;
    for (std::uint32_t draw = 0; draw < options.draws; ++draw) {
      if (!GoesOn(watch)) {
        return MeasureStatus::kCancelled;
      }
      DrawStationaryBootstrap(options.seed, draw, options.mean_block, counts);
      std::fill(drawn.begin(), drawn.end(), 0.0);
      for (std::size_t t = 0; t < observations; ++t) {
        if (counts[t] > 0) {
          AddRow(counts[t], &excess[t * rules], drawn);
        }
      }
      for (double& mean : drawn) {
        mean /= length;
      }
      const Largest largest = LargestOf(drawn, all, root);
      reality += largest.reality >= found.reality_statistic ? 1 : 0;
      lower += largest.lower >= found.spa_statistic ? 1 : 0;
      consistent += largest.consistent >= found.spa_statistic ? 1 : 0;
      upper += largest.upper >= found.spa_statistic ? 1 : 0;
    }
    const double draws = 1.0 + options.draws;
    found.reality_p = reality / draws;
    found.spa_p_lower = lower / draws;
    found.spa_p_consistent = consistent / draws;
    found.spa_p_upper = upper / draws;
    out = found;
    return MeasureStatus::kOk;
  } catch (const std::bad_alloc&) {
    return MeasureStatus::kNoMemory;
  }
}

}  // namespace conclave
