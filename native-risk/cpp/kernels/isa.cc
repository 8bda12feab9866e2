#include "kernels/isa.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace conclave {
namespace {

#if defined(__x86_64__)
/// Asked by hand: not every compiler's __builtin_cpu_supports knows the word.
bool HasLzcnt() noexcept {
  unsigned eax = 0;
  unsigned ebx = 0;
  unsigned ecx = 0;
  unsigned edx = 0;
  return __get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx) != 0 && (ecx & (1U << 5)) != 0;
}
#endif

bool HasAvx2() noexcept {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && HasLzcnt();
#else
  return false;
#endif
}

bool HasAvx512() noexcept {
#if defined(__x86_64__)
  return HasAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
#else
  return false;
#endif
}

}  // namespace

bool Supports(Isa isa) noexcept {
  switch (isa) {
    case Isa::kBest:
    case Isa::kScalar:
      return true;
    case Isa::kAvx2:
      return HasAvx2();
    case Isa::kAvx512:
      return HasAvx512();
  }
  return false;
}

Isa BestIsa() noexcept {
  if (HasAvx512()) {
    return Isa::kAvx512;
  }
  return HasAvx2() ? Isa::kAvx2 : Isa::kScalar;
}

const char* NameOf(Isa isa) noexcept {
  switch (isa) {
    case Isa::kBest:
      return NameOf(BestIsa());
    case Isa::kScalar:
      return "scalar";
    case Isa::kAvx2:
      return "AVX2";
    case Isa::kAvx512:
      return "AVX-512";
  }
  return "unknown";
}

}  // namespace conclave
