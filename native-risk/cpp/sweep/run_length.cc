#include "sweep/run_length.h"

#include <algorithm>

namespace conclave {
namespace {

inline void Extend(RunMap& map, double earned) noexcept {
  map.earned += earned;
  map.squares += earned * earned;
  map.fall = std::max(0.0, map.fall - earned);
  map.deepest = std::max(map.deepest, map.fall);
  map.trough = std::max(map.trough, -map.earned);
}

}  // namespace

void MapRuns(const BarReturns* returns, std::uint32_t bars, RunMaps& maps) noexcept {
  for (std::uint32_t from = bars + 1; from >= 1; --from) {
    RunMap held{};
    if (from <= bars) {
      Extend(held, returns[bars - from].by_positions[1]);
    }
    for (std::uint32_t to = from - 1; to >= 1; --to) {
      RunMap& sold = maps.of[from][to];
      sold = held;
      Extend(sold, returns[bars - to].by_positions[2]);
      Extend(held, returns[bars - to].by_positions[3]);
    }
    maps.of[from][0] = held;
  }
}

void ApplyRuns(const RunEvents& events, const RunMaps& maps, RunState* states) noexcept {
  for (std::uint32_t record = events.records; record-- > 0;) {
    const RunMap& map = maps.of[events.places[2 * record + 1]][events.places[2 * record]];
    RunState& state = states[events.lanes[record]];
    state.deepest = std::max(state.deepest, std::max(map.deepest, state.fall + map.trough));
    state.fall = std::max(state.fall - map.earned, map.fall);
    state.earned += map.earned;
    state.squares += map.squares;
  }
}

}  // namespace conclave
