// Host: a target and what the supervisor remembers of it from poll to poll.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "model/address.hpp"
#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "model/target.hpp"
#include "rates/rate_keeper.hpp"
#include "schedule/breaker.hpp"
#include "supervisor/outcomes.hpp"

namespace snmpolld::supervisor {

// The reason of a due poll that is not made because its host is suspect (schedule/breaker.hpp).
inline constexpr std::string_view kBreakerOpen = "breaker_open";

struct Host {
    explicit Host(model::Target of);

    // Another target under the same name (reload). Sequence and quarantine stay; what was learned stays with the same
    // credentials, the counters behind the rates, the breaker and how long answers take with the same agent, too.
    void retarget(model::Target to);
    // A due poll has ended. What the last one was like stays when a suspect host is left alone.
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
    WallTime learned_at{};                     // when it last answered
    const std::string* engine_id = nullptr;    // as it stands in Twins; null: not there
    int twin = -1;                             // its number among those with this engine ID; -1: it alone has it
    std::unique_ptr<rates::RateKeeper> rates;  // null: its module set has none
    std::optional<model::Status> last;
    schedule::Breaker breaker;                      // the service's: a sweep has none
    Outcomes outcomes;                              // of the last polls
    uint32_t last_requests = 0;                     // of the last poll that made any
    std::unique_ptr<const std::string> last_error;  // of the last poll, those that were skipped apart; null: none
    int deaths = 0;                                 // workers in a row that died over it
    MonoTime quarantined_until{};
    Duration quarantine{};  // the length of the last one
};

// Whether a poll that has ended shows that there is an agent, that there is none, or neither of it.
enum class Heard { something, silence, unknown };
Heard heard(const model::HostRecord& record);

// The time that all tries of all requests of a target may take: the target's own deadline, or long enough for the tries
// of as many requests as its varbinds may need; 10 minutes or the interval when it has walks, whose length nobody
// knows.
Duration pollDeadline(const model::Target& target);
// The time for one try of one instance, and for what SNMPv3 may need before it.
Duration probeDeadline(const model::Target& target);

}  // namespace snmpolld::supervisor
