// Records as writers get them, for this folder's tests.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/output_record.hpp"

namespace snmpolld::writer::test {

using model::Labels;
using model::OutputRecord;

inline const WallTime kBegun{std::chrono::seconds(1'700'000'000)};

// A poll that began at kBegun, without samples.
inline OutputRecord poll(const std::string& host, Labels labels = {}) {
    OutputRecord record;
    record.host = host;
    record.labels = std::move(labels);
    record.modules = {"if_mib"};
    record.scheduled = kBegun - std::chrono::milliseconds(10);
    record.started = kBegun;
    record.duration = std::chrono::milliseconds(250);
    record.rtt = std::chrono::milliseconds(2);
    record.requests = 3;
    record.retries = 1;
    return record;
}

template <typename Range>
uint32_t placeOf(Range& range, const typename Range::value_type& wanted) {
    for (uint32_t i = 0; i < range.size(); ++i)
        if (range[i] == wanted) return i;
    range.push_back(wanted);
    return static_cast<uint32_t>(range.size() - 1);
}

inline void add(OutputRecord& record, const std::string& name, const Labels& labels, double value,
                model::SampleType type = model::SampleType::gauge) {
    const uint32_t family = placeOf(record.families, {name, type, "Help of " + name});
    record.samples.push_back({family, placeOf(record.label_sets, labels), value});
}

// With samples a{row="0"} 0, a{row="1"} 1 and so on.
inline OutputRecord pollWith(const std::string& host, size_t samples) {
    OutputRecord record = poll(host);
    if (samples > 0) record.families = {{"a", model::SampleType::gauge, "Help of a"}};
    for (uint32_t i = 0; i < samples; ++i) {
        record.label_sets.push_back({{"row", std::to_string(i)}});
        record.samples.push_back({0, i, static_cast<double>(i)});
    }
    return record;
}

}  // namespace snmpolld::writer::test
