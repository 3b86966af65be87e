#include "supervisor/host.hpp"

#include <string_view>

namespace snmpolld::supervisor {

namespace {

constexpr Duration kWalkDeadline = std::chrono::minutes(10);

// FNV-1a, finished as in MurmurHash3: the same in every run, unlike std::hash.
uint64_t stableHash(std::string_view text) {
    uint64_t h = 0xcbf29ce484222325ULL;
    for (const char c : text)
        h = (h ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdULL;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ULL;
    return h ^ h >> 33;
}

}  // namespace

Host::Host(model::Target of)
    : target(std::move(of)), key(stableHash(target.host)), literal(model::Address::parse(target.node, target.port)) {}

void Host::retarget(model::Target to) {
    if (*to.credentials != *target.credentials) learned = {};
    target = std::move(to);
    literal = model::Address::parse(target.node, target.port);
}

Duration pollDeadline(const model::Target& target) {
    if (target.deadline > Duration::zero()) return target.deadline;
    if (!target.module_set->walk.empty()) return std::max<Duration>(kWalkDeadline, target.interval);
    constexpr int64_t kSmallestSplit = 8;  // varbinds a request once tooBig was met
    const auto varbinds = static_cast<int64_t>(target.module_set->get.size());
    return target.timeout * (target.retries + 1) * (2 + varbinds / kSmallestSplit);
}

}  // namespace snmpolld::supervisor
