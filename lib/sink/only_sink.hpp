// OnlySink: a sink in front of another one that passes on only the records of polls that succeeded, or only those of
// polls that failed.
#pragma once

#include <memory>

#include "sink/sink.hpp"

namespace snmpolld::sink {

enum class Only {
    all,
    ok,      // the status is ok
    failed,  // the status is anything else
};

// Of a poll in parts, either all parts are passed on or none. The status only comes with the last part, so the earlier
// ones are held back until then. Once the polls held back have 100,000 varbinds together, the poll that came last is
// passed on whatever its status will be.
std::unique_ptr<Sink> filtered(std::unique_ptr<Sink> sink, Only only);

}  // namespace snmpolld::sink
