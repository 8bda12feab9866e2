#pragma once

#include <cstdint>
#include <span>

#include "risk/value_at_risk.h"
#include "statistics/measure_status.h"

namespace conclave {

/// What one name adds to the portfolio's losses, in currency: components of all names sum to the
/// portfolio's figure. The marginal figure (per unit of currency more of the name) is the component
/// divided by the position.
struct Contribution {
  double historical_var;
  double historical_cvar;
  double normal_var;
  double normal_cvar;
};
static_assert(sizeof(Contribution) == 32);

/// Euler's allocation (Tasche 1999). Historical CVaR: the name's mean loss over the tail, the
/// scenario at VaR weighing what is left of the tail; historical VaR: its loss in the scenario at
/// VaR; equal scenarios share. Normal: -position mean_i + z position cov(i, portfolio) / deviation.
/// Pure, never throws, allocates T. O(T N) time.
///
/// @param positions  N, currency, + is long, finite
/// @param returns    T * N simple returns, one scenario's names next to each other, T >= 2
/// @param out        N
/// @return kBadShape, kTooFew, kNotFinite, kBadParameter, kNoMemory. A portfolio that does not move
///         has normal components of -position mean_i.
[[nodiscard]] MeasureStatus MeasureContributions(std::span<const double> positions,
                                                 std::span<const double> returns,
                                                 std::uint32_t level_bps,
                                                 std::span<Contribution> out) noexcept;

}  // namespace conclave
