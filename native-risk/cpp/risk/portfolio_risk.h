#pragma once

#include <atomic>
#include <cstdint>
#include <span>

#include "risk/contributions.h"
#include "risk/portfolio_limits.h"
#include "statistics/measure_status.h"

namespace conclave {

/// Changes when the same request would give other numbers.
inline constexpr std::uint16_t kPortfolioRiskVersion = 1;

/// Which covariance the Monte-Carlo paths are drawn from.
enum class RiskCovariance : std::uint32_t {
  kSample = 0,  ///< SampleCovariance
  kShrunk = 1,  ///< ShrunkCovariance: for fewer scenarios than a few times the names
  kEwma = 2     ///< EwmaCovariance with the request's decay: for calm and wild times
};

/// How a portfolio's risk is to be measured.
/// As it lies in a shared slice: 80 bytes, little-endian, no padding.
struct PortfolioRiskOptions {
  PortfolioLimits limits;
  double decay;           ///< EWMA of the filtered figures, in (0, 1); .94 for days
  double degrees;         ///< of Student's t, in (2, kMaxDegreesOfFreedom]
  std::uint64_t seed;     ///< of the Monte-Carlo paths
  std::uint32_t paths;    ///< of the Monte-Carlo, 0: not wanted; at most kMaxRiskPaths
  std::uint32_t threads;  ///< for the paths, in [1, kMaxThreads]; the numbers do not depend on it
  RiskCovariance covariance;
  std::uint32_t level_bps;  ///< as in value_at_risk.h
};
static_assert(sizeof(PortfolioRiskOptions) == 80);

/// The number of Monte-Carlo paths of a request.
inline constexpr std::uint32_t kMaxRiskPaths = 4'194'304;

/// Scenarios times the square of the names of a request with paths: what its covariance takes is
/// below a minute then, and not an hour. 32,768 scenarios of 1,024 names, or 3.4 million of 100.
inline constexpr std::uint64_t kMaxCovarianceWork = std::uint64_t{1} << 35;

/// Which figures of a report have a value; the others are 0.
enum PortfolioFigure : std::uint32_t {
  kFilteredFigure = 1U << 0,       ///< not if a day's deviation is 0
  kCornishFisherFigure = 1U << 1,  ///< not if skew and kurtosis leave the expansion's domain
  kMonteCarloFigure = 1U << 2      ///< not if no paths are wanted
};

/// What a portfolio may lose. Currency unless said otherwise; losses positive.
/// As it lies in a shared slice: 184 bytes, little-endian, no padding.
struct PortfolioRiskReport {
  TailLoss historical;
  TailLoss filtered;
  TailLoss normal;
  TailLoss student;
  TailLoss cornish_fisher;
  TailLoss monte_carlo;
  double monte_carlo_error;  ///< standard error of its VaR
  double shrinkage;          ///< of its covariance, towards constant correlation: 0 to 1
  double mean;               ///< of the scenarios' profit
  double deviation;          ///< sample deviation of it
  double skew;               ///< of it, no unit
  double kurtosis;           ///< of it, not excess, no unit
  Exposure exposure;
  std::uint32_t breaches;  ///< bits of PortfolioBreach, the CVaR being the historical one
  std::uint32_t figures;   ///< bits of PortfolioFigure
};
static_assert(sizeof(PortfolioRiskReport) == 184);

/// Measures a whole portfolio over its scenarios: the one function behind the child process and the
/// shared library, so that both give the same bits. Pure but for memory it takes (T + N^2 if paths
/// are wanted; the paths are kept); same input, same bits, on every machine. Never throws; outputs
/// are written only on kOk. O(T N) time, plus O(paths N + T N^2 + N^3) with
/// Monte-Carlo.
///
/// @param positions      N >= 1, currency, + is long, finite
/// @param returns        T * N simple returns, one scenario's names next to each other, oldest
///                       first, T >= 2, finite
/// @param contributions  empty, or N
/// @param cancelled      null, or set by the waiter: leave soon. Looked at while the covariance is
///                       summed up and while paths are drawn
/// @return kBadShape, kTooFew, kNotFinite, kBadParameter (an option out of range; with paths, more
///         than kMaxSimulatedAssets names or kMaxCovarianceWork), kNotPositive, kNoMemory,
///         kCancelled
[[nodiscard]] MeasureStatus MeasurePortfolio(std::span<const double> positions,
                                             std::span<const double> returns,
                                             const PortfolioRiskOptions& options,
                                             PortfolioRiskReport& report,
                                             std::span<Contribution> contributions,
                                             const std::atomic<bool>* cancelled = nullptr) noexcept;

}  // namespace conclave
