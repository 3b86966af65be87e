// Writes to InfluxDB, version 1 or 2, and to what understands the same requests, such as VictoriaMetrics. A point that
// is written twice overwrites itself.
#pragma once

#include <string>

#include "writer/backend.hpp"

namespace snmpolld::writer {

struct InfluxSettings {
    std::string database{};  // of version 1; empty: version 2
    std::string retention_policy{};
    std::string organization{};  // of version 2
    std::string bucket{};
    std::string measurement{"snmp"};
};

class InfluxBackend final : public Backend {
  public:
    explicit InfluxBackend(InfluxSettings settings);

    Request encode(Records records) const override;
    // Of a "partial write" the server keeps the good points. It is refused all the same: what is written again does no
    // harm, and in the end the points that the server does not take are known.
    Verdict judge(const Answer& answer) const override;

  private:
    const std::string measurement_;
    const std::string target_;
};

}  // namespace snmpolld::writer
