#include "worker/slice.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace conclave {
namespace {

constexpr std::string_view kFolder = "/dev/shm/";
constexpr std::string_view kPrefix = "conclave-";

bool IsOurs(std::string_view name) {
  const auto allowed = [](char c) { return (c >= '0' && c <= '9') || c == '-'; };
  return name.starts_with(kPrefix) && name.size() > kPrefix.size() && name.size() <= 32 &&
         std::all_of(name.begin() + kPrefix.size(), name.end(), allowed);
}

}  // namespace

std::optional<Slice> Slice::Open(std::string_view name, std::uint64_t bytes, Access access) {
  if (!IsOurs(name) || bytes == 0 || bytes > kMaxBytes) {
    return std::nullopt;
  }
  const std::string path = std::string(kFolder) + std::string(name);
  const int file =
      open(path.c_str(), (access == Access::kRead ? O_RDONLY : O_RDWR) | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0) {
    return std::nullopt;
  }
  struct stat found {};
  const bool fits = fstat(file, &found) == 0 && S_ISREG(found.st_mode) &&
                    found.st_uid == geteuid() && static_cast<std::uint64_t>(found.st_size) == bytes;
  const int protection = access == Access::kRead ? PROT_READ : PROT_READ | PROT_WRITE;
  void* data = fits ? mmap(nullptr, bytes, protection, MAP_SHARED, file, 0) : MAP_FAILED;
  close(file);
  if (data == MAP_FAILED) {
    return std::nullopt;
  }
  return Slice(std::string(name), static_cast<std::byte*>(data), bytes, access,
               {found.st_dev, found.st_ino});
}

Slice::Slice(std::string name, std::byte* data, std::uint64_t bytes, Access access,
             File file) noexcept
    : name_(std::move(name)), data_(data), bytes_(bytes), access_(access), file_(file) {}

Slice::Slice(Slice&& other) noexcept
    : name_(std::move(other.name_)),
      data_(std::exchange(other.data_, nullptr)),
      bytes_(other.bytes_),
      access_(other.access_),
      file_(other.file_) {}

Slice& Slice::operator=(Slice&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(data_, other.data_);
  std::swap(bytes_, other.bytes_);
  std::swap(access_, other.access_);
  std::swap(file_, other.file_);
  return *this;
}

Slice::~Slice() {
  if (data_ != nullptr) {
    munmap(data_, bytes_);
  }
}

bool Slice::Is(std::string_view name, std::uint64_t bytes) const noexcept {
  return name_ == name && bytes_ == bytes;
}

bool Slice::SharesFileWith(const Slice& other) const noexcept { return file_ == other.file_; }

bool Slice::Holds(std::uint64_t start, std::uint64_t bytes) const noexcept {
  return start <= bytes_ && bytes <= bytes_ - start;
}

std::optional<std::span<const std::int64_t>> Slice::Prices(std::uint64_t start,
                                                           std::uint64_t count) const {
  if (start % 8 != 0 || count > kMaxBytes / 8 || !Holds(start, count * 8)) {
    return std::nullopt;
  }
  return std::span(reinterpret_cast<const std::int64_t*>(data_ + start), count);
}

}  // namespace conclave
