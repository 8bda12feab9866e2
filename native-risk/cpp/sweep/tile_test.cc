#include "sweep/tile.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <random>
#include <vector>

#include "sweep/instructions.h"
#include "testing/check.h"

// Every instruction set against the plain one: averages, decisions and lists of runs, bit for bit.

namespace conclave {
namespace {

constexpr double kEarly = std::numeric_limits<double>::infinity();

struct alignas(64) Matrix {
  double of[kTileBars * kLanes];
};

WindowBlock BlockOf(std::uint32_t shortest, std::uint32_t step) {
  WindowBlock block{};
  for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
    const std::uint32_t bars = shortest + step * lane;
    block.bars[lane] = bars;
    block.inverse[lane] = 1.0 / bars;
    block.alpha[lane] = 2 / (bars + 1.0);
    block.offset[lane] = -std::int64_t{bars};
    block.longest = bars;
  }
  block.consecutive = step == 1 ? 15 : 0;
  return block;
}

void AreTheSame(const Matrix& a, const Matrix& b, std::uint32_t bars) {
  for (std::uint32_t i = 0; i < bars * kLanes; ++i) {
    CHECK(std::bit_cast<std::uint64_t>(a.of[i]) == std::bit_cast<std::uint64_t>(b.of[i]));
  }
}

void AveragesAreTheSame(const Instructions& wide, std::uint64_t seed, std::int64_t highest) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> price(1, highest);
  std::vector<std::int64_t> closes(700);
  std::vector<double> sums = {0};
  for (std::int64_t& close : closes) {
    close = price(random);
    sums.push_back(sums.back() + static_cast<double>(close));
  }
  auto plain = std::make_unique<Matrix>();
  auto fast = std::make_unique<Matrix>();
  for (const std::uint32_t step : {1U, 3U, 9U}) {
    WindowBlock block = BlockOf(2, step);
    WindowBlock same = block;
    for (std::uint32_t begin = 0; begin < 640; begin += 37 + step) {
      const std::uint32_t end = begin + 37 + step;
      FillLinePlain(sums.data(), 5 * step, begin, end, kEarly, plain->of);
      wide.fill_line(sums.data(), 5 * step, begin, end, kEarly, fast->of);
      CHECK(std::memcmp(plain->of, fast->of, (end - begin) * sizeof(double)) == 0);
      FillSimplePlain(sums.data(), block, begin, end, kEarly, plain->of);
      wide.fill_simple(sums.data(), block, begin, end, kEarly, fast->of);
      AreTheSame(*plain, *fast, end - begin);
      FillExponentialPlain(closes.data(), block, begin, end, kEarly, plain->of);
      wide.fill_exponential(closes.data(), same, begin, end, kEarly, fast->of);
      AreTheSame(*plain, *fast, end - begin);
    }
  }
}

void LogarithmsAreTheSame(const Instructions& wide) {
  std::mt19937_64 random(5);
  std::vector<std::int64_t> to(4099);
  std::vector<std::int64_t> from(to.size());
  for (std::size_t i = 0; i < to.size(); ++i) {
    // From prices next to each other to the ends of the range.
    const int shift = static_cast<int>(random() % 63);
    from[i] = static_cast<std::int64_t>(random() >> (1 + shift)) + 1;
    to[i] = i % 3 == 0 ? static_cast<std::int64_t>(random() >> (1 + random() % 63)) + 1
                       : from[i] + static_cast<std::int64_t>(i % 5) - (from[i] > 2 ? 2 : 0);
    to[i] = to[i] < 1 ? std::numeric_limits<std::int64_t>::max() : to[i];
  }
  std::vector<double> plain(to.size());
  std::vector<double> fast(to.size());
  for (const std::uint32_t count : {1U, 7U, 8U, 9U, 67U, 4099U}) {
    LogRatiosPlain(to.data(), from.data(), count, plain.data());
    wide.log_ratios(to.data(), from.data(), count, fast.data());
    CHECK(std::memcmp(plain.data(), fast.data(), count * sizeof(double)) == 0);
  }
}

void DecisionsAndRunsAreTheSame(const Instructions& wide) {
  std::mt19937_64 random(3);
  auto fast = std::make_unique<Matrix>();
  auto runs = std::make_unique<RunEvents>();
  auto same_runs = std::make_unique<RunEvents>();
  for (std::uint32_t bars = 1; bars <= kRunTileBars; ++bars) {
    // From restless, with a change at nearly every bar, to quiet, with none.
    for (const std::int64_t spread : {1, 3, 60, 3000}) {
      std::uniform_int_distribution<std::int64_t> level(-spread, spread);
      double slow[kTileBars];
      for (std::uint32_t t = 0; t < bars; ++t) {
        slow[t] = static_cast<double>(level(random) % 2);
        for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
          fast->of[t * kLanes + lane] = static_cast<double>(level(random) + lane % 7 * spread / 3);
        }
      }
      BlockState state{};
      for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
        state.wanted[lane] = lane % 3 == 0 ? ~std::uint64_t{0} : random();
        state.fall[lane] = 0.01 * lane;
        state.deepest[lane] = 0.2;
      }
      BlockState same = state;
      BlockRanges block_ranges{};
      LineRanges line_ranges{};
      BlockRanges same_block{};
      LineRanges same_line{};
      MeasureBlockPlain(fast->of, bars, block_ranges);
      MeasureLinePlain(slow, bars, line_ranges);
      wide.measure_block(fast->of, bars, same_block);
      wide.measure_line(slow, bars, same_line);
      for (std::uint32_t range = 0; range < kRanges; ++range) {
        CHECK(line_ranges.low[range] == same_line.low[range]);
        CHECK(line_ranges.high[range] == same_line.high[range]);
        for (std::uint32_t lane = 0; lane < kLanes; ++lane) {
          CHECK(block_ranges.low[range][lane] == same_block.low[range][lane]);
          CHECK(block_ranges.high[range][lane] == same_block.high[range][lane]);
        }
      }
      DecideTilePlain(fast->of, block_ranges, slow, line_ranges, bars, state.wanted);
      wide.decide(fast->of, block_ranges, slow, line_ranges, bars, same.wanted);
      const RunMap throughout{0.01, 0.0001, 0.05, 0.3, 0.17};
      BookHeldPlain(bars, throughout, state, *runs);
      wide.book_held(bars, throughout, same, *same_runs);
      CHECK(std::memcmp(&state, &same, sizeof(BlockState)) == 0);
      CHECK(runs->records == same_runs->records);
      for (std::uint32_t r = 0; r < runs->records; ++r) {
        CHECK(runs->lanes[r] == same_runs->lanes[r]);
        CHECK(runs->places[2 * r] == same_runs->places[2 * r]);
        CHECK(runs->places[2 * r + 1] == same_runs->places[2 * r + 1]);
        CHECK(runs->places[2 * r] < runs->places[2 * r + 1]);
      }
    }
  }
}

}  // namespace
}  // namespace conclave

int main() {
  using conclave::Method;
  for (const Method method : {Method::kAvx2, Method::kAvx512}) {
    if (conclave::Supported(method)) {
      const conclave::Instructions& wide = conclave::InstructionsOf(method);
      conclave::AveragesAreTheSame(wide, 1, 3);
      conclave::AveragesAreTheSame(wide, 2, 1'000'000'007);
      conclave::AveragesAreTheSame(wide, 3, (std::int64_t{1} << 53) / 701);
      conclave::LogarithmsAreTheSame(wide);
      conclave::DecisionsAndRunsAreTheSame(wide);
    }
  }
  return 0;
}
