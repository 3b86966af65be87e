// Service: polls its targets on schedule until it is told to stop; takes new targets while it runs.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "loop/loop.hpp"
#include "model/target.hpp"
#include "schedule/breaker.hpp"
#include "schedule/schedule.hpp"
#include "supervisor/guests.hpp"
#include "supervisor/poller.hpp"
#include "supervisor/turns.hpp"
#include "supervisor/twins.hpp"

namespace snmpolld::supervisor {

class Service {
  public:
    // `more`: of the host's questions others follow.
    using Answered = std::function<void(const model::HostRecord&, bool more)>;

    Service(loop::Loop& loop, pool::PoolSettings settings);
    // See Poller.
    void observe(Observer& observer) { poller_.observe(observer); }

    // Counts from now on for all hosts.
    void setBreaker(schedule::BreakerSettings settings) { breaker_ = settings; }

    // Likewise, for polls that wait as well.
    void setBudgets(const config::Budgets& budgets) { poller_.setBudgets(budgets); }

    // Targets of one host stand together and are its questions, each with its schedule; of their polls, and of those
    // that somebody asks for, as many are under way at a time as `in_flight` says.
    void start(std::vector<model::Target> targets);
    // Other targets and workers. Hosts that stay keep phase, sequence and what was learned; removed ones end with their
    // last record, and so do removed questions.
    void reload(std::vector<model::Target> targets, pool::PoolSettings settings);

    // A poll of each question of a configured host as soon as can be, or what is still to come of the one that is under
    // way: their records, part by part. false: no such host.
    bool pollNow(const std::string& host, Answered answered);

    // A poll, as soon as it is its turn, of what `inquiry.target` asks in place of what is configured for its host, if
    // it is configured at all. false: it is stopping, or too many wait.
    bool ask(Inquiry inquiry);

    // Begins no more polls; `stopped` is called when everything has its record, at the latest after kDrain.
    void stop(std::function<void()> stopped);
    void stopNow();  // as above, without waiting
    void killWorkers() { poller_.killWorkers(); }
    // See Poller.
    void setSampler(samples::Sampler* sampler) { poller_.setSampler(sampler); }

    const Poller& poller() const { return poller_; }
    // Null: no such host.
    const Host* find(const std::string& host) const;
    // The one whose name is nearest to `word`; "" when none is near.
    std::string nearestHost(const std::string& word) const;
    // nullopt: never.
    std::optional<MonoTime> nextDue(const Question& question) const { return schedule_.nextOf(question.id); }
    // The configured hosts by number, from 0 to below slots(); null where there is none. What was learned of one before
    // this start may be given to it before its first poll.
    size_t slots() const { return hosts_.size(); }
    const Host* at(size_t slot) const { return hosts_[slot] && !hosts_[slot]->removed ? hosts_[slot].get() : nullptr; }
    void recall(const std::string& host, const model::Learned& learned, WallTime learned_at);
    size_t hostCount() const { return by_name_.size(); }
    uint64_t missed() const { return missed_; }  // regular times left out after stalls
    // Hosts by the outcome of their last poll; those not polled yet are the rest.
    std::vector<uint64_t> lastOutcomes() const;
    bool isSuspect(const Host& host) const { return host.breaker.isSuspect(breaker_); }
    uint64_t suspects() const;
    const Twins& twins() const { return twins_; }

    static constexpr Duration kDrain = std::chrono::milliseconds(3500);

  private:
    // Somebody who has asked for polls of a host.
    struct Waiting {
        Answered answered;
        std::vector<const Question*> open;  // whose records are still to come
    };
    struct Place {
        Host* host;
        Question* question;
    };

    void placeAll(std::vector<model::Target>& targets);
    void place(std::span<model::Target> targets);
    void add(std::span<model::Target> targets);
    void addQuestion(Host& host, model::Target target);
    void update(Host& host, std::span<model::Target> targets);
    bool retarget(Host& host, Question& question, model::Target target);
    void remove(Host& host);
    void drop(Host& host, std::span<Question* const> questions);
    bool hold(const Host& host);
    void release(Host& host);
    void settle(Host& host);
    void changed(const Host& host);
    uint32_t takeId();
    void schedule(const Host& host, const Question& question);
    Place questionAt(uint32_t id) const;

    void fire();
    void arm();
    bool hasRoom(const Host& host) const;
    void becameDue(Host& host, const DuePoll& poll);
    void ask(Host& host, const DuePoll& poll);
    void begin(Host& host, Inquiry inquiry);
    void next(Host& host);
    bool beginNext(Host& host);
    void gapsEnded();
    void recordCame(Host& host, const Question* question, const model::HostRecord& record);
    void ownRecordCame(Host& host, const Question& question, const model::HostRecord& record);
    void beginGap(Host& host);
    void judge(Host& host, const model::HostRecord& record) const;
    bool isWanted(const Host& host, const Question& question) const;
    void answerWaiting(const Host& host, const Question& question, const model::HostRecord& record);
    void endTurns();
    void endIfDrained();

    std::vector<std::unique_ptr<Host>> hosts_;     // by the id of their first question; null: free, or of a further one
    std::unordered_map<uint32_t, Place> further_;  // questions by id
    std::vector<uint32_t> free_ids_;
    std::unordered_map<std::string, uint32_t> by_name_;
    std::multimap<const Host*, Waiting> waiting_;
    Guests guests_;
    Turns turns_;
    Twins twins_;                    // configured hosts
    std::vector<const Host*> held_;  // which stay for now, although their last record may have come: mostly one
    schedule::Schedule schedule_;
    schedule::BreakerSettings breaker_;
    uint64_t missed_ = 0;
    MonoTime fired_{};  // the last time
    bool stopping_ = false;
    std::function<void()> stopped_;
    Poller poller_;
    loop::Timer timer_;
    loop::Timer gap_timer_;
    loop::Timer drain_timer_;
};

}  // namespace snmpolld::supervisor
