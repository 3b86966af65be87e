// snmpolld: chooses the command; each is in a file of its own (commands.hpp).
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "pool/machine.hpp"

namespace {

using namespace snmpolld::daemon;

// Credentials are in this process: no core file. A closed pipe is an error of one output, not a signal. Workers,
// clients and hosts over TCP take a descriptor each.
void prepareProcess() {
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    snmpolld::pool::raiseDescriptorLimit();
    std::signal(SIGPIPE, SIG_IGN);
}

int usageError(const CLI::App& app, const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error) == 0 ? kOk : kInternal;  // --help, --version
    std::string name = "snmpolld";
    for (const CLI::App* command : app.get_subcommands())
        name += " " + command->get_name();
    std::fprintf(stderr, "%s: %s (try %s --help)\n", name.c_str(), error.what(), name.c_str());
    return kUsage;
}

std::vector<std::string> commandNames(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(command->get_name());
    return names;
}

int unknownCommand(const std::vector<std::string>& commands, const std::string& word) {
    const std::string near = snmpolld::nearestWord(word, commands);
    std::fprintf(stderr, "snmpolld: there is no command %s%s (try snmpolld --help)\n",
                 snmpolld::printable(word).c_str(), near.empty() ? "" : ("; did you mean " + near + "?").c_str());
    return kUsage;
}

int runCommandLine(int argc, char** argv) {
    CLI::App app("snmpolld: polls SNMP devices, as a service or in a sweep");
    app.set_version_flag("--version", "snmpolld " SNMPOLLD_VERSION);
    app.require_subcommand(1);
    app.footer(
        "Examples:\n"
        "  snmpolld sweep 192.0.2.0/24 -c public          who answers, and what it is\n"
        "  snmpolld sweep @hosts.txt -m system --format jsonl --output records.jsonl\n"
        "  snmpolld check -f /etc/snmpolld/snmpolld.yaml  is this config right?\n"
        "  snmpolld plan -f /etc/snmpolld/snmpolld.yaml   does what it asks for fit this machine?\n"
        "  snmpolld run -f /etc/snmpolld/snmpolld.yaml    the service, in the foreground\n"
        "Exit codes: 0 done, 1 some hosts did not answer, 2 usage or config error, 3 internal error.");
    Chosen chosen;
    const CommandLine line{app, chosen, argc, argv};
    addSweep(line);
    addRun(line);
    addCheck(line);
    addPlan(line);
    addNames(line);
    addControlCommands(line);
    addExplain(line);
    const auto commands = commandNames(app);
    if (argc > 1 && argv[1][0] != '-' && std::find(commands.begin(), commands.end(), argv[1]) == commands.end())
        return unknownCommand(commands, argv[1]);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return usageError(app, error);
    }
    return chosen();
}

}  // namespace

int main(int argc, char** argv) {
    prepareProcess();
    try {
        return runCommandLine(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "snmpolld: internal error: %s\n", error.what());
        return kInternal;
    }
}
