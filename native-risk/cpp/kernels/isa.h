#pragma once

#include <cstdint>

namespace conclave {

/// The instruction sets that kernels are written for. Whichever runs, the numbers are the same
/// bits; only the time differs.
enum class Isa : std::uint8_t {
  kBest = 0,  ///< whatever BestIsa() answers
  kScalar = 1,
  kAvx2 = 2,   ///< with FMA, BMI1, BMI2 and LZCNT
  kAvx512 = 3  ///< F, DQ, VL and BW on top of kAvx2
};

/// Whether this processor and operating system run it.
[[nodiscard]] bool Supports(Isa isa) noexcept;

/// The widest that runs here; never kBest.
[[nodiscard]] Isa BestIsa() noexcept;

/// For people: "AVX-512".
[[nodiscard]] const char* NameOf(Isa isa) noexcept;

}  // namespace conclave
