// Names as a user meets them: an OID or a sentence in, text out.
#pragma once

#include <string>
#include <string_view>

#include "names/names.hpp"

namespace snmpolld::test {

inline std::string resolved(std::string_view text) {
    const auto oid = names::resolveOid(text);
    return oid ? oid->toString() : oid.error().message;
}

inline std::string instance(std::string_view text) {
    const auto oid = names::resolveInstance(text);
    return oid ? oid->toString() : oid.error().message;
}

inline std::string nameOf(std::string_view oid) {
    return names::nameOf(*model::Oid::parse(oid)).value_or("none");
}

}  // namespace snmpolld::test
