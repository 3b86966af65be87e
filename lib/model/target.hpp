// Target: one host that is to be polled, and how. By default it is what snmpget takes without further arguments:
// localhost, SNMPv2c, community "public". Many targets share credentials and module sets, which never change
// (docs/adr/0002).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/address.hpp"
#include "model/credentials.hpp"
#include "model/metrics.hpp"
#include "model/oid.hpp"
#include "model/poll_settings.hpp"

namespace snmpolld::model {

// Rows that are chosen by their value in one column: a dynamic filter of a module.
struct RowFilter {
    Oid column{};                       // is walked to find the rows, and reported only if `walk` has it, too
    std::vector<std::string> values{};  // RE2: a row is wanted when one of them matches anywhere in its value

    bool operator==(const RowFilter&) const = default;
};

// A column of which only some rows are asked for: those that all of its filters want, each by GET.
struct FilteredColumn {
    Oid column{};
    std::vector<uint32_t> filters{};  // positions in ModuleSet::filters, at least one
    bool walked = false;              // the whole column is walked if no column of its filters could be

    bool operator==(const FilteredColumn&) const = default;
};

// What to ask: the union of a target's modules, in order, without repeats.
struct ModuleSet {
    std::vector<std::string> modules{};  // names, as in the record; empty for OIDs from the command line
    std::vector<Oid> get{};              // instances to GET
    std::vector<Oid> walk{};  // subtrees to walk, none inside another; one that is an instance is that instance
    RequestSettings requests{};
    GivenSettings of_target{};  // what the target itself gives of them; requests have it already
    std::vector<std::shared_ptr<const MetricModule>> metrics{};  // in the order of modules; those without any left out
    // Subtrees of `walk` that only labels come from: they may be kept between polls. None without
    // requests.cache_lookups.
    std::vector<Oid> lookups{};
    std::vector<RowFilter> filters{};
    std::vector<FilteredColumn> filtered{};  // none inside a subtree of `walk`

    bool operator==(const ModuleSet&) const = default;
};

struct Target : HostSettings {
    std::string host = "localhost";  // its name in records: as written, with the port when that was written
    std::string node = "localhost";  // what is resolved: a name or an address literal
    uint16_t port = kSnmpPort;
    Transport transport = Transport::udp;
    bool ipv6_only = false;                          // udp6:, tcp6: resolve to IPv6
    std::string auth;                                // name in `auths`; empty for credentials of the command line
    std::shared_ptr<const Credentials> credentials;  // never null in a loaded config
    std::shared_ptr<const ModuleSet> module_set;     // never null in a loaded config
    std::map<std::string, std::string> labels;
};

}  // namespace snmpolld::model
