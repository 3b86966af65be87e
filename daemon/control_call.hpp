// What the commands have in common that ask the running service: options that find its socket, the question, the
// answer.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "commands.hpp"

namespace snmpolld::daemon {

struct ControlOptions {
    std::string socket;
    std::string config;
    std::string host;
    bool as_json = false;
};

// A command with the options that name the socket.
CLI::App* addControlCommand(const CommandLine& line, const char* name, const char* help, ControlOptions& options);

// What is printed of a line of the answer; `raw`: as it came.
using Show = std::string (*)(const nlohmann::json& answer, const std::string& raw);

// Asks, prints the answer, returns the exit code. A large record comes in parts, a line each.
int askAndShow(const ControlOptions& options, const nlohmann::json& request, Show show);

// As it came.
std::string showRaw(const nlohmann::json& answer, const std::string& raw);

}  // namespace snmpolld::daemon
