// Names without MIB files: some 2,300 common names of the IETF's and well-known vendors' MIBs, in a table of our own
// (names_core.cpp, names_devices.cpp, names_vendor.cpp), and beside them what `snmpolld names import` has read from
// MIB files (name_file.hpp) and, where neither knows a name, the names of metrics (metric_names.hpp). Numeric OIDs
// always work.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/oid.hpp"

namespace snmpolld::names {

enum class NameKind : uint8_t {
    node,  // of the tree, no object
    scalar,
    table,
    entry,
    column,
    notification,
    object,  // imported without its kind
};

// "scalar", "column" ..
std::string_view kindName(NameKind kind);

struct NameEntry {
    std::string_view module;  // "IF-MIB"
    std::string_view name;    // "ifHCInOctets"
    std::string_view oid;     // "1.3.6.1.2.1.31.1.1.1.6", without instance
    NameKind kind = NameKind::node;
};

// The built-in entries, in the order of their OIDs.
std::span<const NameEntry> nameTable();

// "sysDescr.0", "IF-MIB::ifHCInOctets.1", "1.3.6.1.2.1.1.1.0", ".1.3.6..". The error names the text and the nearest
// known name.
Result<model::Oid> resolveOid(std::string_view text);

// As resolveOid, for something to GET: an object known as a scalar and written without instance gets its ".0".
// A table's column without an instance is refused with a sentence that says so.
Result<model::Oid> resolveInstance(std::string_view text);

// The longest known prefix that is a scalar, table, entry or column, and what follows it; nullopt: a mere node such as
// enterprises says nothing about what is under it. Cheap for OIDs that come one after the other from the same columns,
// as in walks.
struct NamedObject {
    const NameEntry* entry;
    std::span<const uint32_t> instance;  // of the OID that was asked for
};
std::optional<NamedObject> objectOf(const model::Oid& oid);
// Another number whenever the names may have become others.
uint64_t namesEdition();
// ".1.2.3", at most 11 characters each; returns where it ended.
char* putInstance(char* to, std::span<const uint32_t> ids);

// "ifHCInOctets.1", or nullopt when there is no name.
std::optional<std::string> nameOf(const model::Oid& oid);

// The same, put behind `out`; false when there is no name.
bool appendName(std::string& out, const model::Oid& oid);

struct TableColumn {
    uint32_t id;  // the sub-identifier under the entry
    std::string name;
};

struct Table {
    std::string name;  // numeric when it is not known
    model::Oid entry;
    std::vector<TableColumn> columns;  // in the order of their ids; the known ones
};

// The table of which `text` is the name or OID of the table or of its entry. Names of other objects are refused with
// the nearest table. An OID that nothing is known of is taken for a table without known columns.
Result<Table> describeTable(std::string_view text);

// Names in the order of their OIDs, built-in and imported ones, an OID once for each of its names. `pattern` is an OID
// (what is at and under it), a shell pattern of the name when it has one of *?[, else a part of the name; empty: all.
// Case does not count; "MODULE::" before the pattern is a part or pattern of the module.
std::vector<NameEntry> findNames(std::string_view pattern);

// The imported names are read from their file again when they are next needed.
void forgetImportedNames();

}  // namespace snmpolld::names
