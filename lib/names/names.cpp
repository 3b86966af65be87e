#include "names/names.hpp"

#include <charconv>

namespace snmpolld::names {

std::string_view kindName(NameKind kind) {
    switch (kind) {
        case NameKind::node:
            return "node";
        case NameKind::scalar:
            return "scalar";
        case NameKind::table:
            return "table";
        case NameKind::entry:
            return "entry";
        case NameKind::column:
            return "column";
        case NameKind::notification:
            return "notification";
        case NameKind::object:
            return "object";
    }
    return "";
}

char* putInstance(char* to, std::span<const uint32_t> ids) {
    for (const uint32_t id : ids) {
        *to++ = '.';
        to = std::to_chars(to, to + 10, id).ptr;
    }
    return to;
}

void appendNameOf(std::string& out, const NamedObject& object) {
    char text[model::Oid::kMaxSize * 11];
    out.append(object.entry.name).append(text, putInstance(text, object.instance));
}

}  // namespace snmpolld::names
