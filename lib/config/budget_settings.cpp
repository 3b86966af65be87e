#include "config/budget_settings.hpp"

#include "base/text.hpp"
#include "config/section.hpp"

namespace snmpolld::config {

namespace {

constexpr std::string_view kInFlightKey = "in_flight";
constexpr std::string_view kRequests = "requests_per_second";

Limits readLimits(const Section& section, const Limits& otherwise) {
    Limits limits = otherwise;
    if (section.has(kInFlightKey)) limits.in_flight = static_cast<uint32_t>(section.integer(kInFlightKey));
    if (section.has(kRequests)) limits.requests_per_second = static_cast<uint32_t>(section.integer(kRequests));
    return limits;
}

bool givesLimits(const Section& section) {
    return section.has(kInFlightKey) || section.has(kRequests);
}

tl::unexpected<Error> noLimits(const Source& source, const YamlNode& node, const std::string& subject) {
    return source.bad(node, subject + ": in_flight or requests_per_second is missing");
}

// If single sites have limits of their own (`single_ones`), the other sites need none.
Result<void> readSite(const Source& source, const YamlNode& node, bool single_ones, Budgets& budgets) {
    const auto section = Section::read(source, node, "site");
    if (!section) return tl::unexpected(section.error());
    if (!single_ones && !givesLimits(*section)) return noLimits(source, node, "site");
    budgets.label = section->text("label");
    budgets.site = readLimits(*section, {});
    budgets.where["site.label"] = section->where("label");
    return {};
}

Result<void> readSites(const Source& source, const YamlNode& node, Budgets& budgets) {
    for (size_t i = 0; i + 1 < node.children.size(); i += 2) {
        const YamlNode& name = source.at(node.children[i]);
        const YamlNode& value = source.at(node.children[i + 1]);
        const auto section = Section::read(source, value, "sites");
        if (!section) return tl::unexpected(section.error());
        if (!givesLimits(*section)) return noLimits(source, value, "site " + printable(name.text));
        budgets.sites[name.text] = readLimits(*section, budgets.site);
        budgets.where["sites." + name.text] = source.where(name);
    }
    return {};
}

Result<void> readSubnet(const Source& source, const YamlNode& node, Budgets& budgets) {
    const auto section = Section::read(source, node, "subnet");
    if (!section) return tl::unexpected(section.error());
    if (!givesLimits(*section)) return noLimits(source, node, "subnet");
    budgets.prefix = static_cast<uint32_t>(section->integer("prefix"));
    budgets.prefix6 = static_cast<uint32_t>(section->integer("prefix6"));
    budgets.subnet = readLimits(*section, {});
    return {};
}

}  // namespace

const Limits& Budgets::ofSite(std::string_view name) const {
    const auto own = sites.find(name);
    return own == sites.end() ? site : own->second;
}

Result<void> readBudgets(const Source& source, const YamlNode& node, Budgets& budgets) {
    const auto section = Section::read(source, node, "budgets");
    if (!section) return tl::unexpected(section.error());
    budgets.starts_per_second = static_cast<double>(section->integer("starts_per_second"));
    for (const std::string key : {"starts_per_second", "site", "sites"})
        budgets.where[key] = section->where(key);
    budgets.where["site.label"] = section->where("sites");
    const YamlNode* site = section->node("site");
    const YamlNode* sites = section->node("sites");
    const YamlNode* subnet = section->node("subnet");
    Result<void> done;
    if (site != nullptr) done = readSite(source, *site, sites != nullptr, budgets);
    if (done && sites != nullptr) done = readSites(source, *sites, budgets);
    if (done && subnet != nullptr) done = readSubnet(source, *subnet, budgets);
    return done;
}

}  // namespace snmpolld::config
