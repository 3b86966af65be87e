#include "config/dump_module.hpp"

#include <array>
#include <charconv>

#include "config/metric_sections.hpp"
#include "config/yaml_text.hpp"
#include "names/name_scope.hpp"

namespace snmpolld::config {

namespace {

// "{key: value, ..}"
class Map {
  public:
    Map& add(std::string_view key, const std::string& value) {
        out_.append(out_.size() > 1 ? ", " : "").append(key).append(": ").append(value);
        return *this;
    }
    Map& addText(std::string_view key, const std::string& text) {
        return text.empty() ? *this : add(key, yamlText(text));
    }
    Map& addEnum(const model::EnumValues& words) {
        if (words.empty()) return *this;
        Map map;
        for (const auto& [number, word] : words)
            map.add(std::to_string(number), yamlText(word));
        return add("enum_values", map.text());
    }
    std::string text() const { return out_ + "}"; }

  private:
    std::string out_ = "{";
};

// The shortest text that reads back as the same number.
std::string numberText(double number) {
    std::array<char, 32> digits{};
    const auto [end, ec] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return {digits.data(), ec == std::errc{} ? end : digits.data()};
}

using names::NameScope;

std::string oidText(const model::Oid& oid, const NameScope& names) {
    return yamlOid(oid, names, &NameScope::resolveOid);
}

std::string subtreeText(const model::Oid& oid, const NameScope& names) {
    return yamlOid(oid, names, &NameScope::resolveSubtree);
}

std::string subtreesText(const std::vector<model::Oid>& oids, const NameScope& names) {
    return yamlList(oids, [&](const model::Oid& oid) { return subtreeText(oid, names); });
}

std::string indexText(const model::MetricIndex& index) {
    Map map;
    map.addText("labelname", index.label).add("type", std::string(metricTypeName(index.type)));
    if (index.fixed_size != 0) map.add("fixed_size", std::to_string(index.fixed_size));
    if (index.implied) map.add("implied", "true");
    return map.addEnum(index.enum_values).text();
}

std::string lookupText(const model::MetricLookup& lookup, const NameScope& names) {
    Map map;
    map.add("labels", yamlNames(lookup.labels)).addText("labelname", lookup.label);
    if (lookup.oid.empty()) return map.text();
    map.add("oid", oidText(lookup.oid, names)).add("type", std::string(metricTypeName(lookup.type)));
    return map.addEnum(lookup.enum_values).addText("display_hint", lookup.display_hint).text();
}

std::string extractsText(const std::vector<model::RegexExtract>& extracts) {
    Map map;
    for (const model::RegexExtract& extract : extracts)
        map.add(yamlText(extract.suffix), yamlList(extract.tries, [](const auto& one) {
                    return Map().add("regex", yamlText(one.first)).add("value", yamlText(one.second)).text();
                }));
    return map.text();
}

std::string metricText(const model::MetricDefinition& metric, const NameScope& names) {
    Map map;
    map.addText("name", metric.name).add("oid", oidText(metric.oid, names));
    map.add("type", std::string(metricTypeName(metric.type))).addText("help", metric.help);
    if (!metric.indexes.empty()) map.add("indexes", yamlList(metric.indexes, indexText));
    if (!metric.lookups.empty())
        map.add("lookups", yamlList(metric.lookups, [&](const auto& lookup) { return lookupText(lookup, names); }));
    if (!metric.regex_extracts.empty()) map.add("regex_extracts", extractsText(metric.regex_extracts));
    map.addEnum(metric.enum_values);
    if (metric.scale != 1) map.add("scale", numberText(metric.scale));
    if (metric.offset != 0) map.add("offset", numberText(metric.offset));
    return map.addText("datetime_pattern", metric.datetime_pattern).addText("display_hint", metric.display_hint).text();
}

std::string staticText(const StaticFilter& filter, const NameScope& names) {
    return Map().add("targets", subtreesText(filter.targets, names)).add("indices", yamlNames(filter.indices)).text();
}

std::string dynamicText(const DynamicFilter& filter, const NameScope& names) {
    Map map;
    map.add("oid", subtreeText(filter.oid, names)).add("targets", subtreesText(filter.targets, names));
    return map.add("values", yamlNames(filter.values)).text();
}

}  // namespace

std::string yamlMetrics(const model::MetricModule& metrics, const NameScope& names) {
    std::string out = "[";
    for (const model::MetricDefinition& metric : metrics.metrics)
        out += (out.size() > 1 ? ",\n    " : "\n    ") + metricText(metric, names);
    return out + "]";
}

std::string yamlFilters(const Filters& filters, const NameScope& names) {
    Map map;
    if (!filters.by_index.empty())
        map.add("static", yamlList(filters.by_index, [&](const auto& one) { return staticText(one, names); }));
    if (!filters.by_value.empty())
        map.add("dynamic", yamlList(filters.by_value, [&](const auto& one) { return dynamicText(one, names); }));
    return map.text();
}

}  // namespace snmpolld::config
