#pragma once

#include <cstdint>
#include <span>

#include "statistics/data_snooping.h"
#include "statistics/measure_status.h"
#include "statistics/overfitting.h"

namespace conclave {

/// How the choice among trials is to be examined.
struct TrialSelectionOptions {
  std::uint32_t parts;       ///< of the overfitting, even, in [2, kMaxParts]; 16 is usual
  SnoopingOptions snooping;  ///< draws 0: not wanted
};

/// Which figures have a value; the others are 0.
enum TrialSelectionFigure : std::uint32_t {
  kSnoopingFigures = 1U << 0  ///< not if not wanted, or if no trial has any deviation
};

/// What is to be held of the best of many trials.
/// As it lies in a shared slice: 160 bytes, little-endian, no padding.
struct TrialSelection {
  Overfitting overfitting;
  Snooping snooping;
  std::uint32_t figures;   ///< bits of TrialSelectionFigure
  std::uint32_t reserved;  ///< 0
};
static_assert(sizeof(TrialSelection) == 160);

/// MeasureOverfitting and MeasureSnooping over the same returns: what both doors answer with.
/// Never throws; `out` is written only on kOk.
///
/// @param returns  observations * trials: what each trial earned, for the snooping tests above its
///                 benchmark; one observation's trials next to each other, oldest first, finite
/// @param watch    null, or told of every split and every draw as a unit of work; its total is set
[[nodiscard]] MeasureStatus MeasureTrialSelection(std::span<const double> returns,
                                                  std::uint32_t trials,
                                                  const TrialSelectionOptions& options,
                                                  TrialSelection& out,
                                                  SweepWatch* watch = nullptr) noexcept;

}  // namespace conclave
