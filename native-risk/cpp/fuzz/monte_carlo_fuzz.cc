// Books of any numbers. Every instruction set and any number of threads give the same bits, which
// are what the losses, ranked and added up plainly, say; what is refused leaves no trace.

#include <algorithm>
#include <cmath>
#include <vector>

#include "fuzz/bytes.h"
#include "fuzz/numbers.h"
#include "fuzz/same_bits.h"
#include "fuzz/seeds.h"
#include "montecarlo/monte_carlo.h"
#include "testing/check.h"

namespace conclave {
namespace {

using fuzz::SameBits;

struct Question {
  std::vector<double> exposures;
  std::vector<double> means;
  std::vector<double> cholesky;
  MonteCarlo book;
  std::size_t room;
};

Question Ask(fuzz::Bytes& bytes) {
  Question ask;
  const std::size_t assets = bytes.Within(0, 9);
  MonteCarlo& book = ask.book;
  book.paths = bytes.Once(32) ? bytes.Any<std::uint64_t>() : bytes.Within(1, 300);
  // Beyond what is taken or little: nothing in between, which would only take long.
  if (book.paths > 300 && book.paths <= kMaxPaths) book.paths += kMaxPaths;
  book.seed = bytes.Any<std::uint64_t>();
  book.antithetic = bytes.Once(2);
  book.revaluation = static_cast<Revaluation>(bytes.Within(0, 1));
  book.level_bps = bytes.Once(16) ? bytes.Any<std::int32_t>()
                                  : 5000 + static_cast<std::int32_t>(bytes.Within(0, 4999));
  ask.room = bytes.Once(16)                      ? bytes.Within(1, 300)
             : book.paths > 300 || bytes.Once(2) ? 0
                                                 : book.paths;
  ask.exposures = fuzz::Numbers(bytes, assets);
  ask.means = fuzz::Numbers(bytes, bytes.Once(2) ? 0 : assets);
  ask.cholesky = fuzz::Numbers(bytes, bytes.Once(32) ? bytes.Within(0, 90) : assets * assets);
  return ask;
}

struct Simulated {
  MonteCarloStatus status;
  MonteCarloResult result;
  std::vector<double> losses;
};

constexpr double kUntouched = 77;

Simulated Run(Question& ask, Isa isa, std::uint32_t threads) {
  MonteCarlo book = ask.book;
  book.exposures = ask.exposures;
  book.means = ask.means;
  book.cholesky = ask.cholesky;
  book.isa = isa;
  book.threads = threads;
  Simulated done{MonteCarloStatus::kOk, {}, std::vector<double>(ask.room, kUntouched)};
  done.result.var = kUntouched;
  done.status = RunMonteCarlo(book, done.losses, done.result);
  if (done.status != MonteCarloStatus::kOk) CHECK(done.result.var == kUntouched);
  return done;
}

void IsWhatTheLossesSay(const Question& ask, const Simulated& done) {
  const MonteCarloResult& r = done.result;
  CHECK(fuzz::Finite(r.var, r.cvar, r.mean, r.deviation, r.var_standard_error,
                     r.cvar_standard_error, r.worst));
  CHECK(r.deviation >= 0 && r.var_standard_error >= 0 && r.cvar_standard_error >= 0);
  CHECK(r.cvar >= r.var && r.worst >= r.var);
  if (ask.room == 0) return;
  std::vector<double> ranked = done.losses;
  std::sort(ranked.begin(), ranked.end(), std::greater<>());
  const std::uint64_t tail =
      (10000U - static_cast<std::uint32_t>(ask.book.level_bps)) * ask.book.paths;
  CHECK(r.worst == ranked.front());
  CHECK(r.var == ranked[std::max<std::uint64_t>(1, (tail + 9999) / 10000) - 1]);
}

void AllAgree(Question& ask) {
  const Simulated plain = Run(ask, Isa::kScalar, 1);
  for (const Isa isa : {Isa::kBest, Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
    if (!Supports(isa)) continue;
    for (const std::uint32_t threads : {1U, 3U}) {
      if (threads > 1 && isa != Isa::kBest) continue;
      const Simulated fast = Run(ask, isa, threads);
      CHECK(fast.status == plain.status);
      CHECK(SameBits(std::span(&fast.result, 1), std::span(&plain.result, 1)));
      CHECK(plain.status != MonteCarloStatus::kOk || SameBits<double>(fast.losses, plain.losses));
    }
  }
  if (plain.status == MonteCarloStatus::kOk) IsWhatTheLossesSay(ask, plain);
}

}  // namespace

std::vector<fuzz::Seed> fuzz::Seeds() { return Noise(); }

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conclave::fuzz::Bytes bytes(data, size);
  auto ask = conclave::Ask(bytes);
  conclave::AllAgree(ask);
  return 0;
}
