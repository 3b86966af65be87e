// The names of segments. That of a finished segment says what is in it, so that opening a spool needs no look inside:
// NUMBER_FIRST_LAST_ENTRIES_SAMPLES.spool, times in milliseconds since 1970. One that is being written is NUMBER.open.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spool/entry.hpp"

namespace snmpolld::spool {

struct SegmentName {
    uint64_t number = 0;
    std::optional<Tally> tally{};  // none while it is being written
};

// nullopt: no segment's name.
std::optional<SegmentName> parseSegmentName(std::string_view name);

std::string finishedName(uint64_t number, const Tally& tally);
std::string openName(uint64_t number);

}  // namespace snmpolld::spool
