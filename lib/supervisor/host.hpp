// Host: a target and what the supervisor remembers of it from poll to poll.
#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "model/address.hpp"
#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "model/target.hpp"

namespace snmpolld::supervisor {

struct Host {
    explicit Host(model::Target of);

    // Another target under the same name (reload). Sequence and quarantine stay; what was learned stays with the same
    // credentials.
    void retarget(model::Target to);

    model::Target target;
    uint32_t id = 0;                        // its number in the service's schedule
    bool removed = false;                   // no longer configured, waits for its last record
    uint64_t key = 0;                       // stable hash of its name, for its phase
    std::optional<model::Address> literal;  // when its node is an address
    uint64_t seq = 0;                       // of the last due poll
    uint64_t open_task = 0;                 // the poll in flight; 0: none
    model::Learned learned;
    std::optional<model::Status> last;
    int deaths = 0;  // workers in a row that died over it
    MonoTime quarantined_until{};
    Duration quarantine{};  // the length of the last one
};

// The time that all tries of all requests of a target may take: the target's own deadline, or long enough for the tries
// of as many requests as its varbinds may need; 10 minutes or the interval when it has walks, whose length nobody
// knows.
Duration pollDeadline(const model::Target& target);

}  // namespace snmpolld::supervisor
