#include "bench/monte_carlo_measures.h"

#include <time.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

#include "montecarlo/cholesky.h"
#include "montecarlo/monte_carlo.h"

namespace conclave::bench {
namespace {

constexpr std::size_t kAssets = kMonteCarloAssets;
constexpr double kNormal99 = 2.3263478740408408;

double ThreadSeconds() noexcept {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Three common factors and a part of each asset's own; daily deviations of 1 to 4 %, long and
/// short.
struct Book {
  Book() : exposures(kAssets), cholesky(kAssets * kAssets) {
    for (std::size_t i = 0; i < kAssets; ++i) {
      exposures[i] = (static_cast<double>(i * 17 % kAssets) - 20) * 20000;
      for (std::size_t j = 0; j <= i; ++j) {
        double common = i == j ? 0.5 : 0;
        for (std::size_t factor = 0; factor < 3; ++factor) {
          common += Loading(i, factor) * Loading(j, factor);
        }
        const double correlation = common / std::sqrt(Variance(i) * Variance(j));
        cholesky[i * kAssets + j] = correlation * Deviation(i) * Deviation(j);
      }
    }
    sound = Cholesky(cholesky, cholesky);
  }

  [[nodiscard]] MonteCarlo Job(Revaluation revaluation, Isa isa, std::uint32_t threads) const {
    return {exposures, {}, cholesky, kMonteCarloPaths, 42, false, revaluation, 9900, threads, isa};
  }

  [[nodiscard]] double LinearDeviation() const {
    double variance = 0;
    for (std::size_t j = 0; j < kAssets; ++j) {
      double weight = 0;
      for (std::size_t i = j; i < kAssets; ++i) {
        weight += exposures[i] * cholesky[i * kAssets + j];
      }
      variance += weight * weight;
    }
    return std::sqrt(variance);
  }

  std::vector<double> exposures;
  std::vector<double> cholesky;
  bool sound = false;

 private:
  static double Loading(std::size_t asset, std::size_t factor) {
    return static_cast<double>((asset * (7 + 4 * factor) + 3 * factor) % 11) / 11 - 0.4;
  }
  static double Variance(std::size_t asset) {
    double variance = 0.5;
    for (std::size_t factor = 0; factor < 3; ++factor) {
      variance += Loading(asset, factor) * Loading(asset, factor);
    }
    return variance;
  }
  static double Deviation(std::size_t asset) {
    return 0.01 + 0.03 * static_cast<double>(asset * 37 % kAssets) / kAssets;
  }
};

const Book& TheBook() {
  static const Book book;
  return book;
}

}  // namespace

double MonteCarloSeconds(Isa isa) noexcept {
  const Book& book = TheBook();
  MonteCarloResult result{};
  const double start = ThreadSeconds();
  const MonteCarloStatus status =
      RunMonteCarlo(book.Job(Revaluation::kLogNormal, isa, 1), {}, result);
  const double seconds = ThreadSeconds() - start;
  return status == MonteCarloStatus::kOk && book.sound && result.var > 0 ? seconds : -1;
}

double PlainMonteCarloSeconds() {
  const Book& book = TheBook();
  const double start = ThreadSeconds();
  std::mt19937_64 random(42);
  std::normal_distribution<double> normal;
  std::vector<double> losses(kMonteCarloPaths);
  double z[kAssets];
  for (double& loss : losses) {
    for (double& draw : z) {
      draw = normal(random);
    }
    double gain = 0;
    for (std::size_t i = 0; i < kAssets; ++i) {
      double x = 0;
      for (std::size_t j = 0; j <= i; ++j) {
        x += book.cholesky[i * kAssets + j] * z[j];
      }
      gain += book.exposures[i] * std::expm1(x);
    }
    loss = -gain;
  }
  const auto tail = losses.begin() + kMonteCarloPaths / 100;
  std::nth_element(losses.begin(), tail, losses.end(), std::greater<>());
  double sum = 0;
  for (auto loss = losses.begin(); loss != tail; ++loss) {
    sum += *loss;
  }
  const double seconds = ThreadSeconds() - start;
  return sum > 0 ? seconds : -1;
}

double LinearVarDistance(Isa isa) noexcept {
  const Book& book = TheBook();
  MonteCarloResult result{};
  if (RunMonteCarlo(book.Job(Revaluation::kLinear, isa, 1), {}, result) != MonteCarloStatus::kOk) {
    return -1;
  }
  // SE(VaR) = sqrt(c (1 - c) / n) / f(VaR), f the normal density.
  const double deviation = book.LinearDeviation();
  const double density = std::exp(-kNormal99 * kNormal99 / 2) / std::sqrt(2 * M_PI) / deviation;
  const double error = std::sqrt(0.99 * 0.01 / kMonteCarloPaths) / density;
  return std::fabs(result.var - kNormal99 * deviation) / error;
}

bool SameBitsEverywhere() {
  const Book& book = TheBook();
  std::vector<double> first;
  for (const Isa isa : {Isa::kScalar, Isa::kAvx2, Isa::kAvx512}) {
    for (const std::uint32_t threads : {1U, 2U}) {
      if (!Supports(isa)) {
        continue;
      }
      std::vector<double> losses(kMonteCarloPaths);
      MonteCarloResult result{};
      if (RunMonteCarlo(book.Job(Revaluation::kLogNormal, isa, threads), losses, result) !=
          MonteCarloStatus::kOk) {
        return false;
      }
      losses.insert(losses.end(), {result.var, result.cvar, result.mean, result.deviation,
                                   result.var_standard_error, result.cvar_standard_error});
      if (first.empty()) {
        first = losses;
      }
      const bool same = std::equal(
          first.begin(), first.end(), losses.begin(), losses.end(), [](double a, double b) {
            return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
          });
      if (!same) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace conclave::bench
