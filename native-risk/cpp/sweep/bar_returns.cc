#include "sweep/bar_returns.h"

#include "kernels/natural_log.h"

namespace conclave {
namespace {

double LogRatio(std::int64_t to, std::int64_t from) noexcept {
  return to == from ? 0 : NaturalLog(static_cast<double>(to) / static_cast<double>(from));
}

}  // namespace

ReturnsOfBars::ReturnsOfBars(std::span<const std::int64_t> opens_e8,
                             std::span<const std::int64_t> closes_e8, Costs costs) noexcept
    : opens_(opens_e8), closes_(closes_e8) {
  const double fee = costs.fee_bps / 10000.0;
  const double slippage = costs.slippage_bps / 10000.0;
  buying_ = NaturalLog((1 - fee) / (1 + slippage));
  selling_ = NaturalLog((1 - fee) * (1 - slippage));
}

void ReturnsOfBars::Fill(std::uint32_t first, std::uint32_t begin, std::uint32_t end,
                         BarReturns* out) const noexcept {
  for (std::uint32_t t = begin; t < end; ++t) {
    BarReturns& bar = out[t - begin];
    if (t == first) {
      bar = {};
      continue;
    }
    const double gap = LogRatio(opens_[t], closes_[t - 1]);
    const double day = LogRatio(closes_[t], opens_[t]);
    bar.by_positions[0] = 0;
    bar.by_positions[1] = buying_ + day;
    bar.by_positions[2] = gap + selling_;
    bar.by_positions[3] = gap + day;
  }
}

}  // namespace conclave
