// Whole frames, one after another, said to one worker: broken ones, cut ones, padded ones, in any
// order, also while it computes, about slices that are really there. Every one is answered by a
// frame of ours that fits the question; bars stay as they are; and the worker still answers when
// all is said.

#include <io_conclave_nativerisk_frames/BacktestDone.h>
#include <io_conclave_nativerisk_frames/BacktestFailed.h>
#include <io_conclave_nativerisk_frames/Pong.h>
#include <io_conclave_nativerisk_frames/Welcome.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>
#include <vector>

#include "fuzz/bytes.h"
#include "fuzz/frame_seeds.h"
#include "fuzz/seeds.h"
#include "fuzz/shared_slice.h"
#include "risk/portfolio_risk.h"
#include "statistics/data_snooping.h"
#include "statistics/overfitting.h"
#include "testing/check.h"
#include "worker/conversation.h"
#include "worker/frame_pipe.h"
#include "worker/requests.h"

namespace conclave {
namespace {

using frames::MessageHeader;
using fuzz::Frame;
using fuzz::SharedSlice;

// How a frame is said. Without kAsItStands it gets our schema and version, else mutation rarely
// comes past them; with kLater it is computed only when another frame was heard.
constexpr std::uint8_t kAsItStands = 1;
constexpr std::uint8_t kLater = 2;

/// A frame as ReadFrame makes it, so that the sanitizer sees one byte too far.
struct Padded {
  explicit Padded(std::span<const char> said)
      : bytes(said.size()), frame(said.size() + kFramePadding, 0) {
    std::copy(said.begin(), said.end(), frame.begin());
  }
  std::size_t bytes;
  std::vector<char> frame;
};

std::uint16_t KindOf(std::vector<char>& frame) {
  return frame.size() < kHeader ? 0 : MessageHeader(frame.data(), frame.size()).templateId();
}

std::uint64_t RequestOf(const std::vector<char>& frame) {
  std::uint64_t request = 0;
  CHECK(frame.size() >= kHeader + sizeof request);
  std::memcpy(&request, &frame[kHeader], sizeof request);
  return request;
}

template <typename Message>
Message Read(std::vector<char>& frame, std::size_t bytes) {
  MessageHeader header(frame.data(), bytes);
  Message message;
  message.wrapForDecode(frame.data(), kHeader, header.blockLength(), header.version(), bytes);
  return message;
}

template <typename Message>
Message Read(std::vector<char>& reply) {
  return Read<Message>(reply, reply.size());
}

void IsAResult(std::vector<char>& reply) {
  auto done = Read<frames::BacktestDone>(reply);
  auto& results = done.results();
  while (results.hasNext()) {
    results.next();
    CHECK(std::isfinite(results.netReturn()));
    CHECK(std::isfinite(results.deepestFall()) && results.deepestFall() >= 0);
    CHECK(std::isfinite(results.sharpe()));
    CHECK(results.finalPosition() == 0 || results.finalPosition() == 1);
  }
  CHECK(done.sbePosition() == reply.size());
}

/// Answers what kind of frame it is.
std::uint16_t IsAnAnswer(std::vector<char>& reply) {
  CHECK(reply.size() >= kHeader && reply.size() <= kMaxFrameBytes);
  MessageHeader header(reply.data(), reply.size());
  CHECK(header.schemaId() == frames::Hello::sbeSchemaId());
  CHECK(header.version() == frames::Hello::sbeSchemaVersion());
  CHECK(reply.size() >= kHeader + header.blockLength());
  const std::uint16_t kind = header.templateId();
  CHECK(HandlerOf(kind) == nullptr && kind != frames::Hello::sbeTemplateId());
  if (kind == frames::BacktestDone::sbeTemplateId()) {
    IsAResult(reply);
  } else if (kind == frames::BacktestFailed::sbeTemplateId()) {
    // The codec throws at a value that the schema does not name.
    CHECK(Read<frames::BacktestFailed>(reply).reason() != FailReason::NULL_VALUE);
  }
  return kind;
}

/// What the worker was told to keep, by what it answered.
class Residents {
 public:
  void Note(std::vector<char>& asked, bool done, const SharedSlice& slice) {
    if (!done) return;
    if (KindOf(asked) == frames::LoadBars::sbeTemplateId()) {
      auto load = Read<frames::LoadBars>(asked);
      kept_[load.dataSet()] = slice.Names(load.sliceName());
    } else if (KindOf(asked) == frames::DropBars::sbeTemplateId()) {
      CHECK(kept_.erase(Read<frames::DropBars>(asked).dataSet()) == 1);
    }
  }
  [[nodiscard]] bool Have(bool of_that_slice) const {
    return std::any_of(kept_.begin(), kept_.end(),
                       [&](const auto& kept) { return kept.second == of_that_slice; });
  }

 private:
  std::map<std::uint32_t, bool> kept_;
};

/// What takes long by the numbers it names, and not by what lies in the slices, is asked in small:
/// a number too large to be taken stays.
void Tame(Padded& asked) try {
  if (KindOf(asked.frame) == frames::MeasurePortfolio::sbeTemplateId()) {
    auto ask = Read<frames::MeasurePortfolio>(asked.frame, asked.bytes);
    if (ask.paths() <= kMaxRiskPaths) ask.paths(ask.paths() % 300);
  } else if (KindOf(asked.frame) == frames::MeasureOverfitting::sbeTemplateId()) {
    auto ask = Read<frames::MeasureOverfitting>(asked.frame, asked.bytes);
    if (ask.parts() <= kMaxParts) ask.parts(ask.parts() % 9);
    if (ask.draws() <= kMostDraws) ask.draws(ask.draws() % 200);
  }
} catch (const std::exception&) {
  // Cut off: it will be refused.
}

/// One worker, and what is to be computed by it.
class Dialogue {
 public:
  Dialogue(SharedSlice& first, SharedSlice& second) : slices_{&first, &second} {
    for (auto* slice : slices_) slice->Reset();
  }

  void Say(std::span<const std::uint8_t> said, std::uint8_t flags) {
    Frame frame(said.begin(), said.end());
    if ((flags & kAsItStands) == 0 && frame.size() >= kHeader) {
      MessageHeader header(frame.data(), frame.size());
      header.schemaId(frames::Hello::sbeSchemaId()).version(frames::Hello::sbeSchemaVersion());
    }
    for (const auto* slice : slices_) slice->TellName(frame);
    Listen(frame);
    if ((flags & kLater) == 0) Compute();
  }

  void EndsWell() {
    Compute();
    std::vector<char> reply;
    Listen(fuzz::Hello());
    Listen(fuzz::Ping(77));
    CHECK(KindOf(reply_) == frames::Pong::sbeTemplateId() && RequestOf(reply_) == 77);
  }

 private:
  void Listen(const Frame& said) {
    Padded frame(said);
    switch (worker_.Listen(frame.frame, frame.bytes, reply_)) {
      case Next::kReply:
        HasFailedUnlessAtOnce(IsAnAnswer(reply_));
        break;
      case Next::kSilence:
        CHECK(KindOf(frame.frame) == frames::Cancel::sbeTemplateId());
        break;
      case Next::kCompute:
        CHECK(HandlerOf(KindOf(frame.frame)) != nullptr);
        CHECK(!asked_);
        asked_ = frame;
        Tame(*asked_);
        break;
      case Next::kLeave:
        CHECK(KindOf(frame.frame) == frames::Shutdown::sbeTemplateId());
        break;
    }
    CHECK(worker_.IsComputing() == asked_.has_value());
  }

  static void HasFailedUnlessAtOnce(std::uint16_t kind) {
    CHECK(kind == frames::BacktestFailed::sbeTemplateId() ||
          kind == frames::Welcome::sbeTemplateId() || kind == frames::Pong::sbeTemplateId());
  }

  void Compute() {
    if (!asked_) return;
    std::vector<std::uint8_t> before[2];
    for (int i = 0; i < 2; ++i) {
      before[i].assign(slices_[i]->bytes().begin(), slices_[i]->bytes().end());
    }
    worker_.Compute(asked_->frame, asked_->bytes, reply_);
    worker_.Release();
    CHECK(RequestOf(reply_) == RequestOf(asked_->frame));
    const bool done = IsAnAnswer(reply_) != frames::BacktestFailed::sbeTemplateId();
    for (int i = 0; i < 2; ++i) {
      if (std::equal(before[i].begin(), before[i].end(), slices_[i]->bytes().begin())) continue;
      CHECK(!residents_.Have(i == 0));
      if (KindOf(asked_->frame) == frames::RunBacktest::sbeTemplateId()) {
        WroteOnlyPositions(before[i], slices_[i]->bytes(), done);
      }
    }
    residents_.Note(asked_->frame, done, *slices_[0]);
    asked_.reset();
  }

  /// Where the request wants them, and no price. Of several runs, the first may be written when the
  /// second is refused, or cut off.
  void WroteOnlyPositions(const std::vector<std::uint8_t>& before,
                          std::span<const std::uint8_t> after, bool done) {
    std::vector<bool> wanted(before.size());
    const auto mark = [&wanted](std::uint64_t from, std::uint64_t count, bool as) {
      for (std::uint64_t i = 0; i < count; ++i) wanted.at(from + i) = as;
    };
    auto ask = Read<frames::RunBacktest>(asked_->frame, asked_->bytes);
    try {
      auto& runs = ask.runs();
      CHECK(done || runs.count() > 1);
      while (runs.hasNext()) {
        const auto start = static_cast<std::uint64_t>(runs.next().positionsStart());
        const std::uint32_t end = runs.endBar();
        auto& legs = runs.legs();
        for (bool first = true; legs.hasNext(); first = false) {
          const std::uint64_t bars = end - std::min(end, legs.next().firstBar());
          const bool inside = start <= before.size() && bars <= before.size() - start;
          if (first && inside) mark(start, bars, true);
        }
      }
    } catch (const std::exception&) {
      CHECK(!done);
    }
    if (ask.dataSet() == 0) {
      const std::uint64_t price_bytes = std::uint64_t{8} * ask.barCount();
      mark(ask.opensStart(), price_bytes, false);
      mark(ask.closesStart(), price_bytes, false);
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
      CHECK(before[i] == after[i] || wanted[i]);
    }
  }

  Conversation worker_{"0123456789abcdef"};
  SharedSlice* slices_[2];
  std::optional<Padded> asked_;
  std::vector<char> reply_;
  Residents residents_;
};

}  // namespace

/// Flags, length, frame; flags, length, frame; …
std::vector<fuzz::Seed> fuzz::Seeds() {
  std::vector<Seed> seeds;
  for (const auto& conversation : GoodConversations()) {
    for (const std::uint8_t flags : {std::uint8_t{0}, kLater}) {
      Seed seed;
      for (const Frame& frame : conversation) {
        seed.push_back(flags);
        seed.push_back(static_cast<std::uint8_t>(frame.size() & 0xff));
        seed.push_back(static_cast<std::uint8_t>(frame.size() >> 8));
        seed.insert(seed.end(), frame.begin(), frame.end());
      }
      seeds.push_back(seed);
    }
  }
  return seeds;
}

}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static conclave::fuzz::SharedSlice first(0);
  static conclave::fuzz::SharedSlice second(1);
  conclave::Dialogue dialogue(first, second);
  conclave::fuzz::Bytes bytes(data, size);
  while (!bytes.empty()) {
    const auto flags = bytes.Any<std::uint8_t>();
    const auto said = bytes.Some(bytes.Any<std::uint16_t>());
    if (!said.empty()) dialogue.Say(said, flags);
  }
  dialogue.EndsWell();
  return 0;
}
