#include "sweep/crossover_sweep.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include "kernels/natural_log.h"
#include "sweep/exact_ticks.h"
#include "testing/check.h"

namespace conclave {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

struct Bars {
  std::vector<std::int64_t> opens;
  std::vector<std::int64_t> closes;
};

struct Swept {
  std::vector<SweepRow> rows;
  std::vector<PartSums> parts;
  Method used = Method::kAuto;
};

/// Prices anywhere between two bounds.
Bars Noise(std::size_t n, std::uint64_t seed, std::int64_t low, std::int64_t high) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::int64_t> price(low, high);
  Bars bars;
  for (std::size_t i = 0; i < n; ++i) {
    bars.opens.push_back(price(random));
    bars.closes.push_back(price(random));
  }
  return bars;
}

/// A geometric walk in whole cents around 30,000.
Bars Walk(std::size_t n, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> step(0, 8e-4);
  double log_price = std::log(3e6);
  Bars bars;
  for (std::size_t i = 0; i < n; ++i) {
    bars.opens.push_back(std::llround(std::exp(log_price + step(random) / 8)) * 1'000'000);
    log_price += step(random);
    bars.closes.push_back(std::llround(std::exp(log_price)) * 1'000'000);
  }
  return bars;
}

std::vector<std::uint32_t> Windows(std::size_t n, std::uint32_t longest, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<std::uint32_t> bars(1, longest);
  std::vector<std::uint32_t> windows(n);
  std::generate(windows.begin(), windows.end(), [&] { return bars(random); });
  return windows;
}

std::vector<std::uint32_t> Counting(std::uint32_t from, std::size_t n) {
  std::vector<std::uint32_t> windows(n);
  for (std::size_t i = 0; i < n; ++i) windows[i] = from + static_cast<std::uint32_t>(i);
  return windows;
}

CrossoverSweep Of(const Bars& bars, const std::vector<std::uint32_t>& fast,
                  const std::vector<std::uint32_t>& slow) {
  return {bars.opens,
          bars.closes,
          Average::kSimple,
          fast,
          slow,
          0,
          static_cast<std::uint32_t>(bars.closes.size()),
          {26, 5},
          Method::kScalar,
          1,
          0};
}

Swept Run(CrossoverSweep sweep, Method method) {
  sweep.method = method;
  Swept out;
  out.rows.resize(sweep.fast.size() * sweep.slow.size());
  out.parts.resize(out.rows.size() * sweep.parts);
  SweepWatch watch;
  CHECK(SweepCrossovers(sweep, watch, out.rows, out.parts, &out.used) == SweepStatus::kOk);
  CHECK(watch.done.load() == watch.total.load() && watch.total.load() > 0);
  return out;
}

bool SameBits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

void AreTheSameBits(const Swept& a, const Swept& b) {
  CHECK(a.rows.size() == b.rows.size() && a.parts.size() == b.parts.size());
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    CHECK(SameBits(a.rows[i].net_return, b.rows[i].net_return));
    CHECK(SameBits(a.rows[i].deepest_fall, b.rows[i].deepest_fall));
    CHECK(SameBits(a.rows[i].sharpe, b.rows[i].sharpe));
    CHECK(a.rows[i].fills == b.rows[i].fills);
    CHECK(a.rows[i].last_position == b.rows[i].last_position);
  }
  for (std::size_t i = 0; i < a.parts.size(); ++i) {
    CHECK(SameBits(a.parts[i].sum, b.parts[i].sum));
    CHECK(SameBits(a.parts[i].sum_squares, b.parts[i].sum_squares));
  }
}

bool Near(double a, double b, double bound) {
  return (std::isnan(a) && std::isnan(b)) || std::fabs(a - b) <= bound;
}

/// The farthest of any sum or fall, as kRunLengthBound counts it; fills and positions must be
/// equal, and Sharpe ratios as near as it says.
double Distance(const Swept& a, const Swept& b) {
  double farthest = 0;
  double greatest = 1;
  const auto see = [&](double x, double y) {
    CHECK(std::isnan(x) == std::isnan(y));
    if (!std::isnan(x)) farthest = std::max(farthest, std::fabs(x - y) / greatest);
  };
  const std::size_t parts = a.parts.size() / a.rows.size();
  for (std::size_t i = 0; i < a.rows.size(); ++i) {
    greatest = std::max({1.0, std::fabs(a.rows[i].net_return), a.rows[i].deepest_fall});
    double squares = 0;
    for (std::size_t p = 0; p < parts; ++p) squares += a.parts[i * parts + p].sum_squares;
    greatest = std::max(greatest, squares);
    for (std::size_t p = i * parts; p < (i + 1) * parts; ++p) {
      see(a.parts[p].sum, b.parts[p].sum);
      see(a.parts[p].sum_squares, b.parts[p].sum_squares);
    }
    see(a.rows[i].net_return, b.rows[i].net_return);
    see(a.rows[i].deepest_fall, b.rows[i].deepest_fall);
    const double ratio = std::fabs(a.rows[i].sharpe);
    const double ill_posed = (1 + ratio * ratio) * std::max(1.0, ratio);
    CHECK(Near(a.rows[i].sharpe, b.rows[i].sharpe, kRunLengthBound * ill_posed) || ratio >= 1e4);
    CHECK(a.rows[i].fills == b.rows[i].fills);
    CHECK(a.rows[i].last_position == b.rows[i].last_position);
  }
  return farthest;
}

/// Runs every method, and holds them against each other.
Swept EveryMethodAgrees(const CrossoverSweep& sweep) {
  const Swept plain = Run(sweep, Method::kScalar);
  for (const Method wide : {Method::kAuto, Method::kAvx2, Method::kAvx512}) {
    if (Supported(wide)) {
      AreTheSameBits(plain, Run(sweep, wide));
    }
  }
  CHECK(Distance(plain, Run(sweep, Method::kRunLength)) <= kRunLengthBound);
  return plain;
}

/// Each row is what the kernel for one run answers.
void AgreesWithSingleRuns(const CrossoverSweep& sweep) {
  const Swept swept = EveryMethodAgrees(sweep);
  for (std::size_t s = 0; s < sweep.slow.size(); ++s) {
    for (std::size_t f = 0; f < sweep.fast.size(); ++f) {
      const SweepRow& row = swept.rows[s * sweep.fast.size() + f];
      if (sweep.fast[f] >= sweep.slow[s]) {
        CHECK(std::isnan(row.net_return) && std::isnan(row.deepest_fall) && std::isnan(row.sharpe));
        CHECK(row.fills == 0 && row.last_position == 0);
        continue;
      }
      const std::vector<Leg> leg{{sweep.first_bar, sweep.fast[f], sweep.slow[s]}};
      CrossoverResult single{};
      CHECK(RunSmaCrossover(sweep.opens_e8, sweep.closes_e8, leg, sweep.end_bar, sweep.costs,
                            single, {}) == Status::kOk);
      CHECK(SameBits(row.net_return, single.net_return));
      CHECK(SameBits(row.deepest_fall, single.deepest_fall));
      CHECK(row.fills == single.fills);
      CHECK(row.last_position == single.position);
      const double n = sweep.end_bar - sweep.first_bar - 1;
      const double ratio = std::fabs(single.sharpe);
      const double bound = 4 * n * 0x1p-53 * (1 + ratio * ratio) * std::max(1.0, ratio);
      CHECK(Near(row.sharpe, single.sharpe, bound) || ratio >= 1e4);
    }
  }
}

void EveryLengthUpTo67() {
  for (std::uint32_t n = 1; n <= 67; ++n) {
    const Bars bars = Noise(n, n, 90'000'000'000, 90'000'000'400);
    const std::vector<std::uint32_t> fast = Windows(5, 9, n);
    const std::vector<std::uint32_t> slow = Windows(6, 40, n + 100);
    for (std::uint32_t first = 0; first < n; first += 9) {
      CrossoverSweep sweep = Of(bars, fast, slow);
      sweep.first_bar = first;
      AgreesWithSingleRuns(sweep);
      sweep.end_bar = (first + n + 1) / 2;
      sweep.costs = {0, 0};
      if (sweep.end_bar > first) AgreesWithSingleRuns(sweep);
    }
  }
}

void GridsOfEveryShape() {
  const Bars bars = Walk(700, 3);
  for (const std::size_t fast : {1U, 31U, 32U, 33U, 70U}) {
    for (const std::size_t slow : {1U, 2U, 65U}) {
      AgreesWithSingleRuns(Of(bars, Windows(fast, 90, fast), Windows(slow, 300, slow)));
    }
  }
  CrossoverSweep sweep = Of(bars, {}, {});
  const std::vector<std::uint32_t> counting = Counting(3, 40);
  const std::vector<std::uint32_t> slow = {1, 20, 43, 699, 700, 701, kMaxWindowBars};
  sweep.fast = counting;
  sweep.slow = slow;
  sweep.first_bar = 130;
  sweep.end_bar = 698;
  AgreesWithSingleRuns(sweep);
}

void EqualAveragesAreTold() {
  // Prices of one to three ticks: averages are equal all the time, by different quotients.
  const Bars bars = Noise(3000, 8, 1, 3);
  AgreesWithSingleRuns(Of(bars, Counting(1, 12), Counting(2, 30)));
}

void PricesTooFarApartForDoublesAreComparedInIntegers() {
  const std::vector<std::uint32_t> fast = Windows(9, 30, 1);
  const std::vector<std::uint32_t> slow = Windows(9, 60, 2);
  for (const auto& [low, high] : {std::pair<std::int64_t, std::int64_t>{1, kMax},
                                  {kMax - 3, kMax},
                                  {4'000'000'000'000, 4'500'000'000'001}}) {
    const Bars bars = Noise(150, static_cast<std::uint64_t>(low), low, high);
    CrossoverSweep sweep = Of(bars, fast, slow);
    sweep.costs = {5000, 5000};
    sweep.parts = 3;
    const Swept plain = EveryMethodAgrees(sweep);
    for (std::size_t s = 0; s < slow.size(); ++s) {
      for (std::size_t f = 0; f < fast.size(); ++f) {
        if (fast[f] >= slow[s]) continue;
        CrossoverResult single{};
        const std::vector<Leg> leg{{0, fast[f], slow[s]}};
        CHECK(RunSmaCrossover(bars.opens, bars.closes, leg, 150, sweep.costs, single, {}) ==
              Status::kOk);
        const SweepRow& row = plain.rows[s * fast.size() + f];
        CHECK(SameBits(row.net_return, single.net_return) && row.fills == single.fills);
        CHECK(SameBits(row.deepest_fall, single.deepest_fall));
      }
    }
  }
}

/// What decides when `asked` is asked for.
Method Deciding(Method asked) { return asked == Method::kAuto ? BestMethod() : asked; }

constexpr Method kMethods[] = {Method::kAuto, Method::kScalar, Method::kAvx2, Method::kAvx512,
                               Method::kRunLength};

void DecidesByTheMethodAskedFor(const CrossoverSweep& sweep) {
  for (const Method method : kMethods) {
    if (Supported(method)) CHECK(Run(sweep, method).used == Deciding(method));
  }
}

void TheMethodToldIsTheOneThatDecided() {
  const std::vector<std::uint32_t> fast = {1, 3};
  const std::vector<std::uint32_t> slow = {4, 5};
  const Bars near = Walk(200, 1);
  DecidesByTheMethodAskedFor(Of(near, fast, slow));
  const Bars far = Noise(200, 2, 1, kMax);
  CrossoverSweep sweep = Of(far, fast, slow);
  for (const Method method : kMethods) {
    if (Supported(method)) CHECK(Run(sweep, method).used == Method::kScalar);
  }
  sweep.average = Average::kExponential;  // compared in doubles whatever the prices
  DecidesByTheMethodAskedFor(sweep);

  Method used = Method::kAvx2;
  SweepWatch watch;
  std::vector<SweepRow> rows(4);
  watch.cancelled.store(true);
  CHECK(SweepCrossovers(sweep, watch, rows, {}, &used) == SweepStatus::kCancelled);
  CHECK(used == Method::kAvx2);
}

/// The same as single runs, and not because plain loops stood in.
void DecidesWidePricesExactly(const CrossoverSweep& sweep) {
  ExactTicks ticks;
  CHECK(MeasureInTicks(sweep.closes_e8, *std::max_element(sweep.fast.begin(), sweep.fast.end()),
                       *std::max_element(sweep.slow.begin(), sweep.slow.end()),
                       ticks) == TickFit::kTooWide);
  DecidesByTheMethodAskedFor(sweep);
  AgreesWithSingleRuns(sweep);
}

void PricesOfEightDecimalsAreDecidedByTheMethodAskedFor() {
  const std::vector<std::uint32_t> counting = Counting(3, 70);
  const std::vector<std::uint32_t> slow = {4, 70, 71, 200, 699, 700, 701, 4000};
  for (const std::uint64_t seed : {1U, 2U}) {
    const Bars bars = Noise(700, seed, 9'000'000'000'000, 9'400'000'000'000);
    CrossoverSweep sweep = Of(bars, counting, slow);
    sweep.parts = 7;
    DecidesWidePricesExactly(sweep);
    const std::vector<std::uint32_t> mixed = Windows(33, 300, seed);
    sweep.fast = mixed;
    sweep.first_bar = 130;
    DecidesWidePricesExactly(sweep);
  }
}

/// Closes of `period` prices over and over, sometimes one unit more or less, and one close at
/// `lowest`, so that a double's resolution at the highest is coarse.
Bars NearTies(std::size_t n, std::uint32_t period, std::int64_t lowest, std::int64_t low,
              std::int64_t high, std::uint32_t nudged_in) {
  Bars bars = Noise(n, period, low, high);
  std::mt19937_64 random(n);
  for (std::size_t t = period; t < n; ++t) bars.closes[t] = bars.closes[t - period];
  for (std::size_t t = 1; t < n; ++t) {
    if (random() % nudged_in == 0) bars.closes[t] += random() % 2 == 0 ? 1 : -1;
  }
  bars.closes[0] = lowest;
  ++bars.closes[1];  // so that one unit is the tick
  return bars;
}

void AveragesThatTieOrAlmostDoAreToldApart() {
  constexpr std::int64_t kTop = std::int64_t{1} << 50;
  const std::vector<std::uint32_t> fast = {1, 2, 4, 6, 12, 13, 24, 36, 48, 60, 64, 72, 100, 120};
  const std::vector<std::uint32_t> slow = {2, 12, 24, 60, 120, 127, 240, 252};
  for (const std::uint32_t nudged_in : {20U, 300U, 1'000'000U}) {
    for (const std::uint32_t period : {1U, 2U, 12U}) {
      const Bars flat = NearTies(900, period, 1, kTop - 100, kTop, nudged_in);
      DecidesWidePricesExactly(Of(flat, fast, slow));
      const Bars uneven = NearTies(900, period, 1, kTop / 2, kTop, nudged_in);
      DecidesWidePricesExactly(Of(uneven, fast, slow));
      const Bars bars =
          NearTies(900, period, 3'000'000'000, 4'000'000'000'000, 4'900'000'000'000, nudged_in);
      CrossoverSweep sweep = Of(bars, fast, slow);
      sweep.first_bar = 77;
      sweep.end_bar = 899;
      sweep.parts = 5;
      DecidesWidePricesExactly(sweep);
    }
  }
}

void RunningSumsMayOverflowAsLongAsWindowsDoNot() {
  const Bars bars = Noise(3000, 6, 1, kMax / 400);
  const std::vector<std::uint32_t> fast = Windows(20, 200, 4);
  const std::vector<std::uint32_t> slow = {250, 400};
  DecidesWidePricesExactly(Of(bars, fast, slow));
  const std::vector<std::uint32_t> longer = {250, 500};
  const CrossoverSweep sweep = Of(bars, fast, longer);
  AgreesWithSingleRuns(sweep);
  CHECK(Run(sweep, Method::kAuto).used == Method::kScalar);
}

void ALongSeriesOfEightDecimals() {
  Bars bars = Noise(200'000, 8, 1, 60'000'000'000);
  for (std::size_t t = 1; t < bars.closes.size();
       ++t) {  // an adjusted price, from cents to dollars
    bars.closes[t] = bars.closes[t - 1] + bars.closes[t] / 700 - 42'000'000;
    bars.closes[t] = std::max<std::int64_t>(bars.closes[t], 1'234'567);
  }
  const std::vector<std::uint32_t> fast = {5, 20, 50, 300};
  const std::vector<std::uint32_t> slow = {200, 5000};
  DecidesWidePricesExactly(Of(bars, fast, slow));
}

void PartsAreWhatTheirBarsEarned() {
  const Bars bars = Walk(911, 5);
  const std::vector<std::uint32_t> fast = Counting(2, 35);
  const std::vector<std::uint32_t> slow = {10, 30, 100};
  const auto growth = [](std::int64_t to, std::int64_t from) {
    return std::log(static_cast<double>(to) / static_cast<double>(from));
  };
  for (const std::uint32_t parts : {1U, 2U, 7U, 16U, 100U, 890U}) {
    CrossoverSweep sweep = Of(bars, fast, slow);
    sweep.first_bar = 20;
    sweep.parts = parts;
    const Swept swept = EveryMethodAgrees(sweep);
    const std::uint32_t length = 890 / parts;
    for (std::size_t s = 0; s < slow.size(); ++s) {
      for (std::size_t f = 0; f < fast.size(); ++f) {
        const std::size_t row = s * fast.size() + f;
        if (fast[f] >= slow[s]) {
          CHECK(std::isnan(swept.parts[row * parts].sum));
          continue;
        }
        std::vector<std::int8_t> wanted(911 - 20);
        CrossoverResult single{};
        const std::vector<Leg> leg{{20, fast[f], slow[s]}};
        CHECK(RunSmaCrossover(bars.opens, bars.closes, leg, 911, sweep.costs, single, wanted) ==
              Status::kOk);
        for (std::uint32_t p = 0; p < parts; ++p) {
          double sum = 0;
          double squares = 0;
          for (std::uint32_t t = 911 - (parts - p) * length; t < 911 - (parts - p - 1) * length;
               ++t) {
            const int after = wanted[t - 1 - 20];
            const int before = t >= 22 ? wanted[t - 2 - 20] : 0;
            double earned = 0;
            if (before != 0) earned += growth(bars.opens[t], bars.closes[t - 1]);
            if (after > before) earned += std::log((1 - 0.0026) / (1 + 0.0005));
            if (after < before) earned += std::log((1 - 0.0026) * (1 - 0.0005));
            if (after != 0) earned += growth(bars.closes[t], bars.opens[t]);
            sum += earned;
            squares += earned * earned;
          }
          CHECK(Near(swept.parts[row * parts + p].sum, sum, 1e-12));
          CHECK(Near(swept.parts[row * parts + p].sum_squares, squares, 1e-12));
        }
      }
    }
  }
}

void ExponentialAveragesFollowThePlainRecurrence() {
  const Bars bars = Walk(600, 6);
  const std::vector<std::uint32_t> fast = Windows(40, 60, 4);
  const std::vector<std::uint32_t> slow = {5, 50, 128, 200, 599, 600, 601};
  const auto averages = [&](std::uint32_t window) {
    std::vector<double> line(600, std::numeric_limits<double>::quiet_NaN());
    double sum = 0;
    double e = 0;
    for (std::uint32_t t = 0; t < 600; ++t) {
      const auto close = static_cast<double>(bars.closes[t]);
      if (t + 1 <= window) {
        sum += close;
        e = sum / window;
      } else {
        e = e + 2.0 / (window + 1.0) * (close - e);
      }
      if (t + 1 >= window) line[t] = e;
    }
    return line;
  };
  for (const std::uint32_t first : {0U, 1U, 127U, 300U, 599U}) {
    CrossoverSweep sweep = Of(bars, fast, slow);
    sweep.average = Average::kExponential;
    sweep.first_bar = first;
    sweep.parts = first < 599 ? 1 : 0;
    const Swept swept = EveryMethodAgrees(sweep);
    const double buying = NaturalLog((1 - 0.0026) / (1 + 0.0005));
    const double selling = NaturalLog((1 - 0.0026) * (1 - 0.0005));
    for (std::size_t s = 0; s < slow.size(); ++s) {
      const std::vector<double> slow_line = averages(slow[s]);
      for (std::size_t f = 0; f < fast.size(); ++f) {
        if (fast[f] >= slow[s]) continue;
        const std::vector<double> fast_line = averages(fast[f]);
        double net = 0;
        std::uint32_t fills = 0;
        int held = 0;
        int wanted = 0;
        for (std::uint32_t t = first; t < 600; ++t) {
          if (t > first) {
            const auto ratio = [](std::int64_t to, std::int64_t from) {
              return NaturalLog(static_cast<double>(to) / static_cast<double>(from));
            };
            double earned = held ? ratio(bars.opens[t], bars.closes[t - 1]) : 0;
            if (wanted != held) earned += wanted ? buying : selling;
            fills += wanted != held;
            held = wanted;
            earned += held ? ratio(bars.closes[t], bars.opens[t]) : 0;
            net += earned;
          }
          wanted = fast_line[t] > slow_line[t];  // false while the slow one is unknown
        }
        const SweepRow& row = swept.rows[s * fast.size() + f];
        CHECK(SameBits(row.net_return, net));
        CHECK(row.fills == fills && row.last_position == wanted);
      }
    }
  }
}

void AMillionBarsStayWithinTheBoundOfRuns() {
  const Bars bars = Walk(1'000'000, 9);
  const std::vector<std::uint32_t> fast = {7, 60};
  const std::vector<std::uint32_t> slow = {90};
  CrossoverSweep sweep = Of(bars, fast, slow);
  sweep.parts = 16;
  sweep.costs = {2, 1};
  const Swept plain = Run(sweep, Method::kScalar);
  CHECK(plain.rows[0].fills > 10'000);
  CHECK(Distance(plain, Run(sweep, Method::kRunLength)) <= kRunLengthBound);
}

void ThreadsMakeNoDifference() {
  const Bars bars = Walk(900, 11);
  const std::vector<std::uint32_t> fast = Counting(1, 100);
  const std::vector<std::uint32_t> slow = Windows(70, 400, 5);
  for (const Method method : {Method::kAuto, Method::kRunLength}) {
    CrossoverSweep sweep = Of(bars, fast, slow);
    sweep.parts = 4;
    const Swept alone = Run(sweep, method);
    for (const std::uint32_t threads : {2U, 3U, 4U, kMaxSweepThreads}) {
      sweep.threads = threads;
      AreTheSameBits(alone, Run(sweep, method));
    }
  }
}

void ACancelledSweepLeaves() {
  // Seconds of work at the least, so that it cannot be over before the waiter has its turn.
  const Bars bars = Walk(200'000, 12);
  const std::vector<std::uint32_t> fast = Counting(1, 512);
  const std::vector<std::uint32_t> slow = Counting(600, 512);
  std::vector<SweepRow> rows(fast.size() * slow.size());
  CrossoverSweep sweep = Of(bars, fast, slow);
  for (const Method method : {Method::kScalar, Method::kAuto, Method::kRunLength}) {
    for (const std::uint32_t threads : {1U, 2U}) {
      sweep.method = method;
      sweep.threads = threads;
      SweepWatch watch;
      std::thread waiter([&] {
        while (watch.done.load() == 0) std::this_thread::yield();
        watch.cancelled.store(true);
      });
      const SweepStatus status = SweepCrossovers(sweep, watch, rows, {});
      waiter.join();
      CHECK(status == SweepStatus::kCancelled);
      CHECK(watch.done.load() < watch.total.load());
      CHECK(SweepCrossovers(sweep, watch, rows, {}) == SweepStatus::kCancelled);
      CHECK(watch.done.load() == 0);  // cancelled before it began
    }
  }
}

void WhatMakesNoSenseIsRefusedAndNothingIsWritten() {
  const Bars good = Noise(10, 4, 1, 100);
  const std::vector<std::uint32_t> fast = {1, 2};
  const std::vector<std::uint32_t> slow = {3, 4, 5};
  const auto refuses = [&](const CrossoverSweep& sweep, SweepStatus why, std::size_t row_room = 6,
                           std::size_t part_room = 0) {
    std::vector<SweepRow> rows(row_room, SweepRow{1, 2, 3, 4, 5});
    std::vector<PartSums> parts(part_room, PartSums{1, 2});
    SweepWatch watch;
    CHECK(SweepCrossovers(sweep, watch, rows, parts) == why);
    for (const SweepRow& row : rows) CHECK(row.net_return == 1 && row.last_position == 5);
    for (const PartSums& part : parts) CHECK(part.sum == 1 && part.sum_squares == 2);
  };
  const CrossoverSweep sane = Of(good, fast, slow);
  const auto with = [&](auto change) {
    CrossoverSweep sweep = sane;
    change(sweep);
    return sweep;
  };
  using S = CrossoverSweep;
  refuses(with([](S& s) { s.opens_e8 = s.opens_e8.first(9); }), SweepStatus::kBadBars);
  refuses(with([](S& s) { s.end_bar = 11; }), SweepStatus::kBadRange);
  refuses(with([](S& s) { s.first_bar = 10; }), SweepStatus::kBadRange);
  refuses(with([](S& s) { s.end_bar = 0; }), SweepStatus::kBadRange);
  refuses(with([](S& s) { s.opens_e8 = s.closes_e8 = {}, s.end_bar = 0; }), SweepStatus::kBadRange);
  refuses(with([](S& s) { s.fast = {}; }), SweepStatus::kBadWindows, 0);
  refuses(with([](S& s) { s.slow = {}; }), SweepStatus::kBadWindows, 0);
  const std::vector<std::uint32_t> none = {0, 1};
  const std::vector<std::uint32_t> huge = {1, kMaxWindowBars + 1};
  refuses(with([&](S& s) { s.fast = none; }), SweepStatus::kBadWindows);
  refuses(with([&](S& s) { s.fast = huge; }), SweepStatus::kBadWindows);
  refuses(with([](S& s) { s.costs.fee_bps = -1; }), SweepStatus::kBadCosts);
  refuses(with([](S& s) { s.costs.slippage_bps = 5001; }), SweepStatus::kBadCosts);
  refuses(sane, SweepStatus::kBadOutput, 5);
  refuses(sane, SweepStatus::kBadOutput, 7);
  refuses(sane, SweepStatus::kBadParts, 6, 6);
  refuses(with([](S& s) { s.parts = 10; }), SweepStatus::kBadParts, 6, 60);
  refuses(with([](S& s) { s.parts = 2; }), SweepStatus::kBadOutput, 6, 13);
  refuses(with([](S& s) { s.method = static_cast<Method>(9); }), SweepStatus::kBadMethod);
  refuses(with([](S& s) { s.average = static_cast<Average>(0); }), SweepStatus::kBadMethod);
  refuses(with([](S& s) { s.threads = 0; }), SweepStatus::kBadThreads);
  refuses(with([](S& s) { s.threads = kMaxSweepThreads + 1; }), SweepStatus::kBadThreads);
  Bars bad = good;
  bad.closes[9] = 0;
  refuses(Of(bad, fast, slow), SweepStatus::kBadBars);
  bad = good;
  bad.opens[0] = std::numeric_limits<std::int64_t>::min();
  refuses(Of(bad, fast, slow), SweepStatus::kBadBars);
}

void EqualReturnsHaveNoSharpeRatio() {
  // Doubles at every bar, so all returns but the first ones are ln 2: their scatter is rounding.
  Bars bars;
  for (int i = 0; i < 60; ++i) {
    bars.opens.push_back(std::int64_t{1} << i);
    bars.closes.push_back(std::int64_t{2} << i);
  }
  const std::vector<std::uint32_t> fast = {1};
  const std::vector<std::uint32_t> slow = {2};
  CrossoverSweep sweep = Of(bars, fast, slow);
  sweep.costs = {0, 0};
  sweep.first_bar = 20;
  const Swept swept = EveryMethodAgrees(sweep);
  CHECK(Near(swept.rows[0].net_return, 39 * std::log(2.0), 1e-12));
  CHECK(swept.rows[0].sharpe == 0);
}

void OneBarOnlyDecides() {
  const Bars bars{{5}, {6}};
  const std::vector<std::uint32_t> fast = {1};
  const std::vector<std::uint32_t> slow = {2};
  const Swept swept = EveryMethodAgrees(Of(bars, fast, slow));
  CHECK(swept.rows[0].net_return == 0 && swept.rows[0].sharpe == 0 && swept.rows[0].fills == 0);
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::OneBarOnlyDecides();
  conclave::EqualReturnsHaveNoSharpeRatio();
  conclave::WhatMakesNoSenseIsRefusedAndNothingIsWritten();
  conclave::EveryLengthUpTo67();
  conclave::GridsOfEveryShape();
  conclave::EqualAveragesAreTold();
  conclave::PricesTooFarApartForDoublesAreComparedInIntegers();
  conclave::TheMethodToldIsTheOneThatDecided();
  conclave::PricesOfEightDecimalsAreDecidedByTheMethodAskedFor();
  conclave::AveragesThatTieOrAlmostDoAreToldApart();
  conclave::RunningSumsMayOverflowAsLongAsWindowsDoNot();
  conclave::ALongSeriesOfEightDecimals();
  conclave::PartsAreWhatTheirBarsEarned();
  conclave::ExponentialAveragesFollowThePlainRecurrence();
  conclave::AMillionBarsStayWithinTheBoundOfRuns();
  conclave::ThreadsMakeNoDifference();
  conclave::ACancelledSweepLeaves();
  return 0;
}
