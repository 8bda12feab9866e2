#include "worker/slice.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "testing/check.h"

namespace conclave {
namespace {

/// A file in /dev/shm for as long as the test runs.
class File {
 public:
  File(int number, std::int64_t bytes)
      : name("conclave-" + std::to_string(getpid()) + "-" + std::to_string(number)) {
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

void OpensWhatHasTheSizeThatWasSaid() {
  const File file(1, 64);
  const auto slice = Slice::Open(file.name, 64);
  CHECK(slice.has_value());
  CHECK(slice->Is(file.name, 64));
  CHECK(!Slice::Open(file.name, 63));
  CHECK(!Slice::Open(file.name, 65));
  CHECK(!Slice::Open(file.name, 0));
  CHECK(!Slice::Open(file.name, Slice::kMaxBytes + 1));
}

void NeverLeavesTheSlice() {
  const File file(2, 64);
  const auto slice = Slice::Open(file.name, 64);
  CHECK(slice->Prices(0, 8)->size() == 8);
  CHECK(slice->Prices(64, 0)->empty());
  CHECK(!slice->Prices(0, 9));
  CHECK(!slice->Prices(4, 1));
  CHECK(!slice->Prices(72, 0));
  CHECK(!slice->Prices(8, ~std::uint64_t{0} / 8));
  CHECK(!slice->Prices(~std::uint64_t{7}, 1));
  CHECK(slice->Values<std::int8_t>(63, 1)->size() == 1);
  CHECK(!slice->Values<std::int8_t>(63, 2));
  CHECK(!slice->Values<std::int8_t>(~std::uint64_t{0}, 1));
}

void TakesNoNameButOurs() {
  const File file(3, 64);
  for (const char* name : {"", "conclave-", "../dev/shm/conclave-1-1", "conclave-1/../x",
                           "other-1-1", "conclave-1-1x", "conclave-99999999999999999999999999-1"}) {
    CHECK(!Slice::Open(name, 64));
  }
  const std::string link = "conclave-" + std::to_string(getpid()) + "-4";
  CHECK(symlink(file.path().c_str(), ("/dev/shm/" + link).c_str()) == 0);
  CHECK(!Slice::Open(link, 64));
  unlink(("/dev/shm/" + link).c_str());
}

}  // namespace
}  // namespace conclave

int main() {
  conclave::OpensWhatHasTheSizeThatWasSaid();
  conclave::NeverLeavesTheSlice();
  conclave::TakesNoNameButOurs();
  return 0;
}
