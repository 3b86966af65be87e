// The protocols of model::Credentials as Net-SNMP's object identifiers. Used for deriving and localising keys.
#pragma once

#include <optional>
#include <span>

#include "model/credentials.hpp"

namespace snmpolld::snmp {

using ObjectId = std::span<const unsigned long>;  // Net-SNMP's oid

// nullopt when this libnetsnmp does not have it. `none` gives usmNoAuthProtocol and usmNoPrivProtocol.
std::optional<ObjectId> authOid(model::AuthProtocol protocol);
std::optional<ObjectId> privOid(model::PrivProtocol protocol);
int privType(model::PrivProtocol protocol);  // Net-SNMP's number for it

}  // namespace snmpolld::snmp
