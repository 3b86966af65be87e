// Budgets: how many polls of a site or a subnet may be under way, how many requests a second it gets, and how many
// polls the whole service starts. A site is a value of one label.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/source.hpp"

namespace snmpolld::config {

struct Limits {
    uint32_t in_flight = 0;            // polls with workers; 0: no limit
    uint32_t requests_per_second = 0;  // with retries; 0: no limit

    bool none() const { return in_flight == 0 && requests_per_second == 0; }
    bool operator==(const Limits&) const = default;
};

struct Budgets {
    double starts_per_second = 0;                      // polls of all hosts; 0: no limit
    std::string label = "site";                        // whose values are the sites
    Limits site;                                       // of each site
    std::map<std::string, Limits, std::less<>> sites;  // of single ones, in place of `site`
    Limits subnet;                                     // of each subnet
    uint32_t prefix = 24;                              // its length, IPv4
    uint32_t prefix6 = 64;                             // IPv6
    std::map<std::string, std::string> where;  // "FILE:LINE:COLUMN" of its parts by their key; sites: "sites.NAME"

    bool hasSites() const { return !site.none() || !sites.empty(); }
    bool none() const { return starts_per_second == 0 && !hasSites() && subnet.none(); }
    bool operator==(const Budgets&) const = default;
    // Of the site with this name.
    const Limits& ofSite(std::string_view name) const;
};

Result<void> readBudgets(const Source& source, const YamlNode& node, Budgets& budgets);

}  // namespace snmpolld::config
