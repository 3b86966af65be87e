// From Net-SNMP's variables to the model's varbinds.
#pragma once

#include "model/varbind.hpp"

struct variable_list;

namespace snmpolld::snmp {

bool sameOid(const variable_list& variable, const model::Oid& oid);

// The name.
void readOid(const variable_list& variable, model::Oid& out);

// Type and value; the OID stays as it is. False for a type that the strict check lets nobody send.
bool readValue(const variable_list& variable, model::Varbind& out);

}  // namespace snmpolld::snmp
