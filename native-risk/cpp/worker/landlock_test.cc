#include "worker/landlock.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "testing/attempt.h"
#include "worker/slice.h"

namespace conclave {
namespace {

/// A file in /dev/shm for as long as the test runs.
class File {
 public:
  explicit File(std::int64_t bytes) : name("conclave-" + std::to_string(getpid()) + "-1") {
    const int file = open(path().c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    CHECK(file >= 0);
    CHECK(ftruncate(file, bytes) == 0);
    close(file);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { unlink(path().c_str()); }

  [[nodiscard]] std::string path() const { return "/dev/shm/" + name; }
  const std::string name;
};

Layers Restrict() {
  CHECK(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
  return RestrictFilesAndNetwork();
}

bool Opens(const char* path, int flags) { return open(path, flags | O_CLOEXEC, 0600) >= 0; }

/// The error of an attempt with Landlock alone in force.
int Error(const std::function<bool()>& attempt) {
  return ErrorOf([&attempt] {
    CHECK(Restrict().Has(Layer::kFiles));
    return attempt();
  });
}

void OpensNoFileOutsideSharedMemory() {
  CHECK(Error([] { return Opens("/etc/passwd", O_RDONLY); }) == EACCES);
  CHECK(Error([] { return Opens("/proc/1/environ", O_RDONLY); }) == EACCES);
  CHECK(Error([] { return Opens("/proc/self/maps", O_RDONLY); }) == EACCES);
  CHECK(Error([] { return Opens("/", O_RDONLY | O_DIRECTORY); }) == EACCES);
  CHECK(Error([] { return Opens("/dev/shm", O_RDONLY | O_DIRECTORY); }) == EACCES);
}

void CreatesAndChangesNothing() {
  const File file(64);
  const std::string other = file.path() + "0";
  CHECK(Error([&] { return Opens(other.c_str(), O_RDWR | O_CREAT); }) == EACCES);
  CHECK(Error([] { return Opens("/tmp/conclave-created", O_RDWR | O_CREAT); }) == EACCES);
  CHECK(Error([&] { return mkdir(other.c_str(), 0700) == 0; }) == EACCES);
  CHECK(Error([&] { return symlink("/etc/passwd", other.c_str()) == 0; }) == EACCES);
  CHECK(Error([&] { return rename(file.path().c_str(), other.c_str()) == 0; }) == EACCES);
  CHECK(Error([&] { return unlink(file.path().c_str()) == 0; }) == EACCES);
}

void RunsNothing() {
  CHECK(Error([] { return execl("/bin/true", "true", nullptr) == 0; }) == EACCES);
}

void SlicesOpenAndCanBeWritten() {
  const File file(64);
  CHECK(Error([&] {
          auto slice = Slice::Open(file.name, 64);
          slice->Values<std::int8_t>(8, 1)->front() = 42;
          return slice.has_value();
        }) == 0);
  CHECK(Slice::Open(file.name, 64)->Values<std::int8_t>(8, 1)->front() == 42);
}

void ConnectsToNobody() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof place;
  CHECK(bind(listener, reinterpret_cast<sockaddr*>(&place), size) == 0);
  CHECK(listen(listener, 1) == 0);
  CHECK(getsockname(listener, reinterpret_cast<sockaddr*>(&place), &size) == 0);
  const auto connects = [&place] {
    const int caller = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return connect(caller, reinterpret_cast<sockaddr*>(&place), sizeof place) == 0;
  };
  CHECK(ErrorOf(connects) == 0);
  CHECK(Error(connects) == EACCES);
  close(listener);
}

}  // namespace
}  // namespace conclave

int main() {
  // Told by a child, since what is in force stays.
  const int bits = WEXITSTATUS(conclave::StatusOf([] {
    const auto layers = conclave::Restrict();
    return layers.Has(conclave::Layer::kFiles) + 2 * layers.Has(conclave::Layer::kNetwork);
  }));
  if (bits == 0) {
    std::fputs("This kernel has no Landlock: there is nothing to try.\n", stderr);
    return 0;
  }
  conclave::OpensNoFileOutsideSharedMemory();
  conclave::CreatesAndChangesNothing();
  conclave::RunsNothing();
  conclave::SlicesOpenAndCanBeWritten();
  if (bits == 3) {
    conclave::ConnectsToNobody();
  }
  return 0;
}
