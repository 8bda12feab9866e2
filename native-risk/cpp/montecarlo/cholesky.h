#pragma once

#include <span>

namespace conclave {

/// The lower triangle L with L L' = covariance, row-major, zero above the diagonal (Golub and Van
/// Loan, "Matrix Computations", algorithm 4.2.2). A covariance of deficient rank is taken, too: a
/// pivot below 1e-10 of its variance gives a column of zeros, and no correlation is then off by
/// more than 1e-5. Pure, O(n^3), no allocation; +, -, *, / and sqrt only, in one order: the same
/// bits everywhere.
///
/// @param covariance  n * n, row-major, symmetric, n >= 1; only its lower triangle is read
/// @param lower       n * n; may be the covariance itself
/// @return false, with `lower` spoilt, if sizes differ or are no square, a number is not finite, or
///         the matrix is not positive semidefinite
[[nodiscard]] bool Cholesky(std::span<const double> covariance, std::span<double> lower) noexcept;

}  // namespace conclave
