// What `snmpolld explain` shows about a host, as JSON: what is asked and how, what was learned, how the last polls
// ended, when the next one is due, and commands of Net-SNMP's clients that ask the same. It contains no secrets.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/now.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::names {
class NameCatalog;
}

namespace snmpolld::report {

// How many instances each GET of a target asks for. Passed in, because only lib/snmp knows, and this folder does not
// use it.
using SplitGets = std::function<std::vector<size_t>(const model::Target&, const model::Learned&)>;

// For a host that is not configured, {"error": .., "usage": true} with the nearest configured name.
std::string explainJson(const supervisor::Service& service, const std::string& host, const SplitGets& split,
                        const names::NameCatalog& names, Now now);

}  // namespace snmpolld::report
