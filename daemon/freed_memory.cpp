#include "freed_memory.hpp"

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)
#include <malloc.h>

#include <cstdlib>
#include <cstring>

#include "base/secret.hpp"
#endif

#if defined(__GLIBC__) && !defined(SNMPOLLD_SANITIZED)

// glibc's own, by the names that it exports for programs that define free() and realloc().
extern "C" void __libc_free(void* memory) noexcept;                   // NOLINT(bugprone-reserved-identifier)
extern "C" void* __libc_realloc(void* memory, size_t size) noexcept;  // NOLINT(bugprone-reserved-identifier)

extern "C" [[gnu::visibility("default")]] void free(void* memory) noexcept {
    if (memory != nullptr && snmpolld::daemon::mustWipeFreed())
        snmpolld::wipeMemory(memory, ::malloc_usable_size(memory));
    __libc_free(memory);
}

// What grows may move, and glibc would leave its octets behind.
extern "C" [[gnu::visibility("default")]] void* realloc(void* memory, size_t size) noexcept {
    if (memory == nullptr || size == 0 || !snmpolld::daemon::mustWipeFreed()) return __libc_realloc(memory, size);
    const size_t room = ::malloc_usable_size(memory);
    if (size <= room) {
        snmpolld::wipeMemory(static_cast<char*>(memory) + size, room - size);
        return __libc_realloc(memory, size);
    }
    void* larger = std::malloc(size);
    if (larger == nullptr) return nullptr;
    std::memcpy(larger, memory, room);
    ::free(memory);
    return larger;
}

#endif
