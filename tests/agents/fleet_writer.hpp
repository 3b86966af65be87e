// Bytes of one answer of the fleet. They grow at both ends: varbinds are appended, what stands around them is put
// before them, where every length is known when it is needed. Nothing is allocated and nothing is moved.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace snmpolld::agents {

using Bytes = std::span<const uint8_t>;

inline Bytes bytesOf(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

// One value of a varbind: a tag and at most 127 octets.
struct FleetValue {
    static constexpr size_t kMost = 80;

    void put(uint8_t octet) {
        if (size < kMost) content[size++] = octet;
    }
    // An INTEGER or one of the unsigned types, in the fewest octets.
    void number(uint8_t type, uint64_t value) {
        tag = type;
        int octets = 1;
        while (octets < 9 && (octets == 8 ? value >> 63 : value >> (octets * 8 - 1)) > 0)
            ++octets;
        for (int i = octets; i-- > 0;)
            put(i == 8 ? 0 : static_cast<uint8_t>(value >> (i * 8)));
    }
    void octets(uint8_t type, Bytes bytes) {
        tag = type;
        for (const uint8_t octet : bytes)
            put(octet);
    }

    uint8_t tag = 0;
    uint8_t size = 0;
    std::array<uint8_t, kMost> content;
};

class FleetWriter {
  public:
    // Room for what is put before: heads, a community, a request-id.
    static constexpr size_t kFront = 400;

    explicit FleetWriter(std::span<uint8_t> room) : room_(room) { clear(); }

    void clear() {
        full_ = room_.size() < kFront;
        begin_ = end_ = full_ ? 0 : kFront;
    }
    size_t size() const { return end_ - begin_; }
    // Forgets what was appended after size() was that.
    void cut(size_t size) { end_ = begin_ + size; }
    void append(Bytes bytes) {
        full_ = full_ || bytes.size() > room_.size() - end_;
        if (full_ || bytes.empty()) return;
        std::memcpy(&room_[end_], bytes.data(), bytes.size());
        end_ += bytes.size();
    }
    void varbind(Bytes oid, const FleetValue& value) {
        appendHead(0x30, oid.size() + 2 + value.size);
        append(oid);
        appendHead(value.tag, value.size);
        append({value.content.data(), value.size});
    }
    void prepend(Bytes bytes) {
        full_ = full_ || bytes.size() > begin_;
        if (full_ || bytes.empty()) return;
        begin_ -= bytes.size();
        std::memcpy(&room_[begin_], bytes.data(), bytes.size());
    }
    void prependInteger(uint64_t value) {
        FleetValue integer;
        integer.number(0x02, value);
        prepend({integer.content.data(), integer.size});
        prependHead(0x02, integer.size);
    }
    // Tag and length before everything that there is.
    void wrap(uint8_t tag) { prependHead(tag, size()); }
    // Empty when there was not room enough.
    Bytes written() const { return full_ ? Bytes{} : Bytes{room_}.subspan(begin_, size()); }

  private:
    struct Head {
        std::array<uint8_t, 4> bytes;
        size_t size;
    };

    static Head head(uint8_t tag, size_t length) {
        if (length < 128) return {{tag, static_cast<uint8_t>(length)}, 2};
        if (length < 256) return {{tag, 0x81, static_cast<uint8_t>(length)}, 3};
        return {{tag, 0x82, static_cast<uint8_t>(length >> 8), static_cast<uint8_t>(length)}, 4};
    }
    void appendHead(uint8_t tag, size_t length) {
        const Head made = head(tag, length);
        append({made.bytes.data(), made.size});
    }
    void prependHead(uint8_t tag, size_t length) {
        const Head made = head(tag, length);
        prepend({made.bytes.data(), made.size});
    }

    std::span<uint8_t> room_;
    size_t begin_ = 0;
    size_t end_ = 0;
    bool full_ = false;
};

}  // namespace snmpolld::agents
