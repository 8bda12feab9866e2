#include "worker/session.h"

#include <poll.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "worker/frame_pipe.h"

namespace conclave {

Session::Session(std::string build_id, Sandbox sandbox, int in, int out)
    : sandbox_(sandbox),
      conversation_(std::move(build_id), sandbox.layers()),
      in_(in),
      out_(out),
      computer_([this] { ComputeAll(); }) {}

Session::~Session() {
  conversation_.CancelAll();
  {
    const std::lock_guard lock(handing_over_);
    ending_ = true;
  }
  handed_over_.notify_one();
  computer_.join();
}

int Session::Listen() {
  std::vector<char> frame;
  std::vector<char> reply;
  while (AwaitFrame()) {
    switch (ReadFrame(in_, frame)) {
      case Heard::kEnd:
        return 0;
      case Heard::kTruncated:
        std::fputs("conclave-worker: stdin ended in the middle of a frame\n", stderr);
        return 2;
      case Heard::kOversized:
        std::fputs("conclave-worker: a frame of no possible length on stdin\n", stderr);
        return 2;
      case Heard::kFrame:
        break;
    }
    switch (conversation_.Listen(frame, frame.size() - kFramePadding, reply)) {
      case Next::kLeave:
        return 0;
      case Next::kSilence:
        break;
      case Next::kReply: {
        const std::lock_guard lock(writing_);
        if (!Send(reply)) {
          return 0;
        }
        if (!sandbox_.Serves()) {
          std::fputs("conclave-worker: its sandbox is required and not whole\n", stderr);
          return 3;
        }
        break;
      }
      case Next::kCompute: {
        sandbox_.RenewCpu();
        next_progress_ = Clock::now() + kProgressEvery;
        {
          const std::lock_guard lock(handing_over_);
          accepted_ = std::move(frame);
        }
        handed_over_.notify_one();
        break;
      }
    }
  }
  return 0;
}

/// Tells progress until something can be read. False when nobody reads what is told.
bool Session::AwaitFrame() {
  while (true) {
    if (!conversation_.IsComputing()) {
      return true;  // nothing to tell until the next frame: reading it waits as well
    }
    const auto now = Clock::now();
    if (now >= next_progress_) {
      if (!TellProgress()) {
        return false;
      }
      next_progress_ = now + kProgressEvery;
    }
    pollfd readable{in_, POLLIN, 0};
    const int ready = poll(&readable, 1, static_cast<int>(kProgressEvery.count()));
    if (ready > 0 || (ready < 0 && errno != EINTR)) {
      return true;
    }
  }
}

/// A request that gets on may go on: it gets new processor time.
bool Session::TellProgress() {
  const std::lock_guard lock(writing_);
  std::vector<char> progress;
  if (!conversation_.TellProgress(progress)) {
    return !deaf_;
  }
  sandbox_.RenewCpu();
  return Send(progress);
}

void Session::ComputeAll() {
  std::vector<char> frame;
  std::vector<char> reply;
  while (true) {
    {
      std::unique_lock lock(handing_over_);
      handed_over_.wait(lock, [this] { return accepted_ || ending_; });
      if (ending_) {
        return;
      }
      frame = std::move(*accepted_);
      accepted_.reset();
    }
    conversation_.Compute(frame, frame.size() - kFramePadding, reply);
    // Released before it is sent: whoever has the answer may ask again at once. Released within the
    // lock: no progress of this request comes after its answer.
    const std::lock_guard lock(writing_);
    conversation_.Release();
    Send(reply);
  }
}

bool Session::Send(const std::vector<char>& frame) {
  deaf_ = deaf_ || !WriteFrame(out_, frame);
  return !deaf_;
}

}  // namespace conclave
