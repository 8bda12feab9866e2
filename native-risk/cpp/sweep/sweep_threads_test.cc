#include <atomic>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include "sweep/crossover_sweep.h"
#include "testing/check.h"

// A small sweep on several threads, watched and cancelled from another: for ThreadSanitizer.

namespace conclave {
namespace {

struct Grid {
  std::vector<std::int64_t> opens;
  std::vector<std::int64_t> closes;
  std::vector<std::uint32_t> fast;
  std::vector<std::uint32_t> slow;
};

Grid SmallGrid(std::uint32_t bars) {
  Grid grid;
  std::int64_t price = 1'000;
  for (std::uint32_t i = 0; i < bars; ++i) {
    grid.opens.push_back(price);
    price += std::int64_t{i * 7919 % 13} - 6 + (i / 50 % 2 == 0 ? 1 : -1);
    price = price < 1 ? 1 : price;
    grid.closes.push_back(price);
  }
  for (std::uint32_t w = 1; w <= 70; ++w) grid.fast.push_back(w);
  for (std::uint32_t w = 0; w < 20; ++w) grid.slow.push_back(10 + 7 * w);
  return grid;
}

CrossoverSweep Of(const Grid& grid, Average average, Method method, std::uint32_t threads) {
  return {grid.opens,
          grid.closes,
          average,
          grid.fast,
          grid.slow,
          0,
          static_cast<std::uint32_t>(grid.closes.size()),
          {5, 2},
          method,
          threads,
          4};
}

void ThreadsShareTheGrid() {
  const Grid grid = SmallGrid(400);
  const std::size_t rows = grid.fast.size() * grid.slow.size();
  for (const Average average : {Average::kSimple, Average::kExponential}) {
    for (const Method method : {Method::kScalar, Method::kAuto, Method::kRunLength}) {
      std::vector<SweepRow> alone(rows);
      std::vector<PartSums> alone_parts(rows * 4);
      SweepWatch watch;
      CHECK(SweepCrossovers(Of(grid, average, method, 1), watch, alone, alone_parts) ==
            SweepStatus::kOk);
      std::vector<SweepRow> shared(rows);
      std::vector<PartSums> shared_parts(rows * 4);
      SweepWatch watched;
      std::atomic<bool> over{false};
      std::thread watcher([&] {
        std::uint64_t last = 0;
        while (!over.load()) {
          const std::uint64_t done = watched.done.load();
          CHECK(done >= last);
          last = done;
          std::this_thread::yield();
        }
      });
      CHECK(SweepCrossovers(Of(grid, average, method, 3), watched, shared, shared_parts) ==
            SweepStatus::kOk);
      over.store(true);
      watcher.join();
      CHECK(watched.done.load() == watched.total.load());
      CHECK(std::memcmp(alone.data(), shared.data(), rows * sizeof(SweepRow)) == 0);
      CHECK(std::memcmp(alone_parts.data(), shared_parts.data(), rows * 4 * sizeof(PartSums)) == 0);
    }
  }
}

void AllThreadsLeaveWhenCancelled() {
  // Seconds of work at the least, so that it cannot be over before the waiter has its turn.
  Grid grid = SmallGrid(200'000);
  for (std::uint32_t w = 0; w < 512; ++w) {
    grid.fast.push_back(71 + w);
    grid.slow.push_back(600 + w);
  }
  std::vector<SweepRow> rows(grid.fast.size() * grid.slow.size());
  SweepWatch watch;
  std::thread waiter([&] {
    while (watch.done.load() < 5) std::this_thread::yield();
    watch.cancelled.store(true);
  });
  CrossoverSweep sweep = Of(grid, Average::kSimple, Method::kAuto, 3);
  sweep.parts = 0;
  CHECK(SweepCrossovers(sweep, watch, rows, {}) == SweepStatus::kCancelled);
  waiter.join();
  CHECK(watch.done.load() < watch.total.load());
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::ThreadsShareTheGrid();
  conclave::AllThreadsLeaveWhenCancelled();
  return 0;
}
