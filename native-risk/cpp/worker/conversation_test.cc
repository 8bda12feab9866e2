#include "worker/conversation.h"

#include <io_conclave_nativerisk_frames/BacktestDone.h>
#include <io_conclave_nativerisk_frames/BacktestFailed.h>
#include <io_conclave_nativerisk_frames/BarsDropped.h>
#include <io_conclave_nativerisk_frames/BarsLoaded.h>
#include <io_conclave_nativerisk_frames/Cancel.h>
#include <io_conclave_nativerisk_frames/DropBars.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/LoadBars.h>
#include <io_conclave_nativerisk_frames/Ping.h>
#include <io_conclave_nativerisk_frames/Pong.h>
#include <io_conclave_nativerisk_frames/RunBacktest.h>
#include <io_conclave_nativerisk_frames/Shutdown.h>
#include <io_conclave_nativerisk_frames/Welcome.h>
#include <unistd.h>

#include <cstring>
#include <random>
#include <string>
#include <utility>

#include "testing/check.h"
#include "testing/worker_frames.h"
#include "worker/frame_pipe.h"

namespace conclave {
namespace {

using namespace testing;

struct Ask {
  std::string slice = {};
  std::uint64_t slice_bytes = kSliceBytes;
  std::uint64_t opens = 0;
  std::uint64_t closes = 512;
  std::uint32_t bars = kBars;
  std::int32_t fee = 10;
  std::int64_t positions = 1024;
  std::uint32_t end = kBars;
  std::uint32_t fast = 2;
  std::uint32_t slow = 5;
  std::uint16_t legs = 1;
  std::uint32_t data_set = 0;
};

std::vector<char> RunBacktest(const Ask& ask) {
  std::vector<char> frame;
  auto run = Draft<frames::RunBacktest>(frame);
  run.requestId(42).sliceBytes(ask.slice_bytes).opensStart(ask.opens).closesStart(ask.closes);
  run.barCount(ask.bars).feeBps(ask.fee).slippageBps(0).putSliceName(std::string_view(ask.slice));
  run.dataSet(ask.data_set);
  auto& runs = run.runsCount(1);
  runs.next().positionsStart(ask.positions).endBar(ask.end);
  auto& legs = runs.legsCount(ask.legs);
  for (std::uint32_t i = 0; i < ask.legs; ++i) {
    legs.next().firstBar(i).fastBars(ask.fast).slowBars(ask.slow);
  }
  frame.resize(run.sbePosition());
  return frame;
}

/// So many runs, none of which has a leg.
std::vector<char> RunEmptyBacktests(const SharedBars& bars, std::uint16_t count) {
  std::vector<char> frame(kMaxFrameBytes, 0);
  frames::RunBacktest ask;
  ask.wrapAndApplyHeader(frame.data(), 0, frame.size());
  ask.requestId(42).sliceBytes(kSliceBytes).opensStart(0).closesStart(512).barCount(kBars);
  ask.feeBps(0).slippageBps(0).putSliceName(std::string_view(bars.name)).dataSet(0);
  auto& runs = ask.runsCount(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    runs.next().positionsStart(-1).endBar(kBars).legsCount(0);
  }
  frame.resize(ask.sbePosition());
  return frame;
}

struct Load {
  std::string slice = {};
  std::uint32_t data_set = 5;
  std::uint64_t slice_bytes = kSliceBytes;
  std::uint64_t opens = 0;
  std::int64_t highs = -1;
  std::int64_t lows = -1;
  std::uint64_t closes = 512;
  std::uint32_t bars = kBars;
};

std::vector<char> LoadBars(const Load& load) {
  std::vector<char> frame;
  auto ask = Draft<frames::LoadBars>(frame);
  ask.requestId(43).sliceBytes(load.slice_bytes).opensStart(load.opens).closesStart(load.closes);
  ask.highsStart(load.highs).lowsStart(load.lows).barCount(load.bars).dataSet(load.data_set);
  ask.putSliceName(std::string_view(load.slice));
  frame.resize(ask.sbePosition());
  return frame;
}

std::vector<char> DropBars(std::uint32_t data_set) {
  std::vector<char> frame;
  auto ask = Draft<frames::DropBars>(frame);
  ask.requestId(44).dataSet(data_set);
  frame.resize(ask.sbePosition());
  return frame;
}

void TheWelcomeTellsWhatConfinesTheWorker() {
  Conversation worker("0123456789abcdef", {Layer::kNoNewPrivileges, Layer::kNetwork});
  std::vector<char> reply;
  CHECK(Say(worker, Hello(frames::Hello::sbeSchemaVersion()), reply) == Next::kReply);
  auto sandbox = Read<frames::Welcome>(reply).sandbox();
  CHECK(sandbox.noNewPrivileges());
  CHECK(sandbox.network());
  CHECK(!sandbox.parentDeath());
  CHECK(!sandbox.files());
  CHECK(!sandbox.systemCalls());
}

void AnswersABacktestAndWritesThePositions() {
  const SharedBars bars;
  Conversation worker = Greeted();
  std::vector<char> reply;
  CHECK(Say(worker, RunBacktest({.slice = bars.name}), reply) == Next::kReply);
  auto done = Read<frames::BacktestDone>(reply);
  CHECK(done.requestId() == 42);
  auto& results = done.results();
  CHECK(results.count() == 1);
  results.next();
  CHECK(results.fills() > 0);
  const auto slice = Slice::Open(bars.name, kSliceBytes);
  CHECK(slice->Values<std::int8_t>(1024, kBars)->back() == results.finalPosition());
}

void RefusesRunsWhoseAnswerWouldBeNoFrame() {
  const SharedBars bars;
  Conversation worker = Greeted();
  using Done = frames::BacktestDone;
  constexpr std::size_t kMost =
      (kMaxFrameBytes - kHeader - Done::sbeBlockLength() - Done::Results::sbeHeaderSize()) /
      Done::Results::sbeBlockLength();
  Refuses(worker, RunEmptyBacktests(bars, kMost), FailReason::BAD_LEGS);
  Refuses(worker, RunEmptyBacktests(bars, kMost + 1), FailReason::TOO_MUCH);
  std::vector<char> reply;
  CHECK(Say(worker, RunBacktest({.slice = bars.name}), reply) == Next::kReply);
  CHECK(Read<Done>(reply).requestId() == 42);
}

void NamesTheReasonForARefusal() {
  const SharedBars bars;
  Conversation stranger("0123456789abcdef");
  Refuses(stranger, RunBacktest({.slice = bars.name}), FailReason::NOT_GREETED);
  Refuses(stranger, Hello(99), FailReason::WRONG_VERSION);
  Conversation worker = Greeted();
  Refuses(worker, RunBacktest({.slice = "conclave-1-999999"}), FailReason::BAD_SLICE);
  Refuses(worker, RunBacktest({.slice = bars.name, .slice_bytes = 8192}), FailReason::BAD_SLICE);
  Refuses(worker, RunBacktest({.slice = bars.name, .closes = 4000}), FailReason::BAD_SLICE);
  Refuses(worker, RunBacktest({.slice = bars.name, .opens = 3}), FailReason::BAD_SLICE);
  Refuses(worker, RunBacktest({.slice = bars.name, .positions = 4090}), FailReason::BAD_SLICE);
  Refuses(worker, RunBacktest({.slice = bars.name, .positions = 300}), FailReason::MALFORMED);
  Refuses(worker, RunBacktest({.slice = bars.name, .closes = 2048}), FailReason::BAD_BARS);
  Refuses(worker, RunBacktest({.slice = bars.name, .fee = -1}), FailReason::BAD_COSTS);
  Refuses(worker, RunBacktest({.slice = bars.name, .end = 41}), FailReason::BAD_LEGS);
  Refuses(worker, RunBacktest({.slice = bars.name, .fast = 5}), FailReason::BAD_LEGS);
  Refuses(worker, RunBacktest({.slice = bars.name, .legs = 0}), FailReason::BAD_LEGS);
  std::vector<char> later = RunBacktest({.slice = bars.name});
  later[6] = 99;  // the header's version
  Refuses(worker, later, FailReason::WRONG_VERSION);
  Refuses(worker, {'x'}, FailReason::MALFORMED);
  Refuses(worker, std::vector<char>(64, 'x'), FailReason::MALFORMED);
}

/// Net return and fills of the one run of a backtest.
std::pair<double, std::uint32_t> Earned(Conversation& worker, const Ask& ask) {
  std::vector<char> reply;
  CHECK(Say(worker, RunBacktest(ask), reply) == Next::kReply);
  auto done = Read<frames::BacktestDone>(reply);
  auto& results = done.results();
  results.next();
  return {results.netReturn(), results.fills()};
}

void Loads(Conversation& worker, const Load& load) {
  std::vector<char> reply;
  CHECK(Say(worker, LoadBars(load), reply) == Next::kReply);
  auto loaded = Read<frames::BarsLoaded>(reply);
  CHECK(loaded.requestId() == 43 && loaded.dataSet() == load.data_set);
}

void ResidentBarsOutliveTheirNameAndEarnTheSame() {
  Conversation worker = Greeted();
  std::pair<double, std::uint32_t> once;
  {
    const SharedBars bars;
    once = Earned(worker, {.slice = bars.name});
    Loads(worker, {.slice = bars.name});
  }
  const Ask resident = {.slice = "", .bars = 0, .positions = -1, .data_set = 5};
  CHECK(once.second > 0);
  CHECK(Earned(worker, resident) == once);
  const SharedBars scratch;
  CHECK(Earned(worker, {.slice = scratch.name, .data_set = 5}) == once);

  std::vector<char> reply;
  CHECK(Say(worker, DropBars(5), reply) == Next::kReply);
  CHECK(Read<frames::BarsDropped>(reply).dataSet() == 5);
  Refuses(worker, RunBacktest(resident), FailReason::NO_DATA_SET);
  Refuses(worker, DropBars(5), FailReason::NO_DATA_SET);
}

void ALoadReplacesTheHandlesBarsOnlyWhenItSucceeds() {
  const SharedBars bars;
  Conversation worker = Greeted();
  Loads(worker, {.slice = bars.name});
  const Ask forty = {.positions = -1, .data_set = 5};
  CHECK(Earned(worker, forty).second > 0);
  Refuses(worker, LoadBars({.slice = bars.name, .closes = 2048}), FailReason::BAD_BARS);
  CHECK(Earned(worker, forty).second > 0);
  Loads(worker, {.slice = bars.name, .bars = 30});
  Refuses(worker, RunBacktest(forty), FailReason::BAD_LEGS);
  CHECK(Earned(worker, {.positions = -1, .end = 30, .data_set = 5}).second > 0);
}

void ChecksBarsBeforeItKeepsThem() {
  const SharedBars bars;
  Conversation worker = Greeted();
  Refuses(worker, LoadBars({.slice = "conclave-1-999999"}), FailReason::BAD_SLICE);
  Refuses(worker, LoadBars({.slice = bars.name, .slice_bytes = 8}), FailReason::BAD_SLICE);
  Refuses(worker, LoadBars({.slice = bars.name, .opens = 4}), FailReason::BAD_SLICE);
  Refuses(worker, LoadBars({.slice = bars.name, .closes = 4000}), FailReason::BAD_SLICE);
  Refuses(worker, LoadBars({.slice = bars.name, .bars = 0}), FailReason::BAD_BARS);
  Refuses(worker, LoadBars({.slice = bars.name, .data_set = 0}), FailReason::MALFORMED);
  Refuses(worker, LoadBars({.slice = bars.name, .highs = 0}), FailReason::MALFORMED);
  Refuses(worker, LoadBars({.slice = bars.name, .highs = -2, .lows = -2}), FailReason::MALFORMED);
  // As highs and lows of themselves, one column passes only when it is all four.
  Refuses(worker, LoadBars({.slice = bars.name, .highs = 0, .lows = 512}), FailReason::BAD_BARS);
  Loads(worker, {.slice = bars.name, .highs = 0, .lows = 0, .closes = 0});
}

void KeepsNoMoreThanItSays() {
  const SharedBars bars;
  Conversation worker = Greeted();
  for (std::uint32_t i = 1; i <= DataSets::kMaxSets; ++i) {
    Loads(worker, {.slice = bars.name, .data_set = i});
  }
  Refuses(worker, LoadBars({.slice = bars.name, .data_set = 1000}), FailReason::TOO_MUCH);
  Loads(worker, {.slice = bars.name, .data_set = 7});
  std::vector<char> reply;
  CHECK(Say(worker, DropBars(7), reply) == Next::kReply);
  Loads(worker, {.slice = bars.name, .data_set = 1000});
}

void NothingIsWrittenWhereResidentBarsLie() {
  const SharedBars bars;
  Conversation worker = Greeted();
  CHECK(Earned(worker, {.slice = bars.name}).second > 0);
  Loads(worker, {.slice = bars.name});
  Refuses(worker, RunBacktest({.slice = bars.name}), FailReason::BAD_SLICE);
  Refuses(worker, RunBacktest({.slice = bars.name, .data_set = 5}), FailReason::BAD_SLICE);
}

void ASecondRequestIsBusyUntilTheFirstIsAnswered() {
  const SharedBars bars;
  Conversation worker = Greeted();
  std::vector<char> first = RunBacktest({.slice = bars.name});
  const std::size_t bytes = first.size();
  first.resize(bytes + kFramePadding, 0);
  std::vector<char> reply;
  CHECK(worker.Listen(first, bytes, reply) == Next::kCompute);
  Refuses(worker, RunBacktest({.slice = bars.name}), FailReason::BUSY);
  Refuses(worker, DropBars(5), FailReason::BUSY);
  CHECK(!worker.TellProgress(reply));
  worker.Compute(first, bytes, reply);
  Refuses(worker, RunBacktest({.slice = bars.name}), FailReason::BUSY);
  worker.Release();
  CHECK(Earned(worker, {.slice = bars.name}).second > 0);
}

std::vector<char> Cancel(std::uint64_t request) {
  std::vector<char> frame;
  auto cancel = Draft<frames::Cancel>(frame);
  cancel.requestId(request);
  frame.resize(cancel.sbePosition());
  return frame;
}

void ACancelEndsTheRequestItNamesAndNoOther() {
  const SharedBars bars;
  Conversation worker = Greeted();
  std::vector<char> reply;
  CHECK(Say(worker, Cancel(42), reply) == Next::kSilence);
  const std::vector<char> whole = RunBacktest({.slice = bars.name});
  for (const std::uint64_t named : {41, 42}) {
    std::vector<char> frame = whole;
    frame.resize(whole.size() + kFramePadding, 0);
    CHECK(worker.Listen(frame, whole.size(), reply) == Next::kCompute);
    CHECK(Say(worker, Cancel(named), reply) == Next::kSilence);
    worker.Compute(frame, whole.size(), reply);
    worker.Release();
    if (named == 42) {
      CHECK(Read<frames::BacktestFailed>(reply).reason() == FailReason::CANCELLED);
    } else {
      CHECK(Read<frames::BacktestDone>(reply).requestId() == 42);
    }
  }
  CHECK(Earned(worker, {.slice = bars.name}).second > 0);
}

void PingsArePongedAndShutdownLeaves() {
  Conversation worker = Greeted();
  std::vector<char> frame;
  std::vector<char> reply;
  auto ping = Draft<frames::Ping>(frame);
  ping.requestId(9);
  frame.resize(ping.sbePosition());
  CHECK(Say(worker, frame, reply) == Next::kReply);
  CHECK(Read<frames::Pong>(reply).requestId() == 9);
  auto shutdown = Draft<frames::Shutdown>(frame);
  frame.resize(shutdown.sbePosition());
  CHECK(Say(worker, frame, reply) == Next::kLeave);
}

/// A whole frame of every kind, with something resident to name.
std::vector<std::vector<char>> OneOfEach(const std::string& slice) {
  return {Hello(frames::Hello::sbeSchemaVersion()),
          RunBacktest({.slice = slice, .legs = 3}),
          RunBacktest({.positions = -1, .legs = 3, .data_set = 5}),
          LoadBars({.slice = slice}),
          DropBars(5),
          Cancel(42)};
}

void ACutFrameIsNeverAnsweredWithAResult() {
  const SharedBars bars;
  Conversation worker = Greeted();
  for (const std::vector<char>& whole : OneOfEach(bars.name)) {
    for (std::size_t bytes = 1; bytes < whole.size(); ++bytes) {
      std::vector<char> reply;
      CHECK(Say(worker, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes)},
                reply) == Next::kReply);
      Read<frames::BacktestFailed>(reply);
    }
  }
}

/// No claim about the answers: the sanitizers watch that nothing is read or written out of bounds.
void BrokenFramesAreSurvived() {
  const SharedBars bars;
  Conversation worker = Greeted();
  std::mt19937_64 random(11);
  const std::vector<std::vector<char>> wholes = OneOfEach(bars.name);
  for (int i = 0; i < 100000; ++i) {
    const std::vector<char>& whole = wholes[random() % wholes.size()];
    std::vector<char> frame = whole;
    for (std::uint64_t flips = random() % 5; flips > 0; --flips) {
      frame[random() % frame.size()] = static_cast<char>(random() % 3 == 0 ? 0xff : random());
    }
    frame.resize(1 + random() % frame.size() + (random() % 2 == 0 ? whole.size() : 0));
    std::vector<char> reply;
    if (Say(worker, frame, reply) == Next::kReply) {
      CHECK(reply.size() >= frames::MessageHeader::encodedLength());
    }
  }
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::TheWelcomeTellsWhatConfinesTheWorker();
  conclave::AnswersABacktestAndWritesThePositions();
  conclave::NamesTheReasonForARefusal();
  conclave::RefusesRunsWhoseAnswerWouldBeNoFrame();
  conclave::ResidentBarsOutliveTheirNameAndEarnTheSame();
  conclave::ALoadReplacesTheHandlesBarsOnlyWhenItSucceeds();
  conclave::ChecksBarsBeforeItKeepsThem();
  conclave::KeepsNoMoreThanItSays();
  conclave::NothingIsWrittenWhereResidentBarsLie();
  conclave::ASecondRequestIsBusyUntilTheFirstIsAnswered();
  conclave::ACancelEndsTheRequestItNamesAndNoOther();
  conclave::PingsArePongedAndShutdownLeaves();
  conclave::ACutFrameIsNeverAnsweredWithAResult();
  conclave::BrokenFramesAreSurvived();
  return 0;
}
