// Config: a config file after reading, checking and filling in defaults. Plain data; how it is written is
// config/schema.hpp.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "config/budget_settings.hpp"
#include "config/module.hpp"
#include "config/module_library.hpp"
#include "config/network.hpp"
#include "config/target_spec.hpp"
#include "model/credentials.hpp"
#include "model/target.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::config {

// Modules with an interval of their own.
using Intervals = std::map<std::string, Duration>;

// The settings are the ones in effect, whether the file gives them or not.
struct Defaults : model::PollSettings {
    std::string auth = "public_v2";
    std::vector<std::string> modules{"system"};
    Intervals intervals;         // of those modules that have one of their own
    model::GivenSettings given;  // what the file says
};

// One entry of `targets`; it stands for one host or for a range of them. Its host settings are the ones in effect: its
// own, else those of its modules, else the defaults.
struct TargetEntry : model::HostSettings {
    TargetSpec spec;
    std::string auth;                  // name; empty when the spec has a community of its own
    std::vector<std::string> modules;  // names
    Intervals intervals;               // of those modules that have one of their own
    model::GivenSettings given;        // what the entry itself says
    std::map<std::string, std::string> labels;
    std::string where;  // "hosts.d/a.yaml:12:5", for messages
};

struct Workers {
    int count = 0;       // 0: auto
    int sessions = 400;  // K
    int max_polls = 0;   // a worker is replaced after so many polls; 0: never
};

// Of hosts that do not answer.
struct Breaker {
    int after = 3;  // polls in a row without any answer; 0: never
    Duration probe_every = std::chrono::seconds(60);
};

// What was learned of hosts, over restarts.
struct State {
    std::optional<std::filesystem::path> file;  // none: the default place (daemon/state_path.hpp); empty: nowhere
    Duration every = std::chrono::minutes(5);
};

enum class OutputType { jsonl, csv, text };
enum class Recorded { varbinds, metrics, both };
enum class Sync { never, interval, always };

struct Output {
    OutputType type = OutputType::jsonl;
    std::string path = "-";
    Sync sync = Sync::never;
    Recorded record = Recorded::varbinds;

    bool operator==(const Output&) const = default;
};

struct Http {
    std::optional<model::Address> listen;  // none: there is no server
    std::vector<Network> targets_allow;    // whose hosts may be asked besides the configured targets
};

struct Control {
    std::filesystem::path socket;  // empty: the default place (daemon/control_path.hpp)
    std::string group;             // empty: the daemon's own
};

struct Config {
    std::filesystem::path file;
    Defaults defaults;
    std::map<std::string, std::shared_ptr<model::Credentials>> auths;  // passphrases, no keys yet
    std::map<std::string, Module> modules;  // those that the files define, and those of the library that they name
    std::shared_ptr<ModuleLibrary> library = std::make_shared<ModuleLibrary>();  // the others; never null
    // What OIDs are called in this config; never null. Shared with whoever writes records, which outlives a reload.
    std::shared_ptr<names::NameCatalog> names = std::make_shared<names::NameCatalog>();
    std::vector<TargetEntry> targets;
    Workers workers;
    Breaker breaker;
    Budgets budgets;
    State state;
    std::vector<Output> outputs;  // jsonl to stdout when the file names none
    Http http;
    Control control;
    log::Level log_level = log::Level::info;
};

}  // namespace snmpolld::config
