// Host: a target and what the supervisor remembers of it from poll to poll.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "model/address.hpp"
#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "model/target.hpp"
#include "rates/rate_keeper.hpp"
#include "supervisor/outcomes.hpp"

namespace snmpolld::supervisor {

struct Host {
    explicit Host(model::Target of);

    // Another target under the same name (reload). Sequence and quarantine stay; what was learned stays with the same
    // credentials, and so do the counters behind the rates, with the same transport and port.
    void retarget(model::Target to);
    // A due poll has ended.
    void ended(const model::HostRecord& record, WallTime scheduled);

    model::Target target;
    uint32_t id = 0;                        // its number in the service's schedule
    bool removed = false;                   // no longer configured, waits for its last record
    uint64_t key = 0;                       // stable hash of its name, for its phase
    std::optional<model::Address> address;  // of its node, or what that resolved to for the last poll
    bool literal = false;                   // its node is the address
    uint64_t seq = 0;                       // of the last due poll
    uint64_t open_task = 0;                 // the poll in flight; 0: none
    model::Learned learned;
    std::unique_ptr<rates::RateKeeper> rates;  // null: its module set has none
    std::optional<model::Status> last;
    Outcomes outcomes;                              // of the last polls
    uint32_t last_requests = 0;                     // of the last poll that made any
    std::unique_ptr<const std::string> last_error;  // of the last poll, those that were skipped apart; null: none
    int deaths = 0;                                 // workers in a row that died over it
    MonoTime quarantined_until{};
    Duration quarantine{};  // the length of the last one
};

// The time that all tries of all requests of a target may take: the target's own deadline, or long enough for the tries
// of as many requests as its varbinds may need; 10 minutes or the interval when it has walks, whose length nobody
// knows.
Duration pollDeadline(const model::Target& target);

}  // namespace snmpolld::supervisor
