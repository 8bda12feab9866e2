#pragma once

#include <cstdint>

#include "statistics/measure_status.h"

namespace conclave {

/// What is known of a strategy's Sharpe ratio: per observation, not annualised.
struct SharpeEvidence {
  double sharpe;
  double skew;      ///< m3 / m2^1.5
  double kurtosis;  ///< m4 / m2^2, not excess: 3 for the normal; at least 1 + skew^2
  std::uint64_t observations;
};

/// The largest number of trials that is counted.
inline constexpr std::uint64_t kMaxTrials = 1'000'000'000'000;

// All pure, O(1), never throw; `out` is written only on kOk. Errors: kNotFinite; kTooFew for fewer
// than 2 observations; kBadParameter for moments that no distribution has, or as stated;
// kNoSpread when the estimate of the Sharpe would have no error at all.

/// Probability that the true Sharpe is above `benchmark` (per observation):
/// Phi[(SR - SR*) sqrt(T - 1) / sqrt(1 - g3 SR + (g4 - 1)/4 SR^2)].
/// Bailey & Lopez de Prado, "The Sharpe ratio efficient frontier" (2012).
[[nodiscard]] MeasureStatus ProbabilisticSharpe(const SharpeEvidence& evidence, double benchmark,
                                                double& out) noexcept;

/// The Sharpe (per observation) to be expected of the best of `trials` without any skill:
/// sqrt(V) [(1 - g) Phi^-1(1 - 1/N) + g Phi^-1(1 - 1/(N e))], g Euler's constant; 0 for one trial.
/// Bailey & Lopez de Prado, "The deflated Sharpe ratio" (2014).
/// @param trials          every backtest that was tried, in [1, kMaxTrials]
/// @param trial_variance  of the trials' Sharpes, per observation, >= 0
[[nodiscard]] MeasureStatus ExpectedMaximumSharpe(std::uint64_t trials, double trial_variance,
                                                  double& out) noexcept;

struct DeflatedSharpe {
  double hurdle;       ///< SR0, the expected maximum of the trials
  double probability;  ///< that the true Sharpe is above it
};

/// The probabilistic Sharpe against what the best of the counted trials would show by luck.
[[nodiscard]] MeasureStatus DeflateSharpe(const SharpeEvidence& evidence, std::uint64_t trials,
                                          double trial_variance, DeflatedSharpe& out) noexcept;

/// Minimum track record length, observations: how many are needed before the Sharpe is above
/// `benchmark` with the given confidence: 1 + [1 - g3 SR + (g4 - 1)/4 SR^2] (z / (SR - SR*))^2.
/// Bailey & Lopez de Prado (2012). The evidence's own number of observations is not used.
/// @param confidence  in (0.5, 1)
/// @return kUnreachable when the Sharpe is not above the benchmark
[[nodiscard]] MeasureStatus MinimumTrackRecord(const SharpeEvidence& evidence, double benchmark,
                                               double confidence, double& out) noexcept;

/// Minimum backtest length, years: shorter, and the best of `trials` without skill is expected to
/// show at least this annual Sharpe: (E[max_N] / SR)^2.
/// Bailey, Borwein, Lopez de Prado & Zhu, "Pseudo-mathematics and financial charlatanism" (2014).
/// @param trials         in [2, kMaxTrials]
/// @param annual_sharpe  > 0
[[nodiscard]] MeasureStatus MinimumBacktestYears(std::uint64_t trials, double annual_sharpe,
                                                 double& out) noexcept;

}  // namespace conclave
