// Grids of any windows over any prices. Every method that runs here, on any number of threads,
// gives the plain loops' bits; runs of one position give their fills and, within the stated bound,
// their figures; a row is what RunSmaCrossover says of its pair; and what is refused, all refuse
// alike and leave no trace.

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "fuzz/bytes.h"
#include "fuzz/prices.h"
#include "fuzz/same_bits.h"
#include "fuzz/seeds.h"
#include "sweep/crossover_sweep.h"
#include "testing/check.h"

namespace conclave {
namespace {

using fuzz::SameBits;

// Over two tiles of 128 bars, and over four vectors of eight windows.
constexpr std::uint32_t kMostBars = 300;
constexpr std::uint32_t kMostFast = 35;
constexpr std::uint32_t kMostSlow = 3;

struct Question {
  std::vector<std::int64_t> opens;
  std::vector<std::int64_t> closes;
  std::vector<std::uint32_t> fast;
  std::vector<std::uint32_t> slow;
  CrossoverSweep sweep;
  std::size_t rows;
  std::size_t parts;
};

std::vector<std::uint32_t> Windows(fuzz::Bytes& bytes, std::uint32_t most) {
  std::vector<std::uint32_t> windows(bytes.Within(0, most));
  const std::uint32_t longest = bytes.Once(2) ? 8 : 200;
  for (auto& window : windows) {
    window = bytes.Once(128) ? bytes.Any<std::uint32_t>() : bytes.Within(1, longest);
  }
  return windows;
}

Question Ask(fuzz::Bytes& bytes) {
  Question ask;
  ask.fast = Windows(bytes, kMostFast);
  ask.slow = Windows(bytes, kMostSlow);
  CrossoverSweep& sweep = ask.sweep;
  sweep.average =
      static_cast<Average>(bytes.Once(64) ? bytes.Any<std::uint8_t>() : bytes.Within(1, 2));
  sweep.costs = {static_cast<std::int32_t>(bytes.Within(0, 5001)), bytes.Once(16) ? -1 : 3};
  sweep.parts = bytes.Once(64) ? bytes.Any<std::uint32_t>() : bytes.Within(0, 9);
  const std::uint32_t bars = bytes.Within(0, kMostBars);
  sweep.first_bar = bytes.Once(32) ? bytes.Any<std::uint32_t>() : bytes.Within(0, 40);
  sweep.end_bar = bytes.Once(8) ? bytes.Within(0, kMostBars + 1) : bars;
  ask.rows = ask.fast.size() * ask.slow.size() + (bytes.Once(64) ? 1 : 0);
  ask.parts = sweep.parts == 0 || sweep.parts > kMostBars ? 0 : ask.rows * sweep.parts;
  ask.opens = fuzz::Prices(bytes, bars);
  ask.closes = fuzz::Prices(bytes, bytes.Once(64) ? bytes.Within(0, kMostBars) : bars);
  return ask;
}

struct Swept {
  SweepStatus status;
  std::vector<SweepRow> rows;
  std::vector<PartSums> parts;
};

constexpr SweepRow kUntouched{1.5, 2.5, 3.5, 4, 5};

Swept Run(Question& ask, Method method, std::uint32_t threads) {
  CrossoverSweep sweep = ask.sweep;
  sweep.opens_e8 = ask.opens;
  sweep.closes_e8 = ask.closes;
  sweep.fast = ask.fast;
  sweep.slow = ask.slow;
  sweep.method = method;
  sweep.threads = threads;
  Swept swept{SweepStatus::kOk, std::vector<SweepRow>(ask.rows, kUntouched),
              std::vector<PartSums>(ask.parts, {1.5, 2.5})};
  SweepWatch watch;
  swept.status = SweepCrossovers(sweep, watch, swept.rows, swept.parts);
  if (swept.status == SweepStatus::kOk) {
    CHECK(watch.done.load() == watch.total.load());
  } else {
    for (const SweepRow& row : swept.rows) {
      CHECK(SameBits(std::span(&row, 1), std::span(&kUntouched, 1)));
    }
  }
  return swept;
}

void IsWhatOneRunSays(const Question& ask, const Swept& swept) {
  for (std::size_t s = 0; s < ask.slow.size(); ++s) {
    for (std::size_t f = 0; f < ask.fast.size(); ++f) {
      const SweepRow& row = swept.rows[s * ask.fast.size() + f];
      if (ask.fast[f] >= ask.slow[s]) {
        CHECK(std::isnan(row.net_return) && std::isnan(row.sharpe));
        CHECK(row.fills == 0 && row.last_position == 0);
        continue;
      }
      CHECK(fuzz::Finite(row.net_return, row.deepest_fall, row.sharpe) && row.deepest_fall >= 0);
      CHECK(row.last_position == 0 || row.last_position == 1);
      if (ask.sweep.average != Average::kSimple) continue;
      const Leg leg{ask.sweep.first_bar, ask.fast[f], ask.slow[s]};
      CrossoverResult one{};
      CHECK(RunSmaCrossover(ask.opens, ask.closes, {&leg, 1}, ask.sweep.end_bar, ask.sweep.costs,
                            one, {}) == Status::kOk);
      CHECK(SameBits(row.net_return, one.net_return));
      CHECK(SameBits(row.deepest_fall, one.deepest_fall));
      CHECK(row.fills == one.fills && row.last_position == one.position);
    }
  }
}

bool Near(double a, double b, double bound) {
  return (std::isnan(a) && std::isnan(b)) || std::fabs(a - b) <= bound;
}

/// Within kRunLengthBound as it is stated: a share of the greatest running sum, for a part's sums
/// are the difference of two. Prices here leap over all of an int64.
void IsNear(const Swept& plain, const Swept& runs, std::span<const PartSums> totals) {
  const std::size_t parts = plain.parts.size() / std::max<std::size_t>(1, plain.rows.size());
  for (std::size_t i = 0; i < plain.rows.size(); ++i) {
    const SweepRow& a = plain.rows[i];
    const SweepRow& b = runs.rows[i];
    CHECK(a.fills == b.fills && a.last_position == b.last_position);
    CHECK(std::isnan(a.sharpe) == std::isnan(b.sharpe));
    const double farthest_sum = std::fabs(a.net_return) + a.deepest_fall;
    const double bound = kRunLengthBound * std::max({1.0, farthest_sum, totals[i].sum_squares});
    CHECK(Near(a.net_return, b.net_return, bound));
    CHECK(Near(a.deepest_fall, b.deepest_fall, bound));
    for (std::size_t p = i * parts; p < (i + 1) * parts; ++p) {
      CHECK(Near(plain.parts[p].sum, runs.parts[p].sum, bound));
      CHECK(Near(plain.parts[p].sum_squares, runs.parts[p].sum_squares, bound));
    }
  }
}

/// Of all the returns: no bar is left over by one part.
std::vector<PartSums> Totals(Question ask) {
  ask.parts = ask.rows;
  ask.sweep.parts = 1;
  const Swept whole = Run(ask, Method::kScalar, 1);
  return whole.status == SweepStatus::kOk ? whole.parts : std::vector<PartSums>(ask.rows, {0, 0});
}

void AllAgree(Question& ask, std::uint32_t threads) {
  const Swept plain = Run(ask, Method::kScalar, 1);
  for (const Method method : {Method::kAuto, Method::kScalar, Method::kAvx2, Method::kAvx512}) {
    if (!Supported(method)) continue;
    const Swept fast = Run(ask, method, threads);
    CHECK(fast.status == plain.status);
    CHECK(SameBits<SweepRow>(fast.rows, plain.rows));
    CHECK(SameBits<PartSums>(fast.parts, plain.parts));
  }
  const Swept runs = Run(ask, Method::kRunLength, threads);
  CHECK(runs.status == plain.status);
  if (plain.status == SweepStatus::kOk) {
    IsWhatOneRunSays(ask, plain);
    IsNear(plain, runs, Totals(ask));
  }
}

}  // namespace

std::vector<fuzz::Seed> fuzz::Seeds() { return Noise(); }

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conclave::fuzz::Bytes bytes(data, size);
  const std::uint32_t threads = bytes.Once(16) ? bytes.Within(2, 4) : 1;
  auto ask = conclave::Ask(bytes);
  conclave::AllAgree(ask, threads);
  return 0;
}
