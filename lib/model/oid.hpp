// OBJECT IDENTIFIER: at most 128 sub-identifiers of 32 bits (RFC 2578 section 3.5). Numeric only; names are
// names/names.hpp.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/result.hpp"

namespace snmpolld::model {

class Oid {
  public:
    static constexpr size_t kMaxSize = 128;

    Oid() noexcept {}
    Oid(std::initializer_list<uint32_t> ids) : Oid(std::span(ids.begin(), ids.size())) {}
    explicit Oid(std::span<const uint32_t> ids) { assign(ids); }
    Oid(const Oid& other) : Oid(other.ids()) {}
    Oid(Oid&& other) noexcept { take(other); }
    Oid& operator=(const Oid& other);
    Oid& operator=(Oid&& other) noexcept;
    ~Oid() { release(); }

    // "1.3.6.1.2.1.1.1.0", with or without a leading dot. At least two sub-identifiers, the first two in range
    // (X.690 8.19.4).
    static Result<Oid> parse(std::string_view text);

    std::string toString() const;
    void appendTo(std::string& out) const;

    std::span<const uint32_t> ids() const { return {isLong() ? many_ : few_, size_}; }
    size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    // Of any unsigned type; what is beyond 32 bits is cut off.
    template <typename Id>
    void assign(std::span<const Id> ids);
    void push_back(uint32_t id);
    void clear() { size_ = 0; }
    bool startsWith(const Oid& prefix) const;

    bool operator==(const Oid& other) const { return std::ranges::equal(ids(), other.ids()); }
    std::strong_ordering operator<=>(const Oid& other) const;  // lexicographical order, as GETNEXT walks

  private:
    // Nearly all OIDs of a poll are this short: they need no allocation, and take 64 octets each.
    static constexpr uint32_t kFew = 14;

    bool isLong() const { return capacity_ > kFew; }
    uint32_t* data() { return isLong() ? many_ : few_; }
    void grow(size_t capacity);
    void release();
    void take(Oid& other) noexcept;

    uint32_t size_ = 0;
    uint32_t capacity_ = kFew;
    union {
        uint32_t few_[kFew];
        uint32_t* many_ = nullptr;  // owned
    };
};

// For a new OID, which has room in few_, as well as for one that has ids already.
template <typename Id>
void Oid::assign(std::span<const Id> ids) {
    if (ids.size() > capacity_) grow(ids.size());
    if constexpr (std::is_same_v<Id, uint32_t>)
        std::copy_n(ids.data(), ids.size(), data());
    else
        std::ranges::transform(ids, data(), [](Id id) { return static_cast<uint32_t>(id); });
    size_ = static_cast<uint32_t>(ids.size());
}

inline void Oid::release() {
    if (isLong()) delete[] many_;
}

// Precondition: this OID owns no memory.
inline void Oid::take(Oid& other) noexcept {
    capacity_ = std::exchange(other.capacity_, kFew);
    size_ = std::exchange(other.size_, 0);
    if (isLong())
        many_ = other.many_;
    else
        std::copy_n(other.few_, size_, few_);
}

inline Oid& Oid::operator=(const Oid& other) {
    if (this != &other) assign(other.ids());
    return *this;
}

inline Oid& Oid::operator=(Oid&& other) noexcept {
    if (this == &other) return *this;
    release();
    take(other);
    return *this;
}

}  // namespace snmpolld::model
