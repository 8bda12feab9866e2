#include "kernels/isa.h"

namespace conclave {
namespace {

bool HasAvx2() noexcept {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
         __builtin_cpu_supports("lzcnt");
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
