#include "bench/statistics_measures.h"

#include <time.h>

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "statistics/overfitting.h"

namespace conclave {
namespace {

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace

double SecondsOfOverfitting() {
  constexpr std::size_t kObservations = 480;
  constexpr std::uint32_t kTrials = 100;
  std::mt19937_64 random(20);
  std::normal_distribution<double> normal(0, 0.01);
  std::vector<double> returns(kObservations * kTrials);
  for (double& value : returns) {
    value = normal(random);
  }
  Overfitting found{};
  const double begin = ThreadSeconds();
  const MeasureStatus status = MeasureOverfitting(returns, kTrials, 16, found);
  const double seconds = ThreadSeconds() - begin;
  return status == MeasureStatus::kOk && found.splits == 12870 ? seconds : -1;
}

}  // namespace conclave
