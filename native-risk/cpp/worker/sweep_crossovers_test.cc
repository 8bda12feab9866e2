#include "worker/sweep_crossovers.h"

#include <io_conclave_nativerisk_frames/BarsLoaded.h>
#include <io_conclave_nativerisk_frames/LoadBars.h>
#include <io_conclave_nativerisk_frames/SweepCrossovers.h>
#include <io_conclave_nativerisk_frames/SweepDone.h>
#include <sys/mman.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "kernels/sma_crossover.h"
#include "sweep/sweep_row.h"
#include "testing/check.h"
#include "testing/worker_frames.h"

namespace conclave {
namespace {

using namespace testing;

constexpr std::uint32_t kHandle = 9;
constexpr std::uint64_t kRoomBytes = 1 << 16;

/// Where rows go: a file in /dev/shm for as long as it lives.
class Room {
 public:
  Room() : name("conclave-" + std::to_string(getpid()) + "-78") {
    const int file = open(path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(file >= 0 && ftruncate(file, kRoomBytes) == 0);
    close(file);
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  ~Room() { unlink(path().c_str()); }

  [[nodiscard]] std::string path() const { return "/dev/shm/" + name; }
  const std::string name;
};

struct Range {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t step;
};

struct Ask {
  std::string room;
  std::uint64_t rows = 0;
  std::int64_t parts_start = 8192;
  std::uint32_t data_set = kHandle;
  std::uint32_t first_bar = 3;
  std::uint32_t end_bar = kBars;
  std::int32_t fee = 10;
  std::uint32_t parts = 4;
  std::uint16_t threads = 1;
  frames::AverageKind::Value average = frames::AverageKind::SIMPLE;
  frames::SweepMethod::Value method = frames::SweepMethod::AUTO;
  std::vector<Range> fast = {{1, 5, 2}, {7, 7, 1}};
  std::vector<Range> slow = {{4, 12, 4}};
};

std::vector<char> Sweep(const Ask& ask) {
  std::vector<char> frame;
  auto sweep = Draft<frames::SweepCrossovers>(frame);
  sweep.requestId(42).sliceBytes(kRoomBytes).rowsStart(ask.rows).partsStart(ask.parts_start);
  sweep.dataSet(ask.data_set).firstBar(ask.first_bar).endBar(ask.end_bar);
  sweep.feeBps(ask.fee).slippageBps(5).parts(ask.parts).threads(ask.threads);
  sweep.average(ask.average).method(ask.method).putSliceName(std::string_view(ask.room));
  auto& fast = sweep.fastWindowsCount(static_cast<std::uint16_t>(ask.fast.size()));
  for (const Range& range : ask.fast) {
    fast.next().firstBars(range.first).lastBars(range.last).stepBars(range.step);
  }
  auto& slow = sweep.slowWindowsCount(static_cast<std::uint16_t>(ask.slow.size()));
  for (const Range& range : ask.slow) {
    slow.next().firstBars(range.first).lastBars(range.last).stepBars(range.step);
  }
  frame.resize(sweep.sbePosition());
  return frame;
}

/// A greeted worker that holds the forty bars.
Conversation Loaded(const SharedBars& bars) {
  Conversation worker = Greeted();
  std::vector<char> frame;
  auto load = Draft<frames::LoadBars>(frame);
  load.requestId(1).sliceBytes(kSliceBytes).opensStart(0).closesStart(512).barCount(kBars);
  load.highsStart(-1).lowsStart(-1).dataSet(kHandle).putSliceName(std::string_view(bars.name));
  frame.resize(load.sbePosition());
  std::vector<char> reply;
  CHECK(Say(worker, frame, reply) == Next::kReply);
  Read<frames::BarsLoaded>(reply);
  return worker;
}

/// Plain backtests of the same windows, on the same bars, one by one.
void RowsAreThoseOfPlainBacktests() {
  const SharedBars bars;
  const Room room;
  Conversation worker = Loaded(bars);
  std::vector<char> reply;
  CHECK(Say(worker, Sweep({.room = room.name}), reply) == Next::kReply);
  auto done = Read<frames::SweepDone>(reply);
  CHECK(done.requestId() == 42 && done.rows() == 12);
  CHECK(done.methodUsed() != frames::SweepMethod::AUTO);

  const auto slice = Slice::Open(room.name, kRoomBytes);
  const auto rows = *slice->Values<SweepRow>(0, 12);
  const auto parts = *slice->Values<PartSums>(8192, 48);
  const auto prices = Slice::Open(bars.name, kSliceBytes);
  const std::uint32_t fast[] = {1, 3, 5, 7};
  const std::uint32_t slow[] = {4, 8, 12};
  std::uint32_t best = 0;
  for (std::uint32_t i = 0; i < 12; ++i) {
    const Leg leg{3, fast[i % 4], slow[i / 4]};
    const SweepRow& row = rows[i];
    if (leg.fast_bars >= leg.slow_bars) {
      CHECK(std::isnan(row.net_return) && std::isnan(row.sharpe) && row.fills == 0);
      CHECK(std::isnan(parts[4 * i].sum));
      continue;
    }
    CrossoverResult plain{};
    CHECK(RunSmaCrossover(*prices->Prices(0, kBars), *prices->Prices(512, kBars), {&leg, 1}, kBars,
                          {10, 5}, plain, {}) == Status::kOk);
    CHECK(row.net_return == plain.net_return && row.deepest_fall == plain.deepest_fall);
    CHECK(row.fills == plain.fills && row.last_position == plain.position);
    CHECK(std::isfinite(parts[4 * i].sum) && parts[4 * i].sum_squares >= 0);
    if (row.sharpe > rows[best].sharpe || std::isnan(rows[best].sharpe)) best = i;
  }
  CHECK(done.bestRow() == best);
}

frames::SweepMethod::Value UsedBy(Conversation& worker, const Room& room,
                                  frames::SweepMethod::Value method) {
  std::vector<char> reply;
  CHECK(Say(worker, Sweep({.room = room.name, .method = method}), reply) == Next::kReply);
  return Read<frames::SweepDone>(reply).methodUsed();
}

void TellsThatPlainLoopsStoodIn() {
  const SharedBars bars;
  const Room room;
  Conversation near = Loaded(bars);
  CHECK(UsedBy(near, room, frames::SweepMethod::RUN_LENGTH) == frames::SweepMethod::RUN_LENGTH);
  CHECK(UsedBy(near, room, frames::SweepMethod::SCALAR) == frames::SweepMethod::SCALAR);

  // A close at the end of what an int64 holds: four such could not be added up.
  const std::int64_t highest = std::numeric_limits<std::int64_t>::max();
  const int file = open(bars.path().c_str(), O_WRONLY | O_CLOEXEC);
  CHECK(file >= 0 && pwrite(file, &highest, sizeof highest, 512) == sizeof highest);
  close(file);
  Conversation far = Loaded(bars);
  CHECK(UsedBy(far, room, frames::SweepMethod::AUTO) == frames::SweepMethod::SCALAR);
  CHECK(UsedBy(far, room, frames::SweepMethod::RUN_LENGTH) == frames::SweepMethod::SCALAR);
}

void NamesTheReasonForARefusal() {
  const SharedBars bars;
  const Room room;
  Conversation worker = Loaded(bars);
  const std::string& to = room.name;
  Refuses(worker, Sweep({.room = to, .data_set = 8}), FailReason::NO_DATA_SET);
  Refuses(worker, Sweep({.room = "conclave-1-999999"}), FailReason::BAD_SLICE);
  Refuses(worker, Sweep({.room = bars.name}), FailReason::BAD_SLICE);
  Refuses(worker, Sweep({.room = to, .rows = kRoomBytes - 32}), FailReason::BAD_SLICE);
  Refuses(worker, Sweep({.room = to, .rows = 4}), FailReason::BAD_SLICE);
  Refuses(worker, Sweep({.room = to, .parts_start = kRoomBytes - 32}), FailReason::BAD_SLICE);
  Refuses(worker, Sweep({.room = to, .parts_start = 376}), FailReason::MALFORMED);
  Refuses(worker, Sweep({.room = to, .parts = 0}), FailReason::BAD_PARTS);
  Refuses(worker, Sweep({.room = to, .parts = 38}), FailReason::BAD_PARTS);
  Refuses(worker, Sweep({.room = to, .first_bar = kBars}), FailReason::BAD_RANGE);
  Refuses(worker, Sweep({.room = to, .end_bar = kBars + 1}), FailReason::BAD_RANGE);
  Refuses(worker, Sweep({.room = to, .fee = 5001}), FailReason::BAD_COSTS);
  Refuses(worker, Sweep({.room = to, .threads = 0}), FailReason::MALFORMED);
  Refuses(worker, Sweep({.room = to, .average = static_cast<frames::AverageKind::Value>(9)}),
          FailReason::NOT_SUPPORTED);
  Refuses(worker, Sweep({.room = to, .method = static_cast<frames::SweepMethod::Value>(9)}),
          FailReason::NOT_SUPPORTED);
  Refuses(worker, Sweep({.room = to, .fast = {}}), FailReason::BAD_WINDOWS);
  Refuses(worker, Sweep({.room = to, .slow = {}}), FailReason::BAD_WINDOWS);
  Refuses(worker, Sweep({.room = to, .fast = {{0, 0, 1}}}), FailReason::BAD_WINDOWS);
  Refuses(worker, Sweep({.room = to, .fast = {{5, 3, 1}}}), FailReason::BAD_WINDOWS);
  Refuses(worker, Sweep({.room = to, .fast = {{1, 4, 2}}}), FailReason::BAD_WINDOWS);
  Refuses(worker, Sweep({.room = to, .fast = {{1, 4, 0}}}), FailReason::BAD_WINDOWS);
  Refuses(worker, Sweep({.room = to, .fast = {{1, 0xffff'fffe, 1}}}), FailReason::TOO_MUCH);
  Refuses(worker, Sweep({.room = to, .fast = {{1, 60000, 1}}, .slow = {{1, 60000, 1}}}),
          FailReason::TOO_MUCH);
  std::vector<char> reply;
  CHECK(Say(worker, Sweep({.room = to, .parts_start = -1, .parts = 0}), reply) == Next::kReply);
  Read<frames::SweepDone>(reply);
}

/// No claim about the answers: the sanitizers watch that nothing is read or written out of bounds.
void BrokenFramesAreSurvived() {
  const SharedBars bars;
  const Room room;
  Conversation worker = Loaded(bars);
  const std::vector<char> whole = Sweep({.room = room.name});
  for (std::size_t bytes = 1; bytes < whole.size(); ++bytes) {
    Refuses(worker, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes)},
            FailReason::MALFORMED);
  }
  std::mt19937_64 random(5);
  for (int i = 0; i < 10000; ++i) {
    std::vector<char> frame = whole;
    for (std::uint64_t flips = random() % 3; flips > 0; --flips) {
      frame[random() % frame.size()] = static_cast<char>(random() % 3 == 0 ? 0xff : random());
    }
    std::vector<char> reply;
    if (Say(worker, frame, reply) == Next::kReply) {
      CHECK(reply.size() >= frames::MessageHeader::encodedLength());
    }
  }
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::RowsAreThoseOfPlainBacktests();
  conclave::TellsThatPlainLoopsStoodIn();
  conclave::NamesTheReasonForARefusal();
  conclave::BrokenFramesAreSurvived();
  return 0;
}
