#include "config/modules.hpp"

#include "base/duration.hpp"
#include "base/text.hpp"
#include "config/filters.hpp"
#include "config/metrics.hpp"
#include "names/metric_names.hpp"
#include "names/names.hpp"

namespace snmpolld::config {

namespace {

Result<std::vector<model::Oid>> readInstances(const Source& source, const Section& section) {
    std::vector<model::Oid> out;
    for (const auto& item : section.items("get")) {
        auto oid = names::resolveInstance(item.text);
        if (!oid) return source.bad(*item.node, oid.error().message);
        out.push_back(std::move(*oid));
    }
    return out;
}

Result<void> readFiltersOf(const Source& source, const Section& section, Module& module) {
    const YamlNode* node = section.node("filters");
    if (node == nullptr) return {};
    auto filters = readFilters(source, *node);
    if (!filters) return tl::unexpected(filters.error());
    module.filters = std::move(*filters);
    return {};
}

// What to ask.
Result<void> readQuestion(const Source& source, const Section& section, const YamlNode& key, Module& module) {
    auto get = readInstances(source, section);
    if (!get) return tl::unexpected(get.error());
    auto walk = readSubtrees(source, section, "walk");
    if (!walk) return tl::unexpected(walk.error());
    module.get = std::move(*get);
    module.walk = std::move(*walk);
    return readFiltersOf(source, section, module).and_then([&]() -> Result<void> {
        const bool filtered = !module.filters.by_index.empty() || !module.filters.by_value.empty();
        if (filtered || !module.get.empty() || !module.walk.empty()) return {};
        return source.bad(key,
                          "module \"" + printable(key.text) + "\" asks for nothing; get and walk are missing or empty");
    });
}

Result<void> readMetricsOf(const Source& source, const Section& section, const YamlNode& key, Module& module) {
    const YamlNode* node = section.node("metrics");
    if (node == nullptr) return {};
    auto metrics = readMetrics(source, key.text, *node);
    if (!metrics) return tl::unexpected(metrics.error());
    module.metrics = std::move(*metrics);
    return {};
}

}  // namespace

Manner readManner(const Section& section, Manner manner) {
    if (section.has("max_repetitions"))
        manner.max_repetitions = static_cast<uint32_t>(section.integer("max_repetitions"));
    if (section.has("max_rows")) manner.max_rows = static_cast<uint64_t>(section.integer("max_rows"));
    if (section.has("allow_nonincreasing_oids"))
        manner.allow_nonincreasing_oids = section.boolean("allow_nonincreasing_oids");
    if (section.has("rates")) manner.rates = section.boolean("rates");
    if (section.has("cache_lookups")) manner.cache_lookups = section.duration("cache_lookups");
    return manner;
}

Result<Timing> readTiming(const Section& section, Duration usual) {
    Timing timing;
    if (section.has("timeout")) timing.timeout = section.duration("timeout");
    if (section.has("timeout_min")) timing.timeout_min = section.duration("timeout_min");
    if (section.has("retries")) timing.retries = static_cast<int>(section.integer("retries"));
    const Duration timeout = timing.timeout.value_or(usual);
    if (timing.timeout_min.value_or(Duration::zero()) <= timeout) return timing;
    return section.bad("timeout_min", formatDuration(*timing.timeout_min) + " is longer than the timeout of " +
                                          formatDuration(timeout));
}

Result<Module> readModule(const Source& source, const YamlNode& key, const YamlNode& node) {
    const auto section = Section::read(source, node, "modules");
    if (!section) return tl::unexpected(section.error());
    const names::OwnMetricNames own(outlineMetrics(source, key.text, node));
    Module module;
    if (const auto done = readQuestion(source, *section, key, module); !done) return tl::unexpected(done.error());
    if (const auto done = readMetricsOf(source, *section, key, module); !done) return tl::unexpected(done.error());
    module.manner = readManner(*section);
    module.use_unconnected_udp_socket = section->boolean("use_unconnected_udp_socket");
    const auto timing = readTiming(*section);
    if (!timing) return tl::unexpected(timing.error());
    module.timing = *timing;
    return module;
}

}  // namespace snmpolld::config
