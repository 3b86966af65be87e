// Each command has one function, in <command>_command.cpp, that adds it to the program with its options and what
// carries it out.
#pragma once

#include <span>

#include "command_line.hpp"

namespace snmpolld::daemon {

void addSweep(Command& program, std::span<char*> arguments);  // in which secrets are overwritten
void addRun(Command& program);
void addCheck(Command& program);
void addPlan(Command& program);
void addNames(Command& program);
void addControlCommands(Command& program);  // status, reload, poll
void addExplain(Command& program);

}  // namespace snmpolld::daemon
