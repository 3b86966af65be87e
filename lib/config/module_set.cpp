// Makes the ModuleSet that targets share out of their modules (expand.hpp).
#include <algorithm>
#include <set>

#include "config/expand.hpp"
#include "config/lookups.hpp"
#include "config/poll_options.hpp"
#include "config/row_filters.hpp"
#include "config/shipped.hpp"

namespace snmpolld::config {

namespace {

using model::ModuleSet;
using model::Oid;

Result<const Module*> moduleOf(const Definitions& config, const std::string& name) {
    const auto module = config.modules.find(name);
    if (module != config.modules.end()) return &module->second;
    if (!config.library->has(name)) return unknownModule(config, name);
    return config.library->find(name, *config.names);
}

void append(std::vector<Oid>& to, const std::vector<Oid>& from) {
    to.insert(to.end(), from.begin(), from.end());
}

void append(ModuleSet& set, FilteredModule asked) {
    append(set.get, asked.get);
    append(set.walk, asked.walk);
    const auto before = static_cast<uint32_t>(set.filters.size());
    std::ranges::move(asked.filters, std::back_inserter(set.filters));
    for (model::FilteredColumn& column : asked.filtered) {
        for (uint32_t& filter : column.filters)
            filter += before;
        set.filtered.push_back(std::move(column));
    }
}

void append(ModuleSet& set, const Module& module) {
    if (module.filters.by_index.empty() && module.filters.by_value.empty()) {
        append(set.get, module.get);
        append(set.walk, module.walk);
    } else {
        append(set, applyFilters(module));
    }
    if (module.metrics != nullptr) set.metrics.push_back(module.metrics);
}

Result<void> checkSize(const ModuleSet& set) {
    if (set.get.size() > kMaxGet)
        return usageError("more than " + std::to_string(kMaxGet) + " OIDs to GET from one host");
    if (set.walk.size() > kMaxWalk)
        return usageError("more than " + std::to_string(kMaxWalk) + " subtrees to walk on one host");
    size_t values = 0;
    for (const model::RowFilter& filter : set.filters)
        values += filter.values.size();
    if (values > kMaxFilterValues)
        return usageError("more than " + std::to_string(kMaxFilterValues) + " values in the filters of one host");
    size_t targets = 0;
    for (const model::FilteredColumn& column : set.filtered)
        targets += column.filters.size();
    if (targets > kMaxWalk)
        return usageError("more than " + std::to_string(kMaxWalk) + " targets in the filters of one host");
    return {};
}

// The subtrees that lie in no other one, in the order of their OIDs.
std::vector<Oid> outermost(std::vector<Oid> subtrees) {
    std::sort(subtrees.begin(), subtrees.end());
    size_t kept = 0;
    for (Oid& subtree : subtrees)
        if (kept == 0 || !subtree.startsWith(subtrees[kept - 1])) {
            if (&subtree != &subtrees[kept]) subtrees[kept] = std::move(subtree);
            ++kept;
        }
    subtrees.erase(subtrees.begin() + static_cast<std::ptrdiff_t>(kept), subtrees.end());
    return subtrees;
}

bool isInside(const std::vector<Oid>& outermost, const Oid& oid) {
    const auto after = std::upper_bound(outermost.begin(), outermost.end(), oid);
    return after != outermost.begin() && oid.startsWith(*std::prev(after));
}

// Drops filters that no column uses.
void dropIdleFilters(ModuleSet& set) {
    std::vector<uint32_t> places(set.filters.size());
    std::vector<model::RowFilter> needed;
    for (model::FilteredColumn& column : set.filtered)
        for (uint32_t& filter : column.filters) {
            if (places[filter] == 0) {
                needed.push_back(std::move(set.filters[filter]));
                places[filter] = static_cast<uint32_t>(needed.size());
            }
            filter = places[filter] - 1;
        }
    set.filters = std::move(needed);
}

}  // namespace

void dropRepeats(ModuleSet& set) {
    const std::vector<Oid> subtrees = outermost(set.walk);
    std::set<Oid> left(subtrees.begin(), subtrees.end());
    std::erase_if(set.walk, [&](const Oid& oid) { return left.erase(oid) == 0; });
    std::set<Oid> asked;
    std::erase_if(set.get, [&](const Oid& oid) { return isInside(subtrees, oid) || !asked.insert(oid).second; });
    std::erase_if(set.filtered, [&](const auto& filtered) { return isInside(subtrees, filtered.column); });
    dropIdleFilters(set);
}

Result<std::shared_ptr<const ModuleSet>> moduleSet(const Definitions& config, const std::vector<std::string>& modules,
                                                   const model::GivenSettings& own) {
    auto set = std::make_shared<ModuleSet>();
    model::GivenSettings of_modules;
    for (const std::string& name : modules) {
        const auto module = moduleOf(config, name);
        if (!module) return tl::unexpected(module.error());
        if (std::find(set->modules.begin(), set->modules.end(), name) != set->modules.end()) continue;
        set->modules.push_back(name);
        append(*set, **module);
        unite(of_modules, (*module)->settings);
    }
    dropRepeats(*set);
    set->requests = config.defaults;
    model::apply(of_modules, set->requests);
    model::apply(own, set->requests);
    set->of_target = requestSettingsOf(own);
    if (set->requests.cache_lookups > Duration::zero()) set->lookups = cacheableLookups(*set);
    if (const auto done = checkSize(*set); !done) return tl::unexpected(done.error());
    return set;
}

Result<model::GivenSettings> moduleSettings(const Definitions& config, const std::vector<std::string>& modules) {
    model::GivenSettings settings;
    for (const std::string& name : modules) {
        const auto module = moduleOf(config, name);
        if (!module) return tl::unexpected(module.error());
        unite(settings, (*module)->settings);
    }
    return settings;
}

}  // namespace snmpolld::config
