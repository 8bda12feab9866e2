// conclave-worker: hears frames on stdin, answers on stdout, logs to stderr.
// Leaves with 0 when told to or when stdin ends, with 2 when what comes is no frame, and dies with
// the thread that started it.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <vector>

#include "worker/conversation.h"
#include "worker/frame_pipe.h"
#include "worker/sandbox.h"

namespace {

int Converse(conclave::Layers sandbox) {
  conclave::Conversation conversation(CONCLAVE_BUILD_ID, sandbox);
  std::vector<char> frame;
  std::vector<char> reply;
  while (true) {
    switch (conclave::ReadFrame(STDIN_FILENO, frame)) {
      case conclave::Heard::kEnd:
        return 0;
      case conclave::Heard::kTruncated:
        std::fputs("conclave-worker: stdin ended in the middle of a frame\n", stderr);
        return 2;
      case conclave::Heard::kOversized:
        std::fputs("conclave-worker: a frame of no possible length on stdin\n", stderr);
        return 2;
      case conclave::Heard::kFrame:
        break;
    }
    if (conversation.Hear(frame, frame.size() - conclave::kFramePadding, reply) ==
        conclave::Next::kLeave) {
      return 0;
    }
    if (!conclave::WriteFrame(STDOUT_FILENO, reply)) {
      return 0;
    }
  }
}

}  // namespace

int main() {
  const conclave::Layers sandbox = conclave::Confine({});
  signal(SIGPIPE, SIG_IGN);
  signal(SIGINT,
         SIG_IGN);  // Ctrl-C reaches the whole terminal group; the engine says when to leave
  try {
    return Converse(sandbox);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "conclave-worker: %s\n", e.what());
    return 1;
  }
}
