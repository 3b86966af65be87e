// Host: what the supervisor remembers of a device from poll to poll, and the questions that it is asked: one for each
// interval of its modules. Most hosts have only one, so a Host is also its own first question, which saves memory.
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

// The reason given for a due poll that is skipped because its host is suspect (schedule/breaker.hpp).
inline constexpr std::string_view kBreakerOpen = "breaker_open";

struct Question {
    explicit Question(model::Target of);

    // Another target for the same host (reload). The counter readings behind the rates stay if the agent is the same;
    // otherwise those of the poll under way are ignored as well.
    void retarget(model::Target to);
    // A due poll has ended. Nothing changes if it was skipped because the host is suspect.
    void ended(const model::HostRecord& record, WallTime scheduled);
    bool isUnderWay() const { return open_task != 0; }

    model::Target target;                           // those of one host differ only in modules and interval
    uint32_t id = 0;                                // its number in the service's schedule
    bool removed = false;                           // no longer configured; waits for its last record
    std::optional<model::Status> last;              // outcome of its last poll
    uint64_t open_task = 0;                         // task of its poll under way, at most one; 0: none
    std::unique_ptr<rates::RateKeeper> rates;       // null: its module set has none
    Outcomes outcomes;                              // of the last polls
    uint32_t last_requests = 0;                     // of the last poll that sent any
    std::unique_ptr<const std::string> last_error;  // of the last poll that was not skipped; null: none
    std::unique_ptr<Question> further;              // the host's next question; null: this is the last
};

struct Host : Question {
    explicit Host(model::Target of);

    // Another target under the same name (reload), for the first question. Sequence and quarantine stay. What was
    // learned stays if the credentials are the same; the breaker and the round-trip times stay if the agent is the
    // same.
    void retarget(model::Target to);

    std::optional<model::Address> address;  // its node, or what the node resolved to for the last poll
    bool literal = false;                   // its node is an address, not a name
    bool address_silent = false;            // nothing came from `address`: the next one of its node has its turn
    uint8_t addresses = 1;                  // that its node has
    uint8_t open_polls = 0;                 // under way: of its questions, and on-demand polls
    uint64_t seq = 0;                       // of the last due poll
    model::Learned learned;
    WallTime learned_at{};                   // when it last answered
    const std::string* engine_id = nullptr;  // its key in Twins; null: it has none there
    int twin = -1;                           // its number among the hosts with this engine ID; -1: no twin
    uint32_t wanted_by = 0;                  // the last change of targets that has it, see Placement
    int deaths = 0;                          // workers that died polling it, in a row
    schedule::Breaker breaker;               // used by the service only
    MonoTime quarantined_until{};
    Duration quarantine{};   // the length of the last one
    MonoTime rests_until{};  // end of its gap after the last poll
};

// Between two uses, a host is evicted from all caches. This prefetches it ahead of its next use.
inline void fetch(const Host& host) {
    constexpr size_t kCacheLine = 64;
    const char* const octets = reinterpret_cast<const char*>(&host);
    for (size_t at = 0; at < sizeof host; at += kCacheLine)
        __builtin_prefetch(octets + at, 1);
}

// Determines when in their intervals the questions of a host are due: a hash of its name, the same in every run.
uint64_t phaseKey(const Host& host);

// The questions that the host is asked, in their order; none if it is removed.
std::vector<Question*> questionsOf(Host& host);
std::vector<const Question*> questionsOf(const Host& host);

// The outcome of the first question whose last poll was not ok, or ok if there is none; nullopt: no poll has ended yet.
std::optional<model::Status> lastOutcome(const Host& host);

// Whether a poll that has ended shows that there is an agent, that there is none, or neither.
enum class Heard { something, silence, unknown };
Heard heard(const model::HostRecord& record);

// How long all requests of a poll may take, with all tries: the target's own deadline if it has one; with walks or
// filters, whose length is not known, the interval but at least 10 minutes; otherwise enough for all tries of as many
// requests as the varbinds may need, and for the gaps between them.
Duration pollDeadline(const model::Target& target);
// How long a probe may take: one try of one instance, and what SNMPv3 may need before it.
Duration probeDeadline(const model::Target& target);

}  // namespace snmpolld::supervisor
