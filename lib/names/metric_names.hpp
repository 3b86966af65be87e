// MetricNames: the names that metrics give to the objects they are made of, by module. Names are looked up here after
// the built-in and the imported ones (name_catalog.hpp).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/metrics.hpp"
#include "names/names.hpp"

namespace snmpolld::names {

class NameIndex;

class MetricNames {
  public:
    MetricNames();
    explicit MetricNames(const model::MetricModule& module);
    MetricNames(MetricNames&& other) noexcept;
    MetricNames& operator=(MetricNames&& other) noexcept;
    ~MetricNames();

    // Takes the names of this module's metrics, in place of those that it had.
    void learn(const model::MetricModule& module);
    bool contains(std::string_view module) const { return modules_.contains(module); }

    // The names of all modules, made when it is first wanted; null when there are none. A module's name stands where
    // other names have that of their MIB: "if_mib::ifHCInOctets". Valid until the next change.
    const NameIndex* index() const;

  private:
    struct MetricName {
        std::string name;
        model::Oid oid;
        NameKind kind = NameKind::object;
    };
    struct Index;

    static std::vector<MetricName> namesIn(const model::MetricModule& module);

    std::map<std::string, std::vector<MetricName>, std::less<>> modules_;
    mutable std::unique_ptr<const Index> index_;
};

}  // namespace snmpolld::names
