#include "worker/sandbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <new>
#include <string>
#include <thread>

#include "testing/attempt.h"
#include "worker/slice.h"

namespace conclave {
namespace {

using std::chrono::seconds;

constexpr SandboxSettings kUsual{};

/// Exits with 0 when `layer` is not in force, since there is nothing to try then.
void ConfinedBy(Layer layer, const SandboxSettings& settings = kUsual) {
  if (!Sandbox::Confine(settings).layers().Has(layer)) {
    std::fprintf(stderr, "Layer %d is not in force here.\n", static_cast<int>(layer));
    _exit(0);
  }
}

/// A confined process that waits for its stdin to end; looked at from outside.
class Watched {
 public:
  explicit Watched(const SandboxSettings& settings) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    CHECK(pipe(in.data()) == 0 && pipe(out.data()) == 0);
    pid_ = fork();
    CHECK(pid_ >= 0);
    if (pid_ == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      close(in[1]);
      const std::uint16_t bits = Sandbox::Confine(settings).layers().bits();
      char end = 0;
      _exit(write(STDOUT_FILENO, &bits, sizeof bits) == sizeof bits &&
                    read(STDIN_FILENO, &end, 1) == 0
                ? 0
                : 1);
    }
    close(in[0]);
    close(out[1]);
    std::uint16_t bits = 0;
    CHECK(read(out[0], &bits, sizeof bits) == sizeof bits);
    close(out[0]);
    end_ = in[1];
    for (unsigned layer = 0; layer <= static_cast<unsigned>(Layer::kSystemCalls); ++layer) {
      if ((bits >> layer & 1U) != 0) {
        layers.Add(static_cast<Layer>(layer));
      }
    }
  }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched() {
    close(end_);
    waitpid(pid_, nullptr, 0);
  }

  [[nodiscard]] std::string proc(const char* file) const {
    return "/proc/" + std::to_string(pid_) + "/" + file;
  }

  /// What /proc/PID/status says behind that name.
  [[nodiscard]] std::string Status(const std::string& name) const {
    std::ifstream status(proc("status"));
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with(name + ":\t")) {
        return line.substr(name.size() + 2);
      }
    }
    return "";
  }

  Layers layers;

 private:
  pid_t pid_ = 0;
  int end_ = 0;
};

void TheKernelSaysTheSameOfItsState() {
  const int inherited = open("/etc/passwd", O_RDONLY);
  CHECK(inherited > 2);
  const Watched worker(kUsual);
  close(inherited);
  CHECK(worker.layers.Has(Layer::kNoNewPrivileges));
  CHECK(worker.layers.Has(Layer::kDescriptors));
  CHECK(worker.Status("NoNewPrivs") == "1");
  CHECK(worker.Status("Seccomp") == (worker.layers.Has(Layer::kSystemCalls) ? "2" : "0"));
  if (geteuid() == 0) {  // a process that is not dumpable shows its descriptors to nobody else
    for (const auto& file : std::filesystem::directory_iterator(worker.proc("fd"))) {
      CHECK(file.path().filename().string().size() == 1 && file.path().filename() < "3");
    }
  }
}

void SwitchedOffItOnlyDiesWithItsParent() {
  const Watched worker({.mode = SandboxMode::kOff});
  CHECK(worker.layers.bits() == Layers{Layer::kParentDeath}.bits());
  CHECK(worker.Status("NoNewPrivs") == "0");
  CHECK(worker.Status("Seccomp") == "0");
}

void DiesWithItsParent() {
  std::array<int, 2> pipe_ends{};
  CHECK(pipe(pipe_ends.data()) == 0);
  StatusOf([&pipe_ends] {  // the parent, which leaves at once; its child would stay for a minute
    std::array<int, 2> confined{};
    CHECK(pipe(confined.data()) == 0);
    if (fork() == 0) {
      dup2(pipe_ends[1], STDOUT_FILENO);
      dup2(confined[1], STDERR_FILENO);
      (void)Sandbox::Confine(kUsual);
      (void)!write(STDERR_FILENO, "x", 1);
      sleep(60);
      _exit(0);
    }
    char ready = 0;
    return read(confined[0], &ready, 1) == 1 ? 0 : 1;
  });
  close(pipe_ends[1]);
  char nothing = 0;
  CHECK(read(pipe_ends[0], &nothing, 1) == 0);  // the last writer is gone
  close(pipe_ends[0]);
}

void AnAllocationBeyondTheCapFails() {
  CHECK(StatusOf([] {
          ConfinedBy(Layer::kAddressSpace);
          constexpr std::size_t kTooMuch = std::size_t{8} << 30;
          const bool refused =
              mmap(nullptr, kTooMuch, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
          void* held = std::malloc(std::size_t{256} << 20);
          return refused && ::operator new(kTooMuch, std::nothrow) == nullptr&& held != nullptr ? 0
                                                                                                : 1;
        }) == 0);
}

void AFileDoesNotGrow() {
  const std::string name = "/tmp/conclave-grows-" + std::to_string(getpid());
  const int file = open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND, 0600);
  CHECK(file > 2);
  CHECK(write(file, "x", 1) == 1);
  CHECK(StatusOf([file] {
          dup2(file, STDERR_FILENO);
          ConfinedBy(Layer::kLimits);
          return write(STDERR_FILENO, "y", 1) < 0 && errno == EFBIG ? 0 : 1;
        }) == 0);
  close(file);
  CHECK(std::filesystem::file_size(name) == 1);
  unlink(name.c_str());
}

void ACrashLeavesNoCore() {
  const int status = StatusOf([] {
    const rlimit large{RLIM_INFINITY, RLIM_INFINITY};
    (void)setrlimit(RLIMIT_CORE, &large);
    (void)Sandbox::Confine(kUsual);
    signal(SIGSEGV, SIG_DFL);
    std::abort();
    return 0;
  });
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && !WCOREDUMP(status));
}

void ARequestThatComputesTooLongIsKilled() {
  const int status = StatusOf([] {
    ConfinedBy(Layer::kLimits, {.cpu = seconds(1)});
    for (std::atomic<long> i = 0;; ++i) {
    }
    return 0;
  });
  CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
}

void TheNextRequestHasItsOwnProcessorTime() {
  CHECK(StatusOf([] {
          auto sandbox = Sandbox::Confine({.cpu = seconds(500)});
          rlimit spent{3, RLIM_INFINITY};
          if (!sandbox.layers().Has(Layer::kLimits) || setrlimit(RLIMIT_CPU, &spent) != 0) {
            return 1;
          }
          sandbox.RenewCpu();
          return getrlimit(RLIMIT_CPU, &spent) == 0 && spent.rlim_cur == 501 ? 0 : 1;
        }) == 0);
}

void AWorkerServesUnlessWhatIsRequiredIsMissing() {
  CHECK(Sandbox().Serves());
  for (const SandboxMode mode : {SandboxMode::kOff, SandboxMode::kPreferred}) {
    CHECK(StatusOf([mode] { return Sandbox::Confine({.mode = mode}).Serves() ? 0 : 1; }) == 0);
  }
  CHECK(StatusOf([] {
          const auto sandbox = Sandbox::Confine({.mode = SandboxMode::kRequired});
          const bool whole = sandbox.layers().Has(Layer::kAddressSpace) &&
                             sandbox.layers().Has(Layer::kFiles) &&
                             sandbox.layers().Has(Layer::kSystemCalls);
          return sandbox.Serves() == whole ? 0 : 1;
        }) == 0);
}

/// Everything at once, and a worker's work in it.
void SlicesAndThreadsGoOn() {
  const std::string name = "conclave-" + std::to_string(getpid()) + "-1";
  const std::string path = "/dev/shm/" + name;
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  CHECK(file >= 0);
  CHECK(ftruncate(file, 4096) == 0);
  close(file);
  CHECK(StatusOf([&name] {
          (void)Sandbox::Confine(kUsual);
          for (int i = 0; i < 100; ++i) {  // more than there are descriptors
            auto slice = Slice::Open(name, 4096);
            std::thread([&slice, i] {
              slice->Values<std::int8_t>(7, 1)->front() = std::int8_t(i);
            }).join();
          }
          return 0;
        }) == 0);
  CHECK(Slice::Open(name, 4096)->Values<std::int8_t>(7, 1)->front() == 99);
  unlink(path.c_str());
}

void ArgumentsAreUnderstoodOrNot() {
  const auto parse = [](std::initializer_list<const char*> arguments) {
    return ParseSandboxSettings({arguments.begin(), arguments.size()});
  };
  CHECK(parse({})->mode == SandboxMode::kPreferred);
  const auto settings = parse({"--sandbox=required", "--address-space=123", "--cpu-seconds=7"});
  CHECK(settings->mode == SandboxMode::kRequired);
  CHECK(settings->address_space_bytes == 123);
  CHECK(settings->cpu == seconds(7));
  CHECK(parse({"--sandbox=off"})->mode == SandboxMode::kOff);
  for (const char* wrong : {"--sandbox", "--sandbox=on", "--cpu-seconds=0", "--cpu-seconds=1s",
                            "--address-space=", "--address-space=-1", "x", ""}) {
    CHECK(!parse({wrong}));
  }
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::TheKernelSaysTheSameOfItsState();
  conclave::SwitchedOffItOnlyDiesWithItsParent();
  conclave::DiesWithItsParent();
  conclave::AnAllocationBeyondTheCapFails();
  conclave::AFileDoesNotGrow();
  conclave::ACrashLeavesNoCore();
  conclave::ARequestThatComputesTooLongIsKilled();
  conclave::TheNextRequestHasItsOwnProcessorTime();
  conclave::AWorkerServesUnlessWhatIsRequiredIsMissing();
  conclave::SlicesAndThreadsGoOn();
  conclave::ArgumentsAreUnderstoodOrNot();
  return 0;
}
