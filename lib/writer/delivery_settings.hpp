// How records are put together in requests, and how much may be held meanwhile. Plain data.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/clock.hpp"

namespace snmpolld::writer {

struct DeliverySettings {
    size_t batch_samples = 10'000;
    size_t batch_octets = 1 << 20;  // of a request before it is compressed, estimated
    Duration flush_interval = std::chrono::seconds(1);
    uint32_t shards = 4;
    Duration least_pause = std::chrono::milliseconds(500);  // before a request is made again
    Duration most_pause = std::chrono::seconds(60);
    size_t most_records = 10'000;    // that are held
    size_t most_octets = 8UL << 20;  // that are held, estimated as requests
};

}  // namespace snmpolld::writer
