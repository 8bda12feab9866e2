#include "risk/contributions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <new>
#include <vector>

#include "statistics/distributions.h"

namespace conclave {
namespace {

/// The scenarios at and beyond the value at risk, and what they weigh in the conditional one.
struct Tail {
  double quantile;
  double beyond;  ///< weight of each scenario below the quantile
  double at;      ///< weight of each scenario at the quantile
  double equals;  ///< how many are at the quantile
};

Tail TailOf(const std::vector<double>& profits, std::uint32_t level_bps) {
  std::vector<double> sorted = profits;
  const auto rank = static_cast<std::ptrdiff_t>(TailRank(profits.size(), level_bps));
  std::nth_element(sorted.begin(), sorted.begin() + (rank - 1), sorted.end());
  Tail tail{sorted[static_cast<std::size_t>(rank - 1)], 0, 0, 0};
  double below = 0;
  for (const double profit : profits) {
    below += profit < tail.quantile ? 1 : 0;
    tail.equals += profit == tail.quantile ? 1 : 0;
  }
  const double size = TailShare(level_bps) * static_cast<double>(profits.size());
  tail.beyond = 1 / size;
  tail.at = (size - below) / size / tail.equals;
  return tail;
}

}  // namespace

MeasureStatus MeasureContributions(std::span<const double> positions,
                                   std::span<const double> returns, std::uint32_t level_bps,
                                   std::span<Contribution> out) noexcept {
  const std::size_t names = positions.size();
  if (level_bps < kMinLevelBps || level_bps > kMaxLevelBps) {
    return MeasureStatus::kBadParameter;
  }
  if (names == 0) {
    return MeasureStatus::kTooFew;
  }
  if (returns.size() % names != 0 || out.size() != names) {
    return MeasureStatus::kBadShape;
  }
  const std::size_t scenarios = returns.size() / names;
  if (scenarios < 2) {
    return MeasureStatus::kTooFew;
  }
  const auto count = static_cast<double>(scenarios);
  try {
    std::vector<double> profits(scenarios);
    std::vector<double> means(names);
    double mean = 0;
    for (std::size_t t = 0; t < scenarios; ++t) {
      for (std::size_t name = 0; name < names; ++name) {
        const double profit = positions[name] * returns[t * names + name];
        profits[t] += profit;
        means[name] += profit / count;
      }
      if (!std::isfinite(profits[t])) {
        return MeasureStatus::kNotFinite;
      }
      mean += profits[t] / count;
    }
    const Tail tail = TailOf(profits, level_bps);
    std::vector<Contribution> found(names, Contribution{0, 0, 0, 0});
    std::vector<double> products(names);
    double squares = 0;
    for (std::size_t t = 0; t < scenarios; ++t) {
      const double away = profits[t] - mean;
      const double weight = profits[t] < tail.quantile    ? tail.beyond
                            : profits[t] == tail.quantile ? tail.at
                                                          : 0;
      const double at = profits[t] == tail.quantile ? 1 / tail.equals : 0;
      squares += away * away;
      for (std::size_t name = 0; name < names; ++name) {
        const double profit = positions[name] * returns[t * names + name];
        products[name] += (profit - means[name]) * away;
        found[name].historical_var -= at * profit;
        found[name].historical_cvar -= weight * profit;
      }
    }
    const double share = TailShare(level_bps);
    const double z = -NormalQuantile(share);
    const double deviation = std::sqrt(squares / (count - 1));
    for (std::size_t name = 0; name < names; ++name) {
      const double part = deviation > 0 ? products[name] / (count - 1) / deviation : 0;
      found[name].normal_var = z * part - means[name];
      found[name].normal_cvar = NormalDensity(z) / share * part - means[name];
      if (!std::isfinite(found[name].normal_cvar) || !std::isfinite(found[name].historical_cvar)) {
        return MeasureStatus::kNotFinite;
      }
    }
    std::copy(found.begin(), found.end(), out.begin());
    return MeasureStatus::kOk;
  } catch (const std::bad_alloc&) {
    return MeasureStatus::kNoMemory;
  }
}

}  // namespace conclave
