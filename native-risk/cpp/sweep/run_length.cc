#include "sweep/run_length.h"

namespace conclave {
namespace {

constexpr std::uint32_t kLevels = 6;

/// One instruction, where std::max may choose between addresses and so branch.
double Larger(double a, double b) noexcept { return a > b ? a : b; }

/// One bar.
RunMap Single(double earned) noexcept {
  const double fall = Larger(0.0, -earned);
  return {earned, earned * earned, fall, fall, fall};
}

/// First `a`, then `b`.
RunMap Then(const RunMap& a, const RunMap& b) noexcept {
  return {a.earned + b.earned, a.squares + b.squares, Larger(a.fall - b.earned, b.fall),
          Larger(Larger(a.deepest, b.deepest), a.fall + b.trough),
          Larger(a.trough, b.trough - a.earned)};
}

void Apply(const RunMap& map, double& earned, double& squares, double& fall,
           double& deepest) noexcept {
  deepest = Larger(deepest, Larger(map.deepest, fall + map.trough));
  fall = Larger(fall - map.earned, map.fall);
  earned += map.earned;
  squares += map.squares;
}

/// The highest bit in which two places differ.
std::uint32_t Level(std::uint32_t from, std::uint32_t to) noexcept {
  return 31U - static_cast<std::uint32_t>(__builtin_clz(from ^ to));
}

}  // namespace

// A run that begins at place p and ends with the half of level l begins with the run to the end of
// the largest smaller half that p lies in, and a whole block of held bars follows; sales likewise.
// So each map is made of two that are known, and none waits for its neighbour.
void MapRuns(const BarReturns* returns, std::uint32_t bars, RunMaps& maps) noexcept {
  RunMap held[kLevels][64];  // [l][i]: the places [i 2^l, (i + 1) 2^l), all held
  RunMap bought[64];
  RunMap sold[64];
  const std::uint32_t before = bars + 1;
  sold[0] = held[0][0] = {};
  bought[before] = held[0][before] = {};
  for (std::uint32_t place = 1; place <= bars; ++place) {
    const double* earned = returns[bars - place].by_positions;
    bought[place] = Single(earned[1]);
    sold[place] = Single(earned[2]);
    held[0][place] = Single(earned[3]);
  }
  const std::uint32_t levels = Level(before, 0) + 1;
  for (std::uint32_t level = 1; level < levels; ++level) {
    for (std::uint32_t i = 0; (i + 1) << level <= before + 1; ++i) {
      held[level][i] = Then(held[level - 1][2 * i + 1], held[level - 1][2 * i]);
    }
  }
  for (std::uint32_t level = 0; level < levels; ++level) {
    const std::uint32_t half = 1U << level;
    for (std::uint32_t place = 0; place <= before; ++place) {
      RunMap& map = maps.of[level][place];
      const bool begins = (place & half) != 0;
      const std::uint32_t within = (begins ? place : ~place) & (half - 1);
      if (within == 0) {
        map = begins ? bought[place] : sold[place];
        continue;
      }
      const std::uint32_t smaller = Level(within, 0);
      const RunMap& part = maps.of[smaller][place];
      if (begins) {
        map = Then(part, held[smaller][(place - within) >> smaller]);
      } else if (place + within < before) {  // else there is nothing it could follow
        map = Then(held[smaller][(place + within) >> smaller], part);
      }
    }
  }
  maps.throughout = Then(maps.of[levels - 1][before], maps.of[levels - 1][0]);
}

void ApplyRun(const RunMap& map, BlockState& state, std::uint32_t lane) noexcept {
  Apply(map, state.sum[lane], state.squares[lane], state.fall[lane], state.deepest[lane]);
}

void ApplyRuns(const RunEvents& events, const RunMaps& maps, BlockState& state) noexcept {
  for (std::uint32_t record = events.records; record-- > 0;) {
    const std::uint32_t from = events.places[2 * record + 1];
    const std::uint32_t to = events.places[2 * record];
    const std::uint32_t lane = events.lanes[record];
    const RunMap* level = maps.of[Level(from, to)];
    double earned = state.sum[lane];
    double squares = state.squares[lane];
    double fall = state.fall[lane];
    double deepest = state.deepest[lane];
    Apply(level[from], earned, squares, fall, deepest);
    Apply(level[to], earned, squares, fall, deepest);
    state.sum[lane] = earned;
    state.squares[lane] = squares;
    state.fall[lane] = fall;
    state.deepest[lane] = deepest;
  }
}

}  // namespace conclave
