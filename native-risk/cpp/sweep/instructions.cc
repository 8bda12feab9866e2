#include "sweep/instructions.h"

#include "kernels/isa.h"

namespace conclave {
namespace {

constexpr Instructions kPlain{LogRatiosPlain,    FillSimplePlain,   FillExponentialPlain,
                              FillLinePlain,     nullptr,           MeasureLinePlain,
                              MeasureBlockPlain, DecideTilePlain,   BookHeldPlain,
                              FillWidePlain,     FillWideLinePlain, FindDoubtsPlain};
constexpr Instructions kOfAvx2{LogRatiosPlain,   FillSimpleAvx2,   FillExponentialAvx2,
                               FillLineAvx2,     BookTileAvx2,     MeasureLineAvx2,
                               MeasureBlockAvx2, DecideTileAvx2,   BookHeldPlain,
                               FillWideAvx2,     FillWideLineAvx2, FindDoubtsAvx2};
constexpr Instructions kOfAvx512{LogRatiosAvx512,    FillSimpleAvx512,   FillExponentialAvx512,
                                 FillLineAvx512,     BookTileAvx512,     MeasureLineAvx512,
                                 MeasureBlockAvx512, DecideTileAvx512,   BookHeldAvx512,
                                 FillWideAvx512,     FillWideLineAvx512, FindDoubtsAvx512};

}  // namespace

// __builtin_cpu_supports answers yes only if the operating system saves the wide registers as well.

bool Supported(Method method) noexcept {
  switch (method) {
    case Method::kAuto:
    case Method::kScalar:
    case Method::kRunLength:
      return true;
    case Method::kAvx2:
      return Supports(Isa::kAvx2);
    case Method::kAvx512:
      return Supports(Isa::kAvx512) && __builtin_cpu_supports("avx512vbmi2") &&
             __builtin_cpu_supports("avx512vpopcntdq");
  }
  return false;
}

Method BestMethod() noexcept {
  if (Supported(Method::kAvx512)) {
    return Method::kAvx512;
  }
  return Supported(Method::kAvx2) ? Method::kAvx2 : Method::kScalar;
}

const Instructions& InstructionsOf(Method method) noexcept {
  switch (method) {
    case Method::kAvx512:
      return kOfAvx512;
    case Method::kAvx2:
      return kOfAvx2;
    case Method::kAuto:
    case Method::kScalar:
    case Method::kRunLength:
      break;
  }
  return kPlain;
}

}  // namespace conclave
