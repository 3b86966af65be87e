#include "base/wiped_stack.hpp"

#include <array>

#include "base/secret.hpp"

namespace snmpolld {

[[gnu::noinline]] void wipeStack() noexcept {
    std::array<char, size_t{256} << 10> below;  // more than a config's deepest nesting needs
    wipeMemory(below.data(), below.size());
}

}  // namespace snmpolld
