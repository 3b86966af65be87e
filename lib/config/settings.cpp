#include "config/settings.hpp"

#include "config/outputs.hpp"

namespace snmpolld::config {

namespace {

Result<void> readWorkers(const Source& source, const YamlNode& node, Workers& workers) {
    const auto section = Section::read(source, node, "workers");
    if (!section) return tl::unexpected(section.error());
    workers.count = static_cast<int>(section->integer("count"));
    workers.sessions = static_cast<int>(section->integer("sessions"));
    workers.max_polls = static_cast<int>(section->integer("max_polls"));
    return {};
}

Result<void> readBreaker(const Source& source, const YamlNode& node, Breaker& breaker) {
    const auto section = Section::read(source, node, "breaker");
    if (!section) return tl::unexpected(section.error());
    breaker.after = static_cast<int>(section->integer("after"));
    breaker.probe_every = section->duration("probe_every");
    return {};
}

Result<void> readState(const Source& source, const YamlNode& node, State& state) {
    const auto section = Section::read(source, node, "state");
    if (!section) return tl::unexpected(section.error());
    if (section->has("file")) state.file = section->text("file");
    state.every = section->duration("every");
    return {};
}

Result<void> readControl(const Source& source, const YamlNode& node, Control& control) {
    const auto section = Section::read(source, node, "control");
    if (!section) return tl::unexpected(section.error());
    control.socket = section->text("socket");
    control.group = section->text("group");
    return {};
}

Result<void> readLog(const Source& source, const YamlNode& node, log::Level& level) {
    const auto section = Section::read(source, node, "log");
    if (!section) return tl::unexpected(section.error());
    level = section->choice<log::Level>("level");
    return {};
}

Result<void> readHttp(const Source& source, const YamlNode& node, Http& http) {
    if (node.kind == YamlKind::null) return {};
    const auto section = Section::read(source, node, "http");
    if (!section) return tl::unexpected(section.error());
    if (!section->has("listen")) return section->bad("listen", "missing");
    const auto listen = parseListen(section->text("listen"));
    if (!listen) return section->bad("listen", listen.error().message);
    http.listen = *listen;
    http.partial = section->choice<PartialScrape>("partial");
    for (const auto& item : section->items("targets_allow")) {
        const auto allowed = parseAllowedTargets(item.text);
        if (!allowed) return source.bad(*item.node, "targets_allow: " + allowed.error().message);
        http.targets_allow.push_back(*allowed);
    }
    http.timeout_offset = section->duration("timeout_offset");
    http.reload = section->boolean("reload");
    if (section->has("web_config_file")) {
        if (section->text("web_config_file").empty())
            return section->bad("web_config_file",
                                "the name of a file is missing; without TLS and passwords, leave the key out");
        http.web_config_file = std::filesystem::absolute(source.resolve(section->text("web_config_file")));
        http.web_config_where = section->where("web_config_file");
    }
    if (!section->has("auths")) return {};
    for (const auto& item : section->items("auths"))
        (http.auths ? *http.auths : http.auths.emplace()).push_back(item.text);
    if (!http.auths) http.auths.emplace();
    return {};
}

}  // namespace

Result<void> readSettings(const Source& source, const Section& top, Config& config) {
    const auto block = [&](std::string_view key, auto read, auto& out) -> Result<void> {
        const YamlNode* node = top.node(key);
        return node == nullptr ? Result<void>{} : read(source, *node, out);
    };
    return block("workers", readWorkers, config.workers)
        .and_then([&] { return block("breaker", readBreaker, config.breaker); })
        .and_then([&] { return block("budgets", readBudgets, config.budgets); })
        .and_then([&] { return block("state", readState, config.state); })
        .and_then([&] { return block("outputs", readOutputs, config.outputs); })
        .and_then([&] { return block("http", readHttp, config.http); })
        .and_then([&] { return block("control", readControl, config.control); })
        .and_then([&] { return block("log", readLog, config.log_level); });
}

}  // namespace snmpolld::config
