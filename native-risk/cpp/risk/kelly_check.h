#pragma once

#include <cstdint>
#include <span>

#include "statistics/measure_status.h"

namespace conclave {

/// Whether a bet keeps the probability of ever falling below a share of the wealth under a bound.
struct KellyVerdict {
  double aversion;     ///< lambda = ln beta / ln alpha
  double expectation;  ///< mean of (1 + w.r)^-lambda; infinity when some scenario ruins
  double growth;       ///< mean of ln(1 + w.r), per bet; -infinity when some scenario ruins
  double scale;        ///< largest s in [0, 1], to 2^-40, at which s w is still admitted
  bool admitted;       ///< expectation <= 1: then P(least wealth < alpha) < beta
};

/// Risk-constrained Kelly gambling: E[(1 + w.r)^-lambda] <= 1 with lambda = ln beta / ln alpha
/// bounds P(least wealth < alpha) by beta. Busseti, Ryu & Boyd (2016).
/// Pure, never throws, allocates T. O(T N + 40 T) time.
///
/// @param weights  N shares of wealth, finite
/// @param returns  T * N simple returns of equally likely scenarios, one scenario's names next to
///                 each other, finite, T >= 1
/// @param alpha    the share of the wealth that is guarded, in (0, 1)
/// @param beta     the probability allowed, in (0, 1)
/// @return kBadShape, kTooFew, kNotFinite, kBadParameter, kNoMemory
[[nodiscard]] MeasureStatus CheckKelly(std::span<const double> weights,
                                       std::span<const double> returns, double alpha, double beta,
                                       KellyVerdict& out) noexcept;

}  // namespace conclave
