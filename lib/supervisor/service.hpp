// Service: polls its targets on schedule until it is told to stop, and takes new targets while it runs. It joins the
// schedule, the hosts and the Pacer, which handles the single poll.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "loop/timing.hpp"
#include "model/target.hpp"
#include "schedule/breaker.hpp"
#include "schedule/schedule.hpp"
#include "supervisor/asker.hpp"
#include "supervisor/guests.hpp"
#include "supervisor/hosts.hpp"
#include "supervisor/pacer.hpp"
#include "supervisor/placement.hpp"
#include "supervisor/poller.hpp"
#include "supervisor/twins.hpp"

namespace snmpolld::supervisor {

class Service : private Asker {
  public:
    using Answered = Waiters::Answered;

    // How long stop() waits for polls that workers have.
    static constexpr Duration kDrain = std::chrono::milliseconds(3500);

    Service(const Outside& outside, Poller& poller);

    // Applies from now on, to all hosts.
    void setBreaker(schedule::BreakerSettings settings) { pacer_.setBreaker(settings); }

    // Replaces the targets; at first there are none, and somebody else starts the workers. Targets of one host are
    // adjacent and are its questions, each with its own schedule. Hosts that stay keep their phase, their sequence and
    // what was learned; removed hosts and questions end with their last record.
    void reload(std::vector<model::Target> targets);
    // Likewise, in slices between which polls go on. `placed` is called once all hosts have their new targets, perhaps
    // at once; never if the service is stopped before. One at a time.
    void reloadInSlices(std::vector<model::Target> targets, std::function<void()> placed);

    // After a reload: the auths that there are now. Those that are gone are kept for no guest.
    void useAuths(std::span<const Guests::Credentials> auths);

    // Polls each question of a configured host as soon as possible, or takes the poll that is under way: `answered`
    // gets their records, part by part. false: no such host.
    bool pollNow(const std::string& host, Answered answered);
    // Polls the host that `poll.target` names, configured or not, as soon as its turn comes. false: the service is
    // stopping, or too many polls of the host are waiting.
    bool ask(OnDemandPoll poll);

    // Begins no more polls. `stopped` is called once every poll has its record, at the latest after kDrain.
    void stop(std::function<void()> stopped);
    void stopNow();  // likewise, without waiting for workers

    const Poller& poller() const { return poller_; }
    const Hosts& hosts() const { return hosts_; }
    const Twins& twins() const { return twins_; }
    // Restores what was learned of a configured host before this start. To be called before its first poll.
    void recall(const std::string& host, const model::Learned& learned, WallTime learned_at);
    // nullopt: never.
    std::optional<MonoTime> nextDue(const Question& question) const { return schedule_.nextOf(question.id); }
    uint64_t missed() const { return missed_; }  // regular times that passed in stalls; skipped
    bool isSuspect(const Host& host) const { return pacer_.isSuspect(host); }
    uint64_t suspects() const;

  private:
    void recordCame(Host& host, const Question* question, const model::HostRecord& record) override;
    void pollEnded(Host& host) override;
    void fire();
    void pollDues(MonoTime until);
    void placeSlice();
    void noteMissed(const std::vector<schedule::Schedule::Due>& dues);
    void arm();
    void endIfDrained();

    const Clocks& clocks_;
    Poller& poller_;
    Pacer pacer_;
    Sequences sequences_;
    Hosts hosts_{sequences_};  // the configured ones
    Guests guests_{sequences_};
    Twins twins_;
    schedule::Schedule schedule_;
    Placement placement_;
    uint64_t missed_ = 0;
    std::vector<schedule::Schedule::Due> dues_;  // have become due, in order; from next_due_ on they wait for fire()
    size_t next_due_ = 0;
    MonoTime fired_{};  // when the schedule was last asked
    bool stopping_ = false;
    std::function<void()> stopped_;
    std::function<void()> placed_;
    std::unique_ptr<loop::Alarm> due_alarm_;
    std::unique_ptr<loop::Alarm> slice_alarm_;
    std::unique_ptr<loop::Alarm> drain_alarm_;
};

}  // namespace snmpolld::supervisor
