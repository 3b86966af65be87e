// Names without MIB files: some 1,700 common objects of the IETF's and well-known vendors' MIBs, in a table of our own
// (names_core.cpp, names_devices.cpp, names_vendor.cpp). Numeric OIDs always work beside it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "model/oid.hpp"

namespace snmpolld::model {

enum class NameKind : uint8_t { node, scalar, table, entry, column };

struct NameEntry {
    std::string_view module;  // "IF-MIB"
    std::string_view name;    // "ifHCInOctets"
    std::string_view oid;     // "1.3.6.1.2.1.31.1.1.1.6", without instance
    NameKind kind = NameKind::node;
};

// All entries, in the order of their OIDs.
std::span<const NameEntry> nameTable();

// "sysDescr.0", "IF-MIB::ifHCInOctets.1", "1.3.6.1.2.1.1.1.0", ".1.3.6..". The error names the text and the nearest
// known name.
Result<Oid> resolveOid(std::string_view text);

// As resolveOid, for something to GET: an object known as a scalar and written without instance gets its ".0".
// A table's column without an instance is refused with a sentence that says so.
Result<Oid> resolveInstance(std::string_view text);

// "ifHCInOctets.1" for the longest known prefix that is a scalar, table, entry or column, or nullopt: a mere node such
// as enterprises says nothing about what is under it.
std::optional<std::string> nameOf(const Oid& oid);

}  // namespace snmpolld::model
