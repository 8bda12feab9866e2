// Names, sizes, and places within a slice, of any value. What is opened is the file that is meant,
// and what is handed out lies within it, to the byte.

#include <string>

#include "fuzz/bytes.h"
#include "fuzz/seeds.h"
#include "fuzz/shared_slice.h"
#include "testing/check.h"
#include "worker/slice.h"

namespace conclave {
namespace {

__extension__ using UInt128 = unsigned __int128;
using fuzz::SharedSlice;

void OpensNoOtherFile(fuzz::Bytes& bytes, const SharedSlice& real) {
  std::vector<char> name(SharedSlice::kNameBytes);
  const auto any = bytes.Some(name.size());
  std::copy(any.begin(), any.end(), name.begin());
  real.TellName(name);
  const std::string text(name.data(), bytes.Within(0, SharedSlice::kNameBytes));
  const auto size = bytes.Once(2) ? SharedSlice::kBytes : bytes.Any<std::uint64_t>();
  const auto slice = Slice::Open(text, size);
  CHECK(!slice || text.starts_with("conclave-"));
  CHECK(!slice || slice->Is(text, size));
}

/// Values of kSize bytes each: handed out exactly when all of them lie within, well aligned.
template <typename T>
void LiesWithin(const Slice& slice, std::span<const std::byte> whole, std::uint64_t start,
                std::uint64_t count) {
  const auto values = slice.Values<T>(start, count);
  const bool within = UInt128{start} + UInt128{count} * sizeof(T) <= whole.size();
  CHECK(values.has_value() == (within && start % alignof(T) == 0));
  if (values) {
    CHECK(values->size() == count);
    CHECK(reinterpret_cast<const std::byte*>(values->data()) == whole.data() + start);
  }
}

void HandsOutNothingElse(fuzz::Bytes& bytes, const Slice& slice, const Slice& read_only) {
  const auto whole = std::as_bytes(*slice.Values<std::byte>(0, SharedSlice::kBytes));
  while (!bytes.empty()) {
    const bool near = bytes.Once(2);
    const auto start = near ? bytes.Within(0, 5000) : bytes.Any<std::uint64_t>();
    const auto count = near ? bytes.Within(0, 5000) : bytes.Any<std::uint64_t>();
    LiesWithin<std::int8_t>(slice, whole, start, count);
    LiesWithin<std::uint32_t>(slice, whole, start, count);
    LiesWithin<double>(slice, whole, start, count);
    CHECK(slice.Prices(start, count).has_value() ==
          slice.Values<std::int64_t>(start, count).has_value());
    CHECK(!read_only.Values<std::int8_t>(start, count));
    CHECK(read_only.Prices(start, count).has_value() == slice.Prices(start, count).has_value());
  }
}

}  // namespace

std::vector<fuzz::Seed> fuzz::Seeds() {
  auto seeds = Noise();
  for (const std::uint64_t start : {std::uint64_t{0}, std::uint64_t{4088}, ~std::uint64_t{7}}) {
    Seed seed(SharedSlice::kNameBytes);
    SharedSlice::Alias(0).copy(reinterpret_cast<char*>(seed.data()), seed.size());
    seed.insert(seed.end(), {14, 1, 0});
    for (int i = 0; i < 16; ++i) seed.push_back(static_cast<std::uint8_t>(start >> (i % 8 * 8)));
    seeds.push_back(seed);
  }
  return seeds;
}

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using conclave::Slice;
  using conclave::fuzz::SharedSlice;
  static const SharedSlice real(0);
  static const auto slice = Slice::Open(real.name(), SharedSlice::kBytes);
  static const auto read_only =
      Slice::Open(real.name(), SharedSlice::kBytes, conclave::Access::kRead);
  conclave::fuzz::Bytes bytes(data, size);
  conclave::OpensNoOtherFile(bytes, real);
  conclave::HandsOutNothingElse(bytes, *slice, *read_only);
  return 0;
}
