#include "config/metric_sections.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "config/regexes.hpp"
#include "config/section.hpp"
#include "names/name_scope.hpp"

namespace snmpolld::config {

namespace {

using model::EnumValues;
using model::MetricDefinition;
using model::MetricIndex;
using model::MetricLookup;
using model::MetricType;
using model::RegexExtract;

// In the order of model::MetricType.
constexpr std::array<std::string_view, model::kMetricTypeCount> kTypeNames{
    "gauge",          "counter",     "Float",           "Double",           "DisplayString",          "OctetString",
    "PhysAddress48",  "InetAddress", "InetAddressIPv4", "InetAddressIPv6",  "InetAddressMissingSize", "EnumAsInfo",
    "EnumAsStateSet", "Bits",        "DateAndTime",     "ParseDateAndTime", "NTPTimeStamp",           "LldpPortId"};

MetricType typeOf(const Section& section) {
    const std::string type = section.text("type");
    if (type == "Integer32" || type == "Integer") return MetricType::gauge;  // words for indexes and lookups
    const auto found = std::find(kTypeNames.begin(), kTypeNames.end(), type);
    return static_cast<MetricType>(found - kTypeNames.begin());
}

// Prometheus' rules for names.
bool isMetricName(std::string_view name, bool whole = true) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':'; };
    const auto rest = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return std::all_of(name.begin(), name.end(), rest) && (!whole || (!name.empty() && letter(name[0])));
}

Result<void> checkName(const Section& section, std::string_view key) {
    const std::string name = section.text(key);
    const bool label = key == "labelname";
    if (name.empty()) return section.bad(key, "missing or empty");
    if (label && name.starts_with("__"))
        return section.bad(key, "\"" + printable(name) + "\": names that begin with __ are reserved by Prometheus");
    if (isMetricName(name) && !(label && name.find(':') != std::string::npos)) return {};
    return section.bad(key, "\"" + printable(name) + "\": a name consists of letters, digits" + (label ? "" : ", :") +
                                " and _, and does not begin with a digit");
}

Result<void> checkGiven(const Section& section, std::string_view key) {
    return section.has(key) ? Result<void>{} : section.bad(key, "missing");
}

Result<model::Oid> readOid(const Section& section, const names::NameScope& names) {
    auto oid = names.resolveOid(section.text("oid"));
    if (!oid) return section.bad("oid", oid.error().message);
    return oid;
}

Result<EnumValues> readEnumValues(const Source& source, const Section& section) {
    EnumValues out;
    const YamlNode* map = section.node("enum_values");
    for (size_t i = 0; map != nullptr && i + 1 < map->children.size(); i += 2) {
        const YamlNode& key = source.at(map->children[i]);
        const YamlNode& word = source.at(map->children[i + 1]);
        int64_t number = 0;
        const char* end = key.text.data() + key.text.size();
        if (const auto [stop, ec] = std::from_chars(key.text.data(), end, number); ec != std::errc{} || stop != end)
            return source.bad(key, "enum_values: \"" + printable(key.text) + "\" is not a whole number");
        if (word.kind != YamlKind::scalar)
            return source.bad(word, "enum_values: one value is expected, not " + std::string(kindName(word.kind)));
        out[number] = word.text;
    }
    return out;
}

Result<MetricIndex> readIndex(const Source& source, const YamlNode& node) {
    const auto section = Section::read(source, node, "indexes");
    if (!section) return tl::unexpected(section.error());
    if (const auto done = checkName(*section, "labelname"); !done) return tl::unexpected(done.error());
    if (const auto done = checkGiven(*section, "type"); !done) return tl::unexpected(done.error());
    auto words = readEnumValues(source, *section);
    if (!words) return tl::unexpected(words.error());
    const auto size = static_cast<uint32_t>(section->integer("fixed_size"));
    const bool implied = section->boolean("implied");
    return MetricIndex{.label = section->text("labelname"),
                       .type = typeOf(*section),
                       .fixed_size = size,
                       .implied = implied,
                       .enum_values = std::move(*words)};
}

Result<MetricLookup> readLookup(const Source& source, const YamlNode& node, const names::NameScope& names) {
    const auto section = Section::read(source, node, "lookups");
    if (!section) return tl::unexpected(section.error());
    if (const auto done = checkName(*section, "labelname"); !done) return tl::unexpected(done.error());
    MetricLookup lookup;
    lookup.label = section->text("labelname");
    for (const auto& item : section->items("labels"))
        lookup.labels.push_back(item.text);
    if (section->text("oid").empty()) return lookup;
    auto oid = readOid(*section, names);
    if (!oid) return tl::unexpected(oid.error());
    auto words = readEnumValues(source, *section);
    if (!words) return tl::unexpected(words.error());
    lookup.oid = std::move(*oid);
    lookup.type = typeOf(*section);
    lookup.enum_values = std::move(*words);
    lookup.display_hint = section->text("display_hint");
    return lookup;
}

// The elements of a list, each read by `read`; none if the list is missing or null.
template <typename T, typename... Names>
Result<std::vector<T>> readList(const Source& source, const YamlNode* list, std::string_view key,
                                Result<T> (*read)(const Source&, const YamlNode&, const Names&...),
                                const Names&... names) {
    std::vector<T> out;
    if (list == nullptr || list->kind == YamlKind::null) return out;
    if (list->kind != YamlKind::sequence)
        return source.bad(*list, std::string(key) + ": a list is expected, not " + std::string(kindName(list->kind)));
    out.reserve(list->children.size());
    for (const uint32_t child : list->children) {
        auto element = read(source, source.at(child), names...);
        if (!element) return tl::unexpected(element.error());
        out.push_back(std::move(*element));
    }
    return out;
}

using Try = std::pair<std::string, std::string>;

Result<Try> readTry(const Source& source, const YamlNode& node) {
    const auto section = Section::read(source, node, "regex_extracts");
    if (!section) return tl::unexpected(section.error());
    if (const auto done = checkGiven(*section, "regex"); !done) return tl::unexpected(done.error());
    if (const std::string wrong = checkWholeRegex(section->text("regex")); !wrong.empty())
        return section->bad("regex", printable(wrong));
    return Try{section->text("regex"), section->text("value")};
}

Result<std::vector<RegexExtract>> readExtracts(const Source& source, const Section& section) {
    std::vector<RegexExtract> out;
    const YamlNode* map = section.node("regex_extracts");
    for (size_t i = 0; map != nullptr && i + 1 < map->children.size(); i += 2) {
        const YamlNode& suffix = source.at(map->children[i]);
        if (!isMetricName(suffix.text, false))
            return source.bad(suffix, "regex_extracts: \"" + printable(suffix.text) +
                                          "\": a suffix consists of letters, digits, : and _");
        auto tries = readList(source, &source.at(map->children[i + 1]), "regex_extracts", readTry);
        if (!tries) return tl::unexpected(tries.error());
        out.push_back({suffix.text, std::move(*tries)});
    }
    return out;
}

std::string noLabel(const std::string& label, const std::vector<std::string>& labels) {
    const std::string meant = nearestWord(label, labels);
    return "lookups: the label \"" + printable(label) + "\" is of no index and no lookup before" +
           (meant.empty() ? "" : "; did you mean " + meant + "?");
}

// A lookup finds its row by labels of the indexes or of earlier lookups.
Result<void> checkLookups(const Source& source, const YamlNode& list, const MetricDefinition& metric) {
    std::vector<std::string> labels;
    for (const MetricIndex& index : metric.indexes)
        labels.push_back(index.label);
    for (size_t i = 0; i < metric.lookups.size(); ++i) {
        const MetricLookup& lookup = metric.lookups[i];
        for (const std::string& label : lookup.oid.empty() ? std::vector<std::string>() : lookup.labels)
            if (std::find(labels.begin(), labels.end(), label) == labels.end())
                return source.bad(source.at(list.children[i]), noLabel(label, labels));
        labels.push_back(lookup.label);
    }
    return {};
}

// A value that is not a number is shown as a label with the metric's name.
Result<void> checkOwnLabel(const Section& section, const MetricDefinition& metric) {
    using enum MetricType;
    for (const MetricType number : {gauge, counter, Float, Double, DateAndTime, ParseDateAndTime, NTPTimeStamp})
        if (metric.type == number) return {};
    if (!metric.regex_extracts.empty() || metric.name.find(':') == std::string::npos) return {};
    return section.bad("name", "\"" + metric.name + "\" becomes a label, whose name may not contain :");
}

// Reads a metric's lists and maps.
Result<void> readParts(const Source& source, const Section& section, const names::NameScope& names,
                       MetricDefinition& out) {
    auto indexes = readList(source, section.node("indexes"), "indexes", readIndex);
    if (!indexes) return tl::unexpected(indexes.error());
    auto lookups = readList(source, section.node("lookups"), "lookups", readLookup, names);
    if (!lookups) return tl::unexpected(lookups.error());
    auto extracts = readExtracts(source, section);
    if (!extracts) return tl::unexpected(extracts.error());
    auto words = readEnumValues(source, section);
    if (!words) return tl::unexpected(words.error());
    out.indexes = std::move(*indexes);
    out.lookups = std::move(*lookups);
    if (!out.lookups.empty())
        if (const auto done = checkLookups(source, *section.node("lookups"), out); !done) return done;
    out.regex_extracts = std::move(*extracts);
    out.enum_values = std::move(*words);
    return {};
}

Result<MetricDefinition> readMetric(const Source& source, const YamlNode& node, const names::NameScope& names) {
    const auto section = Section::read(source, node, "metrics");
    if (!section) return tl::unexpected(section.error());
    if (const auto done = checkName(*section, "name"); !done) return tl::unexpected(done.error());
    for (const std::string_view key : {"oid", "type"})
        if (const auto done = checkGiven(*section, key); !done) return tl::unexpected(done.error());
    auto oid = readOid(*section, names);
    if (!oid) return tl::unexpected(oid.error());
    MetricDefinition metric{
        .name = section->text("name"), .oid = std::move(*oid), .type = typeOf(*section), .help = section->text("help")};
    if (const auto done = readParts(source, *section, names, metric); !done) return tl::unexpected(done.error());
    if (const auto done = checkOwnLabel(*section, metric); !done) return tl::unexpected(done.error());
    metric.datetime_pattern = section->text("datetime_pattern");
    metric.display_hint = section->text("display_hint");
    metric.offset = section->number("offset");
    const double scale = section->number("scale");
    metric.scale = scale == 0 ? 1 : scale;  // 0 means "none" in module files
    return metric;
}

// The value of a key in a map, or nullptr.
const YamlNode* valueOf(const Source& source, const YamlNode& map, std::string_view key) {
    for (size_t i = 0; map.kind == YamlKind::map && i + 1 < map.children.size(); i += 2)
        if (source.at(map.children[i]).text == key) return &source.at(map.children[i + 1]);
    return nullptr;
}

std::optional<MetricDefinition> outlineMetric(const Source& source, const YamlNode& node,
                                              const names::NameCatalog& names) {
    const YamlNode* name = valueOf(source, node, "name");
    const YamlNode* text = valueOf(source, node, "oid");
    if (name == nullptr || text == nullptr || name->text.empty() || !isMetricName(name->text)) return std::nullopt;
    auto oid = names.resolveOid(text->text);
    if (!oid) return std::nullopt;
    MetricDefinition metric{name->text, std::move(*oid)};
    const YamlNode* indexes = valueOf(source, node, "indexes");
    metric.indexes.resize(indexes == nullptr ? 0 : indexes->children.size());
    return metric;
}

}  // namespace

std::string_view metricTypeName(MetricType type) {
    return kTypeNames[static_cast<size_t>(type)];
}

model::MetricModule outlineMetrics(const Source& source, const std::string& name, const YamlNode& module,
                                   const names::NameCatalog& names) {
    model::MetricModule out{name, {}};
    const YamlNode* list = valueOf(source, module, "metrics");
    if (list == nullptr || list->kind != YamlKind::sequence) return out;
    for (const uint32_t child : list->children)
        if (auto metric = outlineMetric(source, source.at(child), names)) out.metrics.push_back(std::move(*metric));
    return out;
}

Result<std::shared_ptr<const model::MetricModule>> readMetrics(const Source& source, const std::string& name,
                                                               const YamlNode& list, const names::NameScope& names) {
    auto metrics = readList(source, &list, "metrics", readMetric, names);
    if (!metrics) return tl::unexpected(metrics.error());
    if (metrics->empty()) return nullptr;
    return std::make_shared<const model::MetricModule>(model::MetricModule{name, std::move(*metrics)});
}

}  // namespace snmpolld::config
