#pragma once

namespace conclave {

/// e^x, the same bits on every machine: only +, -, *, / and ldexp, which IEEE 754 fixes. The C
/// library's own differs between versions and between processors with and without FMA.
/// Pure. Within 2 units in the last place where the result is a normal number; NaN gives NaN,
/// above 709.79 infinity, below -745.14 zero.
[[nodiscard]] double NaturalExp(double x) noexcept;

/// e^x - 1 without the loss of digits near 0; within 1e-14 relative (Kahan's correction).
[[nodiscard]] double NaturalExpMinusOne(double x) noexcept;

}  // namespace conclave
