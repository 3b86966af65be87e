// Which varbinds of an answer a behaviour is about, see selection.hpp.
#include "selection.hpp"

#include <algorithm>
#include <charconv>
#include <climits>

namespace snmpolld::agents {

bool isBelow(const Oid& oid, const Oid& prefix) {
    return oid.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), oid.begin());
}

bool Selection::parsePlaces(std::string_view text) {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), first_);
    const std::string_view rest = text.substr(static_cast<size_t>(result.ptr - text.data()));
    last_ = rest == "-" ? INT_MAX : first_;
    return result.ec == std::errc{} && first_ != 0 && (rest.empty() || (rest == "-" && first_ > 0));
}

std::optional<Selection> Selection::parse(std::string_view text) {
    Selection selection;
    if (text.starts_with('#')) return selection.parsePlaces(text.substr(1)) ? std::optional(selection) : std::nullopt;
    const auto oid = parseOid(text);
    if (!oid) return std::nullopt;
    selection.prefix_ = *oid;
    return selection;
}

bool Selection::has(const Oid& oid, size_t place, size_t count) const {
    if (!prefix_.empty()) return isBelow(oid, prefix_);
    const auto at = static_cast<int>(place);
    if (first_ < 0) return at == static_cast<int>(count) + 1 + first_;
    return at >= first_ && at <= last_;
}

bool Selection::hasAny(const std::vector<Varbind>& varbinds) const {
    for (size_t i = 0; i < varbinds.size(); ++i) {
        if (has(varbinds[i].oid, i + 1, varbinds.size())) return true;
    }
    return false;
}

}  // namespace snmpolld::agents
