// From Config to the Targets that are polled: ranges expanded, modules united into one ModuleSet for each combination,
// shared.
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
    by_interval,  // those of one interval together: a host may have several targets, one after the other
    one,          // all together
};

// All targets in the order of the file. Errors: the same host twice with the same port (said with both places), no
// target at all.
Result<std::vector<model::Target>> expandTargets(const Config& config, Questions questions = Questions::by_interval);

// How many hosts these targets are of.
size_t countHosts(const std::vector<model::Target>& targets);

inline constexpr size_t kMaxGet = 10'000;   // OIDs of one poll
inline constexpr size_t kMaxWalk = 10'000;  // likewise
inline constexpr size_t kMaxFilterValues = 1'000;

// The union of the named modules, asked in a target's own manner where it has one. Where several modules say how they
// are to be asked, the smallest max_repetitions, the largest max_rows, the shortest cache_lookups and any
// `true` count. A module that is only in
// the library is read there. Errors: an unknown name (with the nearest known one), a module that is wrong, too many
// OIDs.
Result<std::shared_ptr<const model::ModuleSet>> moduleSet(const Config& config, const std::vector<std::string>& modules,
                                                          const Manner& own = {});

// The largest timeouts and retries that the named modules ask for. Errors as of moduleSet.
Result<Timing> moduleTiming(const Config& config, const std::vector<std::string>& modules);

// Drops from a set what would be reported twice: repeats, and what lies in a subtree that is walked; filters of nothing
// else, too.
void dropRepeats(model::ModuleSet& set);

// What to walk: an object's name or OID with or without instance; "1" or ".1" is everything.
Result<model::Oid> resolveSubtree(std::string_view text);

}  // namespace snmpolld::config
