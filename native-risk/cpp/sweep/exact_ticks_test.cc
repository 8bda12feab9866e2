#include "sweep/exact_ticks.h"

#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "testing/check.h"

namespace conclave {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
__extension__ using Int128 = __int128;

void TheTickIsTheCommonDivisorOfTheDistances() {
  const std::vector<std::int64_t> closes = {1'000'007, 1'000'001, 1'000'022, 1'000'001};
  ExactTicks ticks;
  CHECK(MeasureInTicks(closes, 1, 2, ticks) == TickFit::kFits);
  CHECK(ticks.sums[0] == 0);
  CHECK(ticks.sums[1] == 2);
  CHECK(ticks.sums[2] == 2);
  CHECK(ticks.sums[3] == 9);
  CHECK(ticks.sums[4] == 9);
}

void EqualClosesAreNoTicksApart() {
  const std::vector<std::int64_t> closes = {kMax, kMax, kMax};
  ExactTicks ticks;
  CHECK(MeasureInTicks(closes, 1, 2, ticks) == TickFit::kFits);
  CHECK(ticks.sums[3] == 0);
}

void PricesBeyondEitherBoundDoNotFit() {
  ExactTicks ticks;
  // Sums: 2 bars x T < 2^53.
  const std::int64_t half = std::int64_t{1} << 52;
  CHECK(MeasureInTicks(std::vector<std::int64_t>{1, half, 2}, 1, 1, ticks) == TickFit::kTooWide);
  // Quotients: T x 4 x 8 < 2^52, and windows longer than the bars do not count.
  std::vector<std::int64_t> closes(8, 1);
  closes[1] = 2;
  closes[7] = std::int64_t{1} << 47;
  CHECK(MeasureInTicks(closes, 4, 8, ticks) == TickFit::kFits);
  closes[7] += 1;
  CHECK(MeasureInTicks(closes, 4, 8, ticks) == TickFit::kTooWide);
  closes[7] -= 1;
  CHECK(MeasureInTicks(closes, 4, 1000, ticks) == TickFit::kFits);
  CHECK(MeasureInTicks(closes, 5, 8, ticks) == TickFit::kTooWide);
  CHECK(ticks.sums != nullptr);  // still those of the last that fitted
  CHECK(MeasureInTicks(std::vector<std::int64_t>{1, kMax, kMax - 1}, 1, 2, ticks) ==
        TickFit::kTooWide);
}

/// Prices as wide as the bound lets through, built so that averages are nearly equal.
void ComparingRoundedQuotientsIsExactUpToTheBound() {
  constexpr std::uint32_t kFast = 21;
  constexpr std::uint32_t kSlow = 84;
  std::mt19937_64 random(4);
  const std::int64_t high = (std::int64_t{1} << 52) / (kFast * kSlow) - 1;
  std::uniform_int_distribution<std::int64_t> near_high(high - 3, high);
  // The same 21 prices again and again make equal averages; one that is off makes nearly equal
  // ones.
  std::vector<std::int64_t> pattern(kFast);
  for (std::int64_t& price : pattern) price = near_high(random);
  std::vector<std::int64_t> closes = {1, 2};
  for (std::uint32_t i = 0; i < 3000; ++i) {
    closes.push_back(i % 100 == 0 ? near_high(random) : pattern[i % kFast]);
  }
  ExactTicks ticks;
  CHECK(MeasureInTicks(closes, kFast, kSlow, ticks) == TickFit::kFits);
  int equal = 0;
  for (std::size_t t = kSlow; t < closes.size(); ++t) {
    Int128 fast = 0;
    Int128 slow = 0;
    for (std::size_t i = 0; i < kFast; ++i) fast += closes[t - i];
    for (std::size_t i = 0; i < kSlow; ++i) slow += closes[t - i];
    const double* sums = ticks.sums.get() + t + 1;
    const double a = (sums[0] - *(sums - kFast)) / kFast;
    const double b = (sums[0] - *(sums - kSlow)) / kSlow;
    CHECK((a > b) == (fast * kSlow > slow * kFast));
    CHECK((a == b) == (fast * kSlow == slow * kFast));
    equal += a == b;
  }
  CHECK(equal > 500 && equal < 2500);
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::TheTickIsTheCommonDivisorOfTheDistances();
  conclave::EqualClosesAreNoTicksApart();
  conclave::PricesBeyondEitherBoundDoNotFit();
  conclave::ComparingRoundedQuotientsIsExactUpToTheBound();
  return 0;
}
