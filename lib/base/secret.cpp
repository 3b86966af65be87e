#include "base/secret.hpp"

namespace snmpolld {

void wipeMemory(void* data, size_t size) noexcept {
    auto* p = static_cast<volatile unsigned char*>(data);
    while (size-- > 0)
        *p++ = 0;
}

void Secret::wipe() noexcept {
    bytes_.resize(bytes_.capacity());  // short strings too: what lies behind size() may be old bytes
    wipeMemory(bytes_.data(), bytes_.size());
    bytes_.clear();
}

}  // namespace snmpolld
