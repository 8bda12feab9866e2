#include "sweep/bar_returns.h"

#include "kernels/natural_log.h"

namespace conclave {

ReturnsOfBars::ReturnsOfBars(std::span<const std::int64_t> opens_e8,
                             std::span<const std::int64_t> closes_e8, Costs costs,
                             LogRatios log_ratios) noexcept
    : opens_(opens_e8), closes_(closes_e8), log_ratios_(log_ratios) {
  const double fee = costs.fee_bps / 10000.0;
  const double slippage = costs.slippage_bps / 10000.0;
  buying_ = NaturalLog((1 - fee) / (1 + slippage));
  selling_ = NaturalLog((1 - fee) * (1 - slippage));
}

void ReturnsOfBars::Fill(std::uint32_t first, std::uint32_t begin, std::uint32_t end,
                         BarReturns* out) const noexcept {
  if (begin == first) {
    *out++ = {};
    ++begin;
  }
  if (begin == end) {
    return;
  }
  double gaps[kTileBars];
  double days[kTileBars];
  const std::uint32_t bars = end - begin;
  log_ratios_(&opens_[begin], &closes_[begin - 1], bars, gaps);
  log_ratios_(&closes_[begin], &opens_[begin], bars, days);
  for (std::uint32_t i = 0; i < bars; ++i) {
    double* earned = out[i].by_positions;
    earned[0] = 0;
    earned[1] = buying_ + days[i];
    earned[2] = gaps[i] + selling_;
    earned[3] = gaps[i] + days[i];
  }
}

}  // namespace conclave
