#pragma once

#include <cstdint>

namespace conclave {

/// Issues `rounds` x 12 independent 512-bit fused multiply-adds and answers how many that were.
/// Wants AVX-512.
std::uint64_t IssueWideOperations(std::uint64_t rounds);

}  // namespace conclave
