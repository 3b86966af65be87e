// Programs that link freed_memory.cpp have a free() and a realloc() of their own, which overwrite what is given back.
// They serve all libraries of the process as well: libcrypto, GnuTLS and others have private keys in memory that they
// do not overwrite, in forms of their own. With glibc only; sanitizers have an allocator of their own.
#pragma once

namespace snmpolld::daemon {

// Whether what the calling thread gives back now must be overwritten. Each program defines it. Called by free(), so it
// must not allocate.
bool mustWipeFreed() noexcept;

}  // namespace snmpolld::daemon
