// What `snmpolld explain` shows of one host, as JSON: what is asked and how, what was learned, how the last polls
// ended, when the next one is due, and the same question for Net-SNMP's clients. Secrets are not in it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/now.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::report {

// How many instances each GET of a target asks. Only lib/snmp knows, which the supervisor does not see.
using SplitGets = std::function<std::vector<size_t>(const model::Target&, const model::Learned&)>;

// {"error": .., "usage": true} for a host that is not configured, with the nearest one that is.
std::string explainJson(const supervisor::Service& service, const std::string& host, const SplitGets& split, Now now);

}  // namespace snmpolld::report
