// Hosts as a state file keeps them, for tests.
#pragma once

#include <chrono>

#include "supervisor/state_file.hpp"

namespace snmpolld::supervisor {

// 2026-11-21, two days after this machine has started.
inline constexpr Now kNow{MonoTime(std::chrono::hours(48)), WallTime(std::chrono::seconds(1'795'262'400))};

inline KeptHost keptHost(std::string name, model::Learned learned) {
    return {name, "udp:" + name + ":161", "core", kNow.wall - std::chrono::seconds(7), std::move(learned)};
}

inline model::Learned everythingLearned() {
    return {.max_request_bytes = 700,
            .max_answer_varbinds = 12,
            .full_answers = 3,
            .no_bulk = true,
            .engine_id = std::string("\x80\0\x1f\x88\x04", 5),
            .engine_boots = 3,
            .engine_time = 4711,
            .engine_seen = kNow.mono,
            .round_trip = {std::chrono::microseconds(5100), std::chrono::microseconds(300)},
            .max_get_oids = 4,
            .max_walk_columns = 2,
            .limits_since = kNow.mono,
            .pdu_gap = std::chrono::milliseconds(333),
            .gap_since = kNow.mono,
            .gap_pause = std::chrono::minutes(5)};
}

inline std::string stateOf(const std::vector<KeptHost>& hosts, Now now = kNow) {
    std::string out(stateHead());
    size_t count = 0;
    for (const KeptHost& host : hosts)
        count += appendState(host, now, out) ? 1 : 0;
    return out + stateEnd(count);
}

}  // namespace snmpolld::supervisor
