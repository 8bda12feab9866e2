#include "worker/landlock.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

// The kernel's interface is written out here: the headers of many distributions know less of it
// than the kernels they run on.

namespace conclave {
namespace {

constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;

constexpr std::uint32_t kAskVersion = 1U << 0;
constexpr int kBeneathPath = 1;

constexpr std::uint64_t kWriteFile = 1U << 1;
constexpr std::uint64_t kReadFile = 1U << 2;

/// All that each version can refuse: version 1 knew 13 rights to files; 2, 3 and 5 brought one more
/// each; 4 brought two to TCP; 6 keeps signals and abstract sockets within the sandbox.
constexpr std::uint64_t FileRights(long version) noexcept {
  const int rights = 13 + (version >= 2) + (version >= 3) + (version >= 5);
  return (std::uint64_t{1} << rights) - 1;
}
constexpr std::uint64_t kBindAndConnect = 0b11;
constexpr std::uint64_t kSocketsAndSignals = 0b11;

struct Ruleset {
  std::uint64_t files;
  std::uint64_t network;
  std::uint64_t scopes;
};

/// How much of a Ruleset that version reads.
constexpr std::size_t RulesetBytes(long version) noexcept {
  return version >= 6 ? sizeof(Ruleset) : version >= 4 ? 16 : 8;
}

struct [[gnu::packed]] BeneathPath {
  std::uint64_t allowed;
  std::int32_t folder;
};

/// Without /dev/shm there is no slice to open either, and nothing need be allowed.
bool AllowSharedMemory(int ruleset) noexcept {
  const int folder = open("/dev/shm", O_PATH | O_CLOEXEC);
  if (folder < 0) {
    return true;
  }
  const BeneathPath rule{kReadFile | kWriteFile, folder};
  const bool added = syscall(kAddRule, ruleset, kBeneathPath, &rule, 0) == 0;
  close(folder);
  return added;
}

}  // namespace

Layers RestrictFilesAndNetwork() noexcept {
  const long version = syscall(kCreateRuleset, nullptr, 0, kAskVersion);
  if (version < 1) {
    return {};
  }
  const Ruleset everything{FileRights(version), kBindAndConnect, kSocketsAndSignals};
  const auto ruleset =
      static_cast<int>(syscall(kCreateRuleset, &everything, RulesetBytes(version), 0));
  if (ruleset < 0) {
    return {};
  }
  const bool restricted = AllowSharedMemory(ruleset) && syscall(kRestrictSelf, ruleset, 0) == 0;
  close(ruleset);
  if (!restricted) {
    return {};
  }
  return version >= 4 ? Layers{Layer::kFiles, Layer::kNetwork} : Layers{Layer::kFiles};
}

}  // namespace conclave
