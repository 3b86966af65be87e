// Definitions and varbinds in few words, and what an evaluator makes of them as lines: name{label="value"} number.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/float_text.hpp"
#include "metrics/evaluator.hpp"

namespace snmpolld::metrics::testing {

using model::MetricDefinition;
using model::MetricIndex;
using model::MetricLookup;
using model::MetricType;
using model::Type;
using model::Varbind;
using Lines = std::vector<std::string>;

inline model::Oid oid(const std::string& text) {
    return *model::Oid::parse(text);
}
inline Varbind integer(const std::string& at, int64_t value) {
    return {oid(at), Type::Integer32, value};
}
inline Varbind gauge32(const std::string& at, uint64_t value) {
    return {oid(at), Type::Gauge32, value};
}
inline Varbind counter64(const std::string& at, uint64_t value) {
    return {oid(at), Type::Counter64, value};
}
inline Varbind octets(const std::string& at, const std::string& value) {
    return {oid(at), Type::OctetString, value};
}

inline MetricDefinition metric(const std::string& name, const std::string& at, MetricType type,
                               std::vector<MetricIndex> indexes = {}, std::vector<MetricLookup> lookups = {}) {
    MetricDefinition definition;
    definition.name = name;
    definition.oid = oid(at);
    definition.type = type;
    definition.indexes = std::move(indexes);
    definition.lookups = std::move(lookups);
    return definition;
}
inline MetricIndex index(const std::string& label, MetricType type = MetricType::gauge, uint32_t fixed_size = 0,
                         bool implied = false) {
    return {label, type, fixed_size, implied};
}
inline MetricLookup lookup(std::vector<std::string> labels, const std::string& label, const std::string& column,
                           MetricType type = MetricType::DisplayString) {
    return {std::move(labels), label, oid(column), type};
}
inline MetricLookup deletion(const std::string& label) {
    MetricLookup out;
    out.label = label;
    return out;
}

inline std::string lineOf(const model::Sample& sample) {
    std::string line = sample.name;
    char separator = '{';
    for (const auto& [name, value] : sample.labels) {
        line += separator + name + "=\"" + value + '"';
        separator = ',';
    }
    line += sample.labels.empty() ? " " : "} ";
    appendGeneral(line, sample.value);
    return line;
}

struct Outcome {
    Lines lines;
    Counts counts;
};

inline Outcome evaluate(std::vector<MetricDefinition> definitions, const std::vector<Varbind>& varbinds) {
    const Evaluator evaluator(std::move(definitions));
    std::vector<model::Sample> samples;
    Outcome outcome;
    evaluator.evaluate(varbinds, samples, outcome.counts);
    for (const model::Sample& sample : samples)
        outcome.lines.push_back(lineOf(sample));
    return outcome;
}

inline void check(std::vector<MetricDefinition> definitions, const std::vector<Varbind>& varbinds,
                  const Lines& expected) {
    const Outcome outcome = evaluate(std::move(definitions), varbinds);
    CHECK(outcome.lines == expected);
    CHECK(outcome.counts.unfit == 0);
    CHECK(outcome.counts.duplicates == 0);
}

inline void checkUnfit(const MetricDefinition& definition, const std::vector<Varbind>& varbinds) {
    const Outcome outcome = evaluate({definition}, varbinds);
    CHECK(outcome.lines == Lines{});
    CHECK(outcome.counts.unfit == varbinds.size());
}

}  // namespace snmpolld::metrics::testing
