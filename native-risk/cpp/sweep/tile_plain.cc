#include "kernels/natural_log.h"
#include "sweep/run_length.h"
#include "sweep/tile.h"

namespace conclave {

void LogRatiosPlain(const std::int64_t* to, const std::int64_t* from, std::uint32_t count,
                    double* out) {
  for (std::uint32_t i = 0; i < count; ++i) {
    out[i] = NaturalLog(static_cast<double>(to[i]) / static_cast<double>(from[i]));
  }
}

void FillSimplePlain(const double* sums, const WindowBlock& block, std::uint32_t begin,
                     std::uint32_t end, double early, double* out) {
  for (std::uint32_t t = begin; t < end; ++t) {
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
      const std::int64_t first = std::int64_t{t} + 1 + block.offset[lane];
      out[lane] = first < 0 ? early : (sums[t + 1] - sums[first]) / block.bars[lane];
    }
    out += kLanes;
  }
}

void FillExponentialPlain(const std::int64_t* closes, WindowBlock& block, std::uint32_t begin,
                          std::uint32_t end, double early, double* out) {
  for (std::uint32_t t = begin; t < end; ++t) {
    const double close = static_cast<double>(closes[t]);
    const double bars = t + 1.0;
    if (t < block.longest) {
      block.first_closes += close;
    }
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
      if (bars > block.bars[lane]) {
        block.exponential[lane] += block.alpha[lane] * (close - block.exponential[lane]);
      } else if (bars == block.bars[lane]) {
        block.exponential[lane] = block.first_closes / bars;
      }
      out[lane] = bars >= block.bars[lane] ? block.exponential[lane] : early;
    }
    out += kLanes;
  }
}

void FillLinePlain(const double* sums, std::uint32_t window, std::uint32_t begin, std::uint32_t end,
                   double early, double* out) {
  for (std::uint32_t t = begin; t < end; ++t) {
    *out++ = t + 1 < window ? early : (sums[t + 1] - sums[t + 1 - window]) / window;
  }
}

void MeasureLinePlain(const double* line, std::uint32_t bars, LineRanges& out) {
  for (std::uint32_t t = 0; t < bars; ++t) {
    const std::uint32_t range = t / kRangeBars;
    const bool first = t % kRangeBars == 0;
    out.low[range] = first || line[t] < out.low[range] ? line[t] : out.low[range];
    out.high[range] = first || line[t] > out.high[range] ? line[t] : out.high[range];
  }
}

void MeasureBlockPlain(const double* fast, std::uint32_t bars, BlockRanges& out) {
  for (std::uint32_t t = 0; t < bars; ++t) {
    double* low = out.low[t / kRangeBars];
    double* high = out.high[t / kRangeBars];
    const bool first = t % kRangeBars == 0;
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
      low[lane] = first || fast[lane] < low[lane] ? fast[lane] : low[lane];
      high[lane] = first || fast[lane] > high[lane] ? fast[lane] : high[lane];
    }
    fast += kLanes;
  }
}

void DecideTilePlain(const double* fast, const BlockRanges&, const double* slow, const LineRanges&,
                     std::uint32_t bars, std::uint64_t* wanted) {
  for (std::uint32_t t = 0; t < bars; ++t) {
    for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
      wanted[lane] = wanted[lane] << 1 | (fast[lane] > slow[t] ? 1U : 0U);
    }
    fast += kLanes;
  }
}

void BookHeldPlain(std::uint32_t bars, const RunMap& throughout, BlockState& state,
                   RunEvents& events) {
  const std::uint64_t held = (std::uint64_t{1} << bars << 1) - 1;
  std::uint8_t* to = events.places;
  std::uint8_t* lanes = events.lanes;
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    const std::uint64_t positions = state.wanted[lane] >> 1 & held;
    if (positions == held) {
      ApplyRun(throughout, state, lane);
      continue;
    }
    std::uint64_t change = positions ^ positions << 1;
    state.fills[lane] += static_cast<std::uint64_t>(__builtin_popcountll(change & (held - 1)));
    while (change != 0) {
      *to++ = static_cast<std::uint8_t>(__builtin_ctzll(change));
      change &= change - 1;
      *to++ = static_cast<std::uint8_t>(__builtin_ctzll(change));
      change &= change - 1;
      *lanes++ = static_cast<std::uint8_t>(lane);
    }
  }
  events.records = static_cast<std::uint32_t>(lanes - events.lanes);
}

}  // namespace conclave
