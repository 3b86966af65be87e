// Config: a config file that has been read and checked, with the defaults filled in. Plain data; config/schema.hpp says
// how it is written.
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
#include "config/allowed_targets.hpp"
#include "config/budget_settings.hpp"
#include "config/module.hpp"
#include "config/module_library.hpp"
#include "config/target_spec.hpp"
#include "model/credentials.hpp"
#include "model/target.hpp"
#include "model/writer_settings.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::config {

// The intervals of modules that have one of their own, by module.
using Intervals = std::map<std::string, Duration>;

// The settings in effect, whether the file gives them or not.
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
    int sessions = 400;  // exchanges that one worker holds open
    int max_polls = 0;   // a worker is replaced after this many polls; 0: never
};

// How hosts that do not answer are treated.
struct Breaker {
    int after = 3;  // polls in a row without any answer; 0: never
    Duration probe_every = std::chrono::seconds(60);
};

// How what was learned of hosts is kept over restarts.
struct State {
    std::optional<std::filesystem::path> file;  // none: the default place (daemon/state_path.hpp); empty: nowhere
    Duration every = std::chrono::minutes(5);
};

enum class OutputType { jsonl, csv, text, influx, remote_write };
enum class Recorded { varbinds, metrics, both };
enum class Sync { never, interval, always };

struct Output {
    OutputType type = OutputType::jsonl;
    std::string path = "-";
    Sync sync = Sync::never;
    Recorded record = Recorded::varbinds;
    model::WriterSettings writer{};  // of the types that are no files

    bool isFile() const { return type <= OutputType::text; }
    bool operator==(const Output&) const = default;
};

enum class PartialScrape { answer, refuse };

struct Http {
    std::optional<model::Address> listen;           // none: no server
    std::vector<AllowedTargets> targets_allow;      // these hosts may be asked besides the configured targets
    std::optional<std::vector<std::string>> auths;  // names that a scrape may give; none: all
    PartialScrape partial = PartialScrape::answer;
    std::filesystem::path web_config_file;                     // empty: HTTP in clear, and no passwords
    std::string web_config_where;                              // the place that names it, for messages
    bool reload = false;                                       // whether POST /-/reload is allowed
    Duration timeout_offset = std::chrono::milliseconds(500);  // by which a scrape ends before Prometheus gives up
};

struct Control {
    std::filesystem::path socket;  // empty: the default place (daemon/control_path.hpp)
    std::string group;             // empty: the daemon's own
};

// What the names in a config stand for, and the defaults.
struct Definitions {
    Defaults defaults;
    std::map<std::string, std::shared_ptr<model::Credentials>> auths;  // passphrases, no keys yet
    std::map<std::string, Module> modules;  // those that the files define, and those of the library that they name
    std::shared_ptr<ModuleLibrary> library = std::make_shared<ModuleLibrary>();  // the others; never null
    // The names of OIDs in this config; never null. Shared with the outputs, which outlive a reload.
    std::shared_ptr<names::NameCatalog> names = std::make_shared<names::NameCatalog>();
};

struct Config : Definitions {
    std::filesystem::path file;
    std::vector<TargetEntry> targets;
    Workers workers;
    Breaker breaker;
    Budgets budgets;
    State state;
    std::vector<Output> outputs;  // jsonl to stdout when the file names none
    Http http;
    Control control;
    log::Level log_level = log::Level::info;
    std::vector<std::string> warnings;  // of what is allowed but can hardly be meant; a sentence each, with its place
};

}  // namespace snmpolld::config
