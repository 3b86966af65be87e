#include "names/name_scope.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/text.hpp"
#include "names/name_lists.hpp"

namespace snmpolld::names {

namespace {

std::string quoted(std::string_view text) {
    return "\"" + printable(text.substr(0, 200)) + "\"";
}

void addWords(const NameIndex* index, std::string_view module, std::vector<std::string_view>& words) {
    if (index == nullptr) return;
    for (size_t row = 0; row < index->size(); ++row) {
        const NameEntry entry = index->entry(row);
        if (!entry.name.empty() && (module.empty() || entry.module == module)) words.push_back(entry.name);
    }
}

// The error gives the nearest name, within the module when that is known.
tl::unexpected<Error> unknownName(const NameLists& lists, std::string_view text, std::string_view module,
                                  std::string_view name) {
    std::vector<std::string_view> words;
    for (size_t i = 0; i < NameLists::kCount; ++i)
        addWords(lists.at(i), module, words);
    if (words.empty() && !module.empty()) return unknownName(lists, text, "", name);
    const std::string meant = name.size() <= 64 ? nearestWord(name, words) : "";
    return usageError(quoted(text) + " is not a known name" +
                      (meant.empty() ? "; numeric OIDs always work" : "; did you mean " + meant + "?"));
}

tl::unexpected<Error> wrongModule(std::string_view text, std::string_view module,
                                  const std::vector<KnownName>& elsewhere) {
    std::string modules;
    for (const KnownName& known : elsewhere)
        modules.append(modules.empty() ? "" : " and ").append(known.entry.module);
    return usageError(quoted(text) + ": " + std::string(elsewhere.front().entry.name) + " is in " + modules +
                      ", not in " + printable(module.substr(0, 64)));
}

tl::unexpected<Error> ambiguous(std::string_view text, const std::vector<KnownName>& known) {
    std::string candidates;
    for (const KnownName& one : known) {
        candidates.append(candidates.empty() ? "" : ", ").append(one.entry.module).append("::");
        candidates.append(one.entry.name).append(" (").append(one.entry.oid).append(")");
    }
    return usageError(quoted(text) + " is ambiguous: " + candidates);
}

Result<model::Oid> findName(const NameLists& lists, std::string_view text, std::string_view module,
                            std::string_view name) {
    const auto known = lists.called(module, name);
    if (known.size() == 1) return model::Oid(known.front().ids);
    if (!known.empty()) return ambiguous(text, known);
    if (const auto elsewhere = lists.called("", name); !elsewhere.empty()) return wrongModule(text, module, elsewhere);
    return unknownName(lists, text, module, name);
}

// Appends ".1.2.3" to `oid`.
Result<void> appendInstance(std::string_view text, std::string_view instance, model::Oid& oid) {
    while (!instance.empty()) {
        uint32_t id = 0;
        instance.remove_prefix(1);
        const auto [end, ec] = std::from_chars(instance.data(), instance.data() + instance.size(), id);
        instance.remove_prefix(static_cast<size_t>(end - instance.data()));
        if (ec != std::errc{} || (!instance.empty() && instance.front() != '.'))
            return usageError(quoted(text) + ": after the name only numbers and dots are allowed");
        if (oid.size() == model::Oid::kMaxSize) return usageError(quoted(text) + ": more than 128 sub-identifiers");
        oid.push_back(id);
    }
    return {};
}

bool isNumeric(std::string_view text) {
    return text.starts_with('.') || (!text.empty() && text[0] >= '0' && text[0] <= '9');
}

Result<model::Oid> resolve(const NameLists& lists, std::string_view text) {
    if (isNumeric(text)) return model::Oid::parse(text);
    std::string_view rest = text;
    std::string_view module;
    if (const size_t colons = rest.find("::"); colons != std::string_view::npos) {
        module = rest.substr(0, colons);
        rest.remove_prefix(colons + 2);
        if (module.empty()) return usageError(quoted(text) + ": before :: the name of a module is expected");
    }
    const std::string_view name = rest.substr(0, rest.find('.'));
    auto oid = findName(lists, text, module, name);
    if (!oid) return oid;
    if (const auto done = appendInstance(text, rest.substr(name.size()), *oid); !done)
        return tl::unexpected(done.error());
    return oid;
}

Result<model::Oid> resolveToGet(const NameLists& lists, std::string_view text) {
    auto oid = resolve(lists, text);
    if (!oid) return oid;
    const auto known = lists.knownAt(oid->ids());
    if (!known) return oid;
    switch (known->entry.kind) {
        case NameKind::scalar:
            oid->push_back(0);
            return oid;
        case NameKind::column:
            return usageError(quoted(text) + " is a table's column; a GET needs an instance, such as " +
                              std::string(known->entry.name) + ".1");
        case NameKind::table:
        case NameKind::entry:
            return usageError(quoted(text) + " is a table; a GET needs a column and an instance");
        case NameKind::node:
        case NameKind::notification:
            return usageError(quoted(text) + " is no object; a GET needs an object and its instance");
        case NameKind::object:
            return oid;
    }
    return oid;
}

Result<model::Oid> resolveToWalk(const NameLists& lists, std::string_view text) {
    if (text == "1" || text == ".1") return model::Oid{1};
    return resolve(lists, text);
}

}  // namespace

NameScope NameScope::withoutMetrics(const NameCatalog& catalog) {
    NameScope scope(catalog);
    scope.metrics_ = false;
    return scope;
}

Result<model::Oid> NameScope::resolveOid(std::string_view text) const {
    return resolve(NameLists(*catalog_, own_, metrics_), text);
}

Result<model::Oid> NameScope::resolveInstance(std::string_view text) const {
    return resolveToGet(NameLists(*catalog_, own_, metrics_), text);
}

Result<model::Oid> NameScope::resolveSubtree(std::string_view text) const {
    return resolveToWalk(NameLists(*catalog_, own_, metrics_), text);
}

std::optional<std::string> NameScope::nameOf(const model::Oid& oid) const {
    const auto known = NameLists(*catalog_, own_, metrics_).longest(oid.ids());
    if (!known) return std::nullopt;
    std::string name;
    appendNameOf(name, {known->entry, oid.ids().subspan(known->ids.size())});
    return name;
}

Result<model::Oid> NameCatalog::resolveOid(std::string_view text) const {
    return resolve(NameLists(*this), text);
}

Result<model::Oid> NameCatalog::resolveInstance(std::string_view text) const {
    return resolveToGet(NameLists(*this), text);
}

Result<model::Oid> NameCatalog::resolveSubtree(std::string_view text) const {
    return resolveToWalk(NameLists(*this), text);
}

}  // namespace snmpolld::names
