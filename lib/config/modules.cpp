#include "config/modules.hpp"

#include "base/text.hpp"
#include "config/filters.hpp"
#include "config/foreign_file.hpp"
#include "config/metric_sections.hpp"
#include "config/poll_options.hpp"
#include "names/name_scope.hpp"

namespace snmpolld::config {

namespace {

Result<std::vector<model::Oid>> readInstances(const Source& source, const Section& section,
                                              const names::NameScope& names) {
    std::vector<model::Oid> out;
    for (const auto& item : section.items("get")) {
        auto oid = names.resolveInstance(item.text);
        if (!oid) return source.bad(*item.node, oid.error().message);
        out.push_back(std::move(*oid));
    }
    return out;
}

Result<void> readFiltersOf(const Source& source, const Section& section, const names::NameScope& names,
                           Module& module) {
    const YamlNode* node = section.node("filters");
    if (node == nullptr) return {};
    auto filters = readFilters(source, *node, names);
    if (!filters) return tl::unexpected(filters.error());
    module.filters = std::move(*filters);
    return {};
}

// Reads what the module asks.
Result<void> readQuestion(const Source& source, const Section& section, const YamlNode& key,
                          const names::NameScope& names, Module& module) {
    auto get = readInstances(source, section, names);
    if (!get) return tl::unexpected(get.error());
    auto walk = readSubtrees(source, section, "walk", names);
    if (!walk) return tl::unexpected(walk.error());
    module.get = std::move(*get);
    module.walk = std::move(*walk);
    return readFiltersOf(source, section, names, module).and_then([&]() -> Result<void> {
        const bool filtered = !module.filters.by_index.empty() || !module.filters.by_value.empty();
        if (filtered || !module.get.empty() || !module.walk.empty()) return {};
        return source.bad(key,
                          "module \"" + printable(key.text) + "\" asks for nothing; get and walk are missing or empty");
    });
}

Result<void> readMetricsOf(const Source& source, const Section& section, const YamlNode& key,
                           const names::NameScope& names, Module& module) {
    const YamlNode* node = section.node("metrics");
    if (node == nullptr) return {};
    auto metrics = readMetrics(source, key.text, *node, names);
    if (!metrics) return tl::unexpected(metrics.error());
    module.metrics = std::move(*metrics);
    return {};
}

}  // namespace

Result<Module> readModule(const Source& source, const YamlNode& key, const YamlNode& node,
                          const names::NameCatalog& names) {
    if (const auto done = checkModuleNotForeign(source, node); !done) return tl::unexpected(done.error());
    const auto section = Section::read(source, node, "modules");
    if (!section) return tl::unexpected(section.error());
    const names::NameScope scope(names, outlineMetrics(source, key.text, node, names));
    Module module;
    if (const auto done = readQuestion(source, *section, key, scope, module); !done)
        return tl::unexpected(done.error());
    if (const auto done = readMetricsOf(source, *section, key, scope, module); !done)
        return tl::unexpected(done.error());
    const auto settings = readGiven(*section);
    if (!settings) return tl::unexpected(settings.error());
    module.settings = *settings;
    return module;
}

}  // namespace snmpolld::config
