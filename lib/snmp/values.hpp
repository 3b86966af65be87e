// Converts Net-SNMP's variables to the model's varbinds.
#pragma once

#include "model/varbind.hpp"

struct variable_list;

namespace snmpolld::snmp {

bool sameOid(const variable_list& variable, const model::Oid& oid);

// Copies the variable's name.
void readOid(const variable_list& variable, model::Oid& out);

// Copies type and value and leaves the OID as it is. False for a type that the strict check does not let pass.
bool readValue(const variable_list& variable, model::Varbind& out);

}  // namespace snmpolld::snmp
