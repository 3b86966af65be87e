// NameCatalog: the names that are known, as one object that is handed to whoever reads or writes names. It has three
// lists: the built-in names, which are constant; the imported ones, which its maker lets it load when they are first
// needed; and the names of the metrics of the modules that were loaded. Every config has a catalogue of its own. A
// catalogue is for one thread, since look-ups remember what was found last.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "names/metric_names.hpp"
#include "names/names.hpp"

namespace snmpolld::names {

class NameIndex;

class NameCatalog {
  public:
    // Returns null when nothing is imported. Called at most once, and not before a name is wanted that is not built in.
    using LoadImported = std::function<std::unique_ptr<const NameIndex>()>;

    // Nothing is imported.
    NameCatalog();
    explicit NameCatalog(LoadImported load);
    NameCatalog(NameCatalog&& other);
    ~NameCatalog();

    // Takes over all names of `other`, which gets those of this one. Whoever refers to this catalogue sees the new
    // names.
    void swap(NameCatalog& other);

    // The names of the metrics of this module are known from now on, in place of those that it had.
    void learn(const model::MetricModule& module);
    // Whether the module has named metrics.
    bool hasMetricsOf(std::string_view module) const { return metrics_.contains(module); }

    // Resolves "sysDescr.0", "IF-MIB::ifHCInOctets.1", "1.3.6.1.2.1.1.1.0" or ".1.3.6..". The error quotes the text and
    // gives the nearest known name.
    Result<model::Oid> resolveOid(std::string_view text) const;

    // Resolves the name of something to GET: an object known as a scalar and written without an instance gets its ".0".
    // A table's column without an instance is an error.
    Result<model::Oid> resolveInstance(std::string_view text) const;

    // Resolves the name of something to walk: an object or a node, with or without an instance; "1" or ".1" is
    // everything.
    Result<model::Oid> resolveSubtree(std::string_view text) const;

    // The longest prefix of the OID that is known as a scalar, table, entry or column. A mere node of the tree, such as
    // enterprises, does not count. Cheap for OIDs that follow each other in the same columns, as in walks.
    std::optional<NamedObject> objectOf(const model::Oid& oid) const;

    // "ifHCInOctets.1", or nullopt when there is no name.
    std::optional<std::string> nameOf(const model::Oid& oid) const;
    // Appends the same to `out`; false when there is no name.
    bool appendName(std::string& out, const model::Oid& oid) const;

    // The table whose name or OID, or whose entry's name or OID, is `text`. The error for another object names the
    // nearest table. An OID of which nothing is known is taken for a table without known columns.
    Result<Table> describeTable(std::string_view text) const;

    // The built-in and imported names in the order of their OIDs, an OID once for each of its names. `pattern` is an
    // OID (selects what is at and under it), a shell pattern of the name when it contains one of *?[, otherwise a part
    // of the name; empty selects everything. Case does not matter. "MODULE::" before the pattern is a part or pattern
    // of the module.
    std::vector<NameEntry> findNames(std::string_view pattern) const;

    // Changes whenever a name may have changed, so that a cache of names can tell that it is out of date.
    uint64_t edition() const { return edition_; }

    // The lists, for look-ups in lib/names. Null when nothing is imported; the first call loads it.
    const NameIndex* imported() const;
    // Null when no module with metrics was loaded.
    const NameIndex* metrics() const { return metrics_.index(); }

  private:
    struct Lookups;  // what was loaded or found, which does not change what the catalogue says

    LoadImported load_;
    MetricNames metrics_;
    std::unique_ptr<Lookups> lookups_;
    uint64_t edition_ = 0;
};

}  // namespace snmpolld::names
