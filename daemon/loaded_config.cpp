#include "loaded_config.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include "config/budget_warnings.hpp"
#include "config/dump.hpp"
#include "config/expand.hpp"
#include "config/http_warnings.hpp"
#include "config/load.hpp"
#include "names/name_file.hpp"
#include "snmp/keys.hpp"
#include "wiping_frees.hpp"

namespace snmpolld::daemon {

namespace {

Result<void> deriveAllKeys(const config::Config& config) {
    std::set<std::string> used;
    for (const config::TargetEntry& entry : config.targets)
        used.insert(entry.auth);
    for (const auto& [name, credentials] : config.auths) {
        if (!used.contains(name) && !config.http.listen) continue;  // a scrape may name any
        if (auto derived = snmp::deriveKeys(*credentials); !derived)
            return withContext("auth " + name, derived.error());
    }
    return {};
}

std::vector<uint64_t> keysOf(const std::vector<model::Target>& targets) {
    std::vector<uint64_t> keys;
    keys.reserve(targets.size());
    for (size_t i = 0; i < targets.size(); ++i)
        if (i == 0 || targets[i].host != targets[i - 1].host) keys.push_back(std::hash<std::string>{}(targets[i].host));
    std::ranges::sort(keys);
    return keys;
}

// FNV-1a, the same on every machine. 48 bits, as a metric's value must be exact in a double.
uint64_t hashOf(std::string_view text) {
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : text)
        hash = (hash ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
    return (hash ^ hash >> 48) & 0xffff'ffff'ffffULL;
}

}  // namespace

Result<config::WebConfig> loadWebConfig(const config::Http& http) {
    const WipingFrees wiping;
    if (!http.listen || http.web_config_file.empty()) return config::WebConfig{};
    return config::readWebConfig(http.web_config_file, http.web_config_where, wallNow());
}

// What is not needed any more is freed here, and imported names are read here, so that it does not hold up the loop.
Result<LoadedConfig> loadConfig(const std::string& file) {
    const WipingFrees wiping;
    auto config = config::load(file, config::processEnvironment(), names::withImportedNames());
    if (!config) return tl::unexpected(config.error());
    if (const auto done = deriveAllKeys(*config); !done) return tl::unexpected(done.error());
    auto web = loadWebConfig(config->http);
    if (!web) return tl::unexpected(web.error());
    auto targets = config::expandTargets(*config);
    if (!targets) return tl::unexpected(targets.error());
    LoadedConfig loaded{
        .config = {}, .web = std::move(*web), .targets = std::move(*targets), .host_keys = {}, .warnings = {}};
    loaded.hosts = config::countHosts(loaded.targets);
    loaded.host_keys = keysOf(loaded.targets);
    loaded.hash = hashOf(config::dump(*config));
    loaded.warnings = std::exchange(config->warnings, {});
    std::ranges::move(config::budgetWarnings(*config), std::back_inserter(loaded.warnings));
    std::ranges::move(config::httpWarnings(*config, loaded.web), std::back_inserter(loaded.warnings));
    config->names->imported();
    config->targets = {};
    loaded.config = std::move(*config);
    return loaded;
}

size_t countRemoved(const std::vector<uint64_t>& before, const std::vector<uint64_t>& after) {
    std::vector<uint64_t> removed;
    std::ranges::set_difference(before, after, std::back_inserter(removed));
    return removed.size();
}

}  // namespace snmpolld::daemon
