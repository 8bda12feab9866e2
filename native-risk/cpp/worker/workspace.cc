#include "worker/workspace.h"

#include <utility>

#include "worker/frames.h"

namespace conclave {

void Workspace::Load(std::uint32_t handle, const std::string& slice, std::uint64_t bytes,
                     const BarColumns& columns) {
  std::optional<Slice> mapped = Slice::Open(slice, bytes, Access::kRead);
  if (!mapped) {
    throw Refused{FailReason::BAD_SLICE};
  }
  if (scratch_ && scratch_->SharesFileWith(*mapped)) {
    scratch_.reset();
  }
  data_sets_.Load(handle, std::move(*mapped), columns);
}

const Slice& Workspace::Scratch(const std::string& name, std::uint64_t bytes) {
  if (!scratch_ || !scratch_->Is(name, bytes)) {
    scratch_.reset();
    std::optional<Slice> mapped = Slice::Open(name, bytes);
    if (!mapped || data_sets_.Keeps(*mapped)) {
      throw Refused{FailReason::BAD_SLICE};
    }
    scratch_ = std::move(mapped);
  }
  return *scratch_;
}

}  // namespace conclave
