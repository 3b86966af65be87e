// HostRecord: what became of one due poll of one host, also when it failed. Every due poll ends in exactly one record.
// The worker fills the part that the device decides; the supervisor adds who was asked, when, and the ledger's numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/address.hpp"
#include "model/lookup_marks.hpp"
#include "model/poll_task.hpp"
#include "model/rate.hpp"
#include "model/target.hpp"
#include "model/varbind.hpp"
#include "model/varbind_columns.hpp"

namespace snmpolld::model {

enum class Status : uint8_t {
    ok,            // every asked varbind was answered, exceptions such as noSuchInstance included
    partial,       // some values came before something failed; error says what
    timeout,       // no acceptable answer in all tries, or the deadline passed
    unreachable,   // the network said so: ICMP, no route, connection refused
    unresolved,    // the name has no address
    auth_failure,  // SNMPv3: user, key, level or digest refused
    agent_error,   // the agent answered with an error-status or another report
    bad_response,  // the agent's answer breaks the protocol
    worker_lost,   // the worker died or was killed while it polled this host
    skipped,       // not polled: error is overrun, breaker_open, quarantine, backpressure, removed, shutdown
};
inline constexpr uint8_t kStatusCount = 10;

std::string_view statusName(Status status);

// The device's clock when it gave its values: the varbinds from `first` to the next mark came in one PDU with this
// sysUpTime.
struct ClockMark {
    uint32_t first = 0;        // index in HostRecord::varbinds
    bool known = false;        // the agent gave a sysUpTime
    uint32_t sys_up_time = 0;  // hundredths of a second

    bool operator==(const ClockMark&) const = default;
};

// A large result comes as several HostRecords, its parts, with the same task_id and seq. Only the last one has a
// verdict: status, error, requests, retries, learned and duration of the others say nothing.
struct HostRecord {
    HostRecord() noexcept {}  // for the same reason as Varbind()

    // From the worker.
    uint64_t task_id = 0;
    uint32_t part = 1;
    bool last = true;
    Status status = Status::skipped;
    std::string error;              // one sentence; empty when ok
    std::vector<Varbind> varbinds;  // first those of the GETs in the order asked, then those of the walks as they came
    VarbindColumns walked;  // in a worker: what the walks brought, which belongs in front of varbinds[walked_at]
    size_t walked_at = 0;
    std::vector<ClockMark> clocks;  // when the module set has rates: in the order of `first`; else none
    Duration rtt{-1};               // of the last answered request; negative: none was answered
    uint32_t requests = 0;          // requests that were begun, without retries
    uint32_t retries = 0;           // tries beyond the first, all requests together
    uint32_t padded = 0;            // answers with octets behind the message, which were ignored
    Learned learned;
    std::optional<LookupMarks> lookup_marks;  // when they were asked for and the device has a sysUpTime
    bool lookups_left_out = false;            // the kept tables still hold: ModuleSet::lookups were not walked
    MonoTime begun{};                         // by the worker's monotonic clock, which is also the supervisor's
    Duration duration{};                      // from begun to the verdict

    // From the supervisor.
    const Target* target = nullptr;  // borrowed: valid while the record is written; null inside a worker
    uint64_t seq = 0;                // per host, from 1, no gaps
    uint32_t question = 0;           // the place of its question among those of its host
    bool one_of_several = false;     // the host has other questions
    std::optional<Address> address;  // nullopt when unresolved
    WallTime scheduled{};
    uint64_t missed = 0;              // due polls that this record stands for, if it is of several missed times
    WallTime missed_last{};           // the last of these times; the first one is `scheduled`. Only with `missed`
    std::optional<WallTime> started;  // nullopt when the poll never began
    int worker = -1;                  // its number; -1: none
    std::vector<Rate> rates;          // one for each varbind, or none at all
    std::vector<Sample> samples;      // of all parts, in the last one; only when somebody wants them
};

}  // namespace snmpolld::model
