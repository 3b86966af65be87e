// The options of `snmpolld sweep` as given, before they are interpreted. Option letters match `snmpget`'s.
#pragma once

#include <optional>
#include <string>
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
    std::optional<std::string> table, max_repetitions, max_rows;
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

void declareSweepOptions(Command& command, SweepOptions& options);

}  // namespace snmpolld::daemon
