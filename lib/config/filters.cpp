#include "config/filters.hpp"

#include "base/text.hpp"
#include "config/expand.hpp"
#include "config/regexes.hpp"

namespace snmpolld::config {

namespace {

constexpr size_t kMaxValue = 1'000;  // octets

Result<void> checkNotEmpty(const Section& section, std::string_view key) {
    return section.items(key).empty() ? section.bad(key, "at least one is needed") : Result<void>{};
}

Result<void> readStatic(const Source& source, const YamlNode& node, Filters& filters) {
    const auto section = Section::read(source, node, "static");
    if (!section) return tl::unexpected(section.error());
    for (const std::string_view key : {"targets", "indices"})
        if (const auto done = checkNotEmpty(*section, key); !done) return done;
    auto targets = readSubtrees(source, *section, "targets");
    if (!targets) return tl::unexpected(targets.error());
    StaticFilter filter{std::move(*targets), {}};
    for (const auto& item : section->items("indices")) {
        // An index may be one number, which alone is no OID.
        if (!model::Oid::parse("1.3." + item.text))
            return source.bad(*item.node,
                              "indices: \"" + printable(item.text) + "\" is not an index such as 1 or 10.0.0.1");
        filter.indices.push_back(item.text);
    }
    filters.by_index.push_back(std::move(filter));
    return {};
}

Result<void> readDynamic(const Source& source, const YamlNode& node, Filters& filters) {
    const auto section = Section::read(source, node, "dynamic");
    if (!section) return tl::unexpected(section.error());
    if (!section->has("oid")) return section->bad("oid", "missing");
    for (const std::string_view key : {"targets", "values"})
        if (const auto done = checkNotEmpty(*section, key); !done) return done;
    const auto oid = resolveSubtree(section->text("oid"));
    if (!oid) return section->bad("oid", oid.error().message);
    auto targets = readSubtrees(source, *section, "targets");
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

using Read = Result<void> (*)(const Source&, const YamlNode&, Filters&);

Result<void> readEach(const Source& source, const YamlNode* list, std::string_view key, Read read, Filters& filters) {
    if (list == nullptr || list->kind == YamlKind::null) return {};
    if (list->kind != YamlKind::sequence)
        return source.bad(*list, std::string(key) + ": a list is expected, not " + std::string(kindName(list->kind)));
    for (const uint32_t child : list->children)
        if (const auto done = read(source, source.at(child), filters); !done) return done;
    return {};
}

}  // namespace

Result<Filters> readFilters(const Source& source, const YamlNode& node) {
    Filters filters;
    if (node.kind == YamlKind::sequence) {
        const auto done = readEach(source, &node, "filters", readDynamic, filters);
        return done ? Result<Filters>(std::move(filters)) : tl::unexpected(done.error());
    }
    const auto section = Section::read(source, node, "filters");
    if (!section) return tl::unexpected(section.error());
    const auto done = readEach(source, section->node("static"), "static", readStatic, filters).and_then([&] {
        return readEach(source, section->node("dynamic"), "dynamic", readDynamic, filters);
    });
    return done ? Result<Filters>(std::move(filters)) : tl::unexpected(done.error());
}

Result<std::vector<model::Oid>> readSubtrees(const Source& source, const Section& section, std::string_view key) {
    std::vector<model::Oid> out;
    for (const auto& item : section.items(key)) {
        auto oid = resolveSubtree(item.text);
        if (!oid) return source.bad(*item.node, oid.error().message);
        out.push_back(std::move(*oid));
    }
    return out;
}

}  // namespace snmpolld::config
