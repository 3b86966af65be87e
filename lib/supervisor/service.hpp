// Service: polls its targets on schedule until it is told to stop, and takes new targets while it runs. It joins the
// schedule, the hosts and the Pacer, in whose hands the single poll is.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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

    // How long stop() waits for what workers have.
    static constexpr Duration kDrain = std::chrono::milliseconds(3500);

    Service(const Outside& outside, Poller& poller);

    // Counts from now on, for all hosts.
    void setBreaker(schedule::BreakerSettings settings) { pacer_.setBreaker(settings); }

    // Targets of one host stand together and are its questions, each with its own schedule. The workers are started by
    // somebody else.
    void start(std::vector<model::Target> targets) { reload(std::move(targets)); }
    // Takes other targets. Hosts that stay keep phase, sequence and what was learned; removed hosts and questions end
    // with their last record.
    void reload(std::vector<model::Target> targets);

    // Polls each question of a configured host as soon as possible, or takes the poll that is under way: `answered`
    // gets their records, part by part. false: no such host.
    bool pollNow(const std::string& host, Answered answered);
    // A poll, as soon as it is its turn, of the host that `poll.target` names, configured or not. false: the service is
    // stopping, or too many wait.
    bool ask(OnDemandPoll poll);

    // Begins no more polls; `stopped` is called once everything has its record, at the latest after kDrain.
    void stop(std::function<void()> stopped);
    void stopNow();  // likewise, without waiting for workers

    const Poller& poller() const { return poller_; }
    const Hosts& hosts() const { return hosts_; }
    const Twins& twins() const { return twins_; }
    // What was learned of a configured host before this start; to be given before its first poll.
    void recall(const std::string& host, const model::Learned& learned, WallTime learned_at);
    // nullopt: never.
    std::optional<MonoTime> nextDue(const Question& question) const { return schedule_.nextOf(question.id); }
    uint64_t missed() const { return missed_; }  // regular times left out after stalls
    bool isSuspect(const Host& host) const { return pacer_.isSuspect(host); }
    uint64_t suspects() const;

  private:
    void recordCame(Host& host, const Question* question, const model::HostRecord& record) override;
    void pollEnded(Host& host) override;
    void fire();
    void arm();
    void endIfDrained();

    const Clocks& clocks_;
    Poller& poller_;
    Pacer pacer_;
    Hosts hosts_;  // the configured ones
    Guests guests_;
    Twins twins_;
    schedule::Schedule schedule_;
    Placement placement_;
    uint64_t missed_ = 0;
    MonoTime fired_{};  // the last time
    bool stopping_ = false;
    std::function<void()> stopped_;
    std::unique_ptr<loop::Alarm> due_alarm_;
    std::unique_ptr<loop::Alarm> drain_alarm_;
};

}  // namespace snmpolld::supervisor
