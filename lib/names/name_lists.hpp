// NameLists: the lists of names that a look-up goes through, in the order in which they count: built-in names, imported
// ones, those of the metrics of a module that is being read, those of the metrics of all modules. Only lib/names uses
// this.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "names/name_catalog.hpp"
#include "names/name_index.hpp"

namespace snmpolld::names {

class NameLists {
  public:
    static constexpr size_t kCount = 4;

    // All names of the catalogue.
    explicit NameLists(const NameCatalog& catalog) : catalog_(catalog) {}
    // `own`: the metrics of the module that is being read. Without `metrics` the names of other metrics are not known.
    NameLists(const NameCatalog& catalog, const MetricNames& own, bool metrics)
        : catalog_(catalog), own_(&own), metrics_(metrics) {}

    // Null when the list is empty. To be called only if the lists before it do not suffice, since it may load names.
    const NameIndex* at(size_t number) const;

    // What has exactly this OID, from the first list that knows it.
    std::optional<KnownName> knownAt(std::span<const uint32_t> ids) const;

    // The longest object that this OID is or lies under, from the first list that knows it. Nothing lies under a scalar
    // or column, so further lists are looked at only when those before know none.
    std::optional<KnownName> longest(std::span<const uint32_t> ids) const;

    // Everything with this name, one for each OID; the built-in name when others have the OID too. An empty `module`
    // stands for all modules. With a module the imported names are not looked at when a built-in one is found. The
    // names of metrics are looked at only when there is no other.
    std::vector<KnownName> called(std::string_view module, std::string_view name) const;

    // The shortest prefix of these ids at and under which nothing is known; empty if something is known at or under the
    // ids themselves.
    std::span<const uint32_t> namelessRegion(std::span<const uint32_t> ids) const;

  private:
    bool isNameless(std::span<const uint32_t> ids) const;

    const NameCatalog& catalog_;
    const MetricNames* own_ = nullptr;
    bool metrics_ = true;
};

}  // namespace snmpolld::names
