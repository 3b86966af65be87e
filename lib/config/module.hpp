// One of `modules`: what to ask, how, and which metrics come of it. Plain data, shared by config file, module files
// (module_library.hpp) and the modules that come with the program.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/metrics.hpp"
#include "model/oid.hpp"

namespace snmpolld::config {

// How to ask. What is not given is left to the next of: a target, its modules, the defaults.
struct Manner {
    std::optional<uint32_t> max_repetitions = {};
    std::optional<uint64_t> max_rows = {};
    std::optional<bool> allow_nonincreasing_oids = {};
    std::optional<bool> rates = {};
    std::optional<Duration> cache_lookups = {};

    auto operator<=>(const Manner&) const = default;
};

// How long and how often to ask, for targets that do not say it themselves.
struct Timing {
    std::optional<Duration> timeout = {};      // of one try
    std::optional<Duration> timeout_min = {};  // of a try that others follow
    std::optional<int> retries = {};           // EXTRA tries
};

// Of the subtrees `targets` only the rows whose index is one of `indices`.
struct StaticFilter {
    std::vector<model::Oid> targets;
    std::vector<std::string> indices;  // "1", "10.0.0.1": what follows the column
};

// Of the subtrees `targets` only the rows whose value in the column `oid` matches one of `values` (RE2).
struct DynamicFilter {
    model::Oid oid;
    std::vector<model::Oid> targets;
    std::vector<std::string> values;
};

struct Filters {
    std::vector<StaticFilter> by_index;
    std::vector<DynamicFilter> by_value;
};

// It asks for something.
struct Module {
    std::vector<model::Oid> get{};   // instances to GET
    std::vector<model::Oid> walk{};  // subtrees
    Manner manner{};
    Timing timing{};
    bool use_unconnected_udp_socket = false;  // answers may come from another address than the one that was asked
    Filters filters{};
    std::shared_ptr<const model::MetricModule> metrics{};  // null when it has none
    std::string origin{};  // of the library's: "built in" or its file; empty: the config defines it
};

}  // namespace snmpolld::config
