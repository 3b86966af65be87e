// The rows from which names_table.cpp makes the table of built-in names. A row holds all objects side by side under one
// node; `module` is the MIB module that defines them.
#pragma once

#include <span>
#include <string_view>

#include "names/names.hpp"

namespace snmpolld::names {

// Nodes or scalars under `parent`. `names` are separated by spaces and numbered from 1; "name=7" sets the number, and
// the following names count on from there.
struct ObjectRow {
    std::string_view module;
    std::string_view parent;
    NameKind kind;
    std::string_view names;
};

// A table at `oid`, its entry at `oid`.1 and the columns under that, numbered as above.
struct TableRow {
    std::string_view module;
    std::string_view oid;
    std::string_view table;
    std::string_view entry;
    std::string_view columns;
};

std::span<const ObjectRow> coreObjects();
std::span<const TableRow> coreTables();
std::span<const ObjectRow> deviceObjects();
std::span<const TableRow> deviceTables();
std::span<const ObjectRow> lanObjects();
std::span<const TableRow> lanTables();
std::span<const ObjectRow> vendorObjects();
std::span<const TableRow> vendorTables();

}  // namespace snmpolld::names
