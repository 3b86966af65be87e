// A worker's record as the supervisor gets it.
#pragma once

#include <iterator>

#include "model/host_record.hpp"

namespace snmpolld::test {

inline model::HostRecord merged(model::HostRecord record) {
    auto walked = record.walked.from({});
    const auto at = record.varbinds.begin() + static_cast<std::ptrdiff_t>(record.walked_at);
    record.varbinds.insert(at, std::move_iterator(walked.begin()), std::move_iterator(walked.end()));
    record.walked = {};
    record.walked_at = 0;
    return record;
}

}  // namespace snmpolld::test
