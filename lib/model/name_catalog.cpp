#include "model/name_catalog.hpp"

#include <algorithm>
#include <memory>

#include "model/name_file.hpp"

namespace snmpolld::model {

namespace {

NameIndex makeBuiltIn() {
    NameRows rows;
    rows.reserve(nameTable().size());
    for (const NameEntry& entry : nameTable())
        rows.add(entry, Oid::parse(entry.oid).value_or(Oid{}).ids());
    return NameIndex(std::move(rows));
}

// Read once; read again after forgetImportedNames.
struct Imported {
    bool is_read = false;
    std::unique_ptr<const ImportedNames> names;
    std::optional<KnownName> recent;  // the last scalar or column that longestKnown found
};

Imported& imported() {
    static Imported instance;
    return instance;
}

bool isUnder(std::span<const uint32_t> ids, std::span<const uint32_t> prefix) {
    return ids.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), ids.begin());
}

bool hasOid(const std::vector<KnownName>& known, std::span<const uint32_t> ids) {
    return std::any_of(known.begin(), known.end(), [&](const KnownName& other) {
        return std::equal(ids.begin(), ids.end(), other.ids.begin(), other.ids.end());
    });
}

// The same name of the same module elsewhere is another edition of that module: the first one stands.
bool hasModule(const std::vector<KnownName>& known, std::string_view module) {
    return std::any_of(known.begin(), known.end(),
                       [&](const KnownName& other) { return other.entry->module == module; });
}

void collect(const NameIndex& index, std::string_view module, std::string_view name, std::vector<KnownName>& found) {
    for (const NameEntry* entry : index.named(name)) {
        if (!module.empty() && entry->module != module) continue;
        const auto ids = index.ids(*entry);
        if (!hasOid(found, ids) && !hasModule(found, entry->module)) found.push_back({entry, ids});
    }
}

std::optional<KnownName> searchLongest(std::span<const uint32_t> ids) {
    std::optional<KnownName> known;
    if (const NameEntry* entry = builtInNames().longestObject(ids)) known = {entry, builtInNames().ids(*entry)};
    if (known && isLeaf(known->entry->kind)) return known;
    const NameIndex* more = importedNames();
    const NameEntry* entry = more == nullptr ? nullptr : more->longestObject(ids);
    if (entry != nullptr && (!known || more->ids(*entry).size() > known->ids.size()))
        known = {entry, more->ids(*entry)};
    return known;
}

}  // namespace

const NameIndex& builtInNames() {
    static const NameIndex index = makeBuiltIn();
    return index;
}

const NameIndex* importedNames() {
    Imported& state = imported();
    if (!state.is_read) {
        state.is_read = true;
        state.names = loadImportedNames();
    }
    return state.names ? &state.names->index : nullptr;
}

void forgetImportedNames() {
    imported() = {};
}

std::optional<KnownName> knownAt(std::span<const uint32_t> ids) {
    if (const NameEntry* entry = builtInNames().at(ids)) return KnownName{entry, builtInNames().ids(*entry)};
    const NameIndex* more = importedNames();
    const NameEntry* entry = more == nullptr ? nullptr : more->at(ids);
    if (entry == nullptr) return std::nullopt;
    return KnownName{entry, more->ids(*entry)};
}

std::optional<KnownName> longestKnown(std::span<const uint32_t> ids) {
    auto& recent = imported().recent;
    if (recent && isUnder(ids, recent->ids)) return recent;
    auto known = searchLongest(ids);
    if (known && isLeaf(known->entry->kind)) recent = known;
    return known;
}

std::vector<KnownName> namesCalled(std::string_view module, std::string_view name) {
    std::vector<KnownName> found;
    collect(builtInNames(), module, name, found);
    if (!module.empty() && !found.empty()) return found;
    if (const NameIndex* more = importedNames()) collect(*more, module, name, found);
    return found;
}

}  // namespace snmpolld::model
