#include "config/filters.hpp"

#include "base/text.hpp"
#include "config/regexes.hpp"
#include "names/name_scope.hpp"

namespace snmpolld::config {

namespace {

constexpr size_t kMaxValue = 1'000;  // octets

Result<void> checkNotEmpty(const Section& section, std::string_view key) {
    return section.items(key).empty() ? section.bad(key, "at least one is needed") : Result<void>{};
}

Result<void> readStatic(const Source& source, const YamlNode& node, const names::NameScope& names, Filters& filters) {
    const auto section = Section::read(source, node, "static");
    if (!section) return tl::unexpected(section.error());
    for (const std::string_view key : {"targets", "indices"})
        if (const auto done = checkNotEmpty(*section, key); !done) return done;
    auto targets = readSubtrees(source, *section, "targets", names);
    if (!targets) return tl::unexpected(targets.error());
    StaticFilter filter{std::move(*targets), {}};
    for (const auto& item : section->items("indices")) {
        // An index may be a single number, which is not an OID by itself.
        if (!model::Oid::parse("1.3." + item.text))
            return source.bad(*item.node,
                              "indices: \"" + printable(item.text) + "\" is not an index such as 1 or 10.0.0.1");
        filter.indices.push_back(item.text);
    }
    filters.by_index.push_back(std::move(filter));
    return {};
}

Result<void> readDynamic(const Source& source, const YamlNode& node, const names::NameScope& names, Filters& filters) {
    const auto section = Section::read(source, node, "dynamic");
    if (!section) return tl::unexpected(section.error());
    if (!section->has("oid")) return section->bad("oid", "missing");
    for (const std::string_view key : {"targets", "values"})
        if (const auto done = checkNotEmpty(*section, key); !done) return done;
    const auto oid = names.resolveSubtree(section->text("oid"));
    if (!oid) return section->bad("oid", oid.error().message);
    auto targets = readSubtrees(source, *section, "targets", names);
    if (!targets) return tl::unexpected(targets.error());
    DynamicFilter filter{*oid, std::move(*targets), {}};
    for (const auto& item : section->items("values")) {
        if (const std::string wrong = checkRegex(item.text); !wrong.empty())
            return source.bad(*item.node, "values: " + printable(wrong));
        if (item.text.size() > kMaxValue)
            return source.bad(*item.node, "values: longer than " + std::to_string(kMaxValue) + " octets");
        filter.values.push_back(item.text);
    }
    filters.by_value.push_back(std::move(filter));
    return {};
}

// The elements of the list `key`; none if it is missing or null.
Result<std::vector<uint32_t>> elementsOf(const Source& source, const YamlNode* list, std::string_view key) {
    if (list == nullptr || list->kind == YamlKind::null) return {};
    if (list->kind != YamlKind::sequence)
        return source.bad(*list, std::string(key) + ": a list is expected, not " + std::string(kindName(list->kind)));
    return list->children;
}

using Read = Result<void> (*)(const Source&, const YamlNode&, const names::NameScope&, Filters&);

// Reads the elements of a list, each with `read`.
class ListReader {
  public:
    ListReader(const Source& source, const names::NameScope& names, Filters& filters)
        : source_(source), names_(names), filters_(filters) {}

    Result<void> readAll(const YamlNode* list, std::string_view key, Read read) {
        const auto elements = elementsOf(source_, list, key);
        if (!elements) return tl::unexpected(elements.error());
        for (const uint32_t element : *elements)
            if (const auto done = read(source_, source_.at(element), names_, filters_); !done) return done;
        return {};
    }

  private:
    const Source& source_;
    const names::NameScope& names_;
    Filters& filters_;
};

Result<void> readLists(const Source& source, const YamlNode& node, ListReader& lists) {
    if (node.kind == YamlKind::sequence) return lists.readAll(&node, "filters", readDynamic);
    const auto section = Section::read(source, node, "filters");
    if (!section) return tl::unexpected(section.error());
    if (const auto done = lists.readAll(section->node("static"), "static", readStatic); !done) return done;
    return lists.readAll(section->node("dynamic"), "dynamic", readDynamic);
}

}  // namespace

Result<Filters> readFilters(const Source& source, const YamlNode& node, const names::NameScope& names) {
    Filters filters;
    ListReader lists(source, names, filters);
    if (const auto done = readLists(source, node, lists); !done) return tl::unexpected(done.error());
    return filters;
}

Result<std::vector<model::Oid>> readSubtrees(const Source& source, const Section& section, std::string_view key,
                                             const names::NameScope& names) {
    std::vector<model::Oid> out;
    for (const auto& item : section.items(key)) {
        auto oid = names.resolveSubtree(item.text);
        if (!oid) return source.bad(*item.node, oid.error().message);
        out.push_back(std::move(*oid));
    }
    return out;
}

}  // namespace snmpolld::config
