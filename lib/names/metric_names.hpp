// The names that metrics give to what they are made of: the third list of names, behind the built-in and the imported
// ones (name_catalog.hpp). lib/config fills it with the modules that are loaded.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/metrics.hpp"
#include "names/names.hpp"

namespace snmpolld::names {

struct MetricName {
    std::string name;
    model::Oid oid;
    NameKind kind = NameKind::object;
};

// By module, which stands where a name has its MIB module: "if_mib::ifHCInOctets".
using MetricNames = std::map<std::string, std::vector<MetricName>, std::less<>>;

// Those that are known.
const MetricNames& metricNames();

// These and no others are known.
void useMetricNames(MetricNames names);

// The names of this module's metrics, instead of what it had.
void learnMetricNames(const model::MetricModule& module);

// While a module is being read: the names of its own metrics are known, and come before those of other modules.
class OwnMetricNames {
  public:
    explicit OwnMetricNames(const model::MetricModule& module);
    ~OwnMetricNames();
    OwnMetricNames(const OwnMetricNames&) = delete;
    OwnMetricNames& operator=(const OwnMetricNames&) = delete;

  private:
    std::string module_;
    std::vector<MetricName> before_;
    std::string preferred_before_;
};

}  // namespace snmpolld::names
