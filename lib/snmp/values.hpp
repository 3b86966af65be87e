// Reads varbinds that have passed the strict check into the model's, from the octets that came (docs/adr/0037).
#pragma once

#include "model/varbind.hpp"
#include "model/varbind_columns.hpp"
#include "snmp/varbind_octets.hpp"

namespace snmpolld::snmp {

bool sameOid(const RawVarbind& varbind, const model::Oid& oid);

// Copies the varbind's name.
void readOid(const RawVarbind& varbind, model::Oid& out);

// Copies type and value and leaves the OID as it is.
void readValue(const RawVarbind& varbind, model::Varbind& out);
// Adds them behind a name.
void readValue(const RawVarbind& varbind, model::VarbindColumns& out);

// A Counter32, Gauge32 or TimeTicks.
uint32_t unsigned32(Bytes content);

}  // namespace snmpolld::snmp
