// `snmpolld explain HOST`: what the running service polls of a host and how, and the same requests as commands.
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "control_call.hpp"
#include "explain_text.hpp"

namespace snmpolld::daemon {

namespace {

std::string showText(const nlohmann::json& explained, const std::string&) {
    return explainText(explained);
}

}  // namespace

void addExplain(Command& program) {
    Command& command = program.add("explain", "show what is polled of a configured host, how, and with what success");
    auto& options = command.values<ControlOptions>();
    declareSocket(command, options);
    command.option({.names = "--json", .value = &options.as_json, .help = "print one JSON object"});
    declareHost(command, options);
    command.action([&options] {
        return askAndShow(options, {{"command", "explain"}, {"host", options.host}},
                          options.as_json ? showRaw : showText);
    });
}

}  // namespace snmpolld::daemon
