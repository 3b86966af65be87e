// Host: what the supervisor remembers of a device from poll to poll, and the questions that it is asked: one for each
// interval of its modules. Most have one, so that a host is its first question as well, and costs no further memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

struct Question {
    explicit Question(model::Target of);

    // Another target for the same host (reload). The counters behind the rates stay, unless it is another agent or they
    // are of the poll under way.
    void retarget(model::Target to);
    // A due poll has ended. What the last one was like stays when a suspect host is left alone.
    void ended(const model::HostRecord& record, WallTime scheduled);
    bool isUnderWay() const { return open_task != 0; }

    model::Target target;                           // of one host all have the same but modules and interval
    uint32_t id = 0;                                // its number in the service's schedule
    bool removed = false;                           // no longer configured, waits for its last record
    std::optional<model::Status> last;              // outcome
    uint64_t open_task = 0;                         // its poll under way, one at a time; 0: none
    std::unique_ptr<rates::RateKeeper> rates;       // null: its module set has none
    Outcomes outcomes;                              // of the last polls
    uint32_t last_requests = 0;                     // of the last poll that made any
    std::unique_ptr<const std::string> last_error;  // of the last poll, those that were skipped apart; null: none
    std::unique_ptr<Question> further;              // the host's next one; null: this is the last
};

struct Host : Question {
    explicit Host(model::Target of);

    // Another target under the same name (reload), for its first question. Sequence and quarantine stay; what was
    // learned stays with the same credentials, the breaker and how long answers take with the same agent, too.
    void retarget(model::Target to);

    std::optional<model::Address> address;  // of its node, or what that resolved to for the last poll
    bool literal = false;                   // its node is the address
    uint8_t open_polls = 0;                 // under way: of its questions, and what somebody asks in place of them
    uint64_t seq = 0;                       // of the last due poll
    model::Learned learned;
    WallTime learned_at{};                   // when it last answered
    const std::string* engine_id = nullptr;  // as it stands in Twins; null: not there
    int twin = -1;                           // its number among those with this engine ID; -1: it alone has it
    int deaths = 0;                          // workers in a row that died over it
    schedule::Breaker breaker;               // the service's: a sweep has none
    MonoTime quarantined_until{};
    Duration quarantine{};   // the length of the last one
    MonoTime rests_until{};  // its gap after the last poll
};

// A host leaves all caches between two moments of its polls. This has it fetched, ahead of what is done with it.
inline void fetch(const Host& host) {
    constexpr size_t kCacheLine = 64;
    const char* const octets = reinterpret_cast<const char*>(&host);
    for (size_t at = 0; at < sizeof host; at += kCacheLine)
        __builtin_prefetch(octets + at, 1);
}

// Where a host stands in the intervals of its questions: a hash of its name, the same in every run.
uint64_t phaseKey(const Host& host);

// The questions that it is asked, in their order; none when it is removed.
std::vector<Question*> questionsOf(Host& host);
std::vector<const Question*> questionsOf(const Host& host);

// Of the last polls of its questions: the first that is not ok, or else ok; nullopt: there was none yet.
std::optional<model::Status> lastOutcome(const Host& host);

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
