// The options of `snmpolld sweep` as given, before they are interpreted. Option letters match `snmpget`'s.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command_line.hpp"

namespace snmpolld::daemon {

struct CredentialOptions {
    std::string auth;  // --auth NAME
    std::optional<std::string> version, community, user, level, auth_protocol, auth_pass, priv_protocol, priv_pass,
        context, engine_id;
};

struct SweepOptions {
    std::vector<std::string> targets;
    std::vector<std::string> oids;
    std::vector<std::string> modules;
    std::vector<std::string> walks;
    std::optional<std::string> table;
    std::map<std::string_view, std::optional<std::string>> settings;  // what is given of settingOptions(), by key
    std::vector<std::string> quirks;
    bool allow_nonincreasing_oids = false;
    CredentialOptions credentials;
    std::string timeout, deadline, config;
    int retries = -1;  // -1: not given
    int workers = 0;   // 0: auto
    int sessions = 400;
    std::optional<double> rate;
    std::string only, format = "text", output = "-", color = "auto";
    bool no_progress = false;
};

// An option that is a setting of the poll, which the config file has as well, with the same bounds.
struct SettingOption {
    const char* name;      // "--max-rows"
    std::string_view key;  // in `defaults`
    const char* help;
    const char* type = "N";
    bool for_walks = false;  // of no use when nothing is walked
};
std::span<const SettingOption> settingOptions();

void declareSweepOptions(Command& command, SweepOptions& options);

}  // namespace snmpolld::daemon
