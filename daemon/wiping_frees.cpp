#include "wiping_frees.hpp"

#include <array>
#include <cstdlib>
#include <new>

#include "base/secret.hpp"

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)
#include <malloc.h>
#endif

namespace {

thread_local int wiping = 0;  // how many WipingFrees this thread has

// More than a config's deepest nesting needs.
constexpr size_t kStack = size_t{256} << 10;

[[gnu::noinline]] void wipeStack() noexcept {
    std::array<char, kStack> below;
    snmpolld::wipeMemory(below.data(), below.size());
}

}  // namespace

namespace snmpolld::daemon {

WipingFrees::WipingFrees() noexcept {
    ++wiping;
}

WipingFrees::~WipingFrees() {
    --wiping;
    wipeStack();
}

}  // namespace snmpolld::daemon

// The program's own operators in the place of the standard library's. Sanitizers have theirs, and other systems than
// Linux have no common way to ask for the size of what is freed.
#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

void* operator new(size_t size) {
    while (true) {
        if (void* memory = std::malloc(size > 0 ? size : 1)) return memory;
        const std::new_handler handler = std::get_new_handler();
        if (handler == nullptr) throw std::bad_alloc();
        handler();
    }
}

void operator delete(void* memory) noexcept {
    if (wiping > 0 && memory != nullptr) snmpolld::wipeMemory(memory, ::malloc_usable_size(memory));
    std::free(memory);
}

void operator delete(void* memory, size_t) noexcept {
    ::operator delete(memory);
}

#endif
