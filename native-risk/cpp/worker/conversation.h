#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "worker/sandbox.h"
#include "worker/workspace.h"

namespace conclave {

enum class Next : std::uint8_t {
  kReply,    ///< send what was written
  kSilence,  ///< nothing is to be sent
  kCompute,  ///< it was a request, accepted: hand it to Compute
  kLeave     ///< end
};

/// The worker's side of schema/backtest-frames.xml: hears a frame, says what to answer.
/// Whatever the bytes are, the answer is a frame of ours, or none to a Cancel; nothing is read
/// beyond them but padding.
///
/// Two threads may share it. One listens: Listen and TellProgress. The other computes what the
/// first accepted: Compute, then Release just before the answer is sent. Hear does all in one.
///
/// Everywhere, `bytes` bytes of `frame` count, kFramePadding readable zeros must follow them, and
/// `reply` becomes header and body, without the length.
class Conversation {
 public:
  /// @param build_id  16 hex digits
  /// @param sandbox   what confines this process; told in the welcome
  explicit Conversation(std::string build_id, Layers sandbox = {});

  /// A frame, answered at once on the caller's thread: never kCompute.
  Next Hear(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply);

  /// A frame, at any time. After kCompute every further request is answered BUSY until Release.
  Next Listen(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply);

  /// The accepted request; writes its answer.
  void Compute(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply);

  /// The request is answered, the next one may come.
  void Release() noexcept;

  [[nodiscard]] bool IsComputing() const noexcept;

  /// How far the request under way is. False when nothing is under way, it does not count, or
  /// it has not moved since it was told.
  bool TellProgress(std::vector<char>& reply);

  /// Asks the request under way, if any, to leave soon.
  void CancelAll() noexcept;

 private:
  Next OnFrame(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply);
  Next OnHello(std::vector<char>& frame, std::size_t bytes, std::uint16_t block,
               std::vector<char>& reply);
  Next OnRequest(std::uint64_t request, std::vector<char>& reply);

  /// What both threads touch.
  struct Shared {
    Workspace workspace;
    std::atomic<bool> computing{false};
  };

  std::string build_id_;
  Layers sandbox_;
  std::unique_ptr<Shared> shared_;
  // The listener's alone.
  bool greeted_ = false;
  std::uint64_t request_ = 0;  ///< the last one accepted
  std::uint64_t told_ = 0;     ///< units of it that progress was told of
};

}  // namespace conclave
