#include "montecarlo/philox.h"

#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include "testing/check.h"

namespace {

using conclave::PhiloxBlock;

constexpr bool Same(PhiloxBlock a, PhiloxBlock b) {
  return a.low() == b.low() && a.high() == b.high();
}

// The known answers published with Random123, file kat_vectors, lines philox4x32 10.
static_assert(Same(conclave::Philox4x32({{0, 0, 0, 0}}, 0, 0),
                   {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}));
static_assert(Same(conclave::Philox4x32({{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
                                        0xffffffff, 0xffffffff),
                   {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}));
static_assert(Same(conclave::Philox4x32({{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
                                        0xa4093822, 0x299f31d0),
                   {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}));
// The same counter and key by way of seed, stream and index.
static_assert(Same(conclave::PhiloxDraw(0x299f31d0a4093822, 0x0370734413198a2e, 0x85a308d3243f6a88),
                   {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}));

static_assert(conclave::UnitInterval(0) == 0x1p-53);
static_assert(conclave::UnitInterval(~std::uint64_t{0}) == 1 - 0x1p-53);
static_assert(conclave::BelowBound(0, 6) == 0);
static_assert(conclave::BelowBound(~std::uint64_t{0}, 6) == 5);
static_assert(conclave::BelowBound(~std::uint64_t{0}, 0xffffffff) == 0xfffffffe);

void StreamsAndIndicesNeverShareADraw() {
  std::set<std::uint64_t> seen;
  for (std::uint64_t stream = 0; stream < 100; ++stream) {
    for (std::uint64_t index = 0; index < 100; ++index) {
      CHECK(seen.insert(conclave::PhiloxDraw(1, stream, index).low()).second);
    }
  }
}

void TheUnitIntervalIsFilledEvenly() {
  constexpr int kParts = 100;
  constexpr int kDraws = 100000;
  std::vector<double> counts(kParts);
  for (int i = 0; i < kDraws; ++i) {
    const double u =
        conclave::UnitInterval(conclave::PhiloxDraw(7, 0, static_cast<std::uint64_t>(i)).high());
    CHECK(u > 0 && u < 1);
    counts[static_cast<std::size_t>(u * kParts)] += 1;
  }
  double chi_square = 0;
  for (const double count : counts) {
    chi_square += (count - kDraws / kParts) * (count - kDraws / kParts) / (kDraws / kParts);
  }
  // 99 degrees of freedom: mean 99, deviation 14.
  CHECK(chi_square > 45 && chi_square < 160);
}

}  // namespace

int main() {
  StreamsAndIndicesNeverShareADraw();
  TheUnitIntervalIsFilledEvenly();
  return 0;
}
