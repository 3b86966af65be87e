// The octets of one varbind: the strict check of its name and value, and what its parts are.
#pragma once

#include <cstdint>
#include <span>

#include "snmp/ber.hpp"

namespace snmpolld::snmp {

// A varbind as it came.
struct RawVarbind {
    const char* fault = nullptr;  // what is wrong with it first, or null
    Bytes name{};                 // content octets of its OID; empty if that cannot be believed
    uint8_t tag = 0;              // of its value; 0: there is none
    Bytes value{};                // content octets of its value, as far as the varbind goes
};

// Reads the content of a varbind's SEQUENCE.
RawVarbind readVarbind(Bytes content);
// The same without the check, for content in which readVarbind() has found no fault.
RawVarbind readSoundVarbind(Bytes content);

inline constexpr size_t kMaxSubIds = 128;

// The sub-identifiers of an OID from its content octets, which the check has found sound. Returns how many there are:
// none of an empty one.
size_t subIds(Bytes content, std::span<uint32_t, kMaxSubIds> out);

}  // namespace snmpolld::snmp
