#include "worker/run_backtest.h"

#include <io_conclave_nativerisk_frames/BacktestDone.h>
#include <io_conclave_nativerisk_frames/RunBacktest.h>

#include <span>

#include "kernels/sma_crossover.h"
#include "worker/frame_pipe.h"

namespace conclave {
namespace {

FailReason::Value ReasonOf(Status status) {
  switch (status) {
    case Status::kBadBars:
      return FailReason::BAD_BARS;
    case Status::kBadLegs:
      return FailReason::BAD_LEGS;
    case Status::kBadCosts:
      return FailReason::BAD_COSTS;
    case Status::kOk:
    case Status::kBadOutput:
      break;
  }
  return FailReason::MALFORMED;
}

/// The slice that a request names; mapped when something of it is needed.
class Scratch {
 public:
  Scratch(frames::RunBacktest& ask, Workspace& workspace)
      : name_(Text<frames::RunBacktest::sliceNameLength()>(ask.sliceName())),
        bytes_(ask.sliceBytes()),
        workspace_(workspace) {}

  const Slice& operator*() {
    if (slice_ == nullptr) {
      slice_ = &workspace_.Scratch(name_, bytes_);
    }
    return *slice_;
  }

 private:
  const std::string name_;
  const std::uint64_t bytes_;
  Workspace& workspace_;
  const Slice* slice_ = nullptr;
};

/// The bars and the costs that all runs of a request share.
struct Market {
  std::span<const std::int64_t> opens;
  std::span<const std::int64_t> closes;
  Costs costs;
};

Market MarketOf(frames::RunBacktest& ask, const Workspace& workspace, Scratch& scratch) {
  const Costs costs{ask.feeBps(), ask.slippageBps()};
  if (ask.dataSet() != 0) {
    const Bars& bars = workspace.data_sets().Find(ask.dataSet());
    return {bars.opens, bars.closes, costs};
  }
  const auto opens = (*scratch).Prices(ask.opensStart(), ask.barCount());
  const auto closes = (*scratch).Prices(ask.closesStart(), ask.barCount());
  if (!opens || !closes) {
    throw Refused{FailReason::BAD_SLICE};
  }
  return {*opens, *closes, costs};
}

std::span<std::int8_t> PositionsAt(std::int64_t start, std::uint32_t end_bar,
                                   const std::vector<Leg>& legs, const Market& market,
                                   const Slice& slice) {
  if (legs.empty() || legs.front().first_bar >= end_bar) {
    throw Refused{FailReason::BAD_LEGS};
  }
  const auto room = slice.Values<std::int8_t>(static_cast<std::uint64_t>(start),
                                              end_bar - legs.front().first_bar);
  if (!room) {
    throw Refused{FailReason::BAD_SLICE};
  }
  if (Overlap(*room, market.opens) || Overlap(*room, market.closes)) {
    throw Refused{FailReason::MALFORMED};
  }
  return *room;
}

CrossoverResult RunOne(frames::RunBacktest::Runs& run, const Market& market, Scratch& scratch,
                       std::vector<Leg>& legs) {
  const std::int64_t positions_start = run.positionsStart();
  const std::uint32_t end_bar = run.endBar();
  legs.clear();
  auto& group = run.legs();
  while (group.hasNext()) {
    group.next();
    legs.push_back({group.firstBar(), group.fastBars(), group.slowBars()});
  }
  std::span<std::int8_t> positions;
  if (positions_start >= 0) {
    positions = PositionsAt(positions_start, end_bar, legs, market, *scratch);
  }
  CrossoverResult result{};
  const Status status =
      RunSmaCrossover(market.opens, market.closes, legs, end_bar, market.costs, result, positions);
  if (status != Status::kOk) {
    throw Refused{ReasonOf(status)};
  }
  return result;
}

using Done = frames::BacktestDone;

constexpr std::size_t AnswerBytes(std::size_t runs) {
  return kHeader + Done::sbeBlockLength() + Done::Results::sbeHeaderSize() +
         runs * Done::Results::sbeBlockLength();
}

void Answer(std::vector<char>& reply, std::uint64_t request,
            const std::vector<CrossoverResult>& results) {
  auto done = Begin<Done>(reply, AnswerBytes(results.size()));
  done.requestId(request).kernelVersion(kSmaCrossoverVersion);
  auto& group = done.resultsCount(static_cast<std::uint16_t>(results.size()));
  for (const CrossoverResult& result : results) {
    group.next()
        .netReturn(result.net_return)
        .deepestFall(result.deepest_fall)
        .sharpe(result.sharpe)
        .fills(result.fills)
        .finalPosition(result.position);
  }
}

}  // namespace

void RunBacktest(const Asked& asked, Workspace& workspace, std::vector<char>& reply) {
  auto ask = asked.As<frames::RunBacktest>();
  Scratch scratch(ask, workspace);
  const Market market = MarketOf(ask, workspace, scratch);
  std::vector<CrossoverResult> results;
  std::vector<Leg> legs;
  const std::uint64_t request = ask.requestId();
  auto& runs = ask.runs();
  if (AnswerBytes(runs.count()) > kMaxFrameBytes) {
    throw Refused{FailReason::TOO_MUCH};
  }
  while (runs.hasNext()) {
    if (workspace.watch.cancelled.load(std::memory_order_relaxed)) {
      throw Refused{FailReason::CANCELLED};
    }
    runs.next();
    results.push_back(RunOne(runs, market, scratch, legs));
  }
  Answer(reply, request, results);
}

}  // namespace conclave
