// Turns a Config into the Targets that are polled: ranges are expanded, and each combination of modules becomes one
// ModuleSet, which its targets share.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "model/target.hpp"

namespace snmpolld::config {

// How modules with intervals of their own are asked.
enum class Questions {
    by_interval,  // those with the same interval together: a host may have several targets, one after the other
    one,          // all together
};

// All targets in the order of the file. Errors: a host is given twice with the same port (the error names both places);
// there is neither a target nor http.listen.
Result<std::vector<model::Target>> expandTargets(const Config& config, Questions questions = Questions::by_interval);

// The number of hosts to which these targets belong.
size_t countHosts(const std::vector<model::Target>& targets);

inline constexpr size_t kMaxGet = 10'000;   // OIDs of one poll
inline constexpr size_t kMaxWalk = 10'000;  // likewise
inline constexpr size_t kMaxFilterValues = 1'000;

// The union of the named modules. Each request setting is the target's own, else that of the modules, else the default;
// poll_settings.hpp says which value counts if several modules give one. A module that nobody has named yet is read
// from the library. Errors: an unknown name (with the nearest known one), a module that is wrong, too many OIDs.
Result<std::shared_ptr<const model::ModuleSet>> moduleSet(const Definitions& config,
                                                          const std::vector<std::string>& modules,
                                                          const model::GivenSettings& own = {});

// The settings that the named modules give together. Errors as for moduleSet.
Result<model::GivenSettings> moduleSettings(const Definitions& config, const std::vector<std::string>& modules);

// Drops from a set what would be reported twice: repeats, what lies in a subtree that is walked, and filters that apply
// to nothing else.
void dropRepeats(model::ModuleSet& set);

}  // namespace snmpolld::config
