#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "worker/sandbox.h"
#include "worker/slice.h"

namespace conclave {

enum class Next : std::uint8_t { kReply, kLeave };

/// The worker's side of schema/backtest-frames.xml: hears a frame, says what to answer.
/// Whatever the bytes are, the answer is a frame of ours; nothing is read beyond them but padding.
class Conversation {
 public:
  /// @param build_id  16 hex digits
  /// @param sandbox   what confines this process; told in the welcome
  explicit Conversation(std::string build_id, Layers sandbox = {});

  /// @param frame  `bytes` bytes of it count; kFramePadding readable zeros must follow them
  /// @param reply  written on kReply: header and body, without the length
  Next Hear(std::vector<char>& frame, std::size_t bytes, std::vector<char>& reply);

 private:
  void Welcome(std::vector<char>& reply) const;
  void RunBacktest(std::vector<char>& frame, std::size_t bytes, std::uint16_t block,
                   std::vector<char>& reply);
  const Slice* Mapped(const std::string& name, std::uint64_t bytes);

  const std::string build_id_;
  const Layers sandbox_;
  bool greeted_ = false;
  std::optional<Slice> slice_;
};

}  // namespace conclave
