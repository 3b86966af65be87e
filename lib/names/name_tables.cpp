// NameCatalog::describeTable: which table is meant, and its columns from all lists of names.
#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "names/name_lists.hpp"

namespace snmpolld::names {

namespace {

using Ids = std::span<const uint32_t>;

void addColumns(const NameIndex* index, const model::Oid& entry, std::map<uint32_t, std::string>& columns) {
    if (index == nullptr) return;
    const RowRange rows = index->under(entry.ids());
    for (size_t row = rows.first; row < rows.last; ++row) {
        const Ids ids = index->ids(row);
        const NameEntry name = index->entry(row);
        if (ids.size() == entry.size() + 1 && name.kind != NameKind::node) columns.emplace(ids.back(), name.name);
    }
}

Table makeTable(const NameLists& lists, std::string name, const model::Oid& entry) {
    std::map<uint32_t, std::string> columns;
    for (size_t i = 0; i < NameLists::kCount; ++i)
        addColumns(lists.at(i), entry, columns);
    Table table{std::move(name), entry, {}};
    for (auto& [id, column] : columns)
        table.columns.push_back({id, std::move(column)});
    return table;
}

Table tableAt(const NameLists& lists, std::string name, const model::Oid& oid) {
    model::Oid entry = oid;
    entry.push_back(1);
    return makeTable(lists, std::move(name), entry);
}

Table tableOfEntry(const NameLists& lists, const KnownName& entry, const model::Oid& oid) {
    const auto table = lists.knownAt(entry.ids.first(entry.ids.size() - 1));
    const bool is_known = table && table->entry.kind == NameKind::table;
    return makeTable(lists, std::string(is_known ? table->entry.name : entry.entry.name), oid);
}

std::string_view firstTableUnder(const NameIndex* index, Ids ids) {
    if (index == nullptr) return {};
    const RowRange rows = index->under(ids);
    for (size_t row = rows.first; row < rows.last; ++row)
        if (const NameEntry name = index->entry(row); name.kind == NameKind::table) return name.name;
    return {};
}

// The table that contains these ids; otherwise the first one under them or under a node above them, as long as that
// node is not a whole region of the tree, such as mib-2.
std::string_view nearestTable(const NameLists& lists, Ids ids) {
    constexpr size_t kRegion = 6;
    for (size_t length = ids.size(); length > kRegion; --length) {
        const Ids prefix = ids.first(length);
        const auto known = lists.knownAt(prefix);
        if (known && known->entry.kind == NameKind::table) return known->entry.name;
        for (size_t i = 0; i < NameLists::kCount; ++i)
            if (const auto table = firstTableUnder(lists.at(i), prefix); !table.empty()) return table;
    }
    return {};
}

tl::unexpected<Error> noTable(const NameLists& lists, std::string_view text, const KnownName& known) {
    const std::string_view kind = kindName(known.entry.kind);
    const bool is_inside = known.entry.kind == NameKind::column || known.entry.kind == NameKind::entry;
    std::string message = "\"" + printable(text.substr(0, 200)) + "\" is not a table; ";
    message.append(known.entry.name).append(kind.starts_with('e') ? " is an " : " is a ").append(kind);
    if (const auto table = nearestTable(lists, known.ids); !table.empty())
        message.append(is_inside ? " of " : ", the nearest table is ").append(table);
    return usageError(message);
}

}  // namespace

Result<Table> NameCatalog::describeTable(std::string_view text) const {
    const NameLists lists(*this);
    const auto oid = resolveOid(text);
    if (!oid) return tl::unexpected(oid.error());
    if (oid->size() == model::Oid::kMaxSize) return usageError("\"" + printable(text) + "\" is too long for a table");
    if (const auto known = lists.knownAt(oid->ids())) {
        const NameKind kind = known->entry.kind;
        if (kind == NameKind::table || kind == NameKind::object)
            return tableAt(lists, std::string(known->entry.name), *oid);
        if (kind == NameKind::entry) return tableOfEntry(lists, *known, *oid);
        return noTable(lists, text, *known);
    }
    const auto around = lists.longest(oid->ids());
    if (around && around->entry.kind != NameKind::object) return noTable(lists, text, *around);
    return tableAt(lists, oid->toString(), *oid);
}

}  // namespace snmpolld::names
