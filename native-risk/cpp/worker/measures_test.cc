#include "worker/measures.h"

#include <io_conclave_nativerisk_frames/Cancel.h>
#include <io_conclave_nativerisk_frames/MeasureOverfitting.h>
#include <io_conclave_nativerisk_frames/MeasurePortfolio.h>
#include <io_conclave_nativerisk_frames/MeasureReturns.h>
#include <io_conclave_nativerisk_frames/Measured.h>

#include <cmath>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "risk/portfolio_risk.h"
#include "statistics/track_record.h"
#include "statistics/trial_selection.h"
#include "testing/check.h"
#include "testing/worker_frames.h"

namespace conclave {
namespace {

using namespace testing;

constexpr std::uint64_t kRoomBytes = 1 << 16;
constexpr std::uint32_t kObservations = 300;
constexpr std::uint32_t kColumns = 4;
constexpr std::uint64_t kReturnsStart = 0;
constexpr std::uint64_t kPositionsStart = 8ULL * kObservations * kColumns;
constexpr std::uint64_t kReportStart = kPositionsStart + 8 * kColumns;
constexpr std::uint64_t kContributionsStart = kReportStart + 256;

/// Returns, positions and room for the answers: a file in /dev/shm for as long as it lives.
class Room {
 public:
  Room() : name("conclave-" + std::to_string(getpid()) + "-79") {
    const int file = open(path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(file >= 0 && ftruncate(file, kRoomBytes) == 0);
    close(file);
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal(0.0005, 0.01);
    for (double& value : Returns()) value = normal(random);
    for (double& value : Positions()) value = 1e6 * normal(random);
  }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  ~Room() { unlink(path().c_str()); }

  [[nodiscard]] std::span<double> Returns() const {
    return *slice().Values<double>(kReturnsStart, kObservations * kColumns);
  }
  [[nodiscard]] std::span<double> Positions() const {
    return *slice().Values<double>(kPositionsStart, kColumns);
  }
  template <typename Report>
  [[nodiscard]] Report& ReportOf() const {
    return slice().Values<Report>(kReportStart, 1)->front();
  }

  [[nodiscard]] std::string path() const { return "/dev/shm/" + name; }
  [[nodiscard]] const Slice& slice() const {
    if (!slice_) slice_ = Slice::Open(name, kRoomBytes);
    CHECK(slice_.has_value());
    return *slice_;
  }

  const std::string name;

 private:
  mutable std::optional<Slice> slice_;
};

template <typename Message, typename Change>
std::vector<char> Finish(Message& ask, std::vector<char>& frame, Change change) {
  change(ask);
  frame.resize(ask.sbePosition());
  return frame;
}

constexpr auto kAsItIs = [](auto&) {};

template <typename Change>
std::vector<char> AskReturns(const Room& room, Change change) {
  std::vector<char> frame;
  auto ask = Draft<frames::MeasureReturns>(frame);
  ask.requestId(7).sliceBytes(kRoomBytes).returnsStart(kReturnsStart).reportStart(kReportStart);
  ask.periodsPerYear(252).benchmark(0).confidence(0.95).trialVariance(0.001).trials(20);
  ask.observations(kObservations).putSliceName(std::string_view(room.name));
  return Finish(ask, frame, change);
}

template <typename Change>
std::vector<char> AskOverfitting(const Room& room, Change change) {
  std::vector<char> frame;
  auto ask = Draft<frames::MeasureOverfitting>(frame);
  ask.requestId(8).sliceBytes(kRoomBytes).returnsStart(kReturnsStart).reportStart(kReportStart);
  ask.meanBlock(5).seed(9).observations(kObservations).trials(kColumns).parts(10).draws(200);
  ask.putSliceName(std::string_view(room.name));
  return Finish(ask, frame, change);
}

template <typename Change>
std::vector<char> AskPortfolio(const Room& room, Change change) {
  const double none = std::numeric_limits<double>::infinity();
  std::vector<char> frame;
  auto ask = Draft<frames::MeasurePortfolio>(frame);
  ask.requestId(9).sliceBytes(kRoomBytes).positionsStart(kPositionsStart);
  ask.returnsStart(kReturnsStart).contributionsStart(kContributionsStart).reportStart(kReportStart);
  ask.grossLimit(none).netLimit(none).nameLimit(none).concentrationLimit(1).cvarLimit(1);
  ask.decay(0.94).degrees(5).seed(3).names(kColumns).scenarios(kObservations).paths(5000);
  ask.levelBps(9750).threads(2).covariance(frames::RiskCovariance::SHRUNK);
  ask.putSliceName(std::string_view(room.name));
  return Finish(ask, frame, change);
}

void IsMeasured(Conversation& worker, std::vector<char> frame, std::uint64_t request) {
  std::vector<char> reply;
  CHECK(Say(worker, std::move(frame), reply) == Next::kReply);
  auto measured = Read<frames::Measured>(reply);
  CHECK(measured.requestId() == request && measured.kernelVersion() == 1);
}

void ReportsAreTheBytesThatTheFunctionsGive() {
  const Room room;
  Conversation worker = Greeted();

  IsMeasured(worker, AskReturns(room, kAsItIs), 7);
  TrackRecord record{};
  CHECK(MeasureTrackRecord(room.Returns().first(kObservations), {252, 0, 0.95, 0.001, 20},
                           record) == MeasureStatus::kOk);
  CHECK(std::memcmp(&record, &room.ReportOf<TrackRecord>(), sizeof record) == 0);

  IsMeasured(worker, AskOverfitting(room, kAsItIs), 8);
  TrialSelection selection{};
  CHECK(MeasureTrialSelection(room.Returns(), kColumns, {10, {5, 200, 9}}, selection) ==
        MeasureStatus::kOk);
  CHECK(std::memcmp(&selection, &room.ReportOf<TrialSelection>(), sizeof selection) == 0);

  IsMeasured(worker, AskPortfolio(room, kAsItIs), 9);
  const double none = std::numeric_limits<double>::infinity();
  PortfolioRiskReport report{};
  std::vector<Contribution> parts(kColumns);
  CHECK(MeasurePortfolio(
            room.Positions(), room.Returns(),
            {{none, none, none, 1, 1}, 0.94, 5, 3, 5000, 1, RiskCovariance::kShrunk, 9750}, report,
            parts) == MeasureStatus::kOk);
  CHECK(std::memcmp(&report, &room.ReportOf<PortfolioRiskReport>(), sizeof report) == 0);
  CHECK(report.breaches == kCvarBreach);
  const auto written = *room.slice().Values<Contribution>(kContributionsStart, kColumns);
  CHECK(std::memcmp(parts.data(), written.data(), written.size_bytes()) == 0);
}

void WhatLeavesTheSliceIsRefused() {
  const Room room;
  Conversation worker = Greeted();
  const std::uint64_t far = ~std::uint64_t{7};
  for (const std::uint64_t start : {far, kRoomBytes - 8, std::uint64_t{1}}) {
    Refuses(worker, AskReturns(room, [&](auto& a) { a.returnsStart(start); }),
            FailReason::BAD_SLICE);
    Refuses(worker, AskReturns(room, [&](auto& a) { a.reportStart(start); }),
            FailReason::BAD_SLICE);
    Refuses(worker, AskOverfitting(room, [&](auto& a) { a.returnsStart(start); }),
            FailReason::BAD_SLICE);
    Refuses(worker, AskOverfitting(room, [&](auto& a) { a.reportStart(start); }),
            FailReason::BAD_SLICE);
    Refuses(worker, AskPortfolio(room, [&](auto& a) { a.positionsStart(start); }),
            FailReason::BAD_SLICE);
    Refuses(worker, AskPortfolio(room, [&](auto& a) { a.returnsStart(start); }),
            FailReason::BAD_SLICE);
    Refuses(worker, AskPortfolio(room, [&](auto& a) { a.reportStart(start); }),
            FailReason::BAD_SLICE);
    Refuses(worker, AskPortfolio(room, [&](auto& a) { a.contributionsStart(start); }),
            FailReason::BAD_SLICE);
  }
  Refuses(worker, AskReturns(room, [](auto& a) { a.observations(~0U - 1); }),
          FailReason::BAD_SLICE);
  Refuses(worker, AskOverfitting(room, [](auto& a) { a.observations(~0U - 1).trials(~0U - 1); }),
          FailReason::BAD_SLICE);
  Refuses(worker, AskPortfolio(room, [](auto& a) { a.scenarios(~0U - 1).names(~0U - 1); }),
          FailReason::BAD_SLICE);
  Refuses(worker, AskReturns(room, [](auto& a) { a.putSliceName("conclave-1-1"); }),
          FailReason::BAD_SLICE);
  IsMeasured(worker, AskReturns(room, kAsItIs), 7);
}

void WhatMakesNoSenseIsRefusedByItsReasonAndWritesNothing() {
  const Room room;
  Conversation worker = Greeted();
  room.ReportOf<TrackRecord>().minimum = 77;
  Refuses(worker, AskReturns(room, [](auto& a) { a.observations(1); }), FailReason::TOO_FEW);
  Refuses(worker, AskReturns(room, [](auto& a) { a.observations(0); }), FailReason::TOO_FEW);
  Refuses(worker, AskReturns(room, [](auto& a) { a.trials(0); }), FailReason::BAD_OPTION);
  Refuses(worker, AskReturns(room, [](auto& a) { a.periodsPerYear(-1); }), FailReason::BAD_OPTION);
  Refuses(worker, AskOverfitting(room, [](auto& a) { a.parts(3); }), FailReason::BAD_OPTION);
  Refuses(worker, AskOverfitting(room, [](auto& a) { a.draws(1); }), FailReason::BAD_OPTION);
  Refuses(worker, AskOverfitting(room, [](auto& a) { a.trials(0); }), FailReason::TOO_FEW);
  Refuses(worker, AskOverfitting(room, [](auto& a) { a.observations(5); }), FailReason::TOO_FEW);
  Refuses(worker, AskPortfolio(room, [](auto& a) { a.levelBps(10000); }), FailReason::BAD_OPTION);
  Refuses(worker, AskPortfolio(room, [](auto& a) { a.threads(0); }), FailReason::BAD_OPTION);
  Refuses(worker, AskPortfolio(room, [](auto& a) { a.names(0); }), FailReason::TOO_FEW);
  Refuses(worker, AskPortfolio(room, [](auto& a) { a.scenarios(1); }), FailReason::TOO_FEW);
  room.Returns()[5] = std::numeric_limits<double>::quiet_NaN();
  Refuses(worker, AskReturns(room, kAsItIs), FailReason::NOT_FINITE);
  Refuses(worker, AskOverfitting(room, kAsItIs), FailReason::NOT_FINITE);
  Refuses(worker, AskPortfolio(room, kAsItIs), FailReason::NOT_FINITE);
  CHECK(room.ReportOf<TrackRecord>().minimum == 77);
}

void ACancelLeavesThePathsOfAPortfolio() {
  const Room room;
  Conversation worker = Greeted();
  room.ReportOf<PortfolioRiskReport>().mean = 77;
  const auto ask = AskPortfolio(room, kAsItIs);
  auto frame = ask;
  frame.resize(ask.size() + kFramePadding, 0);
  std::vector<char> reply;
  CHECK(worker.Listen(frame, ask.size(), reply) == Next::kCompute);
  std::vector<char> cancel;
  Draft<frames::Cancel>(cancel).requestId(9);
  CHECK(Say(worker, std::move(cancel), reply) == Next::kSilence);
  worker.Compute(frame, ask.size(), reply);
  worker.Release();
  CHECK(Read<frames::BacktestFailed>(reply).reason() == FailReason::CANCELLED);
  CHECK(room.ReportOf<PortfolioRiskReport>().mean == 77);
  IsMeasured(worker, AskPortfolio(room, kAsItIs), 9);
}

/// No claim about the answers: the sanitizers watch that nothing is read or written out of bounds.
void NoBytesBreakTheWorker() {
  const Room room;
  Conversation worker = Greeted();
  std::mt19937_64 random(3);
  const std::vector<char> originals[] = {AskReturns(room, kAsItIs),
                                         AskOverfitting(room, [](auto& a) { a.draws(0).parts(4); }),
                                         AskPortfolio(room, [](auto& a) { a.paths(0); })};
  for (const auto& original : originals) {
    for (std::size_t bytes = kHeader; bytes <= original.size(); ++bytes) {
      std::vector<char> reply;
      Say(worker, std::vector<char>(original.begin(), original.begin() + static_cast<long>(bytes)),
          reply);
    }
    for (int round = 0; round < 500; ++round) {
      auto frame = original;
      // The sizes and starts; not the number of paths, which is only time.
      const std::size_t place = kHeader + 8 + random() % 40;
      frame[place] = static_cast<char>(random());
      std::vector<char> reply;
      Say(worker, frame, reply);
    }
  }
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::ReportsAreTheBytesThatTheFunctionsGive();
  conclave::WhatLeavesTheSliceIsRefused();
  conclave::WhatMakesNoSenseIsRefusedByItsReasonAndWritesNothing();
  conclave::ACancelLeavesThePathsOfAPortfolio();
  conclave::NoBytesBreakTheWorker();
  return 0;
}
