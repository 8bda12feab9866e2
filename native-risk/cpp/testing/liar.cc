// conclave-liar each-in-turn LOG COUNT WORKER [ARGUMENT…]
// conclave-liar FAULT
//
// A worker that is none: what the engine must live with. Started as each-in-turn it adds a line to
// LOG, the fault it commits and its process number, and commits it; after COUNT faults it becomes
// the WORKER. The first fault is to become the WORKER, too: whoever reads the log kills that one.

#include <fcntl.h>
#include <io_conclave_nativerisk_frames/BacktestDone.h>
#include <io_conclave_nativerisk_frames/Hello.h>
#include <io_conclave_nativerisk_frames/Welcome.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <random>
#include <string_view>
#include <thread>
#include <vector>

#include "testing/check.h"
#include "worker/frame_pipe.h"

namespace conclave {
namespace {

namespace frames = io::conclave::nativerisk::frames;

constexpr std::size_t kHeader = frames::MessageHeader::encodedLength();

[[noreturn]] void Stay() {
  while (true) {
    pause();
  }
}

void Say(const std::vector<char>& frame) {
  if (!WriteFrame(STDOUT_FILENO, frame)) {
    _exit(0);
  }
}

void SayBytes(const void* bytes, std::size_t size) {
  if (write(STDOUT_FILENO, bytes, size) < 0) {
    _exit(0);
  }
}

std::vector<char> Hear() {
  std::vector<char> frame;
  if (ReadFrame(STDIN_FILENO, frame) != Heard::kFrame) {
    _exit(0);
  }
  return frame;
}

/// @param sandbox  the layers it claims
void Welcome(std::uint16_t sandbox) {
  Hear();
  std::vector<char> frame(kHeader + frames::Welcome::sbeBlockLength());
  frames::Welcome welcome;
  welcome.wrapAndApplyHeader(frame.data(), 0, frame.size());
  welcome.protocolVersion(frames::Hello::sbeSchemaVersion())
      .kernelVersion(1)
      .workerPid(getpid())
      .putBuildId(std::string_view("0123456789abcdef"))
      .sandbox()
      .rawValue(sandbox);
  Say(frame);
}

/// Gets itself asked, and returns the request's number.
std::uint64_t Asked() {
  Welcome(0x1ff);
  const std::vector<char> request = Hear();
  std::uint64_t number = 0;  // the first field of every request
  std::memcpy(&number, request.data() + kHeader, sizeof number);
  return number;
}

/// An answer to that request, with as many results, all of them `value`.
std::vector<char> Done(std::uint64_t request, std::uint16_t results, double value) {
  using frames::BacktestDone;
  std::vector<char> frame(kHeader + BacktestDone::sbeBlockLength() +
                          BacktestDone::Results::sbeHeaderSize() +
                          results * BacktestDone::Results::sbeBlockLength());
  BacktestDone done;
  done.wrapAndApplyHeader(frame.data(), 0, frame.size());
  auto& group = done.requestId(request).kernelVersion(1).resultsCount(results);
  while (results-- > 0) {
    group.next().netReturn(value).deepestFall(0).sharpe(0).fills(0).finalPosition(0);
  }
  return frame;
}

std::vector<char> Noise(std::size_t size) {
  std::random_device random;
  std::vector<char> bytes(size);
  for (char& byte : bytes) {
    byte = static_cast<char>(random());
  }
  return bytes;
}

void SayLength(std::uint32_t length) { SayBytes(&length, sizeof length); }

/// A frame of which only the half comes.
void SayHalf(std::uint64_t request) {
  const std::vector<char> answer = Done(request, 1, 0);
  SayLength(static_cast<std::uint32_t>(answer.size()));
  SayBytes(answer.data(), answer.size() / 2);
}

/// A whole answer, one byte in a twentieth of a second.
void Drip(std::uint64_t request) {
  const std::vector<char> answer = Done(request, 1, 0);
  SayLength(static_cast<std::uint32_t>(answer.size()));
  for (const char& byte : answer) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    SayBytes(&byte, 1);
  }
}

[[noreturn]] void Flood(const std::vector<char>& frame) {
  while (true) {
    Say(frame);
  }
}

struct Fault {
  const char* name;
  void (*commit)();
};

constexpr std::string_view kKilled = "is-killed";
constexpr std::array kFaults = {
    Fault{kKilled.data(), [] {}},
    Fault{"says-nothing", Stay},
    Fault{"leaves-at-once", [] { _exit(0); }},
    Fault{"speaks-noise-first",
          [] {
            const auto noise = Noise(4096);
            SayBytes(noise.data(), noise.size());
            Stay();
          }},
    Fault{"is-killed-again", [] {}},
    Fault{"leaves-when-asked",
          [] {
            Asked();
            _exit(3);
          }},
    Fault{"never-answers",
          [] {
            Asked();
            Stay();
          }},
    Fault{"answers-noise",
          [] {
            Asked();
            Flood(Noise(200));
          }},
    Fault{"says-half-and-leaves",
          [] {
            SayHalf(Asked());
            _exit(0);
          }},
    Fault{"says-half-and-stays",
          [] {
            SayHalf(Asked());
            Stay();
          }},
    Fault{"announces-too-much",
          [] {
            Asked();
            SayLength(std::numeric_limits<std::uint32_t>::max());
            Stay();
          }},
    Fault{"announces-nothing",
          [] {
            Asked();
            SayLength(0);
            Stay();
          }},
    Fault{"announces-and-does-not-send",
          [] {
            Asked();
            SayLength(kMaxFrameBytes);
            Stay();
          }},
    Fault{"answers-byte-by-byte", [] { Drip(Asked()); }},
    Fault{"floods-with-other-answers", [] { Flood(Done(Asked() + 1, 1, 0)); }},
    Fault{"floods-with-zeros",
          [] {
            Welcome(0x1ff);
            const std::vector<char> zeros(65536);
            while (true) {
              SayBytes(zeros.data(), zeros.size());
            }
          }},
    Fault{"answers-too-few",
          [] {
            Say(Done(Asked(), 0, 0));
            Stay();
          }},
    Fault{"answers-what-is-no-number",
          [] {
            Say(Done(Asked(), 1, std::numeric_limits<double>::quiet_NaN()));
            Stay();
          }},
    Fault{"is-welcome-twice",
          [] {
            Welcome(0x1ff);
            Welcome(0x1ff);
            Stay();
          }},
    Fault{"crashes",
          [] {
            Asked();
            std::abort();
          }},
    Fault{"falls-asleep",
          [] {
            Asked();
            raise(SIGSTOP);
          }},
    Fault{"hangs-up-and-stays",
          [] {
            Asked();
            close(STDOUT_FILENO);
            Stay();
          }},
    Fault{"is-not-confined",
          [] {
            Welcome(0);
            while (true) {
              Hear();
            }
          }},
};

const Fault* Named(std::string_view name) {
  for (const Fault& fault : kFaults) {
    if (fault.name == name) {
      return &fault;
    }
  }
  return nullptr;
}

/// The next fault on the log; none when there have been enough.
const Fault* Turn(const char* log, long count) {
  // As long as every other, so that their number is the file's size over it.
  constexpr std::size_t kLine = 48;
  const int file = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  CHECK(file >= 0 && flock(file, LOCK_EX) == 0);
  const long before = lseek(file, 0, SEEK_END) / static_cast<long>(kLine);
  if (before >= count) {
    return nullptr;
  }
  const Fault& fault = kFaults[static_cast<std::size_t>(before) % kFaults.size()];
  std::array<char, kLine + 1> line{};
  std::snprintf(line.data(), line.size(), "%-31s %15d\n", fault.name, static_cast<int>(getpid()));
  CHECK(write(file, line.data(), kLine) == static_cast<ssize_t>(kLine));
  close(file);
  return &fault;
}

int Main(int count, char** arguments) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_IGN);
  if (count >= 5 && std::string_view(arguments[1]) == "each-in-turn") {
    const Fault* fault = Turn(arguments[2], std::atol(arguments[3]));
    if (fault == nullptr || std::string_view(fault->name).starts_with(kKilled)) {
      execv(arguments[4], arguments + 4);
      return 127;
    }
    fault->commit();
    return 0;
  }
  const Fault* fault = count >= 2 ? Named(arguments[1]) : nullptr;
  if (fault == nullptr) {
    std::fputs("conclave-liar: there is no such fault\n", stderr);
    return 2;
  }
  fault->commit();
  return 0;
}

}  // namespace
}  // namespace conclave

int main(int count, char** arguments) { return conclave::Main(count, arguments); }
