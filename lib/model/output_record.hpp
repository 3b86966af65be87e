// OutputRecord: a poll as databases want it, without what only its device decides the form of: who was polled, how it
// ended, and the samples of its modules. Samples of one row of a table share their labels. Plain data; the supervisor
// makes it of a HostRecord and sends it to writers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "model/host_record.hpp"
#include "model/metrics.hpp"

namespace snmpolld::model {

using Labels = std::vector<std::pair<std::string, std::string>>;

// Samples of one name.
struct OutputFamily {
    std::string name{};  // valid for Prometheus
    SampleType type = SampleType::gauge;
    std::string help{};

    bool operator==(const OutputFamily&) const = default;
};

struct OutputSample {
    uint32_t family = 0;  // position in OutputRecord::families
    uint32_t labels = 0;  // position in OutputRecord::label_sets
    double value = 0;

    bool operator==(const OutputSample&) const = default;
};

struct OutputRecord {
    std::string host{};
    std::string address{};  // "192.0.2.1:161"; empty when unresolved
    Labels labels{};        // of the target
    std::vector<std::string> modules{};
    uint32_t question = 0;        // its place among those of its host
    bool one_of_several = false;  // the host has other questions
    std::string run{};
    uint64_t seq = 0;
    WallTime scheduled{};
    std::optional<WallTime> started{};  // nullopt when the poll never began
    Duration duration{};
    Duration rtt{-1};  // negative: no request was answered
    Status status = Status::ok;
    std::string error{};
    uint32_t requests = 0;
    uint32_t retries = 0;
    uint64_t missed = 0;  // due polls that the record stands for; 0: one
    std::vector<OutputFamily> families{};
    std::vector<Labels> label_sets{};  // sorted by name; raw octets of devices as values
    std::vector<OutputSample> samples{};

    bool operator==(const OutputRecord&) const = default;
};

}  // namespace snmpolld::model
