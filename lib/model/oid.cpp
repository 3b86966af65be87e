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
    for (size_t i = 0; i < ids_.size(); ++i) {
        if (i > 0) out += '.';
        out.append(digits, std::to_chars(digits, digits + sizeof digits, ids_[i]).ptr);
    }
}

std::string Oid::toString() const {
    std::string out;
    appendTo(out);
    return out;
}

bool Oid::startsWith(const Oid& prefix) const {
    return size() >= prefix.size() && std::equal(prefix.ids_.begin(), prefix.ids_.end(), ids_.begin());
}

}  // namespace snmpolld::model
