#include "statistics/trial_selection.h"

namespace conclave {

MeasureStatus MeasureTrialSelection(std::span<const double> returns, std::uint32_t trials,
                                    const TrialSelectionOptions& options, TrialSelection& out,
                                    SweepWatch* watch) noexcept {
  if (watch != nullptr) {
    const bool snoops = options.snooping.draws > 0 && trials > 0;
    watch->total.store(
        CountSplits(options.parts) +
            (snoops ? CountSnoopingUnits(returns.size() / trials, options.snooping) : 0),
        std::memory_order_relaxed);
  }
  TrialSelection found{};
  MeasureStatus status =
      MeasureOverfitting(returns, trials, options.parts, found.overfitting, watch);
  if (status == MeasureStatus::kOk && options.snooping.draws > 0) {
    status = MeasureSnooping(returns, trials, options.snooping, found.snooping, watch);
    if (status == MeasureStatus::kOk) {
      found.figures |= kSnoopingFigures;
    } else if (status == MeasureStatus::kNoSpread) {
      status = MeasureStatus::kOk;
    }
  }
  if (status == MeasureStatus::kOk) {
    out = found;
  }
  return status;
}

}  // namespace conclave
