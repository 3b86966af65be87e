// `snmpolld status`, `reload` and `poll`: requests to a running service over its control socket.
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "control_call.hpp"
#include "status_text.hpp"

namespace snmpolld::daemon {

namespace {

using nlohmann::json;

std::string showStatus(const json& status, const std::string&) {
    return statusText(status);
}
std::string showReloaded(const json&, const std::string&) {
    return "reloaded";
}

void addStatus(Command& program) {
    Command& command = program.add("status", "show what the running service is doing");
    auto& options = command.values<ControlOptions>();
    declareSocket(command, options);
    command.option({.names = "--json", .value = &options.as_json, .help = "print one JSON object"});
    command.action([&options] {
        return askAndShow(options, {{"command", "status"}}, options.as_json ? showRaw : showStatus);
    });
}

void addReload(Command& program) {
    Command& command = program.add("reload", "make the running service read its config again");
    auto& options = command.values<ControlOptions>();
    declareSocket(command, options);
    command.option(
        {.names = "--force", .value = &options.force, .help = "even if it removes most hosts, or TLS or passwords"});
    command.footer(
        "A reload that would remove more than half of 20 hosts or more is refused without --force, as the file may be\n"
        "only half written; so is one after which the HTTP server would no longer ask for TLS, passwords or "
        "certificates\n"
        "of clients. Write a new file beside it, check it and rename it.");
    command.action([&options] {
        return askAndShow(options, {{"command", "reload"}, {"force", options.force}}, showReloaded);
    });
}

void addPoll(Command& program) {
    Command& command = program.add("poll", "poll a configured host now and print its record");
    auto& options = command.values<ControlOptions>();
    declareSocket(command, options);
    declareHost(command, options);
    command.action([&options] { return askAndShow(options, {{"command", "poll"}, {"host", options.host}}, showRaw); });
}

}  // namespace

void addControlCommands(Command& program) {
    addStatus(program);
    addReload(program);
    addPoll(program);
}

}  // namespace snmpolld::daemon
