// Returns, moments and counts of any kind. A measure has a value that is a number within its range,
// or a reason why not and no trace; NaN and infinity among the returns are always a reason; and
// what can be said in two ways is said alike.

#include <algorithm>
#include <cmath>
#include <vector>

#include "fuzz/bytes.h"
#include "fuzz/numbers.h"
#include "fuzz/same_bits.h"
#include "fuzz/seeds.h"
#include "statistics/data_snooping.h"
#include "statistics/distributions.h"
#include "statistics/overfitting.h"
#include "statistics/performance.h"
#include "statistics/sharpe_inference.h"
#include "statistics/stationary_bootstrap.h"
#include "testing/check.h"

namespace conclave {
namespace {

using fuzz::Finite;
using fuzz::SameBits;

constexpr double kUntouched = 77;

bool IsShare(double x) { return x >= 0 && x <= 1; }

void Performs(fuzz::Bytes& bytes) {
  const double periods = bytes.Once(16) ? fuzz::Number(bytes) : 252;
  const auto returns = fuzz::Numbers(bytes, bytes.Within(0, 90));
  Performance out{};
  out.mean = kUntouched;
  const MeasureStatus status = MeasurePerformance(returns, periods, out);
  if (status != MeasureStatus::kOk) {
    CHECK(out.mean == kUntouched);
    return;
  }
  CHECK(returns.size() >= 2 && fuzz::AllFinite(returns) && out.observations == returns.size());
  CHECK(
      Finite(out.total, out.mean, out.deviation, out.skew, out.kurtosis, out.sharpe, out.sortino));
  CHECK(Finite(out.deepest_fall, out.annual_return, out.annual_deviation, out.annual_sharpe));
  CHECK(Finite(out.annual_sortino, out.calmar, out.deepest_fall_share));
  CHECK(out.deviation >= 0 && out.deepest_fall >= 0 && IsShare(out.deepest_fall_share));
  CHECK(out.longest_fall <= out.observations);
}

void Turns(fuzz::Bytes& bytes) {
  const auto positions = fuzz::Numbers(bytes, bytes.Within(0, 40));
  double out = kUntouched;
  const MeasureStatus status = Turnover(positions, out);
  CHECK(status == MeasureStatus::kOk ? Finite(out) && out >= 0 : out == kUntouched);
}

void Infers(fuzz::Bytes& bytes) {
  const auto number = [&bytes](double scale) {
    return bytes.Once(4) ? fuzz::Number(bytes) : scale * bytes.Any<std::int16_t>() / 32768;
  };
  const SharpeEvidence evidence{number(2), number(3), 3 + number(9),
                                bytes.Once(8) ? bytes.Any<std::uint64_t>() : bytes.Within(0, 5000)};
  const double benchmark = number(1);
  double out = kUntouched;
  const auto said = [&out](MeasureStatus status) {
    CHECK(status == MeasureStatus::kOk ? Finite(out) : out == kUntouched);
    return status == MeasureStatus::kOk;
  };
  if (said(ProbabilisticSharpe(evidence, benchmark, out))) CHECK(IsShare(out));
  out = kUntouched;
  if (said(MinimumTrackRecord(evidence, benchmark, number(1), out))) CHECK(out >= 1);
  const std::uint64_t trials = bytes.Once(4) ? bytes.Any<std::uint64_t>() : bytes.Within(0, 60000);
  const double variance = std::fabs(number(1));
  out = kUntouched;
  if (said(ExpectedMaximumSharpe(trials, variance, out))) CHECK(out >= 0);
  const bool has_hurdle = out != kUntouched;
  const double hurdle = out;
  DeflatedSharpe deflated{kUntouched, kUntouched};
  if (DeflateSharpe(evidence, trials, variance, deflated) == MeasureStatus::kOk) {
    CHECK(has_hurdle && SameBits(deflated.hurdle, hurdle) && IsShare(deflated.probability));
  } else {
    CHECK(deflated.hurdle == kUntouched && deflated.probability == kUntouched);
  }
  out = kUntouched;
  if (said(MinimumBacktestYears(trials, number(2), out))) CHECK(out >= 0);
}

void Distributes(fuzz::Bytes& bytes) {
  const auto number = [&bytes] {
    return bytes.Once(3) ? fuzz::Number(bytes)
                         : static_cast<double>(bytes.Any<std::int16_t>()) / 1024;
  };
  const double x = number();
  const double more = x + std::fabs(number());
  const auto rises = [&](double at_x, double at_more) {
    CHECK(std::isnan(at_x) ? std::isnan(x) : IsShare(at_x));
    if (!std::isnan(at_x) && !std::isnan(at_more)) CHECK(at_x <= at_more + 1e-12);
  };
  rises(NormalCdf(x), NormalCdf(more));
  CHECK(std::isnan(x) || NormalDensity(x) >= 0);
  const double degrees = bytes.Once(4) ? fuzz::Number(bytes) : 0.5 + bytes.Within(0, 20000) / 4.0;
  if (degrees >= kMinDegreesOfFreedom && degrees <= kMaxDegreesOfFreedom) {
    rises(StudentCdf(x, degrees), StudentCdf(more, degrees));
  } else {
    CHECK(std::isnan(StudentCdf(x, degrees)));
  }
  const double p = bytes.Once(8) ? fuzz::Number(bytes) : (1 + bytes.Within(0, 65533)) / 65535.0;
  CHECK((p > 0 && p < 1) == Finite(NormalQuantile(p)));
  CHECK((p >= kMinStudentProbability && p < 1) == Finite(StudentQuantile(p, 4)));
  if (p > 0 && p < 1) CHECK(std::fabs(NormalCdf(NormalQuantile(p)) - p) <= 1e-12);
  const auto any_degrees = bytes.Within(0, 110);
  const double survival = ChiSquareSurvival(x, any_degrees);
  CHECK(x >= 0 && any_degrees >= 1 && any_degrees <= 100 ? IsShare(survival)
                                                         : std::isnan(survival));
  const std::uint32_t trials = bytes.Within(0, 400);
  const std::uint32_t successes = bytes.Within(0, 401);
  const double cdf = BinomialCdf(successes, trials, p);
  CHECK(successes <= trials && trials >= 1 && p > 0 && p < 1 ? IsShare(cdf) : std::isnan(cdf));
}

void Overfits(fuzz::Bytes& bytes) {
  const std::uint32_t trials = bytes.Within(0, 9);
  const std::uint32_t parts = bytes.Once(8) ? bytes.Any<std::uint32_t>() : 2 * bytes.Within(1, 4);
  const auto returns =
      fuzz::Numbers(bytes, bytes.Once(16) ? bytes.Within(0, 400) : trials * bytes.Within(0, 40));
  Overfitting whole{};
  whole.probability = kUntouched;
  const MeasureStatus status = MeasureOverfitting(returns, trials, parts, whole);
  if (status != MeasureStatus::kOk) {
    CHECK(whole.probability == kUntouched);
    return;
  }
  CHECK(IsShare(whole.probability) && IsShare(whole.loss_probability));
  CHECK(Finite(whole.logit_mean, whole.logit_deviation, whole.logit_low, whole.logit_median));
  CHECK(Finite(whole.logit_high, whole.degradation_slope, whole.degradation_offset));
  CHECK(whole.logit_low <= whole.logit_median && whole.logit_median <= whole.logit_high);
  std::vector<PartSums> sums(std::size_t{trials} * parts);
  CHECK(SumParts(returns, trials, parts, sums) == MeasureStatus::kOk);
  CHECK(KeepTrials(sums, parts) == trials);
  Overfitting by_parts{};
  CHECK(MeasureOverfitting(sums, parts, whole.part_observations, by_parts) == MeasureStatus::kOk);
  CHECK(SameBits<Overfitting>({&whole, 1}, {&by_parts, 1}));
}

/// Sums that no returns need have.
void JudgesSums(fuzz::Bytes& bytes) {
  const std::uint32_t parts = bytes.Within(0, 8);
  const std::uint64_t observations =
      bytes.Once(8) ? bytes.Any<std::uint64_t>() : bytes.Within(0, 9);
  const auto numbers = fuzz::Numbers(bytes, 2 * std::size_t{bytes.Within(0, 40)});
  std::vector<PartSums> sums;
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2)
    sums.push_back({numbers[i], numbers[i + 1]});
  Overfitting out{};
  out.probability = kUntouched;
  if (MeasureOverfitting(sums, parts, observations, out) == MeasureStatus::kOk) {
    CHECK(IsShare(out.probability) && Finite(out.logit_mean, out.degradation_slope));
    CHECK(Finite(out.degradation_offset));
  } else {
    CHECK(out.probability == kUntouched);
  }
  CHECK(KeepTrials(sums, parts) <= sums.size());
}

void Snoops(fuzz::Bytes& bytes) {
  const std::uint32_t rules = bytes.Within(0, 4);
  const SnoopingOptions options{bytes.Once(4) ? fuzz::Number(bytes) : bytes.Within(1, 20),
                                bytes.Once(32) ? bytes.Within(0, 100) : 100,
                                bytes.Any<std::uint64_t>()};
  const auto excess =
      fuzz::Numbers(bytes, bytes.Once(16) ? bytes.Within(0, 60) : rules * bytes.Within(18, 40));
  Snooping out{};
  out.reality_p = kUntouched;
  if (MeasureSnooping(excess, rules, options, out) != MeasureStatus::kOk) {
    CHECK(out.reality_p == kUntouched);
    return;
  }
  CHECK(fuzz::AllFinite(excess) && Finite(out.reality_statistic, out.spa_statistic));
  CHECK(out.spa_statistic >= 0 && out.best < rules && out.best_studentised < rules);
  for (const double p : {out.reality_p, out.spa_p_lower, out.spa_p_consistent, out.spa_p_upper}) {
    CHECK(p > 0 && p <= 1);
  }
  CHECK(out.spa_p_lower <= out.spa_p_consistent && out.spa_p_consistent <= out.spa_p_upper);
}

void Draws(fuzz::Bytes& bytes) {
  std::vector<std::uint32_t> counts(bytes.Within(1, 200));
  const double block = bytes.Once(4) ? 1 + std::fabs(fuzz::Number(bytes)) : bytes.Within(1, 50);
  if (std::isnan(block)) return;
  DrawStationaryBootstrap(bytes.Any<std::uint64_t>(), bytes.Any<std::uint32_t>(), block, counts);
  std::uint64_t sum = 0;
  for (const std::uint32_t count : counts) sum += count;
  CHECK(sum == counts.size());
}

}  // namespace

std::vector<fuzz::Seed> fuzz::Seeds() { return NoiseBehind(8); }

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr void (*kMeasures[])(conclave::fuzz::Bytes&) = {
      conclave::Performs, conclave::Turns,      conclave::Infers, conclave::Distributes,
      conclave::Overfits, conclave::JudgesSums, conclave::Snoops, conclave::Draws};
  conclave::fuzz::Bytes bytes(data, size);
  kMeasures[bytes.Within(0, 7)](bytes);
  return 0;
}
