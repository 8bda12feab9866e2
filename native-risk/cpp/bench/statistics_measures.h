#pragma once

namespace conclave {

/// Seconds of this thread's processor for the probability of backtest overfitting with 16 parts
/// (12,870 splits) over 480 observations of 100 trials, from the matrix of returns; one run.
/// Negative when it failed.
[[nodiscard]] double SecondsOfOverfitting();

}  // namespace conclave
