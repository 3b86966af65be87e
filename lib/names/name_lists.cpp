#include "names/name_lists.hpp"

#include <algorithm>

namespace snmpolld::names {

namespace {

bool hasOid(const std::vector<KnownName>& known, std::span<const uint32_t> ids) {
    return std::ranges::any_of(known, [&](const KnownName& other) { return std::ranges::equal(ids, other.ids); });
}

// If the same module has the name at another OID, too, that is another edition of the module; the first one counts.
bool hasModule(const std::vector<KnownName>& known, std::string_view module) {
    return std::ranges::any_of(known, [&](const KnownName& other) { return other.entry.module == module; });
}

void collect(const NameIndex* index, std::string_view module, std::string_view name, std::vector<KnownName>& found) {
    if (index == nullptr) return;
    for (const KnownName& known : index->named(name)) {
        if (!module.empty() && known.entry.module != module) continue;
        if (!hasOid(found, known.ids) && !hasModule(found, known.entry.module)) found.push_back(known);
    }
}

}  // namespace

const NameIndex* NameLists::at(size_t number) const {
    switch (number) {
        case 0:
            return &builtInNames();
        case 1:
            return catalog_.imported();
        case 2:
            return own_ == nullptr ? nullptr : own_->index();
        default:
            return metrics_ ? catalog_.metrics() : nullptr;
    }
}

std::optional<KnownName> NameLists::knownAt(std::span<const uint32_t> ids) const {
    for (size_t i = 0; i < kCount; ++i) {
        const NameIndex* names = at(i);
        if (auto known = names == nullptr ? std::nullopt : names->at(ids)) return known;
    }
    return std::nullopt;
}

std::optional<KnownName> NameLists::longest(std::span<const uint32_t> ids) const {
    std::optional<KnownName> known;
    for (size_t i = 0; i < kCount; ++i) {
        if (known && isLeaf(known->entry.kind)) break;
        const NameIndex* names = at(i);
        const auto more = names == nullptr ? std::nullopt : names->longestObject(ids);
        if (more && (!known || more->ids.size() > known->ids.size())) known = more;
    }
    return known;
}

std::vector<KnownName> NameLists::called(std::string_view module, std::string_view name) const {
    std::vector<KnownName> found;
    collect(at(0), module, name, found);
    if (!module.empty() && !found.empty()) return found;
    for (size_t i = 1; i < kCount; ++i) {
        if (i > 1 && !found.empty()) break;
        collect(at(i), module, name, found);
    }
    return found;
}

bool NameLists::isNameless(std::span<const uint32_t> ids) const {
    for (size_t i = 0; i < kCount; ++i)
        if (const NameIndex* names = at(i); names != nullptr && !names->under(ids).empty()) return false;
    return true;
}

std::span<const uint32_t> NameLists::namelessRegion(std::span<const uint32_t> ids) const {
    if (!isNameless(ids)) return {};
    size_t known = 0;
    size_t nameless = ids.size();
    while (known + 1 < nameless) {
        const size_t middle = (known + nameless) / 2;
        (isNameless(ids.first(middle)) ? nameless : known) = middle;
    }
    return ids.first(nameless);
}

}  // namespace snmpolld::names
