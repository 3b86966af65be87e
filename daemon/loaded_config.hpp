// A config that is ready to run: read, with keys derived and ranges expanded. Made at the start, and for each reload in
// a thread of its own: it is plain data, and making it touches nothing of the running service.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/web_config.hpp"
#include "model/target.hpp"

namespace snmpolld::daemon {

struct LoadedConfig {
    config::Config config;               // without its targets
    config::WebConfig web;               // of http.web_config_file
    std::vector<model::Target> targets;  // of all hosts
    size_t hosts = 0;                    // to which the targets belong
    std::vector<uint64_t> host_keys;     // hashes of their names, in order
    uint64_t hash = 0;                   // of the effective config without its secrets: 48 bits
    std::vector<std::string> warnings;   // for the log
};

Result<LoadedConfig> loadConfig(const std::string& file);

// Nothing if the config has no web config, or does not serve.
Result<config::WebConfig> loadWebConfig(const config::Http& http);

// How many of the hosts `before` are not among those `after`; both as in host_keys.
size_t countRemoved(const std::vector<uint64_t>& before, const std::vector<uint64_t>& after);

}  // namespace snmpolld::daemon
