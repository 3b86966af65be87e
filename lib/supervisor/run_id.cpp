#include "supervisor/run_id.hpp"

#include <cstdint>
#include <random>

namespace snmpolld::supervisor {

namespace {

constexpr char kCrockford[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

}  // namespace

std::string makeRunId(WallTime now) {
    std::string id(26, '0');
    auto ms =
        static_cast<uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
    for (int i = 9; i >= 0; --i, ms >>= 5)
        id[static_cast<size_t>(i)] = kCrockford[ms & 31];
    std::random_device random;
    for (size_t i = 10; i < id.size(); ++i)
        id[i] = kCrockford[random() & 31];
    return id;
}

}  // namespace snmpolld::supervisor
