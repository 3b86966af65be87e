// Secret: bytes that are never printed. No stream operator, no formatter; the memory is wiped before it is freed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace snmpolld {

class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string_view bytes) : bytes_(bytes) {}
    Secret(const Secret& other) = default;
    Secret(Secret&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }
    Secret& operator=(const Secret& other) {
        if (this == &other) return *this;
        wipe();
        bytes_ = other.bytes_;
        return *this;
    }
    Secret& operator=(Secret&& other) noexcept {
        *this = static_cast<const Secret&>(other);
        if (this != &other) other.wipe();
        return *this;
    }
    ~Secret() { wipe(); }

    // The bytes themselves: for the wire and for key derivation only.
    std::string_view reveal() const { return bytes_; }
    bool empty() const { return bytes_.empty(); }
    bool operator==(const Secret&) const = default;

  private:
    // An empty one has never held anything since it was made or wiped.
    void wipe() noexcept {
        if (!bytes_.empty()) overwrite();
    }
    void overwrite() noexcept;

    std::string bytes_;
};

// Overwrites memory in a way that the compiler keeps.
void wipeMemory(void* data, size_t size) noexcept;
// Empties a vector and overwrites all of its memory, which it keeps.
void wipe(std::vector<uint8_t>& bytes);

}  // namespace snmpolld
