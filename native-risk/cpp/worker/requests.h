#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/frames.h"
#include "worker/workspace.h"

namespace conclave {

/// A request as it came: header, body, and behind `bytes` kFramePadding zeros.
struct Asked {
  std::vector<char>& frame;
  std::size_t bytes;
  std::uint16_t block;  ///< length of the body's fixed part, as the header says

  /// The codec around it, at the body's beginning. Throws Refused when the fixed part is cut short.
  template <typename Message>
  [[nodiscard]] Message As() const {
    if (block < Message::sbeBlockLength()) {
      throw Refused{FailReason::MALFORMED};
    }
    Message message;
    message.wrapForDecode(frame.data(), kHeader, block, Message::sbeSchemaVersion(), bytes);
    return message;
  }
};

/// Computes one request and writes its answer. Runs on the compute thread.
/// Throws Refused{reason} to be answered BacktestFailed(request, reason). What the codec throws for
/// a body that ends too early becomes MALFORMED, and memory that is not there NO_MEMORY. Whatever
/// may take longer than 50 ms counts in workspace.watch and leaves with Refused{CANCELLED} soon
/// after workspace.watch.cancelled.
using Handler = void (*)(const Asked& asked, Workspace& workspace, std::vector<char>& reply);

/// Nothing for a template id that is no request.
Handler HandlerOf(std::uint16_t template_id);

}  // namespace conclave
