#include "sweep_options.hpp"

#include <array>

namespace snmpolld::daemon {

namespace {

constexpr std::array kSettingOptions{
    SettingOption{"--max-oids", "max_oids", "most instances in one GET (default: as many as fit)", false},
    SettingOption{"--max-repetitions", "max_repetitions", "most varbinds of one subtree in an answer (default: 25)",
                  true},
    SettingOption{"--max-rows", "max_rows", "varbinds after which a walk is cut (default: 10000000)", true},
};

// The help says what is allowed in its own words.
template <typename T>
CLI::Validator inRange(T low, T high) {
    return CLI::Range(low, high).description("");
}

CLI::Validator oneOf(std::vector<std::string> words) {
    return CLI::IsMember(std::move(words)).description("");
}

void declareQuestion(CLI::App& command, SweepOptions& o) {
    command
        .add_option(
            "TARGET", o.targets,
            "host, host:port, [v6]:port, community@host, udp6:host, tcp:host, 10.0.0.0/24, 10.0.0.1-50, @FILE (one a "
            "line), - (stdin); without any: the config file's targets as they are configured")
        ->type_name("");
    command
        .add_option(
            "-o,--oid", o.oids,
            "what to GET: sysName.0, IF-MIB::ifInOctets.1, 1.3.6.1... (default when nothing else is asked: sysDescr.0)")
        ->type_name("OID")
        ->allow_extra_args(false);
    command.add_option("-m,--module", o.modules, "a module: of the config file, or built in (system, interfaces, ..)")
        ->type_name("NAME")
        ->delimiter(',')
        ->allow_extra_args(false);
    command.add_option("--walk", o.walks, "what to walk: ifTable, IF-MIB::ifDescr, 1.3.6.1.4.1.9; .1 is everything")
        ->type_name("OID")
        ->allow_extra_args(false);
}

void declareWalks(CLI::App& command, SweepOptions& o) {
    command.add_option("--table", o.table, "walk a table and print it as one: ifTable, 1.3.6.1.2.1.2.2")
        ->type_name("TABLE");
    for (const SettingOption& option : kSettingOptions)
        command.add_option(option.name, o.settings[option.key], option.help)->type_name("N");
    command.add_flag("--allow-nonincreasing-oids", o.allow_nonincreasing_oids,
                     "walk on where an agent's OIDs do not increase");
}

void declareCredentials(CLI::App& command, CredentialOptions& o) {
    const auto add = [&](const char* names, std::optional<std::string>& value, const char* help, const char* type) {
        command.add_option(names, value, help)->type_name(type)->group("Credentials");
    };
    add("-v", o.version, "SNMP version (default: 2c; 3 when -u is given)", "1|2c|3");
    add("-c", o.community, "community (default: public); @FILE and env:NAME as for -A", "COMMUNITY");
    add("-u", o.user, "SNMPv3 user", "USER");
    add("-l", o.level, "noAuthNoPriv, authNoPriv, authPriv (default: what -A and -X allow)", "LEVEL");
    add("-a", o.auth_protocol, "MD5, SHA, SHA224, SHA256, SHA384, SHA512 (default: MD5)", "PROTOCOL");
    add("-A", o.auth_pass, "authentication passphrase: @FILE, env:NAME or, wiped from the process list, itself",
        "PASS");
    add("-x", o.priv_protocol, "DES, AES, AES192, AES256, AES192C, AES256C (default: DES)", "PROTOCOL");
    add("-X", o.priv_pass, "privacy passphrase, as -A", "PASS");
    add("-n", o.context, "context name", "NAME");
    add("-e", o.engine_id, "security engine ID in hex (default: discovered)", "HEX");
    command.add_option("--auth", o.auth, "credentials of this name in the config file")
        ->type_name("NAME")
        ->group("Credentials");
}

void declarePace(CLI::App& command, SweepOptions& o) {
    command
        .add_option("-t,--timeout", o.timeout,
                    "of one try, in seconds or with a unit (default: the modules' or the config's, else 1s)")
        ->type_name("TIME");
    command.add_option("-r,--retries", o.retries, "extra tries (default: likewise, else 2)")
        ->check(inRange(0, 10))
        ->type_name("N");
    command
        .add_option("--deadline", o.deadline,
                    "of one host in all (default: as long as all its tries may take; 10 minutes with a walk)")
        ->type_name("TIME");
    command.add_option("--workers", o.workers, "worker processes (default: one a core, at least 2)")
        ->check(inRange(1, 4096))
        ->type_name("N");
    command.add_option("--sessions", o.sessions, "hosts that one worker polls at the same time (default: 400)")
        ->check(inRange(1, 10000))
        ->type_name("K");
    command
        .add_option("--rate", o.rate,
                    "hosts begun per second (default: the config's budgets.starts_per_second, else 5000; 0: no limit)")
        ->check(inRange(0.0, 1e7))
        ->type_name("R");
}

void declareResult(CLI::App& command, SweepOptions& o) {
    command
        .add_option("-F,--format", o.format,
                    "text, jsonl, csv; prometheus, influx: the metrics of modules (default: text)")
        ->check(oneOf({"text", "jsonl", "csv", "prometheus", "influx"}))
        ->type_name("FORMAT");
    command.add_option("--output", o.output, "append to this file (default: stdout)")->type_name("FILE");
    command.add_option("--only", o.only, "only hosts that answered (ok), or only the others (failed)")
        ->check(oneOf({"ok", "failed"}))
        ->type_name("ok|failed");
    command.add_option("--color", o.color, "auto, always, never")
        ->check(oneOf({"auto", "always", "never"}))
        ->type_name("WHEN");
    command.add_flag("--no-progress", o.no_progress, "no progress line on a terminal");
}

}  // namespace

std::span<const SettingOption> settingOptions() {
    return kSettingOptions;
}

void declareSweepOptions(CLI::App& command, SweepOptions& options) {
    declareQuestion(command, options);
    declareWalks(command, options);
    declareCredentials(command, options.credentials);
    command
        .add_option("-f,--config", options.config,
                    "config file with auths, modules, defaults; its budgets hold for the sweep, too")
        ->type_name("FILE");
    declarePace(command, options);
    declareResult(command, options);
    command.footer(
        "Examples:\n"
        "  snmpolld sweep 192.0.2.0/24 secret@192.0.3.1 @more.txt\n"
        "  snmpolld sweep sw1 -u poller -a SHA256 -A @auth.pass -x AES -X env:PRIV -o sysUpTime.0\n"
        "  snmpolld sweep --walk ifTable 192.0.2.1\n"
        "  snmpolld sweep --table ifTable 192.0.2.1\n"
        "  snmpolld sweep -m interfaces -F prometheus 192.0.2.1\n"
        "  snmpolld sweep 10.0.0.0/20 --only failed --format jsonl --output dead.jsonl\n"
        "Exit codes: 0 all answered, 1 some did not, 2 usage or config error, 3 internal error.");
}

}  // namespace snmpolld::daemon
