#include "sweep_options.hpp"

#include <array>

namespace snmpolld::daemon {

namespace {

constexpr std::array kSettingOptions{
    SettingOption{
        .name = "--max-oids", .key = "max_oids", .help = "most instances in one GET (default: as many as fit)"},
    SettingOption{.name = "--max-repetitions",
                  .key = "max_repetitions",
                  .help = "most varbinds of one subtree in one answer (default: 25)",
                  .for_walks = true},
    SettingOption{.name = "--max-rows",
                  .key = "max_rows",
                  .help = "number of varbinds after which a walk is cut off (default: 10000000)",
                  .for_walks = true},
    SettingOption{.name = "--pdu-gap",
                  .key = "pdu_gap",
                  .help = "shortest time from one request to a host to the next one (default: it is learned)",
                  .type = "TIME"},
    SettingOption{.name = "--source",
                  .key = "source",
                  .help = "address or interface to send from (default: the system chooses)",
                  .type = "ADDRESS|INTERFACE"},
    SettingOption{.name = "--max-message-size",
                  .key = "max_message_size",
                  .help = "largest SNMPv3 message that an agent may send, in octets (default: 65507)"},
};

void declareQuestion(Command& command, SweepOptions& o) {
    command.option({.names = "TARGET",
                    .value = &o.targets,
                    .help =
                        "host, host:port, [v6]:port, community@host, udp6:host, tcp:host, 10.0.0.0/24, 10.0.0.1-50, "
                        "@FILE (one target a line) or - (stdin); without any, the targets of the config file, polled "
                        "as they are configured"});
    command.option({.names = "-o,--oid",
                    .value = &o.oids,
                    .help = "what to GET: sysName.0, IF-MIB::ifInOctets.1, 1.3.6.1... (default: sysDescr.0, unless "
                            "something else is asked for)",
                    .type = "OID"});
    command.option({.names = "-m,--module",
                    .value = &o.modules,
                    .help = "a module from the config file, or a built-in one (system, interfaces, ...)",
                    .type = "NAME",
                    .delimiter = ','});
    command.option({.names = "--walk",
                    .value = &o.walks,
                    .help = "what to walk: ifTable, IF-MIB::ifDescr, 1.3.6.1.4.1.9; .1 walks everything",
                    .type = "OID"});
}

void declareWalks(Command& command, SweepOptions& o) {
    command.option({.names = "--table",
                    .value = &o.table,
                    .help = "walk a table and print it as a table: ifTable, 1.3.6.1.2.1.2.2",
                    .type = "TABLE"});
    for (const SettingOption& option : kSettingOptions)
        command.option(
            {.names = option.name, .value = &o.settings[option.key], .help = option.help, .type = option.type});
    command.option({.names = "--quirk",
                    .value = &o.quirks,
                    .help = "strange behaviour to tolerate: short_request_ids, any_community, any_source or "
                            "unauthenticated_reports; may be repeated",
                    .type = "NAME",
                    .delimiter = ','});
    command.option({.names = "--allow-nonincreasing-oids",
                    .value = &o.allow_nonincreasing_oids,
                    .help = "keep walking when an agent's OIDs do not increase"});
}

void declareCredentials(Command& command, CredentialOptions& o) {
    const auto add = [&](const char* names, OptionValue value, const char* help, const char* type) {
        command.option({.names = names, .value = value, .help = help, .type = type, .group = "Credentials"});
    };
    add("-v", &o.version, "SNMP version (default: 2c, or 3 if -u is given)", "1|2c|3");
    add("-c", &o.community, "community (default: public); @FILE and env:NAME work as for -A", "COMMUNITY");
    add("-u", &o.user, "SNMPv3 user", "USER");
    add("-l", &o.level, "noAuthNoPriv, authNoPriv or authPriv (default: the highest that -A and -X allow)", "LEVEL");
    add("-a", &o.auth_protocol, "MD5, SHA, SHA224, SHA256, SHA384 or SHA512 (default: MD5)", "PROTOCOL");
    add("-A", &o.auth_pass,
        "authentication passphrase: @FILE, env:NAME, or the passphrase itself, which is wiped from the process list",
        "PASS");
    add("-x", &o.priv_protocol, "DES, AES, AES192, AES256, AES192C or AES256C (default: DES)", "PROTOCOL");
    add("-X", &o.priv_pass, "privacy passphrase, given like -A", "PASS");
    add("-n", &o.context, "context name", "NAME");
    add("-e", &o.engine_id, "security engine ID in hex (default: discovered)", "HEX");
    add("--auth", &o.auth, "use the credentials of this name from the config file", "NAME");
}

void declarePace(Command& command, SweepOptions& o) {
    command.option({.names = "-t,--timeout",
                    .value = &o.timeout,
                    .help = "timeout of one try, in seconds or with a unit (default: from the modules or the config, "
                            "else 1s)",
                    .type = "TIME"});
    command.option({.names = "-r,--retries",
                    .value = &o.retries,
                    .help = "further tries (default: from the modules or the config, else 2)",
                    .type = "N",
                    .range = {{0, 10}}});
    command.option({.names = "--deadline",
                    .value = &o.deadline,
                    .help = "time for one host in all (default: as long as all its tries may take; 10 minutes with a "
                            "walk)",
                    .type = "TIME"});
    command.option({.names = "--workers",
                    .value = &o.workers,
                    .help = "worker processes (default: one per core, at least 2)",
                    .type = "N",
                    .range = {{1, 4096}}});
    command.option({.names = "--sessions",
                    .value = &o.sessions,
                    .help = "hosts that one worker polls at the same time (default: 400)",
                    .type = "K",
                    .range = {{1, 10000}}});
    command.option({.names = "--rate",
                    .value = &o.rate,
                    .help = "hosts started per second (default: the config's budgets.starts_per_second, else 5000; 0 "
                            "means no limit)",
                    .type = "R",
                    .range = {{0, 1e7}}});
}

void declareResult(Command& command, SweepOptions& o) {
    command.option({.names = "-F,--format",
                    .value = &o.format,
                    .help = "text, jsonl or csv; prometheus or influx print the metrics of modules (default: text)",
                    .type = "FORMAT",
                    .choices = {"text", "jsonl", "csv", "prometheus", "influx"}});
    command.option(
        {.names = "--output", .value = &o.output, .help = "append to this file (default: stdout)", .type = "FILE"});
    command.option({.names = "--only",
                    .value = &o.only,
                    .help = "print only hosts that answered (ok), or only the others (failed)",
                    .type = "ok|failed",
                    .choices = {"ok", "failed"}});
    command.option({.names = "--color",
                    .value = &o.color,
                    .help = "auto, always or never (default: auto)",
                    .type = "WHEN",
                    .choices = {"auto", "always", "never"}});
    command.option({.names = "--no-progress", .value = &o.no_progress, .help = "show no progress line on a terminal"});
}

}  // namespace

std::span<const SettingOption> settingOptions() {
    return kSettingOptions;
}

void declareSweepOptions(Command& command, SweepOptions& options) {
    declareQuestion(command, options);
    declareWalks(command, options);
    declareCredentials(command, options.credentials);
    command.option({.names = "-f,--config",
                    .value = &options.config,
                    .help = "config file with auths, modules and defaults; its budgets apply to the sweep too",
                    .type = "FILE"});
    declarePace(command, options);
    declareResult(command, options);
    command.footer(
        "Option letters match `snmpget`'s.\n"
        "Examples:\n"
        "  snmpolld sweep 192.0.2.0/24 secret@192.0.3.1 @more.txt\n"
        "  snmpolld sweep sw1 -u poller -a SHA256 -A @auth.pass -x AES -X env:PRIV -o sysUpTime.0\n"
        "  snmpolld sweep --walk ifTable 192.0.2.1\n"
        "  snmpolld sweep --table ifTable 192.0.2.1\n"
        "  snmpolld sweep -m interfaces -F prometheus 192.0.2.1\n"
        "  snmpolld sweep 10.0.0.0/20 --only failed --format jsonl --output dead.jsonl\n"
        "Exit codes: 0 all answered, 1 some did not, 2 usage or config error, 3 internal error, 4 records could not be "
        "written.");
}

}  // namespace snmpolld::daemon
