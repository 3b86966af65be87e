// How the strict check (ber.hpp) takes values off octets and notes the first fault. Used by the files of that check
// only.
#pragma once

#include <limits>
#include <optional>

#include "snmp/ber.hpp"

namespace snmpolld::snmp {

struct Header {
    uint8_t tag = 0;
    size_t length = 0;
    size_t size = 0;  // octets of tag and length
};

// nullopt: `in` ends too early; length SIZE_MAX: a form that SNMP does not allow.
inline std::optional<Header> readHeader(Bytes in) {
    if (in.size() < 2) return std::nullopt;
    Header h{.tag = in[0], .length = in[1], .size = 2};
    if (h.length < 0x80) return h;
    const size_t octets = h.length & 0x7f;
    if (octets == 0 || octets > 4) {
        h.length = std::numeric_limits<size_t>::max();
        return h;
    }
    if (in.size() < 2 + octets) return std::nullopt;
    h.length = 0;
    for (size_t i = 0; i < octets; ++i)
        h.length = h.length << 8 | in[2 + i];
    h.size += octets;
    return h;
}

// Walks the message and keeps the first fault. A container that claims more than there is is entered as far as it goes,
// so that the id of a cut message can still be read; its fault stays noted.
class Parser {
  public:
    const char* fault() const { return fault_; }

    bool fail(const char* what) {
        if (fault_ == nullptr) fault_ = what;
        return false;
    }

    // Takes a primitive value off `in`.
    bool take(Bytes& in, uint8_t& tag, Bytes& content) {
        const auto header = readHeader(in);
        if (!header) return fail("it is cut short");
        if (header->length == std::numeric_limits<size_t>::max()) return fail("a length is indefinite or too long");
        if (header->length > in.size() - header->size) return fail("a length goes beyond what encloses it");
        tag = header->tag;
        content = in.subspan(header->size, header->length);
        in = in.subspan(header->size + header->length);
        return true;
    }

    bool takeTagged(Bytes& in, uint8_t wanted, Bytes& content, const char* what) {
        uint8_t tag = 0;
        if (!take(in, tag, content)) return false;
        return tag == wanted || fail(what);
    }

    // Enters a container and takes it off `in`, even when it is cut short.
    bool enter(Bytes& in, uint8_t& tag, Bytes& content) {
        const auto header = readHeader(in);
        if (!header) return fail("it is cut short");
        if (header->length == std::numeric_limits<size_t>::max()) return fail("a length is indefinite or too long");
        size_t length = header->length;
        if (length > in.size() - header->size) {
            fail("a length goes beyond what encloses it");
            length = in.size() - header->size;
        }
        tag = header->tag;
        content = in.subspan(header->size, length);
        in = in.subspan(header->size + length);
        return true;
    }

    bool enterSequence(Bytes& in, Bytes& content, const char* what) {
        uint8_t tag = 0;
        if (!enter(in, tag, content)) return false;
        return tag == kTagSequence || fail(what);
    }

    bool takeInt32(Bytes& in, int32_t& value, const char* what) {
        Bytes content;
        if (!takeTagged(in, kTagInteger, content, what)) return false;
        if (content.empty() || content.size() > 4) return fail("an INTEGER is empty or longer than 4 octets");
        int64_t v = content[0] & 0x80 ? -1 : 0;
        for (const uint8_t octet : content)
            v = v * 256 + octet;
        value = static_cast<int32_t>(v);
        return true;
    }

    void endOf(Bytes rest, const char* what) {
        if (!rest.empty()) fail(what);
    }

  private:
    const char* fault_ = nullptr;
};

}  // namespace snmpolld::snmp
