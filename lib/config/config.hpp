// Config: a config file after reading, checking and filling in defaults. Plain data; how it is written is
// config/schema.hpp.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "config/target_spec.hpp"
#include "model/credentials.hpp"
#include "model/target.hpp"

namespace snmpolld::config {

// How to ask. What is not given is left to the next of: a target, its modules, the defaults.
struct Manner {
    std::optional<uint32_t> max_repetitions = {};
    std::optional<uint64_t> max_rows = {};
    std::optional<bool> allow_nonincreasing_oids = {};
    std::optional<bool> rates = {};

    auto operator<=>(const Manner&) const = default;
};

// One of `modules`. It asks for something.
struct Module {
    std::vector<model::Oid> get;   // instances to GET
    std::vector<model::Oid> walk;  // subtrees
    Manner manner;
};

struct Defaults {
    std::string auth = "public_v2";
    std::vector<std::string> modules{"system"};
    Duration interval = std::chrono::seconds(60);
    Duration timeout = std::chrono::seconds(1);
    int retries = 2;
    Duration deadline{};  // 0: as long as all tries of a poll may take
    Manner manner{model::ModuleSet::kMaxRepetitions, model::ModuleSet::kMaxRows, false, false};
};

// One entry of `targets`; it stands for one host or for a range of them.
struct TargetEntry {
    TargetSpec spec;
    std::string auth;                  // name; empty when the spec has a community of its own
    std::vector<std::string> modules;  // names
    Duration interval{};
    Duration timeout{};
    int retries = 0;
    Duration deadline{};
    Manner manner;  // of its own
    std::map<std::string, std::string> labels;
    std::string where;  // "hosts.d/a.yaml:12:5", for messages
};

struct Workers {
    int count = 0;      // 0: auto
    int sessions = 1;   // K
    int max_polls = 0;  // a worker is replaced after so many polls; 0: never
};

enum class OutputType { jsonl, csv, text };
enum class Sync { never, interval, always };

struct Output {
    OutputType type = OutputType::jsonl;
    std::string path = "-";
    Sync sync = Sync::never;

    bool operator==(const Output&) const = default;
};

struct Control {
    std::filesystem::path socket;  // empty: the default place (daemon/control_path.hpp)
    std::string group;             // empty: the daemon's own
};

struct Config {
    std::filesystem::path file;
    Defaults defaults;
    std::map<std::string, std::shared_ptr<model::Credentials>> auths;  // passphrases, no keys yet
    std::map<std::string, Module> modules;  // those that the files define, and the shipped ones that they name
    std::vector<TargetEntry> targets;
    Workers workers;
    std::vector<Output> outputs;  // jsonl to stdout when the file names none
    Control control;
    log::Level log_level = log::Level::info;
};

}  // namespace snmpolld::config
