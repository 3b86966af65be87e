// What every device of the fleet has, computed and never stored: the system group, ifNumber, and N interfaces in
// ifTable (22 columns) and ifXTable (19 columns). All values follow from the device's address A (as a number) and its
// sysUpTime T in hundredths of a second; with the device's pace P = 1 + A mod 7, the interface i has
//
//   ifHCInOctets       T * 10 * i * P          that is 1,000 * i * P a second
//   ifHCOutOctets      T * 20 * i * P
//   ifHCInUcastPkts    (T / 100) * i * P       whole seconds
//   ifHCOutUcastPkts   the same
//
// The 32-bit counters are their lower halves, all other counters are 0. sysName.0 is the address in words, T is the
// time since the fleet began plus A mod 100,000. tests/integration/harness/fleet.py says the same in Python.
#pragma once

#include "fleet_writer.hpp"

namespace snmpolld::agents {

struct FleetDevice {
    uint32_t address = 0;  // host order
    uint32_t ticks = 0;    // sysUpTime, hundredths of a second
};

class FleetMib {
  public:
    explicit FleetMib(uint32_t interfaces);

    // Instances are numbered 0, 1, 2 .. in the order of a walk; size() is behind the last one.
    uint32_t size() const { return size_; }

    struct Found {
        uint32_t number = 0;
        uint8_t exception = 0;  // noSuchObject or noSuchInstance
    };
    // `oid` is encoded, without tag and length.
    Found find(Bytes oid) const;
    uint32_t after(Bytes oid) const;

    bool isCounter64(uint32_t number) const;
    FleetValue value(const FleetDevice& device, uint32_t number) const;

    struct EncodedOid {
        std::array<uint8_t, 20> bytes;
        uint8_t size = 0;

        Bytes whole() const { return {bytes.data(), size}; }
    };
    // With tag and length.
    EncodedOid oid(uint32_t number) const;

  private:
    struct Place {
        uint32_t group = 0;
        uint32_t column = 0;
        uint32_t index = 0;
    };

    uint32_t rows(uint32_t group) const;
    uint32_t numberOf(const Place& place) const;
    Place placeOf(uint32_t number) const;

    uint32_t interfaces_;
    std::array<uint32_t, 4> first_{};  // the number of each group's first instance
    uint32_t size_ = 0;
};

}  // namespace snmpolld::agents
