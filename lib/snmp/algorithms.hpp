// The words of model::Credentials as Net-SNMP knows them. Used by the key derivation and by the users.
#pragma once

#include <optional>
#include <span>

#include "model/credentials.hpp"

namespace snmpolld::snmp {

using ObjectId = std::span<const unsigned long>;  // Net-SNMP's oid

// nullopt: this libnetsnmp does not have it. `none` is there too, as usmNoAuthProtocol and usmNoPrivProtocol.
std::optional<ObjectId> authOid(model::AuthProtocol protocol);
std::optional<ObjectId> privOid(model::PrivProtocol protocol);
int privType(model::PrivProtocol protocol);  // Net-SNMP's number of it

}  // namespace snmpolld::snmp
