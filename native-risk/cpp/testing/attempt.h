#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "testing/check.h"

namespace conclave {

/// Runs `attempt` in a process of its own and returns its wait status; what it returns is the exit
/// code. It leaves without cleaning up, as a confined process may have to.
inline int StatusOf(const std::function<int()>& attempt) {
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    _exit(attempt());
  }
  int status = 0;
  CHECK(waitpid(child, &status, 0) == child);
  return status;
}

/// The error number that `attempt` left behind in a process of its own, 0 if it succeeded.
inline int ErrorOf(const std::function<bool()>& attempt) {
  // Above the exit code of a CHECK that does not hold there.
  constexpr int kTried = 64;
  constexpr int kFailedWithoutError = 190;
  const int status = StatusOf([&attempt] {
    errno = 0;
    if (attempt()) {
      return kTried;
    }
    return kTried + (errno != 0 ? errno : kFailedWithoutError);
  });
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) >= kTried);
  return WEXITSTATUS(status) - kTried;
}

}  // namespace conclave
