// Where requests are sent from: an IP address of this machine or one of its network interfaces (the setting `source`).
#pragma once

#include <string>

#include "base/result.hpp"
#include "model/address.hpp"

namespace snmpolld::snmp {

// Makes a new socket send from `source`; if that is empty, the system chooses. To an interface it is bound as a whole
// or, where the system does not allow that, by its first address. Errors: "source eth9: no such interface".
Result<void> sendFrom(int fd, model::Family family, const std::string& source);

// Whether a socket could be made that sends from `source`. The error is that of sendFrom().
Result<void> checkSource(model::Family family, const std::string& source);

// False once the interface that a socket was bound to has gone, although there may be another one of its name.
bool isStillThere(int fd);

}  // namespace snmpolld::snmp
