// `snmpolld check`: validates a config file and prints what it amounts to, secrets as ***.
#include <cstdio>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "commands.hpp"
#include "config/budget_warnings.hpp"
#include "config/dump.hpp"
#include "config/expand.hpp"
#include "config/http_warnings.hpp"
#include "config/load.hpp"
#include "exit_codes.hpp"
#include "failure.hpp"
#include "loaded_config.hpp"
#include "names/name_file.hpp"

namespace snmpolld::daemon {

namespace {

// All modules of all module files, used or not: a poll reads only those that it needs.
Result<void> checkModules(const config::Config& config) {
    for (const auto& fault : config.library->checkAll(*config.names)) {
        if (!fault.skipped) return tl::unexpected(fault.error);
        std::fprintf(stderr, "%s; left out\n", fault.error.message.c_str());
    }
    return {};
}

void warn(const std::vector<std::string>& warnings) {
    for (const std::string& warning : warnings)
        std::fprintf(stderr, "warning: %s\n", printable(warning).c_str());
}

int check(const std::string& file) {
    const auto config = config::load(file, config::processEnvironment(), names::withImportedNames());
    if (!config) return failure(config.error());
    if (const auto done = checkModules(*config); !done) return failure(done.error());
    const auto web = loadWebConfig(config->http);
    if (!web) return failure(web.error());
    const auto targets = config::expandTargets(*config);
    if (!targets) return failure(targets.error());
    warn(config->warnings);
    warn(config::budgetWarnings(*config));
    warn(config::httpWarnings(*config, *web));
    std::fputs(config::dump(*config).c_str(), stdout);
    std::fprintf(stderr, "%s: ok, %zu hosts\n", file.c_str(), config::countHosts(*targets));
    return kOk;
}

}  // namespace

void addCheck(Command& program) {
    Command& command = program.add("check", "validate a config file and print the effective config");
    auto& file = command.values<std::string>();
    command.option({.names = "-f,--config", .value = &file, .help = "config file", .type = "FILE", .required = true});
    command.footer("Example:\n  snmpolld check -f /etc/snmpolld/snmpolld.yaml\nExit codes: 0 valid, 2 invalid.");
    command.action([&file] { return check(file); });
}

}  // namespace snmpolld::daemon
