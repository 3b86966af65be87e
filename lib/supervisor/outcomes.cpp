#include "supervisor/outcomes.hpp"

#include <algorithm>

namespace snmpolld::supervisor {

namespace {

using Tenths = std::chrono::duration<int64_t, std::ratio<1, 10'000>>;

constexpr int64_t kMostTenths = (1 << 28) - 1;

}  // namespace

void Outcomes::add(model::Status status, WallTime at, Duration duration) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
    const auto tenths = std::clamp(std::chrono::round<Tenths>(duration).count(), int64_t{0}, kMostTenths);
    Packed& entry = ring_[added_ % kKept];
    entry.at = static_cast<uint32_t>(seconds);
    entry.status = static_cast<uint32_t>(status) & 0xf;
    entry.tenths = static_cast<uint32_t>(tenths) & 0xfffffff;
    if (++added_ == 2 * kKept) added_ = kKept;
}

std::vector<Outcomes::Entry> Outcomes::newestFirst() const {
    std::vector<Entry> entries;
    for (size_t i = 0; i < std::min<size_t>(added_, kKept); ++i) {
        const Packed& packed = ring_[(added_ - 1 - i) % kKept];
        entries.push_back({static_cast<model::Status>(packed.status), WallTime(std::chrono::seconds(packed.at)),
                           std::chrono::duration_cast<Duration>(Tenths(packed.tenths))});
    }
    return entries;
}

}  // namespace snmpolld::supervisor
