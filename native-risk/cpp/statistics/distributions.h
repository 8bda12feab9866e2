#pragma once

#include <cstdint>

namespace conclave {

// Densities, distribution functions and quantiles, the same bits on every machine: only the
// operations that IEEE 754 fixes, and our own exponential and logarithm. Accurate to 1e-12 of the
// value, in the tails as well, wherever the value is a normal number. Pure. NaN, and an argument
// outside its stated range, give NaN: callers that decide check their arguments first.
// Sources: Abramowitz & Stegun (1964) 26.2.10, 26.2.14 (normal), 26.4.4-5 (chi-square),
// 26.5.8 and 26.7.1 (Student); the quantiles are Newton's method on the functions above them.

/// Density of the standard normal at x.
[[nodiscard]] double NormalDensity(double x) noexcept;
/// P(Z <= x).
[[nodiscard]] double NormalCdf(double x) noexcept;
/// The x with P(Z <= x) = p. @param p in (0, 1); 0 and 1 give the infinities
[[nodiscard]] double NormalQuantile(double p) noexcept;

/// The range of Student's degrees of freedom; need not be whole. With more it is the normal but for
/// 1e-4, and our fraction would lose digits.
inline constexpr double kMinDegreesOfFreedom = 0.5;
inline constexpr double kMaxDegreesOfFreedom = 10000;

/// The smallest probability of a Student quantile: below, its density is no normal number.
inline constexpr double kMinStudentProbability = 1e-200;

/// Density of Student's t with `degrees` of freedom at t. Not scaled to unit variance.
[[nodiscard]] double StudentDensity(double t, double degrees) noexcept;
/// P(T <= t). O(sqrt(degrees)) time.
[[nodiscard]] double StudentCdf(double t, double degrees) noexcept;
/// The t with P(T <= t) = p. NaN where it lies beyond 1e150.
/// @param p in [kMinStudentProbability, 1); 0 and 1 give the infinities
[[nodiscard]] double StudentQuantile(double p, double degrees) noexcept;

/// P(X > x) of chi-square. O(degrees) time.
/// @param x >= 0
/// @param degrees in [1, 100]
[[nodiscard]] double ChiSquareSurvival(double x, std::uint32_t degrees) noexcept;

/// P(X <= successes) of the binomial, by its terms. O(trials) time; within 1e-10 of the value.
/// @param successes <= trials
/// @param trials in [1, 1,000,000]
/// @param probability in (0, 1)
[[nodiscard]] double BinomialCdf(std::uint32_t successes, std::uint32_t trials,
                                 double probability) noexcept;

}  // namespace conclave
