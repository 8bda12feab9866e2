#pragma once

#include <cstdint>

#include "abi/conclave_risk.h"

/// What every function of the library does with what it is told and what a kernel answers.
namespace conclave::door {

/// The hundred of MeasureStatus among the statuses.
inline constexpr conclave_status kMeasure = 300;

/// A kernel's own status among those of its hundred.
template <class KernelStatus>
conclave_status Of(conclave_status hundred, KernelStatus status) noexcept {
  return status == KernelStatus::kOk ? CONCLAVE_OK : hundred + static_cast<int>(status);
}

/// Data where some is due: null is all right only where the count is 0.
template <class T>
bool There(const T* data, std::uint64_t count) noexcept {
  return data != nullptr || count == 0;
}

}  // namespace conclave::door
