#include "metrics/compiled_metric.hpp"

#include <algorithm>
#include <set>

#include "metrics/index_text.hpp"

namespace snmpolld::metrics {

namespace {

using model::MetricType;
using Kind = CompiledMetric::Kind;

Kind kindOf(const model::MetricDefinition& definition) {
    switch (definition.type) {
        case MetricType::gauge:
        case MetricType::counter:
        case MetricType::Float:
        case MetricType::Double:
            return Kind::number;
        case MetricType::DateAndTime:
            return Kind::date;
        case MetricType::ParseDateAndTime:
            return Kind::pattern;
        case MetricType::NTPTimeStamp:
            return Kind::ntp;
        case MetricType::EnumAsInfo:
            return Kind::info;
        case MetricType::EnumAsStateSet:
            return Kind::states;
        case MetricType::Bits:
            return Kind::bits;
        default:
            return definition.regex_extracts.empty() ? Kind::text : Kind::extracts;
    }
}

std::vector<std::string> namesOf(const model::MetricDefinition& definition, Kind kind) {
    if (kind == Kind::info) return {definition.name + "_info"};
    if (kind != Kind::extracts) return {definition.name};
    std::vector<std::string> names;
    for (const model::RegexExtract& extract : definition.regex_extracts)
        names.push_back(definition.name + extract.suffix);
    return names;
}

bool haveTwins(const model::EnumValues& values) {
    std::set<std::string> seen;
    return std::any_of(values.begin(), values.end(), [&](const auto& one) { return !seen.insert(one.second).second; });
}

}  // namespace

CompiledMetric compileMetric(const model::MetricDefinition& definition) {
    const Kind kind = kindOf(definition);
    CompiledMetric metric{.definition = &definition,
                          .kind = kind,
                          .names = namesOf(definition, kind),
                          .extracts = Extracts(definition.regex_extracts)};
    metric.may_repeat = (kind == Kind::states || kind == Kind::bits) && haveTwins(definition.enum_values);
    if (isCombined(definition.type)) metric.type_column = previousColumn(definition.oid);
    return metric;
}

}  // namespace snmpolld::metrics
