// Metrics: how varbinds become named samples with labels, as the `metrics` of snmp_exporter's module files say (the
// words are theirs), and the samples themselves. Plain data; lib/config reads it, lib/metrics applies it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/oid.hpp"
#include "model/rate.hpp"

namespace snmpolld::model {

enum class MetricType : uint8_t {
    gauge,
    counter,
    Float,
    Double,
    DisplayString,
    OctetString,
    PhysAddress48,
    InetAddress,
    InetAddressIPv4,
    InetAddressIPv6,
    InetAddressMissingSize,
    EnumAsInfo,
    EnumAsStateSet,
    Bits,
    DateAndTime,
    ParseDateAndTime,
    NTPTimeStamp,
    LldpPortId,
};
inline constexpr uint8_t kMetricTypeCount = 18;

// The form in which an expression for whole texts is compiled, and the memory that a compiled one may take, its caches
// included.
inline std::string wholeText(const std::string& regex) {
    return "^(?:" + regex + ")$";
}
inline constexpr int64_t kRegexMemory = 4 << 20;

// Whether the form of such a value is given by a number in front of it or in the column before.
constexpr bool isCombined(MetricType type) {
    return type == MetricType::InetAddress || type == MetricType::InetAddressMissingSize ||
           type == MetricType::LldpPortId;
}

using EnumValues = std::map<int64_t, std::string>;

// One part of a table's index: how many sub-identifiers it takes, and the label that it becomes.
struct MetricIndex {
    std::string label;
    MetricType type = MetricType::gauge;
    uint32_t fixed_size = 0;  // of strings; 0: a length precedes the string, unless implied
    bool implied = false;     // the rest of the index
    EnumValues enum_values{};

    bool operator==(const MetricIndex&) const = default;
};

// A label taken from another column of the same row. An empty oid deletes the label.
struct MetricLookup {
    std::vector<std::string> labels;  // their parts of the index find the row
    std::string label;
    Oid oid{};
    MetricType type = MetricType::gauge;
    EnumValues enum_values{};
    std::string display_hint{};

    bool operator==(const MetricLookup&) const = default;
};

// The first regular expression (RE2) that matches the whole text and whose expanded template is a number gives the
// sample.
struct RegexExtract {
    std::string suffix;                                      // of the metric's name
    std::vector<std::pair<std::string, std::string>> tries;  // regex, template with $1

    bool operator==(const RegexExtract&) const = default;
};

struct MetricDefinition {
    std::string name;
    Oid oid{};
    MetricType type = MetricType::gauge;
    std::string help{};
    std::vector<MetricIndex> indexes{};
    std::vector<MetricLookup> lookups{};
    std::vector<RegexExtract> regex_extracts{};
    EnumValues enum_values{};
    std::string datetime_pattern{};
    std::string display_hint{};
    double scale = 1;
    double offset = 0;

    bool operator==(const MetricDefinition&) const = default;
};

// The metrics of one module, shared by all targets that have it.
struct MetricModule {
    std::string name;
    std::vector<MetricDefinition> metrics;

    bool operator==(const MetricModule&) const = default;
};

// What Prometheus calls it; info and state sets are gauges there.
enum class SampleType : uint8_t { gauge, counter };

struct Sample {
    const MetricDefinition* definition = nullptr;  // its help and declared type; borrowed from the module
    std::string name;                              // definition's, with a suffix for regex_extracts and _info
    SampleType type = SampleType::gauge;
    std::vector<std::pair<std::string, std::string>>
        labels;  // in the order of the indexes, then the lookups; raw octets
    double value = 0;
    uint32_t varbind = 0;  // the position of its varbind among those of the poll
    uint32_t module = 0;   // the position of its module in ModuleSet::metrics
    Rate rate{};           // of a counter, when its module set has rates
};

}  // namespace snmpolld::model
