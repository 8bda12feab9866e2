#include "worker/sandbox.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string_view>

#include "worker/landlock.h"
#include "worker/system_calls.h"

namespace conclave {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kShadowMemory = true;
#else
constexpr bool kShadowMemory = false;
#endif

/// Without these a worker whose sandbox is required does not serve. The network is not among them:
/// where Landlock does not know it, the filter of system calls still gives no socket.
constexpr Layers kRequired = {Layer::kParentDeath, Layer::kNoNewPrivileges, Layer::kNotDumpable,
                              Layer::kLimits,      Layer::kAddressSpace,    Layer::kDescriptors,
                              Layer::kFiles,       Layer::kSystemCalls};

constexpr rlim_t kMostDescriptors = 16;  // three, and the slice that is being mapped
constexpr auto kRenewalHolds = std::chrono::milliseconds(100);

bool CloseInherited() noexcept {
  constexpr long kCloseRange = 436;  // Linux 5.9, and newer than many C libraries
  if (syscall(kCloseRange, 3U, ~0U, 0U) == 0) {
    return true;
  }
  rlimit most{};
  if (getrlimit(RLIMIT_NOFILE, &most) != 0) {
    return false;
  }
  const rlim_t end = std::min<rlim_t>(most.rlim_max, 1 << 20);
  for (rlim_t file = 3; file < end; ++file) {
    close(static_cast<int>(file));
  }
  return true;
}

/// Soft and hard, so that it cannot be lifted again; a limit that is lower already stays.
bool Limit(__rlimit_resource_t resource, rlim_t most) noexcept {
  rlimit limit{};
  if (getrlimit(resource, &limit) != 0) {
    return false;
  }
  limit.rlim_max = std::min(limit.rlim_max, most);
  limit.rlim_cur = std::min(limit.rlim_cur, limit.rlim_max);
  return setrlimit(resource, &limit) == 0;
}

bool LimitCpu(std::chrono::seconds each) noexcept {
  timespec used{};
  rlimit limit{};
  if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0 || getrlimit(RLIMIT_CPU, &limit) != 0) {
    return false;
  }
  // One more, because the part of a second that is used up does not count as none.
  const auto until = static_cast<rlim_t>(used.tv_sec) + 1 + static_cast<rlim_t>(each.count());
  limit.rlim_cur = std::min(until, limit.rlim_max);
  return setrlimit(RLIMIT_CPU, &limit) == 0;
}

bool LimitAll(const SandboxSettings& settings) noexcept {
  // Where stderr is a file, a line that is not written must not cost the worker.
  signal(SIGXFSZ, SIG_IGN);
  signal(SIGXCPU, SIG_DFL);
  sigset_t over_budget;
  sigemptyset(&over_budget);
  sigaddset(&over_budget, SIGXCPU);
  return sigprocmask(SIG_UNBLOCK, &over_budget, nullptr) == 0 &&
         Limit(RLIMIT_NOFILE, kMostDescriptors) && Limit(RLIMIT_FSIZE, 0) &&
         Limit(RLIMIT_CORE, 0) && LimitCpu(settings.cpu);
}

/// The number after `prefix`; nothing unless it is the whole rest and at least 1.
std::optional<std::uint64_t> Number(std::string_view argument, std::string_view prefix) noexcept {
  argument.remove_prefix(prefix.size());
  std::uint64_t number = 0;
  const char* end = argument.data() + argument.size();
  const auto [stopped, error] = std::from_chars(argument.data(), end, number);
  if (error != std::errc() || stopped != end || number == 0) {
    return std::nullopt;
  }
  return number;
}

bool Understand(std::string_view argument, SandboxSettings& settings) noexcept {
  constexpr std::string_view kAddressSpace = "--address-space=";
  constexpr std::string_view kCpu = "--cpu-seconds=";
  if (argument == "--sandbox=off") {
    settings.mode = SandboxMode::kOff;
  } else if (argument == "--sandbox=preferred") {
    settings.mode = SandboxMode::kPreferred;
  } else if (argument == "--sandbox=required") {
    settings.mode = SandboxMode::kRequired;
  } else if (argument.starts_with(kAddressSpace)) {
    const auto bytes = Number(argument, kAddressSpace);
    settings.address_space_bytes = bytes.value_or(0);
    return bytes.has_value();
  } else if (argument.starts_with(kCpu)) {
    const auto seconds = Number(argument, kCpu);
    settings.cpu = std::chrono::seconds(seconds.value_or(0));
    return seconds.has_value() && *seconds <= std::numeric_limits<std::uint32_t>::max();
  } else {
    return false;
  }
  return true;
}

}  // namespace

std::optional<SandboxSettings> ParseSandboxSettings(
    std::span<const char* const> arguments) noexcept {
  SandboxSettings settings;
  for (const char* argument : arguments) {
    if (!Understand(argument, settings)) {
      return std::nullopt;
    }
  }
  return settings;
}

Sandbox Sandbox::Confine(const SandboxSettings& settings) noexcept {
  Sandbox sandbox;
  const auto note = [&sandbox](Layer layer, bool done) {
    if (done) {
      sandbox.layers_.Add(layer);
    }
  };
  note(Layer::kParentDeath, prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
  if (settings.mode == SandboxMode::kOff) {
    return sandbox;
  }
  // The filter comes last: it would refuse what sets up the others.
  note(Layer::kDescriptors, CloseInherited());
  note(Layer::kNoNewPrivileges, prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  note(Layer::kNotDumpable, prctl(PR_SET_DUMPABLE, 0) == 0);
  sandbox.layers_.Add(RestrictFilesAndNetwork());
  note(Layer::kLimits, LimitAll(settings));
  note(Layer::kAddressSpace, !kShadowMemory && Limit(RLIMIT_AS, settings.address_space_bytes));
  note(Layer::kSystemCalls, FilterSystemCalls());
  sandbox.cpu_ = settings.cpu;
  sandbox.serves_ = settings.mode != SandboxMode::kRequired || sandbox.layers_.Include(kRequired);
  return sandbox;
}

void Sandbox::RenewCpu() noexcept {
  if (!layers_.Has(Layer::kLimits)) {
    return;
  }
  const auto now = std::chrono::steady_clock::now();
  if (renewed_ && now - *renewed_ < kRenewalHolds) {
    return;
  }
  renewed_ = now;
  LimitCpu(cpu_);
}

}  // namespace conclave
