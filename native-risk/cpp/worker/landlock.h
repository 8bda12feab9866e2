#pragma once

#include "worker/sandbox.h"

namespace conclave {

/// Lets this thread, and those it starts from now on, open files beneath /dev/shm for reading and
/// writing. Creating, removing, truncating, renaming and running files is refused there and
/// everywhere else, and so is TCP where the kernel can refuse it. What is open stays open.
/// Looking at a file's name and size (stat) is not Landlock's to refuse.
///
/// Needs no_new_privs. For good; https://docs.kernel.org/userspace-api/landlock.html
///
/// @return kFiles and kNetwork as far as this kernel knows them
[[nodiscard]] Layers RestrictFilesAndNetwork() noexcept;

}  // namespace conclave
