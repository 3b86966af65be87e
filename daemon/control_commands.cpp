// `snmpolld status`, `reload`, `poll`: what a running service is asked over its control socket.
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

}  // namespace

void addControlCommands(const CommandLine& line) {
    auto options = std::make_shared<ControlOptions>();
    CLI::App* status = addControlCommand(line, "status", "what the running service does", *options);
    status->add_flag("--json", options->as_json, "as one JSON object");
    status->callback([line, options] {
        line.chosen = [options] {
            return askAndShow(*options, {{"command", "status"}}, options->as_json ? showRaw : showStatus);
        };
    });
    addControlCommand(line, "reload", "make the running service read its config again", *options)
        ->callback([line, options] {
            line.chosen = [options] { return askAndShow(*options, {{"command", "reload"}}, showReloaded); };
        });
    CLI::App* poll = addControlCommand(line, "poll", "poll a configured host now and print its record", *options);
    poll->add_option("HOST", options->host, "as the records name it")->required()->type_name("");
    poll->callback([line, options] {
        line.chosen = [options] {
            return askAndShow(*options, {{"command", "poll"}, {"host", options->host}}, showRaw);
        };
    });
}

}  // namespace snmpolld::daemon
