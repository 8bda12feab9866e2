#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "worker/conversation.h"
#include "worker/sandbox.h"

namespace conclave {

/// A conversation over two pipes: the caller's thread listens and answers at once what needs no
/// computing; one thread of its own computes, one request at a time. While it does, the listener
/// tells its progress, at most every kProgressEvery.
class Session {
 public:
  static constexpr std::chrono::milliseconds kProgressEvery{100};

  /// @param in   read from, never closed
  /// @param out  written to, frame by frame, never closed
  Session(std::string build_id, Sandbox sandbox, int in, int out);

  /// Waits for the request under way, which is asked to leave.
  ~Session();

  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Until told to leave, `in` ends or nobody reads: 0. 2 when what comes is no frame, 3 after the
  /// first answer when the sandbox must not serve. Returns at once, whatever is being computed.
  int Listen();

 private:
  using Clock = std::chrono::steady_clock;

  void ComputeAll();
  bool AwaitFrame();
  bool TellProgress();
  bool Send(const std::vector<char>& frame);

  Sandbox sandbox_;
  Conversation conversation_;
  const int in_;
  const int out_;
  Clock::time_point next_progress_;

  std::mutex writing_;  ///< held for each frame, and from Release to the end of its answer
  bool deaf_ = false;   ///< nobody reads; guarded by writing_

  std::mutex handing_over_;
  std::condition_variable handed_over_;
  std::optional<std::vector<char>> accepted_;  ///< guarded by handing_over_
  bool ending_ = false;                        ///< guarded by handing_over_

  std::thread computer_;  ///< last: it starts when all else is there
};

}  // namespace conclave
