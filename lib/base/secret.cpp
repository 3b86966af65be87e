#include "base/secret.hpp"

#ifdef __linux__
#include <string.h>
#endif

namespace snmpolld {

#ifdef __linux__

void wipeMemory(void* data, size_t size) noexcept {
    ::explicit_bzero(data, size);
}

#else

void wipeMemory(void* data, size_t size) noexcept {
    auto* p = static_cast<volatile unsigned char*>(data);
    while (size-- > 0)
        *p++ = 0;
}

#endif

void wipe(std::vector<uint8_t>& bytes) {
    bytes.resize(bytes.capacity());
    wipeMemory(bytes.data(), bytes.size());
    bytes.clear();
}

void Secret::overwrite() noexcept {
    bytes_.resize(bytes_.capacity());  // short strings too: what lies behind size() may be old bytes
    wipeMemory(bytes_.data(), bytes_.size());
    bytes_.clear();
}

}  // namespace snmpolld
