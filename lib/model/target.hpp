// Target: one host that is to be polled, and how. The article's SnmpSession with its defaults (localhost, sysDescr, 2c,
// public) plus what a schedule needs. Credentials and module sets are shared by many targets and never change
// (docs/adr/0002).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/address.hpp"
#include "model/credentials.hpp"
#include "model/metrics.hpp"
#include "model/oid.hpp"

namespace snmpolld::model {

// Rows that are chosen by what a column says of them: a module's dynamic filter.
struct RowFilter {
    Oid column{};                       // walked for this; its values are reported only if `walk` has it, too
    std::vector<std::string> values{};  // RE2: a row is wanted when one of them matches anywhere in its value

    bool operator==(const RowFilter&) const = default;
};

// A column of which only the rows are asked for, each by GET, that all of its filters want.
struct FilteredColumn {
    Oid column{};
    std::vector<uint32_t> filters{};  // positions in ModuleSet::filters, at least one
    bool walked = false;              // as a whole, when no column of its filters could be walked

    bool operator==(const FilteredColumn&) const = default;
};

// What to ask: the union of a target's modules, in order, without repeats.
struct ModuleSet {
    static constexpr uint32_t kMaxRepetitions = 25;
    static constexpr uint64_t kMaxRows = 10'000'000;

    std::vector<std::string> modules{};  // names, as in the record; empty for OIDs from the command line
    std::vector<Oid> get{};              // instances to GET
    std::vector<Oid> walk{};  // subtrees to walk, none inside another; one that is an instance is that instance
    uint32_t max_repetitions = kMaxRepetitions;  // of a GETBULK, at most: varbinds of one subtree in one answer
    uint64_t max_rows = kMaxRows;                // varbinds of one subtree, at least 1; a walk that has more is cut
    bool allow_nonincreasing_oids = false;       // else a walk ends where an OID does not increase
    std::vector<std::shared_ptr<const MetricModule>> metrics{};  // in the order of modules; those without any left out
    std::vector<Oid> lookups{};  // subtrees of `walk` that only labels come from: they may be kept between polls
    Duration cache_lookups{};    // for how long; 0: not at all, and there are no `lookups`
    std::vector<RowFilter> filters{};
    std::vector<FilteredColumn> filtered{};  // none inside a subtree of `walk`
    bool any_source = false;  // an answer may come from another address or port than the one that was asked
    bool rates = false;       // sysUpTime travels with every request, counters get their rate

    bool operator==(const ModuleSet&) const = default;
};

// As short as there may be many of them.
using Gap = std::chrono::duration<int32_t, std::milli>;

struct Target {
    static constexpr Gap kGap{10};
    static constexpr uint8_t kInFlight = 1;

    std::string host = "localhost";  // its name in records: as written, with the port when that was written
    std::string node = "localhost";  // what is resolved: a name or an address literal
    uint16_t port = kSnmpPort;
    Transport transport = Transport::udp;
    bool ipv6_only = false;                          // udp6:, tcp6: resolve to IPv6
    uint8_t in_flight = kInFlight;                   // polls of the host under way at a time, at most
    std::string auth;                                // name in `auths`; empty for credentials of the command line
    std::shared_ptr<const Credentials> credentials;  // never null in a loaded config
    std::shared_ptr<const ModuleSet> module_set;     // never null in a loaded config
    Duration interval = std::chrono::seconds(60);
    Duration timeout = std::chrono::seconds(1);             // of one try
    Duration timeout_min = std::chrono::milliseconds(200);  // of a try that others follow; at most timeout
    int retries = 2;                                        // EXTRA tries
    Gap gap = kGap;                                         // from the end of a poll to the host's next, at least
    Duration deadline{};                                    // of the whole poll; 0: as long as all its tries may take
    std::map<std::string, std::string> labels;
};

}  // namespace snmpolld::model
