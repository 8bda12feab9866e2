#include "worker/system_calls.h"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace conclave {

#ifdef __x86_64__

namespace {

constexpr std::uint32_t kPermit = SECCOMP_RET_ALLOW;
constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;

/// A filter in the kernel's classic BPF, written front to back. The accumulator holds the number of
/// the call, except within a rule that looks at an argument, and every such rule ends the program.
class Filter {
 public:
  Filter() noexcept {
    Load(offsetof(seccomp_data, arch));
    Add(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
    Return(SECCOMP_RET_KILL_PROCESS);
    Load(offsetof(seccomp_data, nr));
  }

  void Permit(std::uint32_t call) noexcept { Answer(call, kPermit); }

  void Permit(std::initializer_list<int> calls) noexcept {
    for (const int call : calls) {
      Permit(static_cast<std::uint32_t>(call));
    }
  }

  void Answer(std::uint32_t call, std::uint32_t answer) noexcept {
    Add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1);
    Return(answer);
  }

  /// Only when that argument is one of these.
  void PermitOf(std::uint32_t call, unsigned argument,
                std::initializer_list<std::uint32_t> values) noexcept {
    Add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, static_cast<std::uint8_t>(2 + 2 * values.size()));
    LoadArgument(argument);
    for (const std::uint32_t value : values) {
      Answer(value, kPermit);
    }
    Return(kRefuse);
  }

  /// Only when that argument has none of these bits.
  void PermitWithout(std::uint32_t call, unsigned argument, std::uint32_t bits) noexcept {
    Add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);
    LoadArgument(argument);
    Add(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0);
    Return(kPermit);
    Return(kRefuse);
  }

  /// Only when that argument has this bit.
  void PermitWith(std::uint32_t call, unsigned argument, std::uint32_t bit) noexcept {
    Add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4);
    LoadArgument(argument);
    Add(BPF_JMP | BPF_JSET | BPF_K, bit, 0, 1);
    Return(kPermit);
    Return(kRefuse);
  }

  /// What no rule has named is refused.
  [[nodiscard]] bool Install() noexcept {
    Return(kRefuse);
    const sock_fprog program{static_cast<unsigned short>(size_), rules_.data()};
    return size_ <= rules_.size() &&
           syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) == 0;
  }

 private:
  void Add(unsigned code, std::uint32_t k, std::uint8_t if_true, std::uint8_t if_false) noexcept {
    if (size_ < rules_.size()) {
      rules_[size_] = {static_cast<std::uint16_t>(code), if_true, if_false, k};
    }
    ++size_;
  }
  void Load(std::size_t offset) noexcept {
    Add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset), 0, 0);
  }
  /// The lower half: the kernel reads no more of the descriptors, flags and numbers looked at here.
  void LoadArgument(unsigned argument) noexcept {
    Load(offsetof(seccomp_data, args) + 8 * std::size_t{argument});
  }
  void Return(std::uint32_t answer) noexcept { Add(BPF_RET | BPF_K, answer, 0, 0); }

  std::array<sock_filter, 192> rules_{};
  std::size_t size_ = 0;
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

constexpr std::uint32_t kMakesFiles = O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);

}  // namespace

bool FilterSystemCalls() noexcept {
  const auto self = static_cast<std::uint32_t>(getpid());
  Filter filter;
  if (kSanitized) {  // their runtime asks whether memory can be read by writing it into a pipe
    filter.Permit({SYS_pipe, SYS_pipe2, SYS_read, SYS_write, SYS_readlink});
  }

  // Frames and last words.
  filter.PermitOf(SYS_read, 0, {STDIN_FILENO});
  filter.PermitOf(SYS_writev, 0, {STDOUT_FILENO, STDERR_FILENO});
  filter.PermitOf(SYS_write, 0, {STDOUT_FILENO, STDERR_FILENO});
  filter.Permit(SYS_poll);

  // Threads.
  filter.Permit(SYS_futex);
  filter.PermitWith(SYS_clone, 0, CLONE_THREAD);
  filter.Answer(SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS);
  filter.Permit({SYS_set_robust_list, SYS_rseq, SYS_gettid, SYS_sched_yield, SYS_sched_getaffinity,
                 SYS_exit});

  // Memory and slices.
  filter.PermitWithout(SYS_mmap, 2, PROT_EXEC);
  filter.PermitWithout(SYS_mprotect, 2, PROT_EXEC);
  filter.PermitWithout(SYS_openat, 2, kMakesFiles);
  filter.Permit({SYS_munmap, SYS_mremap, SYS_madvise, SYS_brk, SYS_close, SYS_fstat, SYS_newfstatat,
                 SYS_geteuid});

  // Time, chance, the processor time of the next request.
  filter.Permit({SYS_clock_gettime, SYS_clock_nanosleep, SYS_gettimeofday, SYS_getrandom,
                 SYS_getpid, SYS_restart_syscall});
  filter.PermitOf(SYS_prlimit64, 0, {0, self});

  // Its own end.
  filter.PermitOf(SYS_tgkill, 0, {self});
  filter.Permit(
      {SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_sigaltstack, SYS_exit_group});
  return filter.Install();
}

#else

bool FilterSystemCalls() noexcept { return false; }

#endif

}  // namespace conclave
