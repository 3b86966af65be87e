// The id of one start of the program, in every record: a ULID (time in ms, then 80 random bits), so that ids sort by
// time.
#pragma once

#include <string>

#include "base/clock.hpp"

namespace snmpolld::supervisor {

std::string makeRunId(WallTime now);

}  // namespace snmpolld::supervisor
