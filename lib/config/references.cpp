#include "config/references.hpp"

#include <algorithm>

#include "base/duration.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "config/expand.hpp"
#include "config/modules.hpp"
#include "config/shipped.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::config {

namespace {

using Broken = std::map<std::string, std::string>;  // module -> what is wrong with it

Result<void> checkAuth(const Config& config, const Reference& reference) {
    if (config.auths.contains(reference.name)) return {};
    std::vector<std::string> names;
    for (const auto& [name, unused] : config.auths)
        names.push_back(name);
    const std::string meant = nearestWord(reference.name, names);
    return usageError(reference.where + ": no auth \"" + printable(reference.name) + "\"" +
                      (meant.empty() ? "" : "; did you mean " + meant + "?"));
}

// Copies a module that is named from the library into the config.
Result<void> takeModule(const std::string& name, const std::string& where, Config& config, Broken& broken) {
    if (config.modules.contains(name) || broken.contains(name)) return {};
    if (!config.library->has(name)) return withContext(where, unknownModule(config, name).value());
    const auto module = config.library->find(name, *config.names);
    if (module) {
        config.modules[name] = **module;
        return {};
    }
    if (!config.library->maySkip(name)) return tl::unexpected(module.error());
    broken[name] = module.error().message;
    log::warning("module_left_out", {{"module", name}, {"reason", module.error().message}});
    return {};
}

Result<void> leaveOut(const Broken& broken, const std::string& where, std::vector<std::string>& modules) {
    const std::string last = modules.empty() ? "" : modules.back();
    std::erase_if(modules, [&](const std::string& name) { return broken.contains(name); });
    if (!modules.empty()) return {};
    return usageError(where + ": no module is left to ask; " + last + " is left out: " + broken.at(last));
}

// The host settings in effect: the target's own, else those of its modules, else the defaults. A timeout_min that is
// not the target's own gives way to a shorter timeout.
Result<void> applySettings(const Config& config, TargetEntry& entry) {
    const model::GivenSettings& own = entry.given;
    const auto of_modules = moduleSettings(config, entry.modules);
    if (!of_modules) return tl::unexpected(of_modules.error());
    model::HostSettings& settings = entry;
    settings = config.defaults;
    model::apply(*of_modules, settings);
    model::apply(own, settings);
    if (own.timeout_min && *own.timeout_min > entry.timeout)
        return usageError(entry.where + ": timeout_min: " + formatDuration(*own.timeout_min) +
                          " is longer than the timeout of " + formatDuration(entry.timeout));
    entry.timeout_min = std::min(entry.timeout_min, entry.timeout);
    return {};
}

Result<void> readOwnModules(Draft& draft) {
    for (const OwnModule& own : draft.modules) {
        auto module = readModule(*own.source, *own.key, *own.node, *draft.config.names);
        if (!module) return tl::unexpected(module.error());
        if (module->metrics != nullptr) draft.config.names->learn(*module->metrics);
        draft.config.modules[own.key->text] = std::move(*module);
    }
    return {};
}

// The auths that a scrape may name.
Result<void> settleHttp(const Config& config) {
    const Http& http = config.http;
    if (!http.listen) return {};
    for (const std::string& name : http.auths.value_or(std::vector<std::string>()))
        if (const auto done = checkAuth(
                config, {.to = Reference::To::auth, .name = name, .where = config.file.string() + ": http: auths"});
            !done)
            return done;
    return {};
}

}  // namespace

Result<void> settleReferences(Draft& draft) {
    Config& config = draft.config;
    Broken broken;
    for (const Reference& reference : draft.references) {
        const auto done = reference.to == Reference::To::auth
                              ? checkAuth(config, reference)
                              : takeModule(reference.name, reference.where, config, broken);
        if (!done) return done;
    }
    for (const std::string& name : config.defaults.modules)
        if (const auto done = takeModule(name, config.file.string(), config, broken); !done) return done;
    if (const auto done = readOwnModules(draft); !done) return done;
    if (const auto done = leaveOut(broken, config.file.string(), config.defaults.modules); !done) return done;
    for (TargetEntry& entry : config.targets) {
        if (const auto done = leaveOut(broken, entry.where, entry.modules); !done) return done;
        if (const auto done = applySettings(config, entry); !done) return done;
    }
    return settleHttp(config);
}

}  // namespace snmpolld::config
