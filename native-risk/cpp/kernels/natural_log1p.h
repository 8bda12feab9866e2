#pragma once

namespace conclave {

/// ln(1 + x) without the loss of digits near 0, the same bits on every machine; within 1e-14
/// relative (Kahan's correction of NaturalLog). Pure.
///
/// @param x finite and > -1
[[nodiscard]] double NaturalLogOnePlus(double x) noexcept;

}  // namespace conclave
