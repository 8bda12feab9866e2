#include "statistics/overfitting.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <new>
#include <vector>

#include "kernels/natural_log.h"

namespace conclave {
namespace {

/// The sums of every trial over one half of the parts; the Sharpes that follow from them.
struct Half {
  std::vector<double> sums;
  std::vector<double> squares;
  std::vector<double> sharpes;
};

/// Trials lie next to each other, so that the compiler adds several at once.
void SumHalf(const std::vector<double>& sums, const std::vector<double>& squares,
             std::size_t trials, std::uint32_t members, std::uint32_t parts, Half& half) noexcept {
  std::fill(half.sums.begin(), half.sums.end(), 0.0);
  std::fill(half.squares.begin(), half.squares.end(), 0.0);
  for (std::uint32_t part = 0; part < parts; ++part) {
    if ((members >> part & 1) == 0) {
      continue;
    }
    const double* const part_sums = &sums[part * trials];
    const double* const part_squares = &squares[part * trials];
    double* const half_sums = half.sums.data();
    double* const half_squares = half.squares.data();
    for (std::size_t trial = 0; trial < trials; ++trial) {
      half_sums[trial] += part_sums[trial];
      half_squares[trial] += part_squares[trial];
    }
  }
}

/// Less, divided by the observations, may vanish; sums and squares of no returns' can be such.
constexpr double kLeastSpread = 1e-290;

void MeasureSharpes(double observations, Half& half) noexcept {
  for (std::size_t trial = 0; trial < half.sums.size(); ++trial) {
    const double mean = half.sums[trial] / observations;
    const double spread = half.squares[trial] - half.sums[trial] * mean;
    const double sharpe = mean / std::sqrt(spread / (observations - 1));
    half.sharpes[trial] = spread > 1e-12 * half.squares[trial] + kLeastSpread ? sharpe : 0;
  }
}

/// Everything that is remembered of the splits.
struct Tally {
  std::vector<std::uint64_t> doubled_ranks;  ///< [r]: splits whose rank was r / 2
  double sum_in = 0;
  double sum_out = 0;
  double sum_in_in = 0;
  double sum_in_out = 0;
  std::uint64_t losses = 0;
};

void Judge(const std::vector<double>& inside, const std::vector<double>& outside,
           Tally& tally) noexcept {
  const std::size_t trials = inside.size();
  std::size_t best = 0;
  for (std::size_t trial = 1; trial < trials; ++trial) {
    if (inside[trial] > inside[best]) {
      best = trial;
    }
  }
  const double chosen = outside[best];
  std::size_t below = 0;
  std::size_t equal = 0;
  for (const double other : outside) {
    below += other < chosen ? 1 : 0;
    equal += other == chosen ? 1 : 0;
  }
  ++tally.doubled_ranks[2 * below + equal + 1];
  tally.sum_in += inside[best];
  tally.sum_out += chosen;
  tally.sum_in_in += inside[best] * inside[best];
  tally.sum_in_out += inside[best] * chosen;
  tally.losses += chosen < 0 ? 1 : 0;
}

void Summarise(const Tally& tally, std::size_t trials, Overfitting& out) noexcept {
  const auto splits = static_cast<double>(out.splits);
  const auto logit = [&](std::size_t doubled_rank) {
    const auto rank = static_cast<double>(doubled_rank);
    return NaturalLog(rank / (2 * static_cast<double>(trials) + 2 - rank));
  };
  std::uint64_t seen = 0;
  std::uint64_t overfitted = 0;
  double sum = 0;
  bool low = false;
  bool median = false;
  bool high = false;
  for (std::size_t rank = 2; rank <= 2 * trials; ++rank) {
    const std::uint64_t count = tally.doubled_ranks[rank];
    if (count == 0) {
      continue;
    }
    const double value = logit(rank);
    sum += value * static_cast<double>(count);
    overfitted += rank <= trials + 1 ? count : 0;
    seen += count;
    if (!low && seen * 20 >= out.splits) {
      out.logit_low = value;
      low = true;
    }
    if (!median && seen * 2 >= out.splits) {
      out.logit_median = value;
      median = true;
    }
    if (!high && seen * 20 >= out.splits * 19) {
      out.logit_high = value;
      high = true;
    }
  }
  out.probability = static_cast<double>(overfitted) / splits;
  out.logit_mean = sum / splits;
  double squares = 0;
  for (std::size_t rank = 2; rank <= 2 * trials; ++rank) {
    const std::uint64_t count = tally.doubled_ranks[rank];
    if (count > 0) {
      const double away = logit(rank) - out.logit_mean;
      squares += away * away * static_cast<double>(count);
    }
  }
  out.logit_deviation = std::sqrt(squares / splits);
  const double spread = tally.sum_in_in - tally.sum_in * (tally.sum_in / splits);
  if (spread > 1e-12 * tally.sum_in_in) {
    out.degradation_slope = (tally.sum_in_out - tally.sum_in * (tally.sum_out / splits)) / spread;
  }
  out.degradation_offset = (tally.sum_out - out.degradation_slope * tally.sum_in) / splits;
  out.loss_probability = static_cast<double>(tally.losses) / splits;
}

bool AreParts(std::uint32_t parts) noexcept {
  return parts >= 2 && parts <= kMaxParts && parts % 2 == 0;
}

}  // namespace

MeasureStatus MeasureOverfitting(std::span<const PartSums> sums, std::uint32_t parts,
                                 std::uint64_t part_observations, Overfitting& out,
                                 SweepWatch* watch) noexcept {
  if (!AreParts(parts)) {
    return MeasureStatus::kBadParameter;
  }
  if (sums.size() % parts != 0) {
    return MeasureStatus::kBadShape;
  }
  const std::size_t trials = sums.size() / parts;
  if (trials < 2 || part_observations < 2) {
    return MeasureStatus::kTooFew;
  }
  if (trials > kMaxComparedTrials || part_observations > (std::uint64_t{1} << 40)) {
    return MeasureStatus::kBadParameter;
  }
  try {
    std::vector<double> part_sums(sums.size());
    std::vector<double> part_squares(sums.size());
    for (std::size_t trial = 0; trial < trials; ++trial) {
      double all = 0;
      double all_squares = 0;
      for (std::uint32_t part = 0; part < parts; ++part) {
        const PartSums& one = sums[trial * parts + part];
        all += std::fabs(one.sum);
        all_squares += one.sum_squares;
        if (!(one.sum_squares >= 0) || !std::isfinite(all * all) || !std::isfinite(all_squares)) {
          return MeasureStatus::kNotFinite;
        }
        part_sums[part * trials + trial] = one.sum;
        part_squares[part * trials + trial] = one.sum_squares;
      }
    }
    Half inside{std::vector<double>(trials), std::vector<double>(trials),
                std::vector<double>(trials)};
    Half outside = inside;
    Tally tally{std::vector<std::uint64_t>(2 * trials + 1)};
    const double observations = static_cast<double>(part_observations) * (parts / 2);
    Overfitting found{};
    // Each half with the first part in it, and its complement: both are splits.
    const std::uint32_t everything = (std::uint32_t{1} << parts) - 1;
    for (std::uint32_t members = 1; members <= everything; members += 2) {
      if (static_cast<std::uint32_t>(std::popcount(members)) != parts / 2) {
        continue;
      }
      SumHalf(part_sums, part_squares, trials, members, parts, inside);
      SumHalf(part_sums, part_squares, trials, everything ^ members, parts, outside);
      MeasureSharpes(observations, inside);
      MeasureSharpes(observations, outside);
      Judge(inside.sharpes, outside.sharpes, tally);
      Judge(outside.sharpes, inside.sharpes, tally);
      found.splits += 2;
      if (watch != nullptr) {
        watch->done.fetch_add(2, std::memory_order_relaxed);
        if (watch->cancelled.load(std::memory_order_relaxed)) {
          return MeasureStatus::kCancelled;
        }
      }
    }
    found.part_observations = part_observations;
    found.parts = parts;
    found.trials = static_cast<std::uint32_t>(trials);
    Summarise(tally, trials, found);
    out = found;
    return MeasureStatus::kOk;
  } catch (const std::bad_alloc&) {
    return MeasureStatus::kNoMemory;
  }
}

std::uint64_t CountSplits(std::uint32_t parts) noexcept {
  std::uint64_t splits = AreParts(parts) ? 1 : 0;
  for (std::uint32_t i = 1; i <= parts / 2 && splits > 0; ++i) {
    splits = splits * (parts / 2 + i) / i;
  }
  return splits;
}

MeasureStatus SumParts(std::span<const double> returns, std::uint32_t trials, std::uint32_t parts,
                       std::span<PartSums> out) noexcept {
  if (!AreParts(parts) || trials > kMaxComparedTrials) {
    return MeasureStatus::kBadParameter;
  }
  if (trials == 0) {
    return MeasureStatus::kTooFew;
  }
  if (returns.size() % trials != 0 || out.size() != std::size_t{trials} * parts) {
    return MeasureStatus::kBadShape;
  }
  const std::size_t observations = returns.size() / trials;
  const std::size_t part_observations = observations / parts;
  if (part_observations < 2) {
    return MeasureStatus::kTooFew;
  }
  const double* row = returns.data() + observations % parts * trials;
  std::fill(out.begin(), out.end(), PartSums{0, 0});
  for (std::uint32_t part = 0; part < parts; ++part) {
    for (std::size_t observation = 0; observation < part_observations; ++observation) {
      for (std::size_t trial = 0; trial < trials; ++trial) {
        PartSums& one = out[trial * parts + part];
        one.sum += row[trial];
        one.sum_squares += row[trial] * row[trial];
      }
      row += trials;
    }
  }
  return MeasureStatus::kOk;
}

MeasureStatus MeasureOverfitting(std::span<const double> returns, std::uint32_t trials,
                                 std::uint32_t parts, Overfitting& out,
                                 SweepWatch* watch) noexcept {
  if (!AreParts(parts)) {
    return MeasureStatus::kBadParameter;
  }
  if (trials < 2) {
    return MeasureStatus::kTooFew;
  }
  if (trials > kMaxComparedTrials) {
    return MeasureStatus::kBadParameter;
  }
  try {
    std::vector<PartSums> sums(std::size_t{trials} * parts);
    const MeasureStatus status = SumParts(returns, trials, parts, sums);
    if (status != MeasureStatus::kOk) {
      return status;
    }
    return MeasureOverfitting(sums, parts, returns.size() / trials / parts, out, watch);
  } catch (const std::bad_alloc&) {
    return MeasureStatus::kNoMemory;
  }
}

std::size_t KeepTrials(std::span<PartSums> sums, std::uint32_t parts) noexcept {
  if (parts == 0 || sums.size() % parts != 0) {
    return 0;
  }
  std::size_t kept = 0;
  for (std::size_t from = 0; from < sums.size(); from += parts) {
    bool trial = true;
    for (std::uint32_t part = 0; part < parts; ++part) {
      trial =
          trial && !std::isnan(sums[from + part].sum) && !std::isnan(sums[from + part].sum_squares);
    }
    for (std::uint32_t part = 0; trial && part < parts; ++part) {
      sums[kept * parts + part] = sums[from + part];
    }
    kept += trial ? 1 : 0;
  }
  return kept;
}

}  // namespace conclave
