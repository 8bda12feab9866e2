#include "worker/conversation.h"

#include <io_conclave_nativerisk_frames/Cancel.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/Ping.h>
#include <io_conclave_nativerisk_frames/Pong.h>
#include <io_conclave_nativerisk_frames/Shutdown.h>
#include <io_conclave_nativerisk_frames/SweepProgress.h>
#include <io_conclave_nativerisk_frames/Welcome.h>
#include <unistd.h>

#include <cstring>
#include <exception>
#include <new>
#include <utility>

#include "kernels/sma_crossover.h"
#include "worker/frames.h"
#include "worker/requests.h"

namespace conclave {
namespace {

/// Every request's, Ping's and Cancel's first field; zeros when the body ends before it.
std::uint64_t RequestIdOf(const std::vector<char>& frame) {
  std::uint64_t request = 0;
  std::memcpy(&request, frame.data() + kHeader, sizeof request);
  return request;
}

Next Refuse(std::vector<char>& reply, std::uint64_t request, FailReason::Value reason) {
  Fail(reply, request, reason);
  return Next::kReply;
}

}  // namespace

Conversation::Conversation(std::string build_id, Layers sandbox)
    : build_id_(std::move(build_id)), sandbox_(sandbox), shared_(std::make_unique<Shared>()) {}

Next Conversation::Hear(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply) {
  const Next next = Listen(frame, bytes, reply);
  if (next != Next::kCompute) {
    return next;
  }
  Compute(frame, bytes, reply);
  Release();
  return Next::kReply;
}

Next Conversation::Listen(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply) {
  try {
    return OnFrame(frame, bytes, reply);
  } catch (const std::exception&) {
    // The codecs throw when a body ends before what it announces.
    return Refuse(reply, 0, FailReason::MALFORMED);
  }
}

Next Conversation::OnFrame(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply) {
  if (bytes < kHeader) {
    return Refuse(reply, 0, FailReason::MALFORMED);
  }
  frames::MessageHeader header(frame.data(), bytes);
  if (header.schemaId() != frames::Hello::sbeSchemaId()) {
    return Refuse(reply, 0, FailReason::MALFORMED);
  }
  const std::uint16_t kind = header.templateId();
  if (kind == frames::Hello::sbeTemplateId()) {
    return OnHello(frame, bytes, header.blockLength(), reply);
  }
  if (header.version() != frames::Hello::sbeSchemaVersion()) {
    return Refuse(reply, 0, FailReason::WRONG_VERSION);
  }
  if (kind == frames::Shutdown::sbeTemplateId()) {
    return Next::kLeave;
  }
  const bool whole =
      header.blockLength() >= sizeof(std::uint64_t) && bytes - kHeader >= sizeof(std::uint64_t);
  if (kind == frames::Ping::sbeTemplateId() && whole) {
    Begin<frames::Pong>(reply).requestId(RequestIdOf(frame));
    return Next::kReply;
  }
  if (kind == frames::Cancel::sbeTemplateId() && whole) {
    if (RequestIdOf(frame) == request_ && IsComputing()) {
      shared_->workspace.watch.cancelled.store(true, std::memory_order_relaxed);
    }
    return Next::kSilence;
  }
  if (HandlerOf(kind) != nullptr && whole) {
    return OnRequest(RequestIdOf(frame), reply);
  }
  return Refuse(reply, 0, FailReason::MALFORMED);
}

Next Conversation::OnHello(std::vector<char>& frame, std::size_t bytes, std::uint16_t block,
                           std::vector<char>& reply) {
  frames::Hello hello;
  hello.wrapForDecode(frame.data(), kHeader, block, frames::Hello::sbeSchemaVersion(), bytes);
  greeted_ = hello.protocolVersion() == frames::Hello::sbeSchemaVersion();
  if (!greeted_) {
    return Refuse(reply, 0, FailReason::WRONG_VERSION);
  }
  auto welcome = Begin<frames::Welcome>(reply);
  welcome.protocolVersion(frames::Hello::sbeSchemaVersion())
      .kernelVersion(kSmaCrossoverVersion)
      .workerPid(getpid())
      .putBuildId(std::string_view(build_id_));
  welcome.sandbox().rawValue(sandbox_.bits());
  return Next::kReply;
}

Next Conversation::OnRequest(std::uint64_t request, std::vector<char>& reply) {
  if (!greeted_) {
    return Refuse(reply, request, FailReason::NOT_GREETED);
  }
  if (IsComputing()) {
    return Refuse(reply, request, FailReason::BUSY);
  }
  request_ = request;
  told_ = 0;
  SweepWatch& watch = shared_->workspace.watch;
  watch.done.store(0, std::memory_order_relaxed);
  watch.total.store(0, std::memory_order_relaxed);
  watch.cancelled.store(false, std::memory_order_relaxed);
  shared_->computing.store(true, std::memory_order_release);
  return Next::kCompute;
}

void Conversation::Compute(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply) {
  const std::uint64_t request = RequestIdOf(frame);
  try {
    frames::MessageHeader header(frame.data(), bytes);
    HandlerOf(header.templateId())({frame, bytes, header.blockLength()}, shared_->workspace, reply);
  } catch (const Refused& refused) {
    Fail(reply, request, refused.reason);
  } catch (const std::bad_alloc&) {
    Fail(reply, request, FailReason::NO_MEMORY);
  } catch (const std::exception&) {
    Fail(reply, request, FailReason::MALFORMED);
  }
}

void Conversation::Release() noexcept {
  shared_->computing.store(false, std::memory_order_release);
}

bool Conversation::IsComputing() const noexcept {
  return shared_->computing.load(std::memory_order_acquire);
}

bool Conversation::TellProgress(std::vector<char>& reply) {
  if (!IsComputing()) {
    return false;
  }
  const std::uint64_t total = shared_->workspace.watch.total.load(std::memory_order_relaxed);
  const std::uint64_t done = shared_->workspace.watch.done.load(std::memory_order_relaxed);
  if (done <= told_ || done > total) {
    return false;
  }
  told_ = done;
  Begin<frames::SweepProgress>(reply).requestId(request_).done(done).total(total);
  return true;
}

void Conversation::CancelAll() noexcept {
  shared_->workspace.watch.cancelled.store(true, std::memory_order_relaxed);
}

}  // namespace conclave
