// Poll: one due question, or one that somebody asked for, from the moment when it is due to its record.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/address.hpp"
#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "model/target.hpp"
#include "supervisor/host.hpp"

namespace snmpolld::supervisor {

class Asker;

// A poll that somebody asked for. It asks what `target` says, in place of the host's own questions.
struct OnDemandPoll {
    model::Target target{};
    // Gets the record, part by part; each part is valid only during the call. Must not ask for another poll.
    std::function<void(const model::HostRecord&)> answered = [](const model::HostRecord&) {};
    // Called once, at the end of the turn in which the last part came.
    std::function<void()> ended = [] {};
    // Whether anybody still wants it. One that is not wanted any more and has not begun is dropped without a word.
    std::function<bool()> wanted = [] { return true; };
};

// A poll of a host's question that the schedule has made due.
struct ScheduledPoll {
    Question* question;
    WallTime scheduled;
    MonoTime due;  // the same moment
};

// What is to be polled and for whom. Host, question and asker must live until the asker has been told of the end.
struct PollRequest {
    Asker& asker;
    Host& host;
    Question* question = nullptr;  // of the host, with no poll under way; null: `on_demand`
    WallTime scheduled{};
    // Begins with a single try of sysUpTime.0. If it is answered, the whole poll follows and gives the record;
    // otherwise the record is that of the probe.
    bool probe = false;
    bool insisted = false;  // see Poll::insisted
    std::unique_ptr<OnDemandPoll> on_demand{};
};

// Regular times of a question that were missed and share one record.
struct MissedTimes {
    uint64_t count = 0;  // 0: the record is of a single due poll
    WallTime last{};     // of these times; the first one is the record's `scheduled`
};

// What became of the addresses of a name that were asked before the present one.
struct AskedBefore {
    model::Address first;
    model::Status status;  // and error: of the first
    std::string error;
    MonoTime begun;
    uint32_t requests = 0;  // and retries: of all
    uint32_t retries = 0;
};

struct Poll {
    explicit Poll(PollRequest request);

    const model::Target& target() const;
    // The target that is polled in place of the question's present one; null: none is.
    const model::Target* instead() const;
    // Whether the poll asks the host's own node, so that the address at which it is answered is the host's.
    bool asksNode() const;
    // Whether the poll asks the host's own agent, so that what it learns holds for the host.
    bool speaksForHost() const;

    Asker* asker;
    Host* host;
    Question* question;  // null: on_demand
    uint64_t seq;
    WallTime scheduled;
    std::optional<model::Address> address{};
    std::vector<model::Address> others{};  // of its name, to be asked in this poll if there is no answer; service: none
    std::unique_ptr<AskedBefore> before{};
    std::optional<MonoTime> given{};  // when a worker got its task; nullopt: none has it
    int worker = -1;
    uint32_t parts = 0;  // parts of its record that are out
    bool alone = false;  // its worker has no other task
    bool probe;          // what is under way is the probe
    bool alive = false;  // the probe was answered, and the whole poll is under way
    // Somebody waits for this poll: the whole poll follows the probe in any case, and what the host never answers is
    // asked as well.
    bool insisted;
    std::unique_ptr<OnDemandPoll> on_demand;
    std::unique_ptr<const model::Target> kept_target{};  // what is polled, if the question has got another one
};

// Asks for sysUpTime.0 in the way in which the target must be asked. Targets share it if theirs are alike.
std::shared_ptr<const model::ModuleSet> probeOf(const model::Target& target);

// The task for a worker. Its keys are added when a worker gets it.
model::PollTask makeTask(uint64_t id, const Poll& poll);

// The record of a poll whose worker died with it.
model::HostRecord lostRecord(const Poll& poll, const std::string& how, MonoTime now);
// The record that ends a poll at shutdown, `skipped` or, if parts of it are out already, `partial`.
model::HostRecord shutdownRecord(const Poll& poll, MonoTime now);
// The record of a poll that no worker got.
model::HostRecord recordWithout(model::Status status, std::string error);

}  // namespace snmpolld::supervisor
