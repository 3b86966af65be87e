// NameScope: how the names of a catalogue are seen from one place. While a module is being read, the names of its own
// metrics come before those of other modules; a dump of a config is written without the names of metrics.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "names/metric_names.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::names {

class NameScope {
  public:
    // All names of the catalogue, which must outlive the scope.
    explicit NameScope(const NameCatalog& catalog) : catalog_(&catalog) {}
    // The names of the metrics of `module` are known too, and come before those of other modules.
    NameScope(const NameCatalog& catalog, const model::MetricModule& module) : catalog_(&catalog), own_(module) {}
    // Only the built-in and the imported names.
    static NameScope withoutMetrics(const NameCatalog& catalog);

    // Like the functions of NameCatalog.
    Result<model::Oid> resolveOid(std::string_view text) const;
    Result<model::Oid> resolveInstance(std::string_view text) const;
    Result<model::Oid> resolveSubtree(std::string_view text) const;
    std::optional<std::string> nameOf(const model::Oid& oid) const;

  private:
    const NameCatalog* catalog_;
    MetricNames own_;
    bool metrics_ = true;
};

}  // namespace snmpolld::names
