// Writes a dump by the rows of the schema, in their order. Texts are written so that reading them back, with ${NAME}
// expanded, gives the same texts.
#include "config/dump.hpp"

#include "base/duration.hpp"
#include "base/float_text.hpp"
#include "base/text.hpp"
#include "config/auths.hpp"
#include "config/dump_module.hpp"
#include "config/expand.hpp"
#include "config/poll_options.hpp"
#include "config/schema.hpp"
#include "config/yaml_text.hpp"
#include "names/name_scope.hpp"

namespace snmpolld::config {

namespace {

using names::NameScope;
using Values = OptionTexts;

// "{key: value, ..}" in the order of the schema; secrets are masked by their row.
std::string yamlSection(std::string_view section, const Values& values) {
    std::string out = "{";
    for (const Option& option : optionsOf(section)) {
        const auto value = values.find(option.key);
        if (value == values.end()) continue;
        if (out.size() > 1) out += ", ";
        const bool masked = option.secrecy == Secrecy::secret;
        out.append(option.key).append(": ").append(masked ? yamlText(kMaskedSecret) : value->second);
    }
    return out + "}";
}

// The word of an enumerator, whose number is the word's place among the allowed ones.
template <typename Enum>
std::string wordFor(std::string_view section, std::string_view key, Enum value) {
    return wordsOf(*findOption(section, key))[static_cast<size_t>(value)];
}

std::string modulesText(const std::vector<std::string>& modules, const Intervals& intervals) {
    return yamlList(modules, [&](const std::string& name) {
        const auto own = intervals.find(name);
        if (own == intervals.end()) return yamlText(name);
        return yamlSection("module", {{"name", yamlText(name)}, {"interval", formatDuration(own->second)}});
    });
}

Values defaultsValues(const Defaults& defaults) {
    Values values{{"auth", yamlText(defaults.auth)}, {"modules", modulesText(defaults.modules, defaults.intervals)}};
    addSettings("defaults", givenOf(defaults), values);
    return values;
}

Values authValues(const model::Credentials& auth) {
    using enum model::SecurityLevel;
    Values values;
    if (!auth.quirks.empty()) values["quirks"] = yamlNames(auth.quirks.words());
    if (auth.version != model::Version::v3) {
        values.insert({{"version", auth.version == model::Version::v1 ? "1" : "2"}, {"community", ""}});
        return values;
    }
    values.insert({{"version", "3"},
                   {"username", yamlText(auth.username)},
                   {"security_level", std::string(securityLevelName(auth.security_level))},
                   {"context_name", yamlText(auth.context_name)}});
    if (auth.security_level != noAuthNoPriv) {
        values["auth_protocol"] = authProtocolName(auth.auth_protocol);
        values["password"];
    }
    if (auth.security_level == authPriv) {
        values["priv_protocol"] = privProtocolName(auth.priv_protocol);
        values["priv_password"];
    }
    if (!auth.engine_id.empty()) values["engine_id"] = yamlText(toHex(auth.engine_id));
    if (!auth.context_engine_id.empty()) values["context_engine_id"] = yamlText(toHex(auth.context_engine_id));
    return values;
}

// The target as it was written, with *** for its community.
std::string hostText(const TargetSpec& spec) {
    if (!spec.community) return yamlText(spec.text);
    size_t at = 0;
    for (const std::string_view prefix : {"udp:", "udp6:", "tcp:", "tcp6:"})
        if (spec.text.starts_with(prefix)) at = prefix.size();
    return yamlText(spec.text.substr(0, at) + std::string(kMaskedSecret) + "@" + spec.text.substr(at));
}

Values targetValues(const TargetEntry& entry) {
    Values values{{entry.spec.node.empty() ? "hosts" : "host", hostText(entry.spec)},
                  {"modules", modulesText(entry.modules, entry.intervals)}};
    addSettings("targets", givenOf(entry), values);
    addSettings("targets", requestSettingsOf(entry.given), values);
    if (!entry.auth.empty()) values["auth"] = yamlText(entry.auth);
    if (entry.labels.empty()) return values;
    std::string labels = "{";
    for (const auto& [name, value] : entry.labels)
        labels += (labels.size() > 1 ? ", " : "") + name + ": " + yamlText(value);
    values["labels"] = labels + "}";
    return values;
}

void addText(Values& values, std::string_view key, std::string_view text) {
    if (!text.empty()) values[key] = yamlText(std::string(text));
}

std::string tlsText(const model::WriterSettings& writer) {
    Values values;
    addText(values, "ca_file", writer.ca_file);
    addText(values, "cert_file", writer.cert_file);
    addText(values, "key_file", writer.key_file);
    if (writer.insecure_skip_verify) values["insecure_skip_verify"] = "true";
    return values.empty() ? "" : yamlSection("output_tls", values);
}

std::string spoolText(const model::SpoolSettings& spool) {
    Values values{{"max_size", std::to_string(spool.max_size)},
                  {"max_age", formatDuration(spool.max_age)},
                  {"order", wordFor("spool", "order", spool.order)}};
    addText(values, "path", spool.folder);
    return yamlSection("spool", values);
}

Values writerValues(const Output& output) {
    const model::WriterSettings& writer = output.writer;
    Values values{{"type", wordFor("outputs", "type", output.type)},
                  {"url", yamlText(writer.url)},
                  {"name", yamlText(writer.name)},
                  {"batch_samples", std::to_string(writer.batch_samples)},
                  {"flush_interval", formatDuration(writer.flush_interval)},
                  {"timeout", formatDuration(writer.timeout)},
                  {"spool", spoolText(writer.spool)}};
    addText(values, "database", writer.database);
    addText(values, "retention_policy", writer.retention_policy);
    addText(values, "organization", writer.organization);
    addText(values, "bucket", writer.bucket);
    addText(values, "job", writer.job);
    addText(values, "username", writer.username);
    addText(values, "password", writer.password.reveal().empty() ? "" : kMaskedSecret);
    addText(values, "token", writer.token.reveal().empty() ? "" : kMaskedSecret);
    if (const std::string tls = tlsText(writer); !tls.empty()) values["tls"] = tls;
    return values;
}

Values outputValues(const Output& output) {
    if (!output.isFile()) return writerValues(output);
    return {{"type", wordFor("outputs", "type", output.type)},
            {"path", yamlText(output.path)},
            {"record", wordFor("outputs", "record", output.record)},
            {"sync", wordFor("outputs", "sync", output.sync)}};
}

Values workersValues(const Workers& workers) {
    return {{"count", workers.count == 0 ? "auto" : std::to_string(workers.count)},
            {"sessions", std::to_string(workers.sessions)},
            {"max_polls", std::to_string(workers.max_polls)}};
}

Values breakerValues(const Breaker& breaker) {
    return {{"after", std::to_string(breaker.after)}, {"probe_every", formatDuration(breaker.probe_every)}};
}

void addLimits(const Limits& limits, Values& values) {
    const auto shown = [](uint32_t limit) { return limit == 0 ? "none" : std::to_string(limit); };
    values["in_flight"] = shown(limits.in_flight);
    values["requests_per_second"] = shown(limits.requests_per_second);
}

std::string budgetsText(const Budgets& budgets) {
    Values values;
    if (budgets.starts_per_second > 0) appendFixed(values["starts_per_second"], budgets.starts_per_second);
    Values site{{"label", yamlText(budgets.label)}};
    addLimits(budgets.site, site);
    if (budgets.hasSites()) values["site"] = yamlSection("site", site);
    std::string sites;
    for (const auto& [name, limits] : budgets.sites) {
        Values own;
        addLimits(limits, own);
        sites += (sites.empty() ? "" : ", ") + yamlText(name) + ": " + yamlSection("sites", own);
    }
    if (!sites.empty()) values["sites"] = "{" + sites + "}";
    Values subnet{{"prefix", std::to_string(budgets.prefix)}, {"prefix6", std::to_string(budgets.prefix6)}};
    addLimits(budgets.subnet, subnet);
    if (!budgets.subnet.none()) values["subnet"] = yamlSection("subnet", subnet);
    return yamlSection("budgets", values);
}

Values stateValues(const State& state) {
    Values values{{"every", formatDuration(state.every)}};
    if (state.file) values["file"] = yamlText(state.file->string());
    return values;
}

std::string oidsText(const std::vector<model::Oid>& oids, const NameScope& names, ResolveOid resolve) {
    return yamlList(oids, [&](const model::Oid& oid) { return yamlOid(oid, names, resolve); });
}

Values moduleValues(const Module& module, const NameScope& names) {
    Values values;
    if (!module.get.empty()) values["get"] = oidsText(module.get, names, &NameScope::resolveInstance);
    if (!module.walk.empty()) values["walk"] = oidsText(module.walk, names, &NameScope::resolveSubtree);
    addSettings("modules", module.settings, values);
    if (!module.filters.by_index.empty() || !module.filters.by_value.empty())
        values["filters"] = yamlFilters(module.filters, names);
    if (module.metrics != nullptr && module.origin.empty()) values["metrics"] = yamlMetrics(*module.metrics, names);
    return values;
}

Values httpValues(const Http& http) {
    Values values{{"listen", yamlText(http.listen->toString())}};
    if (http.partial != Http{}.partial) values["partial"] = wordFor("http", "partial", http.partial);
    if (http.timeout_offset != Http{}.timeout_offset) values["timeout_offset"] = formatDuration(http.timeout_offset);
    if (http.reload) values["reload"] = "true";
    if (!http.web_config_file.empty()) values["web_config_file"] = yamlText(http.web_config_file.string());
    if (http.auths) values["auths"] = yamlList(*http.auths, yamlText);
    if (http.targets_allow.empty()) return values;
    values["targets_allow"] =
        yamlList(http.targets_allow, [](const AllowedTargets& some) { return yamlText(some.toString()); });
    return values;
}

Values controlValues(const Control& control) {
    return {{"socket", yamlText(control.socket.string())}, {"group", yamlText(control.group)}};
}

Values logValues(log::Level level) {
    return {{"level", wordFor("log", "level", level)}};
}

// A module that the config does not define itself is shown in a comment: reading the dump takes it from its origin
// again.
std::string moduleLine(const std::string& name, const Module& module, const NameScope& names) {
    const std::string line = yamlText(name) + ": " + yamlSection("modules", moduleValues(module, names));
    if (module.origin.empty()) return "  " + line + "\n";
    const size_t metrics = module.metrics == nullptr ? 0 : module.metrics->metrics.size();
    return "  # " + line + "  # " + std::to_string(metrics) + (metrics == 1 ? " metric, " : " metrics, ") +
           printable(module.origin) + "\n";
}

class Dump {
  public:
    Dump(const Config& config, Shown shown) : config_(config), shown_(shown) {}

    std::string run() {
        addSection("defaults", defaultsValues(config_.defaults), defaultsValues(usual_.defaults));
        addAuths();
        addModules();
        addTargets();
        addSection("workers", workersValues(config_.workers), workersValues(usual_.workers));
        addSection("breaker", breakerValues(config_.breaker), breakerValues(usual_.breaker));
        if (!config_.budgets.none()) out_ += "budgets: " + budgetsText(config_.budgets) + "\n";
        addSection("state", stateValues(config_.state), stateValues(usual_.state));
        addOutputs();
        if (config_.http.listen) out_ += "http: " + yamlSection("http", httpValues(config_.http)) + "\n";
        addSection("control", controlValues(config_.control), controlValues(usual_.control));
        addSection("log", logValues(config_.log_level), logValues(usual_.log_level));
        return std::move(out_);
    }

  private:
    bool everything() const { return shown_ == Shown::everything; }
    // The values to show of a section whose usual values are `usual`.
    Values shownOf(Values values, const Values& usual) const;
    void addSection(std::string_view name, Values values, const Values& usual);
    void addList(std::string_view name, std::string_view empty, const std::string& lines);
    void addAuths();
    void addModules();
    void addTargets();
    void addOutputs();

    const Config& config_;
    // Without the names of metrics, because a metric's own name cannot stand for its OID.
    const NameScope names_ = NameScope::withoutMetrics(*config_.names);
    const Shown shown_;
    const Config usual_{};
    std::string out_;
};

Values Dump::shownOf(Values values, const Values& usual) const {
    if (!everything())
        std::erase_if(values, [&](const auto& value) {
            const auto other = usual.find(value.first);
            return other != usual.end() && other->second == value.second;
        });
    return values;
}

void Dump::addSection(std::string_view name, Values values, const Values& usual) {
    const Values shown = shownOf(std::move(values), usual);
    if (everything() || !shown.empty()) out_ += std::string(name) + ": " + yamlSection(name, shown) + "\n";
}

// `empty` is written if there are no lines.
void Dump::addList(std::string_view name, std::string_view empty, const std::string& lines) {
    if (everything() || !lines.empty())
        out_ += std::string(name) + ":" + (lines.empty() ? std::string(empty) : "\n" + lines);
}

void Dump::addAuths() {
    std::string lines;
    for (const auto& [name, auth] : config_.auths)
        if (everything() || name != usual_.defaults.auth || *auth != model::Credentials{})
            lines += "  " + yamlText(name) + ": " + yamlSection("auths", authValues(*auth)) + "\n";
    addList("auths", "\n", lines);
}

void Dump::addModules() {
    std::string lines;
    for (const auto& [name, module] : config_.modules)
        if (everything() || module.origin.empty() || name != usual_.defaults.modules.front())
            lines += moduleLine(name, module, names_);
    addList("modules", "\n", lines);
    if (config_.library->files().empty()) return;
    out_ += "modules_files:\n";
    for (const auto& [file, skip_broken] : config_.library->files())
        out_ += "  - {path: " + yamlText(std::filesystem::absolute(file.file()).string()) +
                ", skip_broken: " + (skip_broken ? "true" : "false") + "}\n";
}

void Dump::addTargets() {
    Values usual = defaultsValues(usual_.defaults);
    const Values own = defaultsValues(config_.defaults);
    std::erase_if(usual, [&](const auto& value) { return own.at(value.first) != value.second; });
    std::string lines;
    for (const TargetEntry& entry : config_.targets)
        lines += "  - " + yamlSection("targets", shownOf(targetValues(entry), usual)) + "\n";
    addList("targets", " []\n", lines);
}

// The path is always shown, because it tells outputs apart.
void Dump::addOutputs() {
    Values usual = outputValues({});
    if (!everything() && config_.outputs == std::vector<Output>{{}}) return;
    usual.erase("path");
    std::string lines;
    for (const Output& output : config_.outputs)
        lines += "  - " + yamlSection("outputs", shownOf(outputValues(output), usual)) + "\n";
    addList("outputs", "\n", lines);
}

}  // namespace

std::string dump(const Config& config, Shown shown) {
    return Dump(config, shown).run();
}

}  // namespace snmpolld::config
