// Budgets: how many polls of a site or a subnet may be under way, how many requests it may get per second, and how many
// polls the whole service may start per second. A site is a value of one label.
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
    uint32_t requests_per_second = 0;  // retries included; 0: no limit

    bool none() const { return in_flight == 0 && requests_per_second == 0; }
    bool operator==(const Limits&) const = default;
};

struct Budgets {
    double starts_per_second = 0;                      // polls of all hosts; 0: no limit
    std::string label = "site";                        // the label whose values are the sites
    Limits site;                                       // for each site
    std::map<std::string, Limits, std::less<>> sites;  // for single sites, in place of `site`
    Limits subnet;                                     // for each subnet
    uint32_t prefix = 24;                              // length of an IPv4 subnet's prefix
    uint32_t prefix6 = 64;                             // likewise for IPv6
    std::map<std::string, std::string> where;  // "FILE:LINE:COLUMN" of each part by its key; a site's is "sites.NAME"

    bool hasSites() const { return !site.none() || !sites.empty(); }
    bool none() const { return starts_per_second == 0 && !hasSites() && subnet.none(); }
    bool operator==(const Budgets&) const = default;
    // The limits of the site with this name.
    const Limits& ofSite(std::string_view name) const;
};

Result<void> readBudgets(const Source& source, const YamlNode& node, Budgets& budgets);

}  // namespace snmpolld::config
