#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "kernels/isa.h"

namespace conclave {

/// Changes when the same input would give other numbers.
inline constexpr std::uint16_t kMonteCarloVersion = 1;

inline constexpr std::size_t kMaxSimulatedAssets = 1024;
inline constexpr std::uint64_t kMaxPaths = 1U << 26;
inline constexpr std::uint32_t kMaxThreads = 256;

/// The largest log return that a path may come to; exp of it is still far from overflow.
inline constexpr double kMaxLogReturn = 600;

/// No normal that is drawn lies farther out: sqrt(2 * 53 * ln 2), rounded up.
inline constexpr double kFarthestNormal = 8.58;

enum class Revaluation : std::uint8_t {
  kLinear = 0,    ///< gain = exposure * x
  kLogNormal = 1  ///< gain = exposure * (exp(x) - 1): x is a log return
};

enum class MonteCarloStatus : std::uint8_t {
  kOk = 0,
  kBadShapes = 1,  ///< no asset, more than kMaxSimulatedAssets, or sizes that do not fit each other
  kBadNumbers =
      2,  ///< a number that is not finite, a negative diagonal, or losses beyond 1e150 possible
  kBadLevel = 3,   ///< level_bps outside [5000, 9999]
  kBadPaths = 4,   ///< none, more than kMaxPaths, or an odd number of antithetic ones
  kTooWild = 5,    ///< a log return beyond kMaxLogReturn is possible
  kBadEngine = 6,  ///< threads outside [1, kMaxThreads], or an instruction set not to be had here
  kNoMemory = 7,
  kCancelled = 8  ///< whoever waits asked to leave
};

/// A book of n assets whose returns over one horizon, x = means + L z, are jointly normal.
struct MonteCarlo {
  std::span<const double> exposures;  ///< n market values, one currency, + is long
  std::span<const double> means;      ///< n expected returns over the horizon; empty: all 0
  std::span<const double> cholesky;   ///< n * n, row-major, the lower triangle L of the covariance
                                      ///< over the horizon (Cholesky); above it nothing is read
  std::uint64_t paths = 0;
  std::uint64_t seed = 0;
  bool antithetic = false;  ///< path p + paths/2 goes the mirror image of path p
  Revaluation revaluation = Revaluation::kLinear;
  std::int32_t level_bps = 9900;  ///< confidence c, basis points: 9900 is 99 %
  std::uint32_t threads = 1;
  Isa isa = Isa::kBest;
  const std::atomic<bool>* cancelled = nullptr;  ///< null, or set by the waiter: leave soon
};

/// In the exposures' currency; a loss is positive.
struct MonteCarloResult {
  double var;        ///< the k-th largest loss, k = ceil((1 - c) * paths)
  double cvar;       ///< var + sum of max(0, loss - var) / ((1 - c) * paths)
  double mean;       ///< of the losses
  double deviation;  ///< of the losses, sample (paths - 1); 0 for one path
  double var_standard_error;
  double cvar_standard_error;
  double worst;  ///< the largest loss
};

/// Value at risk and conditional value at risk by simulation.
///
/// Path p's normals depend on (seed, p, asset) only (philox.h), every path is computed by the same
/// operations on every instruction set, and sums over paths are taken in path order: the answer is
/// the same bits for any number of threads and any Isa.
///
/// CVaR after Rockafellar and Uryasev, "Optimization of conditional value-at-risk", Journal of Risk
/// 2 (2000). The standard error of VaR is half the distance between the losses ranked one binomial
/// deviation, sqrt(c (1 - c) paths), above and below it: no density need be assumed. That of CVaR
/// is the deviation of max(0, loss - var) / (1 - c) over sqrt(paths). Both take paths for
/// independent; for antithetic ones they are upper figures.
///
/// Pure; takes memory for the losses if given no room, and 32 * 8 * n bytes a thread. Never throws;
/// writes `out` only on kOk. If threads are refused by the system, fewer do the work. Each looks at
/// `cancelled` before every few hundred draws.
/// O(paths * n^2) time for kLogNormal, O(paths * n) for kLinear.
///
/// @param losses  empty, or room for one loss a path, in path order; rubbish after kCancelled
[[nodiscard]] MonteCarloStatus RunMonteCarlo(const MonteCarlo& book, std::span<double> losses,
                                             MonteCarloResult& out) noexcept;

}  // namespace conclave
