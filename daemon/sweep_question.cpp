#include "sweep_question.hpp"

#include <charconv>

#include "config/expand.hpp"
#include "config/schema.hpp"
#include "names/names.hpp"

namespace snmpolld::daemon {

namespace {

// The value of an option that the config has as well, within the same bounds; nullopt when it is not given.
template <typename Number>
Result<std::optional<Number>> numberOption(const char* option, std::string_view key,
                                           const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    if (const std::string wrong = config::checkValue(*config::findOption("defaults", key), *text); !wrong.empty())
        return usageError(std::string(option) + ": " + wrong);
    Number number = 0;
    std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

Result<model::GivenSettings> settingsOf(const SweepOptions& options) {
    const auto repetitions = numberOption<uint32_t>("--max-repetitions", "max_repetitions", options.max_repetitions);
    if (!repetitions) return tl::unexpected(repetitions.error());
    const auto rows = numberOption<uint64_t>("--max-rows", "max_rows", options.max_rows);
    if (!rows) return tl::unexpected(rows.error());
    model::GivenSettings settings{
        .max_rows = *rows, .max_repetitions = *repetitions, .cache_lookups = Duration::zero()};
    if (options.allow_nonincreasing_oids) settings.allow_nonincreasing_oids = true;
    return settings;
}

using Resolve = Result<model::Oid> (*)(std::string_view);

Result<void> addOids(const char* option, const std::vector<std::string>& texts, Resolve resolve,
                     std::vector<model::Oid>& oids) {
    for (const std::string& text : texts) {
        auto oid = resolve(text);
        if (!oid) return withContext(option, oid.error());
        oids.push_back(std::move(*oid));
    }
    return {};
}

// What is given of walks is of no use without one.
Result<void> checkWalks(const SweepOptions& options, const model::ModuleSet& asked) {
    if (!asked.walk.empty()) return {};
    const std::string_view of_no_use = options.max_repetitions            ? "--max-repetitions"
                                       : options.max_rows                 ? "--max-rows"
                                       : options.allow_nonincreasing_oids ? "--allow-nonincreasing-oids"
                                                                          : "";
    if (of_no_use.empty()) return {};
    return usageError(std::string(of_no_use) +
                      " is for walks, and nothing is walked; add --walk, --table or a module that walks");
}

}  // namespace

Result<std::optional<names::Table>> sweepTable(const SweepOptions& options) {
    if (!options.table) return std::nullopt;
    if (const std::string_view other = firstQuestion(options); other != "--table")
        return usageError("--table asks for one table and nothing else; " + std::string(other) + " goes without it");
    auto table = names::describeTable(*options.table);
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
    std::vector<std::string> instances = options.oids;
    if (firstQuestion(options).empty()) instances.emplace_back("sysDescr.0");
    if (const auto done = addOids("-o", instances, names::resolveInstance, asked->get); !done)
        return tl::unexpected(done.error());
    if (const auto done = addOids("--walk", options.walks, config::resolveSubtree, asked->walk); !done)
        return tl::unexpected(done.error());
    const auto table = sweepTable(options);
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
