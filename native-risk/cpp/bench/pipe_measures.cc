#include "bench/pipe_measures.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <vector>

namespace conclave {
namespace {

constexpr int kMostBytes = 4096;
constexpr int kMostTrips = 1'000'000;
constexpr std::int64_t kMostPayload = std::int64_t{1} << 30;

bool ReadAll(int file, void* data, std::size_t bytes) {
  auto* next = static_cast<std::byte*>(data);
  while (bytes > 0) {
    const ssize_t got = read(file, next, bytes);
    if (got == 0 || (got < 0 && errno != EINTR)) {
      return false;
    }
    if (got > 0) {
      next += got;
      bytes -= static_cast<std::size_t>(got);
    }
  }
  return true;
}

bool WriteAll(int file, const void* data, std::size_t bytes) {
  const auto* next = static_cast<const std::byte*>(data);
  while (bytes > 0) {
    const ssize_t put = write(file, next, bytes);
    if (put < 0 && errno != EINTR) {
      return false;
    }
    if (put > 0) {
      next += put;
      bytes -= static_cast<std::size_t>(put);
    }
  }
  return true;
}

[[noreturn]] void Echo(int in, int out, std::size_t bytes) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::array<std::byte, kMostBytes> word;
  while (ReadAll(in, word.data(), bytes) && WriteAll(out, word.data(), bytes)) {
  }
  _exit(0);
}

bool Time(int to, int from, std::size_t bytes, std::vector<std::int64_t>& nanos) {
  std::array<std::byte, kMostBytes> word{};
  for (auto& took : nanos) {
    const auto begun = std::chrono::steady_clock::now();
    if (!WriteAll(to, word.data(), bytes) || !ReadAll(from, word.data(), bytes)) {
      return false;
    }
    took = std::chrono::nanoseconds(std::chrono::steady_clock::now() - begun).count();
  }
  return true;
}

/// Four running sums, so that the sum waits for memory and not for the adder.
std::uint64_t Sum(const std::uint64_t* numbers, std::size_t count) {
  std::uint64_t sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (std::size_t k = 0; k < 4; ++k) {
      sums[k] += numbers[i + k];
    }
  }
  for (; i < count; ++i) {
    sums[0] += numbers[i];
  }
  return sums[0] + sums[1] + sums[2] + sums[3];
}

struct Request {
  std::int64_t bytes;
  std::int64_t shared;
};

struct Mapped {
  const std::uint64_t* numbers = nullptr;
  std::int64_t bytes = 0;
};

Mapped Map(const char* file) {
  const int opened = open(file, O_RDONLY | O_CLOEXEC);
  struct stat about {};
  if (opened < 0 || fstat(opened, &about) != 0 || about.st_size == 0) {
    return {};
  }
  void* start = mmap(nullptr, static_cast<std::size_t>(about.st_size), PROT_READ,
                     MAP_SHARED | MAP_POPULATE, opened, 0);
  close(opened);
  return start == MAP_FAILED ? Mapped{}
                             : Mapped{static_cast<const std::uint64_t*>(start), about.st_size};
}

}  // namespace

bool PipeRoundTrips(int bytes, int count, RoundTrips& out) {
  if (bytes < 1 || bytes > kMostBytes || count < 1 || count > kMostTrips) {
    return false;
  }
  int there[2];
  int back[2];
  if (pipe(there) != 0) {
    return false;
  }
  if (pipe(back) != 0) {
    close(there[0]);
    close(there[1]);
    return false;
  }
  const auto size = static_cast<std::size_t>(bytes);
  const pid_t child = fork();
  if (child == 0) {
    close(there[1]);
    close(back[0]);
    Echo(there[0], back[1], size);
  }
  close(there[0]);
  close(back[1]);
  std::vector<std::int64_t> nanos(static_cast<std::size_t>(count));
  const bool timed = child > 0 && Time(there[1], back[0], size, nanos);
  close(there[1]);
  close(back[0]);
  if (child > 0) {
    waitpid(child, nullptr, 0);
  }
  if (!timed) {
    return false;
  }
  std::sort(nanos.begin(), nanos.end());
  out = {nanos[nanos.size() / 2], nanos[nanos.size() * 99 / 100]};
  return true;
}

int SumWhatComes(const char* shared_file) {
  const Mapped shared = shared_file == nullptr ? Mapped{} : Map(shared_file);
  std::vector<std::uint64_t> payload;
  Request request{};
  while (ReadAll(STDIN_FILENO, &request, sizeof request)) {
    if (request.bytes < 0 || request.bytes > kMostPayload || request.bytes % 8 != 0 ||
        (request.shared != 0 && request.bytes > shared.bytes)) {
      return 2;
    }
    const auto count = static_cast<std::size_t>(request.bytes) / sizeof(std::uint64_t);
    const std::uint64_t* numbers = shared.numbers;
    if (request.shared == 0) {
      payload.resize(count);
      numbers = payload.data();
      if (!ReadAll(STDIN_FILENO, payload.data(), static_cast<std::size_t>(request.bytes))) {
        return 1;
      }
    }
    const std::uint64_t sum = Sum(numbers, count);
    if (!WriteAll(STDOUT_FILENO, &sum, sizeof sum)) {
      return 1;
    }
  }
  return 0;
}

}  // namespace conclave
