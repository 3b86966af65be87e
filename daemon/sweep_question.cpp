#include "sweep_question.hpp"

#include "config/expand.hpp"
#include "config/poll_options.hpp"
#include "config/schema.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::daemon {

namespace {

// A time without a unit is in seconds, as Net-SNMP has it.
std::string withUnit(std::string_view key, const std::string& text) {
    const bool bare = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
    return bare && config::findOption("defaults", key)->type == config::OptionType::duration ? text + "s" : text;
}

Result<model::GivenSettings> settingsOf(const SweepOptions& options) {
    model::GivenSettings settings{.cache_lookups = Duration::zero()};
    if (options.allow_nonincreasing_oids) settings.allow_nonincreasing_oids = true;
    for (const SettingOption& option : settingOptions())
        if (const auto& text = options.settings.at(option.key))
            if (const auto done = config::giveSetting(option.key, withUnit(option.key, *text), settings); !done)
                return withContext(option.name, done.error());
    model::Quirks quirks;
    for (const std::string& word : options.quirks) {
        if (const auto done = config::giveSetting("quirks", word, settings); !done)
            return withContext("--quirk", done.error());
        quirks = quirks | *settings.quirks;
    }
    settings.quirks = quirks;
    return settings;
}

using Resolve = Result<model::Oid> (names::NameCatalog::*)(std::string_view) const;

Result<void> addOids(const char* option, const std::vector<std::string>& texts, const names::NameCatalog& names,
                     Resolve resolve, std::vector<model::Oid>& oids) {
    for (const std::string& text : texts) {
        auto oid = (names.*resolve)(text);
        if (!oid) return withContext(option, oid.error());
        oids.push_back(std::move(*oid));
    }
    return {};
}

// The first option that says how to walk; "" when there is none.
std::string_view firstForWalks(const SweepOptions& options) {
    for (const SettingOption& option : settingOptions())
        if (option.for_walks && options.settings.at(option.key)) return option.name;
    return options.allow_nonincreasing_oids ? "--allow-nonincreasing-oids" : "";
}

Result<void> checkWalks(const SweepOptions& options, const model::ModuleSet& asked) {
    const std::string_view option = firstForWalks(options);
    if (option.empty() || !asked.walk.empty()) return {};
    return usageError(std::string(option) +
                      " applies to walks, but nothing is walked; add --walk, --table or a module that walks");
}

}  // namespace

Result<std::optional<names::Table>> sweepTable(const SweepOptions& options, const names::NameCatalog& names) {
    if (!options.table) return std::nullopt;
    if (const std::string_view other = firstQuestion(options); other != "--table")
        return usageError("--table asks for one table and nothing else; it cannot be combined with " +
                          std::string(other));
    auto table = names.describeTable(*options.table);
    if (!table) return withContext("--table", table.error());
    return std::move(*table);
}

Result<std::shared_ptr<const model::ModuleSet>> sweepQuestion(const SweepOptions& options,
                                                              const config::Config& config) {
    const auto settings = settingsOf(options);
    if (!settings) return tl::unexpected(settings.error());
    const auto modules = config::moduleSet(config, options.modules, *settings);
    if (!modules) return withContext("-m", modules.error());
    auto asked = std::make_shared<model::ModuleSet>(**modules);
    const names::NameCatalog& names = *config.names;
    std::vector<std::string> instances = options.oids;
    if (firstQuestion(options).empty()) instances.emplace_back("sysDescr.0");
    if (const auto done = addOids("-o", instances, names, &names::NameCatalog::resolveInstance, asked->get); !done)
        return tl::unexpected(done.error());
    if (const auto done = addOids("--walk", options.walks, names, &names::NameCatalog::resolveSubtree, asked->walk);
        !done)
        return tl::unexpected(done.error());
    const auto table = sweepTable(options, names);
    if (!table) return tl::unexpected(table.error());
    if (*table) asked->walk.push_back((*table)->entry);
    config::dropRepeats(*asked);
    if (const auto done = checkWalks(options, *asked); !done) return tl::unexpected(done.error());
    return asked;
}

std::string_view firstQuestion(const SweepOptions& options) {
    if (!options.oids.empty()) return "-o";
    if (!options.modules.empty()) return "-m";
    if (!options.walks.empty()) return "--walk";
    if (options.table) return "--table";
    return "";
}

}  // namespace snmpolld::daemon
