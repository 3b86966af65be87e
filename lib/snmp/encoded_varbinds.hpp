// EncodedVarbinds: the variable bindings of GETs that were sent before, as they were encoded. Hosts with the same
// modules are asked for the same instances, and encoding these is a fifth of a worker's own work on a poll.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "model/oid.hpp"
#include "snmp/ber.hpp"

namespace snmpolld::snmp {

class EncodedVarbinds {
  public:
    using Oids = std::span<const model::Oid* const>;

    // Empty: not known. Valid until keep().
    Bytes find(Oids oids) const;
    void keep(Oids oids, Bytes encoded);

  private:
    struct Kept {
        std::vector<model::Oid> oids{};
        std::vector<uint8_t> encoded{};
    };

    std::array<Kept, 16> kept_{};
};

}  // namespace snmpolld::snmp
