#include "montecarlo/monte_carlo.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <random>
#include <thread>
#include <vector>

#include "montecarlo/cholesky.h"
#include "montecarlo/standard_normal.h"
#include "testing/check.h"

namespace {

using conclave::Isa;
using conclave::MonteCarlo;
using conclave::MonteCarloResult;
using conclave::MonteCarloStatus;
using conclave::Revaluation;

struct Book {
  std::vector<double> exposures;
  std::vector<double> means;
  std::vector<double> cholesky;
};

/// Long and short, a common factor, daily deviations of some per cent.
Book RandomBook(std::size_t n) {
  std::mt19937_64 random(n);
  std::uniform_real_distribution<double> cell(-1, 1);
  Book book{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n * n)};
  for (std::size_t i = 0; i < n; ++i) {
    book.exposures[i] = 1e6 * cell(random);
    book.means[i] = 0.001 * cell(random);
    for (std::size_t j = 0; j <= i; ++j) {
      book.cholesky[i * n + j] = 0.01 * (i == j ? 2 : cell(random));
    }
  }
  return book;
}

MonteCarlo Job(const Book& book, std::uint64_t paths, Revaluation revaluation) {
  MonteCarlo job;
  job.exposures = book.exposures;
  job.means = book.means;
  job.cholesky = book.cholesky;
  job.paths = paths;
  job.seed = 20240229;
  job.revaluation = revaluation;
  return job;
}

struct Run {
  std::vector<double> losses;
  MonteCarloResult result;
};

Run Simulate(const MonteCarlo& job) {
  Run run{std::vector<double>(job.paths), {}};
  CHECK(conclave::RunMonteCarlo(job, run.losses, run.result) == MonteCarloStatus::kOk);
  return run;
}

bool SameBits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool SameBits(const Run& a, const Run& b) {
  return std::equal(a.losses.begin(), a.losses.end(), b.losses.begin(), b.losses.end(),
                    [](double x, double y) { return SameBits(x, y); }) &&
         SameBits(a.result.var, b.result.var) && SameBits(a.result.cvar, b.result.cvar) &&
         SameBits(a.result.mean, b.result.mean) &&
         SameBits(a.result.deviation, b.result.deviation) &&
         SameBits(a.result.var_standard_error, b.result.var_standard_error) &&
         SameBits(a.result.cvar_standard_error, b.result.cvar_standard_error) &&
         SameBits(a.result.worst, b.result.worst);
}

std::vector<Isa> FastOnesHere() {
  std::vector<Isa> here = {Isa::kBest};
  for (const Isa isa : {Isa::kAvx2, Isa::kAvx512}) {
    if (conclave::Supports(isa)) {
      here.push_back(isa);
    }
  }
  return here;
}

void EveryInstructionSetGivesTheScalarOnesBits(MonteCarlo job) {
  job.isa = Isa::kScalar;
  const Run reference = Simulate(job);
  for (const Isa isa : FastOnesHere()) {
    job.isa = isa;
    CHECK(SameBits(reference, Simulate(job)));
  }
}

void TheBitsAreTheSameForEveryNumberOfAssetsAndPaths() {
  for (const Revaluation revaluation : {Revaluation::kLinear, Revaluation::kLogNormal}) {
    for (std::size_t n = 1; n <= 67; ++n) {
      const Book book = RandomBook(n);
      MonteCarlo job = Job(book, n, revaluation);
      EveryInstructionSetGivesTheScalarOnesBits(job);
      job.paths = 2 * n;
      job.antithetic = true;
      EveryInstructionSetGivesTheScalarOnesBits(job);
    }
  }
}

void AFlagThatNobodySetsChangesNoBits() {
  const std::atomic<bool> nobody{false};
  for (const std::uint64_t paths : {2ULL, 255ULL * 2, 256ULL * 2, 257ULL * 2, 20'000ULL}) {
    for (const bool antithetic : {false, true}) {
      const Book book = RandomBook(3);
      MonteCarlo job = Job(book, paths, Revaluation::kLogNormal);
      job.antithetic = antithetic;
      const Run without = Simulate(job);
      job.cancelled = &nobody;
      CHECK(SameBits(without, Simulate(job)));
      job.threads = 3;
      CHECK(SameBits(without, Simulate(job)));
    }
  }
}

void WhoeverWaitsMayLeaveBeforeItBegins() {
  const std::atomic<bool> cancelled{true};
  const Book book = RandomBook(3);
  for (const std::uint32_t threads : {1U, 3U}) {
    MonteCarlo job = Job(book, 30'000, Revaluation::kLinear);
    job.threads = threads;
    job.cancelled = &cancelled;
    MonteCarloResult result{};
    result.var = 77;
    CHECK(conclave::RunMonteCarlo(job, {}, result) == MonteCarloStatus::kCancelled);
    CHECK(result.var == 77);
    job.paths = 0;
    CHECK(conclave::RunMonteCarlo(job, {}, result) == MonteCarloStatus::kBadPaths);
  }
}

/// All of these paths would take minutes.
void WhoeverWaitsMayLeaveInTheMiddle() {
  const Book book = RandomBook(512);
  std::atomic<bool> cancelled{false};
  MonteCarlo job = Job(book, 4'000'000, Revaluation::kLogNormal);
  job.threads = 2;
  job.cancelled = &cancelled;
  MonteCarloStatus status = MonteCarloStatus::kOk;
  std::thread computer([&job, &status] {
    MonteCarloResult result{};
    status = conclave::RunMonteCarlo(job, {}, result);
  });
  // As long as another book takes: by then it is among its paths.
  CHECK(SameBits(Simulate(Job(book, 500, Revaluation::kLogNormal)),
                 Simulate(Job(book, 500, Revaluation::kLogNormal))));
  cancelled = true;
  computer.join();
  CHECK(status == MonteCarloStatus::kCancelled);
}

void TheBitsAreTheSameForAnyNumberOfThreads() {
  const Book book = RandomBook(5);
  for (const bool antithetic : {false, true}) {
    MonteCarlo job = Job(book, 100'002, Revaluation::kLogNormal);
    job.antithetic = antithetic;
    const Run alone = Simulate(job);
    for (const std::uint32_t threads : {2U, 3U, 16U}) {
      job.threads = threads;
      CHECK(SameBits(alone, Simulate(job)));
    }
  }
}

void MorePathsBeginWithTheSameOnes() {
  const Book book = RandomBook(9);
  const Run few = Simulate(Job(book, 100, Revaluation::kLogNormal));
  const Run many = Simulate(Job(book, 1000, Revaluation::kLogNormal));
  CHECK(std::equal(few.losses.begin(), few.losses.end(), many.losses.begin()));
}

/// The definition, path by path, in long double with the library's expm1.
void EveryLossIsThatOfItsPath(bool antithetic) {
  const std::size_t n = 7;
  const Book book = RandomBook(n);
  for (const Revaluation revaluation : {Revaluation::kLinear, Revaluation::kLogNormal}) {
    MonteCarlo job = Job(book, 200, revaluation);
    job.antithetic = antithetic;
    const Run run = Simulate(job);
    for (std::uint64_t path = 0; path < job.paths; ++path) {
      const bool mirrored = antithetic && path >= job.paths / 2;
      const std::uint64_t draw = mirrored ? path - job.paths / 2 : path;
      double z[8];
      for (std::uint32_t pair = 0; pair < 4; ++pair) {
        const conclave::NormalPair normals = conclave::PathNormals(job.seed, draw, pair);
        z[2 * pair] = mirrored ? -normals.first : normals.first;
        z[2 * pair + 1] = mirrored ? -normals.second : normals.second;
      }
      long double gain = 0;
      long double size = 0;
      for (std::size_t i = 0; i < n; ++i) {
        long double x = book.means[i];
        for (std::size_t j = 0; j <= i; ++j) {
          x += static_cast<long double>(book.cholesky[i * n + j]) * z[j];
        }
        const long double growth = revaluation == Revaluation::kLinear ? x : std::expm1(x);
        gain += book.exposures[i] * growth;
        size += std::fabs(book.exposures[i] * growth);
      }
      CHECK(std::fabs(static_cast<long double>(run.losses[path]) + gain) <= 1e-14L * size);
    }
  }
}

/// One asset of deviation 1: the quantiles of the standard normal.
MonteCarlo StandardNormal(const Book& unit, std::uint64_t paths) {
  MonteCarlo job = Job(unit, paths, Revaluation::kLinear);
  job.means = {};
  return job;
}

void ALinearBookMeetsTheNormalsKnownQuantiles() {
  const Book unit{{1}, {}, {1}};
  // SE(VaR 99 %) = .011806 sigma at 1e5 paths.
  MonteCarlo job = StandardNormal(unit, 100'000);
  MonteCarloResult result = Simulate(job).result;
  CHECK(std::fabs(result.var - 2.326348) < 3 * 0.011806);
  CHECK(std::fabs(result.cvar - 2.665214) < 3 * result.cvar_standard_error);
  CHECK(std::fabs(result.var_standard_error / 0.011806 - 1) < 0.3);
  CHECK(result.cvar_standard_error > 0.011806 && result.cvar_standard_error < 2 * 0.011806);
  CHECK(std::fabs(result.mean) < 3 / std::sqrt(1e5));
  CHECK(std::fabs(result.deviation - 1) < 3 / std::sqrt(2e5));

  job.level_bps = 9750;
  result = Simulate(job).result;
  CHECK(std::fabs(result.var - 1.959964) < 3 * result.var_standard_error);
  CHECK(std::fabs(result.cvar - 2.337803) < 3 * result.cvar_standard_error);
}

void AMixedBookMeetsItsAnalyticVar() {
  const std::size_t n = 50;
  const Book book = RandomBook(n);
  double variance = 0;
  double drift = 0;
  for (std::size_t j = 0; j < n; ++j) {
    double weight = 0;
    for (std::size_t i = j; i < n; ++i) {
      weight += book.exposures[i] * book.cholesky[i * n + j];
    }
    variance += weight * weight;
    drift += book.exposures[j] * book.means[j];
  }
  const double deviation = std::sqrt(variance);
  const MonteCarloResult result = Simulate(Job(book, 100'000, Revaluation::kLinear)).result;
  CHECK(std::fabs(result.var - (2.326348 * deviation - drift)) < 3 * 0.011806 * deviation);
}

void ALogNormalAssetGrowsAsItMust() {
  const Book book{{100}, {0.01}, {0.3}};
  const MonteCarloResult result = Simulate(Job(book, 100'000, Revaluation::kLogNormal)).result;
  const double growth = 100 * std::expm1(0.01 + 0.3 * 0.3 / 2);
  CHECK(std::fabs(result.mean + growth) < 3 * result.deviation / std::sqrt(1e5));
  // A quantile goes through a monotone function.
  const double quantile = -100 * std::expm1(0.01 - 0.3 * 2.326348);
  CHECK(std::fabs(result.var - quantile) < 3 * result.var_standard_error);
}

void VarIsTheOrderStatisticOfIntegers() {
  const Book book = RandomBook(3);
  struct Case {
    std::uint64_t paths;
    std::int32_t level_bps;
    std::size_t rank;
  };
  for (const Case c : {Case{100, 9900, 1}, Case{100, 9750, 3}, Case{101, 9900, 2}, Case{1, 9999, 1},
                       Case{40, 5000, 20}, Case{70'000, 9900, 700}, Case{70'001, 9900, 701},
                       Case{200'000, 5000, 100'000}, Case{200'000, 9999, 20}}) {
    MonteCarlo job = Job(book, c.paths, Revaluation::kLogNormal);
    job.level_bps = c.level_bps;
    const Run run = Simulate(job);
    std::vector<double> sorted = run.losses;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    CHECK(run.result.var == sorted[c.rank - 1]);
    CHECK(run.result.worst == sorted[0]);
  }
}

void LossesThatAreAllAlikeRankAlike() {
  const Book certain{{1}, {-0.5}, {0}};
  const MonteCarloResult result = Simulate(Job(certain, 100'000, Revaluation::kLinear)).result;
  CHECK(result.var == 0.5 && result.cvar == 0.5 && result.worst == 0.5);
  CHECK(result.deviation == 0 && result.var_standard_error == 0);
}

/// Rockafellar and Uryasev: the least of v + E max(0, L - v) / (1 - c) over v; it is piecewise
/// linear, so the least is at one of the losses.
void CvarIsTheLeastOfItsDefinition() {
  const Book book = RandomBook(4);
  MonteCarlo job = Job(book, 250, Revaluation::kLogNormal);
  job.level_bps = 9750;
  const Run run = Simulate(job);
  double least = std::numeric_limits<double>::infinity();
  for (const double v : run.losses) {
    double excess = 0;
    for (const double loss : run.losses) {
      excess += std::max(0.0, loss - v);
    }
    least = std::min(least, v + excess / 250 / 0.025);
  }
  CHECK(std::fabs(run.result.cvar - least) <= 1e-12 * least);
  CHECK(run.result.cvar >= run.result.var);
}

void AMirrorImageLosesWhatItsPathGains() {
  const Book unit{{1}, {}, {1}};
  MonteCarlo job = StandardNormal(unit, 1000);
  job.antithetic = true;
  const Run run = Simulate(job);
  for (std::size_t p = 0; p < 500; ++p) {
    CHECK(run.losses[p] == -run.losses[p + 500]);
  }
  CHECK(std::fabs(run.result.mean) < 1e-15);
}

void WithoutRoomForLossesTheAnswerIsTheSame() {
  const Book book = RandomBook(6);
  const MonteCarlo job = Job(book, 5000, Revaluation::kLogNormal);
  Run bare{Simulate(job).losses, {}};
  CHECK(conclave::RunMonteCarlo(job, {}, bare.result) == MonteCarloStatus::kOk);
  CHECK(SameBits(bare, Simulate(job)));
}

MonteCarloStatus StatusOf(const MonteCarlo& job, std::size_t room = 0) {
  std::vector<double> losses(room);
  MonteCarloResult untouched{};
  untouched.var = 42;
  const MonteCarloStatus status = conclave::RunMonteCarlo(job, losses, untouched);
  CHECK(status == MonteCarloStatus::kOk || untouched.var == 42);
  return status;
}

void WhatMakesNoSenseIsRefused() {
  const Book book = RandomBook(2);
  const MonteCarlo good = Job(book, 10, Revaluation::kLogNormal);
  CHECK(StatusOf(good) == MonteCarloStatus::kOk);
  CHECK(StatusOf(good, 9) == MonteCarloStatus::kBadShapes);
  const auto refused = [&good](MonteCarloStatus why, auto spoil) {
    MonteCarlo job = good;
    spoil(job);
    CHECK(StatusOf(job) == why);
  };
  const std::vector<double> few(1);
  const std::vector<double> many(conclave::kMaxSimulatedAssets + 1);
  refused(MonteCarloStatus::kBadShapes, [](MonteCarlo& job) { job.exposures = {}; });
  refused(MonteCarloStatus::kBadShapes, [&](MonteCarlo& job) { job.exposures = few; });
  refused(MonteCarloStatus::kBadShapes, [&](MonteCarlo& job) { job.exposures = many; });
  refused(MonteCarloStatus::kBadShapes, [&](MonteCarlo& job) { job.means = few; });
  refused(MonteCarloStatus::kBadShapes, [](MonteCarlo& job) { job.cholesky = {}; });
  refused(MonteCarloStatus::kBadShapes,
          [](MonteCarlo& job) { job.revaluation = static_cast<Revaluation>(2); });
  refused(MonteCarloStatus::kBadPaths, [](MonteCarlo& job) { job.paths = 0; });
  refused(MonteCarloStatus::kBadPaths,
          [](MonteCarlo& job) { job.paths = conclave::kMaxPaths + 1; });
  refused(MonteCarloStatus::kBadPaths, [](MonteCarlo& job) {
    job.paths = 11;
    job.antithetic = true;
  });
  refused(MonteCarloStatus::kBadLevel, [](MonteCarlo& job) { job.level_bps = 10000; });
  refused(MonteCarloStatus::kBadLevel, [](MonteCarlo& job) { job.level_bps = 4999; });
  refused(MonteCarloStatus::kBadLevel, [](MonteCarlo& job) { job.level_bps = -1; });
  refused(MonteCarloStatus::kBadEngine, [](MonteCarlo& job) { job.threads = 0; });
  refused(MonteCarloStatus::kBadEngine,
          [](MonteCarlo& job) { job.threads = conclave::kMaxThreads + 1; });
  refused(MonteCarloStatus::kBadEngine, [](MonteCarlo& job) { job.isa = static_cast<Isa>(9); });
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    for (std::size_t i = 0; i < 2; ++i) {
      Book spoilt = book;
      spoilt.exposures[i] = bad;
      CHECK(StatusOf(Job(spoilt, 10, Revaluation::kLinear)) == MonteCarloStatus::kBadNumbers);
      spoilt = book;
      spoilt.means[i] = bad;
      CHECK(StatusOf(Job(spoilt, 10, Revaluation::kLinear)) == MonteCarloStatus::kBadNumbers);
      spoilt = book;
      spoilt.cholesky[3 * i] = bad;
      CHECK(StatusOf(Job(spoilt, 10, Revaluation::kLinear)) == MonteCarloStatus::kBadNumbers);
    }
  }
  Book upside_down = book;
  upside_down.cholesky[3] = -0.01;
  CHECK(StatusOf(Job(upside_down, 10, Revaluation::kLinear)) == MonteCarloStatus::kBadNumbers);
  Book enormous = book;
  enormous.exposures[0] = 1e151;
  enormous.cholesky[0] = 1;
  CHECK(StatusOf(Job(enormous, 10, Revaluation::kLinear)) == MonteCarloStatus::kBadNumbers);
}

void ReturnsNobodyCouldEarnAreRefusedAndTheLargestAllowedAreNumbers() {
  Book wild{{1}, {0}, {70.1}};
  CHECK(StatusOf(Job(wild, 10, Revaluation::kLogNormal)) == MonteCarloStatus::kTooWild);
  CHECK(StatusOf(Job(wild, 10, Revaluation::kLinear)) == MonteCarloStatus::kOk);
  wild.cholesky[0] = 30;
  const Run run = Simulate(Job(wild, 1000, Revaluation::kLogNormal));
  CHECK(std::isfinite(run.result.cvar) && std::isfinite(run.result.deviation));
}

void WhatLiesAboveTheDiagonalIsNotRead() {
  Book book = RandomBook(2);
  const Run before = Simulate(Job(book, 100, Revaluation::kLogNormal));
  book.cholesky[1] = std::numeric_limits<double>::quiet_NaN();
  CHECK(SameBits(before, Simulate(Job(book, 100, Revaluation::kLogNormal))));
}

}  // namespace

int main() {
  AFlagThatNobodySetsChangesNoBits();
  WhoeverWaitsMayLeaveBeforeItBegins();
  WhoeverWaitsMayLeaveInTheMiddle();
  TheBitsAreTheSameForEveryNumberOfAssetsAndPaths();
  TheBitsAreTheSameForAnyNumberOfThreads();
  MorePathsBeginWithTheSameOnes();
  EveryLossIsThatOfItsPath(false);
  EveryLossIsThatOfItsPath(true);
  ALinearBookMeetsTheNormalsKnownQuantiles();
  AMixedBookMeetsItsAnalyticVar();
  ALogNormalAssetGrowsAsItMust();
  VarIsTheOrderStatisticOfIntegers();
  LossesThatAreAllAlikeRankAlike();
  CvarIsTheLeastOfItsDefinition();
  AMirrorImageLosesWhatItsPathGains();
  WithoutRoomForLossesTheAnswerIsTheSame();
  WhatMakesNoSenseIsRefused();
  ReturnsNobodyCouldEarnAreRefusedAndTheLargestAllowedAreNumbers();
  WhatLiesAboveTheDiagonalIsNotRead();
  return 0;
}
