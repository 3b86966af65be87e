// BER for the test agents, see ber.hpp.
#include "ber.hpp"

#include <charconv>

namespace snmpolld::agents {

std::optional<Oid> parseOid(std::string_view text) {
    Oid oid;
    if (!text.empty() && text[0] == '.') text.remove_prefix(1);
    for (const char *at = text.data(), *end = at + text.size();; ++at) {
        uint32_t id = 0;
        const auto result = std::from_chars(at, end, id);
        if (result.ec != std::errc{}) return std::nullopt;
        oid.push_back(id);
        at = result.ptr;
        if (at == end) break;
        if (*at != '.') return std::nullopt;
    }
    if (oid.size() < 2 || oid.size() > 128) return std::nullopt;
    return oid;
}

namespace ber {
namespace {

struct Header {
    uint8_t tag = 0;
    size_t header_size = 0;
    size_t content_size = 0;
};

// Definite lengths of at most four octets; the content may lie beyond the bytes.
std::optional<Header> readHeader(std::string_view bytes) {
    if (bytes.size() < 2) return std::nullopt;
    const auto tag = static_cast<uint8_t>(bytes[0]);
    const auto first = static_cast<uint8_t>(bytes[1]);
    if (first < 0x80) return Header{tag, 2, first};
    const size_t count = first & 0x7fU;
    if (count == 0 || count > 4 || bytes.size() < 2 + count) return std::nullopt;
    size_t size = 0;
    for (size_t i = 0; i < count; ++i)
        size = size << 8 | static_cast<uint8_t>(bytes[2 + i]);
    return Header{tag, 2 + count, size};
}

void appendLength(std::string& out, size_t size) {
    if (size < 0x80) {
        out += static_cast<char>(size);
        return;
    }
    std::string digits;
    for (; size > 0; size >>= 8)
        digits.insert(digits.begin(), static_cast<char>(size & 0xff));
    out += static_cast<char>(0x80 | digits.size());
    out += digits;
}

void appendBase128(std::string& out, uint32_t id) {
    for (int shift = 28; shift > 0; shift -= 7) {
        if (id >> shift) out += static_cast<char>(0x80 | (id >> shift & 0x7f));
    }
    out += static_cast<char>(id & 0x7f);
}

}  // namespace

std::optional<Tlv> Reader::next() {
    const auto header = readHeader(rest_);
    if (!header || rest_.size() - header->header_size < header->content_size) return std::nullopt;
    const Tlv value{header->tag, rest_.substr(header->header_size, header->content_size)};
    rest_.remove_prefix(header->header_size + header->content_size);
    return value;
}

std::optional<std::string_view> Reader::next(uint8_t tag) {
    const auto value = next();
    if (!value || value->tag != tag) return std::nullopt;
    return value->content;
}

std::optional<int64_t> Reader::nextInteger() {
    const auto content = next(kInteger);
    if (!content || content->empty() || content->size() > 8) return std::nullopt;
    int64_t value = static_cast<int8_t>((*content)[0]);
    for (size_t i = 1; i < content->size(); ++i)
        value = value * 256 + static_cast<uint8_t>((*content)[i]);
    return value;
}

size_t frameSize(std::string_view bytes) {
    const auto header = readHeader(bytes);
    if (!header || bytes.size() - header->header_size < header->content_size) return 0;
    return header->header_size + header->content_size;
}

std::optional<Oid> toOid(std::string_view content) {
    Oid ids;
    uint32_t id = 0;
    for (const char c : content) {
        id = id << 7 | (static_cast<uint8_t>(c) & 0x7fU);
        if (static_cast<uint8_t>(c) & 0x80U) continue;
        ids.push_back(id);
        id = 0;
    }
    if (ids.empty()) return std::nullopt;
    const uint32_t top = ids[0] < 80 ? ids[0] / 40 : 2;
    ids[0] -= top * 40;
    ids.insert(ids.begin(), top);
    return ids;
}

std::string tlv(uint8_t tag, std::string_view content) {
    std::string out(1, static_cast<char>(tag));
    appendLength(out, content.size());
    return out.append(content);
}

std::string integer(int64_t value) {
    int octet_count = 1;
    while (octet_count < 8 && (value >> (octet_count * 8 - 1)) != 0 && (value >> (octet_count * 8 - 1)) != -1)
        ++octet_count;
    std::string content;
    for (int i = octet_count - 1; i >= 0; --i)
        content += static_cast<char>(value >> (i * 8) & 0xff);
    return tlv(kInteger, content);
}

std::string unsignedInteger(uint8_t tag, uint64_t value) {
    std::string content;
    do {
        content.insert(content.begin(), static_cast<char>(value & 0xff));
        value >>= 8;
    } while (value > 0);
    if (static_cast<uint8_t>(content[0]) & 0x80U) content.insert(content.begin(), '\0');
    return tlv(tag, content);
}

std::string octets(std::string_view text) {
    return tlv(kOctetString, text);
}

std::string oid(const Oid& value) {
    std::string content;
    appendBase128(content, value.at(0) * 40 + value.at(1));
    for (size_t i = 2; i < value.size(); ++i)
        appendBase128(content, value[i]);
    return tlv(kObjectIdentifier, content);
}

std::optional<std::string> unhex(std::string_view digits) {
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (size_t i = 0; i < digits.size(); i += 2) {
        uint8_t octet = 0;
        const char* end = digits.data() + i + 2;
        const auto result = std::from_chars(digits.data() + i, end, octet, 16);
        if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
        out += static_cast<char>(octet);
    }
    return out;
}

}  // namespace ber
}  // namespace snmpolld::agents
