#include "worker/system_calls.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "testing/attempt.h"
#include "worker/slice.h"

namespace conclave {
namespace {

void Filtered() {
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  CHECK(FilterSystemCalls());
}

/// The error of an attempt with the filter alone in force.
int Error(const std::function<bool()>& attempt) {
  return ErrorOf([&attempt] {
    Filtered();
    return attempt();
  });
}

bool Refuses(const std::function<bool()>& attempt) { return Error(attempt) == EPERM; }
bool Permits(const std::function<bool()>& attempt) { return Error(attempt) == 0; }

void NoOtherProgramAndNoOtherProcess() {
  CHECK(Refuses([] { return execl("/bin/true", "true", nullptr) == 0; }));
  CHECK(Refuses([] { return fork() >= 0; }));
  CHECK(Refuses([] { return syscall(SYS_vfork) >= 0; }));
  CHECK(Error([] { return syscall(SYS_clone3, nullptr, 0) >= 0; }) == ENOSYS);
  CHECK(Refuses([] { return kill(getppid(), 0) == 0; }));
  CHECK(Refuses([] { return kill(getppid(), SIGKILL) == 0; }));
  CHECK(Refuses([] { return syscall(SYS_tgkill, getppid(), getppid(), SIGKILL) == 0; }));
  CHECK(Refuses([] { return ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr) == 0; }));
  CHECK(Refuses([] { return ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0; }));
  CHECK(Refuses([] {
    std::array<char, 8> theirs{};
    const iovec here{theirs.data(), theirs.size()};
    return process_vm_readv(getppid(), &here, 1, &here, 1, 0) >= 0;
  }));
  CHECK(Refuses([] {
    const rlimit none{0, 0};
    return prlimit(getppid(), RLIMIT_CPU, &none, nullptr) == 0;
  }));
}

void NoSocketNoPipeNoRing() {
  CHECK(Refuses([] { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }));
  CHECK(Refuses([] { return socket(AF_INET, SOCK_DGRAM, 0) >= 0; }));
  CHECK(Refuses([] { return socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }));
  CHECK(Refuses([] {
    std::array<int, 2> pair{};
    return socketpair(AF_UNIX, SOCK_STREAM, 0, pair.data()) == 0;
  }));
  constexpr long kIoUringSetup = 425;
  CHECK(Refuses([] { return syscall(kIoUringSetup, 1, nullptr) >= 0; }));
}

void NoFileIsMadeOrChanged() {
  CHECK(Refuses([] { return open("/tmp/conclave-created", O_RDWR | O_CREAT, 0600) >= 0; }));
  CHECK(Refuses([] { return open("/dev/shm", O_RDWR | O_TMPFILE, 0600) >= 0; }));
  CHECK(Refuses([] { return open("/dev/null", O_WRONLY | O_TRUNC) >= 0; }));
  CHECK(Refuses([] { return unlink("/tmp/conclave-created") == 0; }));
  CHECK(Refuses([] { return mkdir("/tmp/conclave-created", 0700) == 0; }));
  CHECK(Refuses([] { return chmod("/tmp/conclave-created", 0777) == 0; }));
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/// Frames come from stdin and go to stdout; a descriptor of anything else is good for mapping only.
void OnlyTheStandardStreamsAreReadAndWritten() {
  CHECK(Refuses([] {
    std::array<char, 8> into{};
    return read(open("/dev/zero", O_RDONLY), into.data(), into.size()) >= 0;
  }));
  CHECK(Refuses([] { return write(open("/dev/null", O_WRONLY), "x", 1) >= 0; }));
  CHECK(Refuses([] { return pwrite(STDOUT_FILENO, "x", 1, 0) >= 0; }));
  CHECK(Permits([] { return write(STDOUT_FILENO, "", 0) == 0; }));
  CHECK(Permits([] { return read(STDIN_FILENO, nullptr, 0) == 0; }));
}
#endif

void NoMemoryBecomesCode() {
  constexpr std::size_t kPage = 4096;
  CHECK(Refuses([] {
    return mmap(nullptr, kPage, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
           MAP_FAILED;
  }));
  CHECK(Refuses([] {
    void* page = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(page != MAP_FAILED);
    return mprotect(page, kPage, PROT_READ | PROT_EXEC) == 0;
  }));
}

void WhatIsInForceCannotBeTakenBack() {
  CHECK(Refuses([] { return prctl(PR_SET_DUMPABLE, 1) == 0; }));
  CHECK(Refuses([] { return prctl(PR_SET_PDEATHSIG, 0) == 0; }));
  CHECK(Refuses([] { return syscall(SYS_seccomp, 0, 0, nullptr) == 0; }));
}

#ifdef __x86_64__
void TheGateOfAnotherArchitectureKills() {
  const int status = StatusOf([] {
    Filtered();
    constexpr int kGetpid32 = 20;
    int answer = 0;
    asm volatile("int $0x80" : "=a"(answer) : "a"(kGetpid32) : "memory", "cc");
    return answer >= 0 ? 0 : 1;
  });
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
  constexpr long kX32 = 0x40000000;
  CHECK(Refuses([] { return syscall(kX32 + SYS_getpid) >= 0; }));
}
#endif

void ComputingOnThreadsGoesOn() {
  CHECK(Permits([] {
    std::atomic<long> sum = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&sum] {
        const std::vector<long> numbers(200000, 1);
        for (const long number : numbers) {
          sum += number;
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    return sum == 800000 && std::thread::hardware_concurrency() > 0;
  }));
}

void ClocksAndLimitsGoOn() {
  CHECK(Permits([] {
    timespec used{};
    const auto before = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::microseconds(50));
    return clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) == 0 &&
           clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) == 0 &&
           std::chrono::steady_clock::now() > before;
  }));
  CHECK(Permits([] {
    const rlimit some{1000, RLIM_INFINITY};
    return setrlimit(RLIMIT_CPU, &some) == 0;
  }));
}

void AnAbortIsSeenAsOne() {
  const int status = StatusOf([] {
    Filtered();
    std::abort();
    return 0;
  });
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

}  // namespace
}  // namespace conclave

int main() {
  const bool known = conclave::StatusOf([] {
                       prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
                       return conclave::FilterSystemCalls() ? 0 : 1;
                     }) == 0;
  if (!known) {
    std::fputs("This kernel has no filter of system calls: there is nothing to try.\n", stderr);
    return 0;
  }
  conclave::NoOtherProgramAndNoOtherProcess();
  conclave::NoSocketNoPipeNoRing();
  conclave::NoFileIsMadeOrChanged();
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  conclave::OnlyTheStandardStreamsAreReadAndWritten();
#endif
  conclave::NoMemoryBecomesCode();
  conclave::WhatIsInForceCannotBeTakenBack();
#ifdef __x86_64__
  conclave::TheGateOfAnotherArchitectureKills();
#endif
  conclave::ComputingOnThreadsGoesOn();
  conclave::ClocksAndLimitsGoOn();
  conclave::AnAbortIsSeenAsOne();
  return 0;
}
