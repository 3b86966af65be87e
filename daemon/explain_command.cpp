// `snmpolld explain HOST`: what the running service polls of a host and how, and the same question by hand.
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

void addExplain(const CommandLine& line) {
    auto options = std::make_shared<ControlOptions>();
    CLI::App* command =
        addControlCommand(line, "explain", "what is polled of a configured host, how, and with what success", *options);
    command->add_flag("--json", options->as_json, "as one JSON object");
    command->add_option("HOST", options->host, "as the records name it")->required()->type_name("");
    command->callback([line, options] {
        line.chosen = [options] {
            return askAndShow(*options, {{"command", "explain"}, {"host", options->host}},
                              options->as_json ? showRaw : showText);
        };
    });
}

}  // namespace snmpolld::daemon
