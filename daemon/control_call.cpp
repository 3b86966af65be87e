#include "control_call.hpp"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.hpp"
#include "config/load.hpp"
#include "control_client.hpp"
#include "control_path.hpp"
#include "exit_codes.hpp"
#include "failure.hpp"
#include "names/name_file.hpp"

namespace snmpolld::daemon {

namespace {

using nlohmann::json;

Result<std::filesystem::path> socketOf(const ControlOptions& options) {
    if (!options.socket.empty()) return std::filesystem::path(options.socket);
    if (options.config.empty()) return findControlPath();
    auto config = config::load(options.config, config::processEnvironment(), names::withImportedNames());
    if (!config) return tl::unexpected(config.error());
    return config->control.socket.empty() ? findControlPath() : config->control.socket;
}

bool isPart(const json& answer) {
    return answer.is_object() && !answer.value("last", true);
}

// Prints what `show` makes of a line of the answer; returns the exit code that it means.
int showLine(const json& answer, const std::string& raw, Show show) {
    const bool record = answer.contains("seq");  // a HostRecord has an "error" of its own
    if (!record && answer.contains("error")) {
        std::fprintf(stderr, "snmpolld: %s\n", printable(answer.value("error", std::string())).c_str());
        return answer.value("usage", false) ? kUsage : kSomeFailed;
    }
    std::puts(show(answer, raw).c_str());
    return !record || answer["status"] == "ok" ? kOk : kSomeFailed;
}

}  // namespace

int askAndShow(const ControlOptions& options, const json& request, Show show) {
    const auto socket = socketOf(options);
    std::optional<int> code;  // the worst of the records
    const auto take = [&](const std::string& line) {
        const json answer = json::parse(line, nullptr, false);
        const int said = answer.is_object()
                             ? showLine(answer, line, show)
                             : failure({ErrorKind::protocol, "the service's answer is not a JSON object"});
        if (isPart(answer)) return true;
        code = std::max(code.value_or(kOk), said);
        return answer.is_object() && answer.value("more", false);
    };
    const auto asked = socket ? askService(*socket, request.dump(-1, ' ', false, json::error_handler_t::replace), take)
                              : Result<void>(tl::unexpected(socket.error()));
    if (!asked) return failure(asked.error()) == kUsage ? kUsage : kSomeFailed;
    return code.value_or(kSomeFailed);
}

std::string showRaw(const json&, const std::string& raw) {
    return raw;
}

void declareSocket(Command& command, ControlOptions& options) {
    command.option({.names = "--control",
                    .value = &options.socket,
                    .help = "control socket (default: the one in the config, else the system service's)",
                    .type = "PATH"});
    command.option({.names = "-f,--config",
                    .value = &options.config,
                    .help = "config file that names the socket",
                    .type = "FILE"});
}

void declareHost(Command& command, ControlOptions& options) {
    command.option(
        {.names = "HOST", .value = &options.host, .help = "the host's name, as in its records", .required = true});
}

}  // namespace snmpolld::daemon
