// conclave-worker [--sandbox=off|preferred|required] [--address-space=BYTES] [--cpu-seconds=N]
// Confines itself, then hears frames on stdin, answers on stdout, logs to stderr.
// Leaves with 0 when told to or when stdin ends, with 2 when what comes is no frame, with 3 after
// the welcome when its sandbox is required and not whole, with 4 when an argument is none of these,
// and dies with the thread that started it. Listens and answers on this thread; computes on
// another.

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "worker/sandbox.h"
#include "worker/session.h"

int main(int count, char** arguments) {
  const auto settings = conclave::ParseSandboxSettings(
      {arguments + 1, static_cast<std::size_t>(count > 0 ? count - 1 : 0)});
  if (!settings) {
    std::fputs("conclave-worker: an argument it does not know\n", stderr);
    return 4;
  }
  const auto sandbox = conclave::Sandbox::Confine(*settings);
  signal(SIGPIPE, SIG_IGN);
  // Ctrl-C reaches the whole terminal group; the engine says when to leave.
  signal(SIGINT, SIG_IGN);
  try {
    conclave::Session session(CONCLAVE_BUILD_ID, sandbox, STDIN_FILENO, STDOUT_FILENO);
    // At once: what is being computed is nobody's any more, and may take long.
    std::_Exit(session.Listen());
  } catch (const std::exception& e) {
    std::fprintf(stderr, "conclave-worker: %s\n", e.what());
    return 1;
  }
}
