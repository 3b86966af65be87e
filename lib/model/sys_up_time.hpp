// sysUpTime (RFC 3418), which polls ask for by themselves: for rates, for probes and to see that a device has
// restarted.
#pragma once

#include "model/oid.hpp"

namespace snmpolld::model {

inline const Oid kSysUpTime{1, 3, 6, 1, 2, 1, 1, 3};             // the object
inline const Oid kSysUpTimeInstance{1, 3, 6, 1, 2, 1, 1, 3, 0};  // sysUpTime.0

}  // namespace snmpolld::model
