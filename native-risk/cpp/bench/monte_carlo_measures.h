#pragma once

#include <cstdint>

#include "kernels/isa.h"

/// Value at risk of one book of 50 correlated assets over 1M paths, by our simulation and by a
/// plain program that does the same job. Seconds are processor time of the calling thread, of one
/// run.
namespace conclave::bench {

inline constexpr std::uint64_t kMonteCarloPaths = 1'000'000;
inline constexpr int kMonteCarloAssets = 50;

/// RunMonteCarlo, log-normal revaluation, one thread. Below 0 if it failed or is not to be had
/// here.
double MonteCarloSeconds(Isa isa) noexcept;

/// The plain program: std::mt19937_64, std::normal_distribution, a triangular product, std::expm1,
/// and std::nth_element for VaR.
double PlainMonteCarloSeconds();

/// How many standard errors the VaR simulated for the linear book lies from the analytic one.
double LinearVarDistance(Isa isa) noexcept;

/// Whether 1 and 2 threads, and every instruction set there is here, give the same bits: every
/// loss of every path.
bool SameBitsEverywhere();

}  // namespace conclave::bench
