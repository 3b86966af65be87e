#include "model/oid.hpp"

#include <algorithm>
#include <charconv>

namespace snmpolld::model {

Result<Oid> Oid::parse(std::string_view text) {
    const auto bad = [&](std::string_view why) {
        return usageError("\"" + std::string(text) + "\" is not an OID: " + std::string(why));
    };
    std::string_view rest = text.starts_with('.') ? text.substr(1) : text;
    Oid oid;
    while (true) {
        uint32_t id = 0;
        const auto [end, ec] = std::from_chars(rest.data(), rest.data() + rest.size(), id);
        if (ec == std::errc::result_out_of_range) return bad("a sub-identifier is above 4294967295");
        if (ec != std::errc{}) return bad("a number is expected between the dots");
        if (oid.size() == kMaxSize) return bad("more than 128 sub-identifiers");
        oid.push_back(id);
        rest.remove_prefix(static_cast<size_t>(end - rest.data()));
        if (rest.empty()) break;
        if (rest.front() != '.') return bad("only digits and dots are allowed");
        rest.remove_prefix(1);
    }
    const auto ids = oid.ids();
    if (ids.size() < 2) return bad("at least two sub-identifiers are needed");
    if (ids[0] > 2 || (ids[0] < 2 && ids[1] > 39)) return bad("the first two sub-identifiers are out of range");
    return oid;
}

void Oid::appendTo(std::string& out) const {
    char digits[16];
    for (size_t i = 0; i < size(); ++i) {
        if (i > 0) out += '.';
        out.append(digits, std::to_chars(digits, digits + sizeof digits, ids()[i]).ptr);
    }
}

std::string Oid::toString() const {
    std::string out;
    appendTo(out);
    return out;
}

bool Oid::startsWith(const Oid& prefix) const {
    return size() >= prefix.size() && std::ranges::equal(prefix.ids(), ids().first(prefix.size()));
}

std::strong_ordering Oid::operator<=>(const Oid& other) const {
    return std::lexicographical_compare_three_way(ids().begin(), ids().end(), other.ids().begin(), other.ids().end());
}

void Oid::push_back(uint32_t id) {
    if (size_ == capacity_) grow(capacity_ * size_t{2});
    data()[size_++] = id;
}

void Oid::grow(size_t capacity) {
    auto* const more = new uint32_t[capacity];
    std::ranges::copy(ids(), more);
    release();
    many_ = more;
    capacity_ = static_cast<uint32_t>(capacity);
}

}  // namespace snmpolld::model
