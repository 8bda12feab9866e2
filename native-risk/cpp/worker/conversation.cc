#include "worker/conversation.h"

#include <io_conclave_nativerisk_frames/BacktestDone.h>
#include <io_conclave_nativerisk_frames/BacktestFailed.h>
#include <io_conclave_nativerisk_frames/FailReason.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/MessageHeader.h>
#include <io_conclave_nativerisk_frames/Ping.h>
#include <io_conclave_nativerisk_frames/Pong.h>
#include <io_conclave_nativerisk_frames/RunBacktest.h>
#include <io_conclave_nativerisk_frames/Shutdown.h>
#include <io_conclave_nativerisk_frames/Welcome.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <utility>

#include "kernels/sma_crossover.h"

namespace conclave {
namespace {

namespace frames = io::conclave::nativerisk::frames;
using frames::FailReason;
using frames::MessageHeader;

constexpr std::size_t kHeader = MessageHeader::encodedLength();

/// Makes room in `reply` and writes the header of `Message`.
template <typename Message>
Message Begin(std::vector<char>& reply, std::size_t bytes) {
  reply.assign(bytes, 0);
  Message message;
  message.wrapAndApplyHeader(reply.data(), 0, reply.size());
  return message;
}

void Fail(std::vector<char>& reply, std::uint64_t request, FailReason::Value reason) {
  auto failed =
      Begin<frames::BacktestFailed>(reply, kHeader + frames::BacktestFailed::sbeBlockLength());
  failed.requestId(request).reason(reason);
}

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

bool Overlap(const void* a, std::size_t a_bytes, const void* b, std::size_t b_bytes) {
  const auto* a_first = static_cast<const std::byte*>(a);
  const auto* b_first = static_cast<const std::byte*>(b);
  const std::less<> before;
  return a_bytes > 0 && b_bytes > 0 && before(a_first, b_first + b_bytes) &&
         before(b_first, a_first + a_bytes);
}

/// The frame named a reason to stop reading it.
struct Refused {
  FailReason::Value reason;
};

/// The bars and the costs that all runs of a request share.
struct Market {
  std::span<const std::int64_t> opens;
  std::span<const std::int64_t> closes;
  Costs costs;
};

CrossoverResult RunOne(frames::RunBacktest::Runs& run, const Market& market, const Slice& slice,
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
    if (legs.empty() || legs.front().first_bar >= end_bar) {
      throw Refused{FailReason::BAD_LEGS};
    }
    const auto room = slice.Positions(static_cast<std::uint64_t>(positions_start),
                                      end_bar - legs.front().first_bar);
    if (!room) {
      throw Refused{FailReason::BAD_SLICE};
    }
    if (Overlap(room->data(), room->size(), market.opens.data(), market.opens.size_bytes()) ||
        Overlap(room->data(), room->size(), market.closes.data(), market.closes.size_bytes())) {
      throw Refused{FailReason::MALFORMED};
    }
    positions = *room;
  }
  CrossoverResult result{};
  const Status status =
      RunSmaCrossover(market.opens, market.closes, legs, end_bar, market.costs, result, positions);
  if (status != Status::kOk) {
    throw Refused{ReasonOf(status)};
  }
  return result;
}

void Answer(std::vector<char>& reply, std::uint64_t request,
            const std::vector<CrossoverResult>& results) {
  using Done = frames::BacktestDone;
  auto done = Begin<Done>(reply, kHeader + Done::sbeBlockLength() + Done::Results::sbeHeaderSize() +
                                     results.size() * Done::Results::sbeBlockLength());
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

Conversation::Conversation(std::string build_id, Layers sandbox)
    : build_id_(std::move(build_id)), sandbox_(sandbox) {}

Next Conversation::Hear(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply) {
  try {
    if (bytes < kHeader) {
      Fail(reply, 0, FailReason::MALFORMED);
      return Next::kReply;
    }
    MessageHeader header(frame.data(), bytes);
    if (header.schemaId() != frames::Hello::sbeSchemaId()) {
      Fail(reply, 0, FailReason::MALFORMED);
      return Next::kReply;
    }
    const std::uint16_t kind = header.templateId();
    if (kind == frames::Hello::sbeTemplateId()) {
      frames::Hello hello;
      hello.wrapForDecode(frame.data(), kHeader, header.blockLength(), header.version(), bytes);
      greeted_ = hello.protocolVersion() == frames::Hello::sbeSchemaVersion();
      if (greeted_) {
        Welcome(reply);
      } else {
        Fail(reply, 0, FailReason::WRONG_VERSION);
      }
      return Next::kReply;
    }
    if (header.version() != frames::Hello::sbeSchemaVersion()) {
      Fail(reply, 0, FailReason::WRONG_VERSION);
      return Next::kReply;
    }
    if (kind == frames::Shutdown::sbeTemplateId()) {
      return Next::kLeave;
    }
    if (kind == frames::Ping::sbeTemplateId()) {
      frames::Ping ping;
      ping.wrapForDecode(frame.data(), kHeader, header.blockLength(), header.version(), bytes);
      const std::uint64_t request = ping.requestId();
      Begin<frames::Pong>(reply, kHeader + frames::Pong::sbeBlockLength()).requestId(request);
      return Next::kReply;
    }
    if (kind == frames::RunBacktest::sbeTemplateId()) {
      RunBacktest(frame, bytes, header.blockLength(), reply);
      return Next::kReply;
    }
    Fail(reply, 0, FailReason::MALFORMED);
  } catch (const std::exception&) {
    // The codecs throw when a body ends before what it announces.
    Fail(reply, 0, FailReason::MALFORMED);
  }
  return Next::kReply;
}

void Conversation::Welcome(std::vector<char>& reply) const {
  auto welcome = Begin<frames::Welcome>(reply, kHeader + frames::Welcome::sbeBlockLength());
  welcome.protocolVersion(frames::Hello::sbeSchemaVersion())
      .kernelVersion(kSmaCrossoverVersion)
      .workerPid(getpid())
      .putBuildId(std::string_view(build_id_));
  welcome.sandbox().rawValue(sandbox_.bits());
}

void Conversation::RunBacktest(std::vector<char>& frame, std::size_t bytes, std::uint16_t block,
                               std::vector<char>& reply) {
  frames::RunBacktest ask;
  ask.wrapForDecode(frame.data(), kHeader, block, frames::RunBacktest::sbeSchemaVersion(), bytes);
  const std::uint64_t request = ask.requestId();
  if (block < frames::RunBacktest::sbeBlockLength()) {
    Fail(reply, request, FailReason::MALFORMED);
    return;
  }
  if (!greeted_) {
    Fail(reply, request, FailReason::NOT_GREETED);
    return;
  }
  try {
    std::string name(ask.sliceName(), frames::RunBacktest::sliceNameLength());
    name.resize(std::min(name.find('\0'), name.size()));
    const Slice* slice = Mapped(name, ask.sliceBytes());
    if (slice == nullptr) {
      throw Refused{FailReason::BAD_SLICE};
    }
    const auto opens = slice->Prices(ask.opensStart(), ask.barCount());
    const auto closes = slice->Prices(ask.closesStart(), ask.barCount());
    if (!opens || !closes) {
      throw Refused{FailReason::BAD_SLICE};
    }
    const Market market{*opens, *closes, {ask.feeBps(), ask.slippageBps()}};
    std::vector<CrossoverResult> results;
    std::vector<Leg> legs;
    auto& runs = ask.runs();
    while (runs.hasNext()) {
      runs.next();
      results.push_back(RunOne(runs, market, *slice, legs));
    }
    Answer(reply, request, results);
  } catch (const Refused& refused) {
    Fail(reply, request, refused.reason);
  } catch (const std::exception&) {
    Fail(reply, request, FailReason::MALFORMED);
  }
}

/// The slice stays mapped until another is named.
const Slice* Conversation::Mapped(const std::string& name, std::uint64_t bytes) {
  if (!slice_ || !slice_->Is(name, bytes)) {
    slice_.reset();
    slice_ = Slice::Open(name, bytes);
  }
  return slice_ ? &*slice_ : nullptr;
}

}  // namespace conclave
