// What the commands that ask the running service have in common: the options that find its socket, sending the request,
// and printing the answer.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "command_line.hpp"

namespace snmpolld::daemon {

struct ControlOptions {
    std::string socket;
    std::string config;
    std::string host;
    bool as_json = false;
    bool force = false;  // reload
};

// The options that name the socket.
void declareSocket(Command& command, ControlOptions& options);
void declareHost(Command& command, ControlOptions& options);

// Turns a line of the answer into what is printed; `raw` is the line as it was received.
using Show = std::string (*)(const nlohmann::json& answer, const std::string& raw);

// Sends the request, prints the answer and returns the exit code. A large record arrives in parts, one a line.
int askAndShow(const ControlOptions& options, const nlohmann::json& request, Show show);

// The line as it was received.
std::string showRaw(const nlohmann::json& answer, const std::string& raw);

}  // namespace snmpolld::daemon
