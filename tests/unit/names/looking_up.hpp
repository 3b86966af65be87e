// Names as a user meets them: an OID or a sentence comes out for a text that goes in. A fixture, so that a test has a
// catalogue of its own.
#pragma once

#include <string>
#include <string_view>

#include "names/name_catalog.hpp"

namespace snmpolld::test {

struct LookingUp {
    names::NameCatalog catalog{};

    std::string resolved(std::string_view text) const {
        const auto oid = catalog.resolveOid(text);
        return oid ? oid->toString() : oid.error().message;
    }

    std::string instance(std::string_view text) const {
        const auto oid = catalog.resolveInstance(text);
        return oid ? oid->toString() : oid.error().message;
    }

    std::string nameOf(std::string_view oid) const { return catalog.nameOf(*model::Oid::parse(oid)).value_or("none"); }
};

}  // namespace snmpolld::test
