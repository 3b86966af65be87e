// What a name is: a word of a MIB module for an OID, such as IF-MIB::ifHCInOctets. Some 2,300 names of the IETF's and
// of well-known vendors' MIBs are built in (names_core.cpp, names_devices.cpp, names_lan.cpp, names_vendor.cpp), so
// that nobody needs MIB files. name_catalog.hpp looks names up.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/oid.hpp"

namespace snmpolld::names {

enum class NameKind : uint8_t {
    node,  // of the tree, not an object
    scalar,
    table,
    entry,
    column,
    notification,
    object,  // its kind is not known
};

// "scalar", "column" ..
std::string_view kindName(NameKind kind);

struct NameEntry {
    std::string_view module;  // "IF-MIB"
    std::string_view name;    // "ifHCInOctets"
    std::string_view oid;     // "1.3.6.1.2.1.31.1.1.1.6", without instance
    NameKind kind = NameKind::node;
};

// The built-in names, in the order of their OIDs.
std::span<const NameEntry> nameTable();

// An OID, taken apart into the object that it belongs to and the instance.
struct NamedObject {
    NameEntry entry;
    std::span<const uint32_t> instance;  // of the OID that was asked for
};

// Writes ".1.2.3", at most 11 characters for each id, and returns the end of what was written.
char* putInstance(char* to, std::span<const uint32_t> ids);

// Appends "ifHCInOctets.1".
void appendNameOf(std::string& out, const NamedObject& object);

struct TableColumn {
    uint32_t id;  // the sub-identifier under the entry
    std::string name;
};

struct Table {
    std::string name;  // numeric when it is not known
    model::Oid entry;
    std::vector<TableColumn> columns;  // the known ones, in the order of their ids
};

}  // namespace snmpolld::names
