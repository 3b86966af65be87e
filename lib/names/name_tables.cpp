// describeTable: which table is meant, and its columns out of all lists of names.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::names {

namespace {

using Ids = std::span<const uint32_t>;

void addColumns(const NameIndex* index, const model::Oid& entry, std::map<uint32_t, std::string>& columns) {
    if (index == nullptr) return;
    for (const NameEntry& name : index->under(entry.ids())) {
        const Ids ids = index->ids(name);
        if (ids.size() == entry.size() + 1 && name.kind != NameKind::node) columns.emplace(ids.back(), name.name);
    }
}

Table makeTable(std::string name, const model::Oid& entry) {
    std::map<uint32_t, std::string> columns;
    for (const NameList list : kNameLists)
        addColumns(list(), entry, columns);
    Table table{std::move(name), entry, {}};
    for (auto& [id, column] : columns)
        table.columns.push_back({id, std::move(column)});
    return table;
}

Table tableAt(std::string name, const model::Oid& oid) {
    model::Oid entry = oid;
    entry.push_back(1);
    return makeTable(std::move(name), entry);
}

Table tableOfEntry(const KnownName& entry, const model::Oid& oid) {
    const auto table = knownAt(entry.ids.first(entry.ids.size() - 1));
    const bool is_known = table && table->entry->kind == NameKind::table;
    return makeTable(std::string(is_known ? table->entry->name : entry.entry->name), oid);
}

std::string_view firstTableUnder(const NameIndex* index, Ids ids) {
    if (index == nullptr) return {};
    const auto names = index->under(ids);
    const auto table =
        std::find_if(names.begin(), names.end(), [](const NameEntry& name) { return name.kind == NameKind::table; });
    return table == names.end() ? std::string_view() : table->name;
}

// The table that these ids are in; else the first one under them, or under the nodes above that are no whole region of
// the tree, such as mib-2.
std::string_view nearestTable(Ids ids) {
    constexpr size_t kRegion = 6;
    for (size_t length = ids.size(); length > kRegion; --length) {
        const Ids prefix = ids.first(length);
        const auto known = knownAt(prefix);
        if (known && known->entry->kind == NameKind::table) return known->entry->name;
        for (const NameList list : kNameLists)
            if (const auto table = firstTableUnder(list(), prefix); !table.empty()) return table;
    }
    return {};
}

tl::unexpected<Error> noTable(std::string_view text, const KnownName& known) {
    const std::string_view kind = kindName(known.entry->kind);
    const bool is_inside = known.entry->kind == NameKind::column || known.entry->kind == NameKind::entry;
    std::string message = "\"" + printable(text.substr(0, 200)) + "\" is no table; ";
    message.append(known.entry->name).append(kind.starts_with('e') ? " is an " : " is a ").append(kind);
    if (const auto table = nearestTable(known.ids); !table.empty())
        message.append(is_inside ? " of " : ", the nearest table is ").append(table);
    return usageError(message);
}

}  // namespace

Result<Table> describeTable(std::string_view text) {
    const auto oid = resolveOid(text);
    if (!oid) return tl::unexpected(oid.error());
    if (oid->size() == model::Oid::kMaxSize) return usageError("\"" + printable(text) + "\" is too long for a table");
    if (const auto known = knownAt(oid->ids())) {
        const NameKind kind = known->entry->kind;
        if (kind == NameKind::table || kind == NameKind::object) return tableAt(std::string(known->entry->name), *oid);
        if (kind == NameKind::entry) return tableOfEntry(*known, *oid);
        return noTable(text, *known);
    }
    const auto around = longestKnown(oid->ids());
    if (around && around->entry->kind != NameKind::object) return noTable(text, *around);
    return tableAt(oid->toString(), *oid);
}

}  // namespace snmpolld::names
