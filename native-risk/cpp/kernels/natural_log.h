#pragma once

namespace conclave {

/// The natural logarithm, the same bits on every machine: only +, -, *, / and frexp, which IEEE 754
/// fixes. The C library's own differs between versions and between processors with and without FMA.
/// Pure. Within 2 units in the last place, but for results nearer to 0 than 1e-300.
///
/// @param x finite, normal and > 0
[[nodiscard]] double NaturalLog(double x) noexcept;

}  // namespace conclave
