#include "wiping_frees.hpp"

#include "base/wiped_stack.hpp"
#include "freed_memory.hpp"

namespace snmpolld::daemon {

namespace {

thread_local int wiping = 0;  // how many WipingFrees this thread has

}  // namespace

bool mustWipeFreed() noexcept {
    return wiping > 0;
}

WipingFrees::WipingFrees() noexcept {
    ++wiping;
}

WipingFrees::~WipingFrees() {
    --wiping;
    wipeStack();
}

}  // namespace snmpolld::daemon
