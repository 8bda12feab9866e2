#include "worker/conversation.h"

#include <fcntl.h>
#include <io_conclave_nativerisk_frames/BacktestDone.h>
#include <io_conclave_nativerisk_frames/BacktestFailed.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/Ping.h>
#include <io_conclave_nativerisk_frames/Pong.h>
#include <io_conclave_nativerisk_frames/RunBacktest.h>
#include <io_conclave_nativerisk_frames/Shutdown.h>
#include <io_conclave_nativerisk_frames/Welcome.h>
#include <unistd.h>

#include <cstring>
#include <random>
#include <string>

#include "testing/check.h"
#include "worker/frame_pipe.h"

namespace conclave {
namespace {

namespace frames = io::conclave::nativerisk::frames;
using frames::FailReason;

constexpr std::uint64_t kSliceBytes = 4096;
constexpr std::uint32_t kBars = 40;

/// Forty bars: opens at 0, closes at 512, room for positions behind 1024.
class Bars {
 public:
  Bars() : name("conclave-" + std::to_string(getpid()) + "-77") {
    std::vector<std::int64_t> prices(kSliceBytes / 8, 0);
    for (std::size_t i = 0; i < 128; ++i) prices[i] = 1000 + static_cast<std::int64_t>(i % 7);
    const int file = open(path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(file >= 0);
    CHECK(write(file, prices.data(), kSliceBytes) == static_cast<ssize_t>(kSliceBytes));
    close(file);
  }
  Bars(const Bars&) = delete;
  Bars& operator=(const Bars&) = delete;
  ~Bars() { unlink(path().c_str()); }

  [[nodiscard]] std::string path() const { return "/dev/shm/" + name; }
  const std::string name;
};

template <typename Message>
Message Begin(std::vector<char>& frame) {
  frame.assign(4096, 0);
  Message message;
  message.wrapAndApplyHeader(frame.data(), 0, frame.size());
  return message;
}

std::vector<char> Hello(std::uint16_t version) {
  std::vector<char> frame;
  auto hello = Begin<frames::Hello>(frame);
  hello.protocolVersion(version);
  frame.resize(hello.sbePosition());
  return frame;
}

struct Ask {
  std::string slice;
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
};

std::vector<char> RunBacktest(const Ask& ask) {
  std::vector<char> frame;
  auto run = Begin<frames::RunBacktest>(frame);
  run.requestId(42).sliceBytes(ask.slice_bytes).opensStart(ask.opens).closesStart(ask.closes);
  run.barCount(ask.bars).feeBps(ask.fee).slippageBps(0).putSliceName(std::string_view(ask.slice));
  auto& runs = run.runsCount(1);
  runs.next().positionsStart(ask.positions).endBar(ask.end);
  auto& legs = runs.legsCount(ask.legs);
  for (std::uint32_t i = 0; i < ask.legs; ++i) {
    legs.next().firstBar(i).fastBars(ask.fast).slowBars(ask.slow);
  }
  frame.resize(run.sbePosition());
  return frame;
}

Next Say(Conversation& to, std::vector<char> frame, std::vector<char>& reply) {
  const std::size_t bytes = frame.size();
  frame.resize(bytes + kFramePadding, 0);
  frame.shrink_to_fit();
  return to.Hear(frame, bytes, reply);
}

template <typename Message>
Message Read(std::vector<char>& reply) {
  frames::MessageHeader header(reply.data(), reply.size());
  CHECK(header.templateId() == Message::sbeTemplateId());
  Message message;
  message.wrapForDecode(reply.data(), frames::MessageHeader::encodedLength(), header.blockLength(),
                        header.version(), reply.size());
  return message;
}

void Refuses(Conversation& worker, std::vector<char> frame, FailReason::Value why) {
  std::vector<char> reply;
  CHECK(Say(worker, std::move(frame), reply) == Next::kReply);
  CHECK(Read<frames::BacktestFailed>(reply).reason() == why);
}

Conversation Greeted() {
  Conversation worker("0123456789abcdef");
  std::vector<char> reply;
  CHECK(Say(worker, Hello(frames::Hello::sbeSchemaVersion()), reply) == Next::kReply);
  auto welcome = Read<frames::Welcome>(reply);
  CHECK(welcome.workerPid() == getpid());
  CHECK(welcome.getBuildIdAsString() == "0123456789abcdef");
  return worker;
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
  const Bars bars;
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
  CHECK(slice->Positions(1024, kBars)->back() == results.finalPosition());
}

void NamesTheReasonForARefusal() {
  const Bars bars;
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

void PingsArePongedAndShutdownLeaves() {
  Conversation worker = Greeted();
  std::vector<char> frame;
  std::vector<char> reply;
  auto ping = Begin<frames::Ping>(frame);
  ping.requestId(9);
  frame.resize(ping.sbePosition());
  CHECK(Say(worker, frame, reply) == Next::kReply);
  CHECK(Read<frames::Pong>(reply).requestId() == 9);
  auto shutdown = Begin<frames::Shutdown>(frame);
  frame.resize(shutdown.sbePosition());
  CHECK(Say(worker, frame, reply) == Next::kLeave);
}

void ACutFrameIsNeverAnsweredWithAResult() {
  const Bars bars;
  Conversation worker = Greeted();
  const std::vector<char> whole = RunBacktest({.slice = bars.name, .legs = 3});
  for (std::size_t bytes = 1; bytes < whole.size(); ++bytes) {
    std::vector<char> reply;
    CHECK(Say(worker, {whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes)}, reply) ==
          Next::kReply);
    Read<frames::BacktestFailed>(reply);
  }
}

/// No claim about the answers: the sanitizers watch that nothing is read or written out of bounds.
void BrokenFramesAreSurvived() {
  const Bars bars;
  Conversation worker = Greeted();
  std::mt19937_64 random(11);
  const std::vector<char> whole = RunBacktest({.slice = bars.name, .legs = 3});
  for (int i = 0; i < 100000; ++i) {
    std::vector<char> frame = whole;
    for (std::uint64_t flips = 1 + random() % 4; flips > 0; --flips) {
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
  conclave::PingsArePongedAndShutdownLeaves();
  conclave::ACutFrameIsNeverAnsweredWithAResult();
  conclave::BrokenFramesAreSurvived();
  return 0;
}
