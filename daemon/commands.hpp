// Each command has one function, in <command>_command.cpp, that adds it with its options to the command line. When the command
// was given, that function sets `chosen` to what carries it out and returns the exit code.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace snmpolld::daemon {

using Chosen = std::function<int()>;

struct CommandLine {
    CLI::App& app;
    Chosen& chosen;
    int argc;
    char** argv;  // for wiping secrets
};

void addSweep(const CommandLine& line);
void addRun(const CommandLine& line);
void addCheck(const CommandLine& line);
void addPlan(const CommandLine& line);
void addNames(const CommandLine& line);
void addControlCommands(const CommandLine& line);  // status, reload, poll
void addExplain(const CommandLine& line);

}  // namespace snmpolld::daemon
