#include "sweep/wide_prices.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include "sweep/instructions.h"
#include "testing/check.h"

namespace conclave {
namespace {

constexpr double kEarly = std::numeric_limits<double>::infinity();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

struct alignas(64) Matrix {
  double of[kTileBars * kLanes];
};

WindowBlock BlockOf(std::uint32_t shortest, std::uint32_t step) {
  WindowBlock block{};
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    const std::uint32_t bars = shortest + step * lane;
    block.bars[lane] = bars;
    block.inverse[lane] = 1.0 / bars;
    block.offset[lane] = -std::int64_t{bars};
    block.longest = bars;
  }
  block.consecutive = step == 1 ? 15 : 0;
  return block;
}

WideSums SummedUp(const std::vector<std::int64_t>& closes, std::uint32_t window) {
  WideSums sums{};
  CHECK(SumUpWide(closes, window, sums) == TickFit::kFits);
  return sums;
}

/// Prices whose averages tie or differ by as little as averages can: a period of twelve, and now
/// and then the least there is on top, far above a lowest price.
std::vector<std::int64_t> NearTies(std::size_t n, std::int64_t high, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> price(high / 2, high - 2);
  std::int64_t period[12];
  for (std::int64_t& close : period) close = price(random);
  std::vector<std::int64_t> closes(n);
  for (std::size_t t = 0; t < n; ++t) {
    closes[t] = period[t % 12] + static_cast<std::int64_t>(random() % 40 == 0 ? 1 : 0);
  }
  closes[0] = 1;
  return closes;
}

void AWindowsSumMustFitAndNothingElse() {
  const std::vector<std::int64_t> far = {1, kMax, 1, kMax, 1, kMax, 1, kMax};
  WideSums sums{};
  CHECK(SumUpWide(far, 1, sums) == TickFit::kFits);
  CHECK(SumUpWide(far, 2, sums) == TickFit::kTooWide);
  CHECK(SumUpWide(std::vector<std::int64_t>{5}, 1U << 20, sums) == TickFit::kFits);
  CHECK(sums.reach == 0);

  const std::int64_t half = kMax / 2;  // two of them fit, four do not
  const std::vector<std::int64_t> closes = {1, 1 + half, 1 + half, 1 + half, 1 + half, 1 + half};
  CHECK(SumUpWide(closes, 3, sums) == TickFit::kTooWide);
  sums = SummedUp(closes, 2);
  double line[6];
  FillWideLinePlain(sums.sums.get(), 2, 0, 6, kEarly, line);
  CHECK(line[0] == kEarly);
  CHECK(line[1] == static_cast<double>(half) / 2);
  for (int t = 2; t < 6; ++t) CHECK(line[t] == static_cast<double>(2 * half) / 2);
  CHECK(sums.reach == static_cast<double>(half) * 0x1p-50);
}

void WhatIsNotInDoubtIsRight() {
  std::mt19937_64 random(5);
  std::uint64_t doubted = 0;
  std::uint64_t ties = 0;
  for (const std::int64_t high : {std::int64_t{1} << 40, std::int64_t{1} << 49, kMax / 600}) {
    const std::vector<std::int64_t> closes = NearTies(900, high, static_cast<std::uint64_t>(high));
    const WideSums sums = SummedUp(closes, 600);
    std::vector<double> fast(900);
    std::vector<double> slow(900);
    for (int pair = 0; pair < 300; ++pair) {
      const auto s = static_cast<std::uint32_t>(pair % 2 == 0 ? 24 + 12 * (random() % 48)
                                                              : 2 + random() % 598);
      const auto f = static_cast<std::uint32_t>(pair % 2 == 0 ? 12 * (1 + random() % (s / 12 - 1))
                                                              : 1 + random() % (s - 1));
      FillWideLinePlain(sums.sums.get(), f, 0, 900, 0, fast.data());
      FillWideLinePlain(sums.sums.get(), s, 0, 900, kEarly, slow.data());
      for (std::uint32_t t = 0; t < 900; ++t) {
        const bool above = StandsAbove(sums.sums.get(), f, s, t);
        if (std::fabs(slow[t] - fast[t]) > sums.reach) {
          CHECK((slow[t] - fast[t] < 0) == above);
        } else {
          ++doubted;
          ties += above ? 0 : 1;
        }
        if (fast[t] > slow[t] + sums.reach) CHECK(above);
        if (fast[t] <= slow[t] - sums.reach) CHECK(!above);
      }
    }
  }
  CHECK(ties > 10'000 && doubted > ties + 1'000);
}

void EveryInstructionSetGivesTheSame(const Instructions& wide) {
  auto plain = std::make_unique<Matrix>();
  auto same = std::make_unique<Matrix>();
  for (const std::int64_t high : {std::int64_t{1} << 44, kMax / 300}) {
    const std::vector<std::int64_t> closes = NearTies(700, high, 3);
    const WideSums sums = SummedUp(closes, 300);
    const std::int64_t* from = sums.sums.get();
    for (const std::uint32_t step : {1U, 3U, 9U}) {
      const WindowBlock block = BlockOf(2, step);
      for (std::uint32_t begin = 0; begin < 640; begin += 37 + step) {
        const std::uint32_t end = begin + 37 + step;
        const std::size_t bars = end - begin;
        double slow[kTileBars];
        double same_slow[kTileBars];
        FillWideLinePlain(from, 12 * step, begin, end, kEarly, slow);
        wide.fill_wide_line(from, 12 * step, begin, end, kEarly, same_slow);
        CHECK(std::memcmp(slow, same_slow, bars * sizeof(double)) == 0);
        FillWidePlain(from, block, begin, end, 0, plain->of);
        wide.fill_wide(from, block, begin, end, 0, same->of);
        CHECK(std::memcmp(plain->of, same->of, bars * kLanes * sizeof(double)) == 0);
        for (const double reach : {0.0, sums.reach, 1e12 * sums.reach}) {
          CHECK(FindDoubtsPlain(plain->of, slow, end - begin, reach) ==
                wide.find_doubts(plain->of, slow, end - begin, reach));
        }
      }
    }
  }
}

void DoubtsAreFoundInTheRightLane(const Instructions& instructions) {
  auto fast = std::make_unique<Matrix>();
  double slow[kTileBars];
  for (double& line : slow) line = 100;
  for (double& average : fast->of) average = 103;
  slow[7] = kEarly;
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    for (const std::uint32_t t : {0U, 6U, 126U}) {
      const auto doubts = [&](double average) {
        fast->of[t * kLanes + lane] = average;
        const std::uint32_t found = instructions.find_doubts(fast->of, slow, 127, 1);
        fast->of[t * kLanes + lane] = 103;
        return found;
      };
      CHECK(doubts(101) == 1U << lane && doubts(99) == 1U << lane && doubts(100) == 1U << lane);
      CHECK(doubts(std::nextafter(101, 200)) == 0 && doubts(std::nextafter(99, 0)) == 0);
    }
    fast->of[127 * kLanes + lane] = 100;
  }
  CHECK(instructions.find_doubts(fast->of, slow, 127, 1) == 0);
  CHECK(instructions.find_doubts(fast->of, slow, 128, 1) == 0xffff'ffff);
  CHECK(instructions.find_doubts(fast->of, slow, 0, 1) == 0);
}

}  // namespace
}  // namespace conclave

int main() {
  using conclave::Method;
  conclave::AWindowsSumMustFitAndNothingElse();
  conclave::WhatIsNotInDoubtIsRight();
  for (const Method method : {Method::kScalar, Method::kAvx2, Method::kAvx512}) {
    if (conclave::Supported(method)) {
      conclave::EveryInstructionSetGivesTheSame(conclave::InstructionsOf(method));
      conclave::DoubtsAreFoundInTheRightLane(conclave::InstructionsOf(method));
    }
  }
  return 0;
}
