// snmpolld: carries out the command that the command line names. Each command has a file of its own (commands.hpp).
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <span>

#include "commands.hpp"
#include "exit_codes.hpp"
#include "pool/machine.hpp"

namespace {

using namespace snmpolld::daemon;

// This process holds credentials, so it leaves no core file. A closed pipe is an error of one output, not a signal.
// Each worker, client and TCP connection takes a descriptor. Whoever started it may have left signals blocked.
void prepareProcess() {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    snmpolld::pool::raiseDescriptorLimit();
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // an output that may not grow is full, as on a full disk
}

int runCommandLine(int argc, char** argv) {
    Command program("snmpolld: polls SNMP devices, as a service or in a sweep", "snmpolld " SNMPOLLD_VERSION);
    program.footer(
        "Examples:\n"
        "  snmpolld sweep 192.0.2.0/24 -c public          which hosts answer, and what they are\n"
        "  snmpolld sweep @hosts.txt -m system --format jsonl --output records.jsonl\n"
        "  snmpolld check -f /etc/snmpolld/snmpolld.yaml  is this config valid?\n"
        "  snmpolld plan -f /etc/snmpolld/snmpolld.yaml   can this machine do what the config asks for?\n"
        "  snmpolld run -f /etc/snmpolld/snmpolld.yaml    run the service in the foreground\n"
        "Exit codes: 0 done, 1 some hosts did not answer, 2 usage or config error, 3 internal error, 4 records could "
        "not be "
        "written.");
    addSweep(program, std::span(argv + 1, static_cast<size_t>(std::max(argc - 1, 0))));
    addRun(program);
    addCheck(program);
    addPlan(program);
    addNames(program);
    addControlCommands(program);
    addExplain(program);
    return program.run(argc, argv);
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
