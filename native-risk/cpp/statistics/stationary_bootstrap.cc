#include "statistics/stationary_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "kernels/natural_log.h"
#include "kernels/natural_log1p.h"
#include "montecarlo/philox.h"

namespace conclave {
namespace {

/// This use's kind of stream: "boot".
constexpr std::uint64_t kBootstrapStreams = std::uint64_t{0x626f6f74} << 32;

}  // namespace

void DrawStationaryBootstrap(std::uint64_t seed, std::uint32_t draw, double mean_block,
                             std::span<std::uint32_t> counts) noexcept {
  std::fill(counts.begin(), counts.end(), 0U);
  const std::size_t observations = counts.size();
  // P(length > l) = (1 - 1 / mean)^l.
  const double ln_stay = mean_block > 1 ? NaturalLogOnePlus(-1 / mean_block) : 0;
  std::size_t left = observations;
  for (std::uint64_t block = 0; left > 0; ++block) {
    const PhiloxBlock random = PhiloxDraw(seed, kBootstrapStreams | draw, block);
    std::size_t length = 1;
    if (ln_stay < 0) {
      const double more = std::floor(NaturalLog(UnitInterval(random.low())) / ln_stay);
      length = more < static_cast<double>(left) ? 1 + static_cast<std::size_t>(more) : left;
    }
    length = std::min(length, left);
    left -= length;
    std::size_t place = BelowBound(random.high(), static_cast<std::uint32_t>(observations));
    for (; length > 0; --length) {
      ++counts[place];
      place = place + 1 == observations ? 0 : place + 1;
    }
  }
}

}  // namespace conclave
