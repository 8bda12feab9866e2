#pragma once

namespace conclave {

/// Leaves this process, all its threads, the system calls that frames, slices, memory, threads and
/// clocks take, and answers EPERM to every other: to refuse is enough, since none of them does
/// anything then, and a C library that tries something new falls back instead of dying in
/// mid-request. A call by the gates of another architecture has no honest sender: it kills.
///
/// Where arguments tell good from bad they are looked at: reads from stdin only, writes to stdout
/// and stderr only, no file created by opening it, no memory made executable, no clone but threads,
/// limits and signals for this process only. clone3 hides its flags from a filter: it is answered
/// ENOSYS, and the C library takes clone.
///
/// Needs no_new_privs. For good. https://docs.kernel.org/userspace-api/seccomp_filter.html
///
/// @return false when this kernel has no filters; nothing has changed then
[[nodiscard]] bool FilterSystemCalls() noexcept;

}  // namespace conclave
