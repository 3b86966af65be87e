// Poller: what sweep and service share. Takes due polls of hosts, resolves names, hands tasks to the pool and ends each
// poll in exactly one HostRecord: in the ledger, in the sinks, and at its caller.
#pragma once

#include <functional>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "loop/loop.hpp"
#include "loop/resolver.hpp"
#include "pool/worker_pool.hpp"
#include "samples/sampler.hpp"
#include "supervisor/dispatcher.hpp"
#include "supervisor/host.hpp"
#include "supervisor/ledger.hpp"
#include "supervisor/observer.hpp"
#include "supervisor/resyncs.hpp"

namespace snmpolld::supervisor {

class Poller {
  public:
    struct Events {
        // After the sinks. A part, or the last record of a poll: the host may be destroyed in that one. Null: it was of
        // no question of the host's.
        std::function<void(Host&, Question*, const model::HostRecord&)> record;
        std::function<void()> room;  // a worker has become free, or has taken the next task
        std::function<void(const std::string& why)> cannot_start;
        std::function<void()> workers_stopped;  // after stopWorkers()
    };

    Poller(loop::Loop& loop, pool::PoolSettings settings, Events events);

    // Is shown every record from now on, after those that were added before it. It outlives the Poller.
    void observe(Observer& observer) { observers_.push_back(&observer); }

    void start() { pool_.start(); }
    void reconfigure(pool::PoolSettings settings) { pool_.reconfigure(std::move(settings)); }

    // Counts from now on, for polls that wait as well. None at first.
    void setBudgets(const config::Budgets& budgets);

    // What is asked in place of the host's own questions: a target of the same name. Null: one of those.
    using Instead = std::unique_ptr<const model::Target>;

    // Records get the samples of their modules before they are written. Null: not any more.
    void setSampler(samples::Sampler* sampler) { sampler_ = sampler; }

    // The host is gone or asks something else.
    void hostChanged(const std::string& host);

    // A due poll of a host: of one of its questions that has none under way, of its first, or of something else. Both
    // must live until it is finished.
    void poll(Host& host, Question& question, WallTime scheduled);
    void poll(Host& host, WallTime scheduled, Instead instead = nullptr);
    // In its place a single try of sysUpTime.0. An answer is followed by the whole poll, whose record is the due
    // poll's; without one the probe's own is.
    void probe(Host& host, Question& question, WallTime scheduled);
    // Of a question under way. When the host is being probed for it: the whole poll comes after that in any case.
    void insist(const Question& question);
    // A due poll that is not made: its record is written at once. `reason`: overrun, backpressure ..
    void skip(Host& host, Question& question, WallTime scheduled, std::string_view reason);
    // The question, which is under way, is about to become another one: its record says what was asked.
    void keepTarget(const Question& question);

    size_t open() const { return polls_.size(); }             // begun and not ended
    size_t waiting() const { return dispatcher_.waiting(); }  // of these, not yet with a worker
    // Of these, those that only wait for a worker or the rate of all starts; the others are held by their own budgets.
    size_t waitingForWorker() const { return dispatcher_.waitingForWorker(); }
    size_t waitingForRate() const { return dispatcher_.waitingForRate(); }
    const Budgets& budgets() const { return dispatcher_.budgets(); }
    size_t resolving() const { return resolving_; }  // of these, those whose names are being resolved

    // Ends what no worker has begun as skipped: shutdown; the rest goes on.
    void skipWaiting();
    // Ends everything that is open as skipped: shutdown.
    void skipOpen();
    void stopWorkers() { pool_.stop(); }
    void killWorkers() { pool_.kill(); }
    // The sinks cannot take more for now: the workers wait with what they have.
    void holdReading(bool hold) { pool_.holdReading(hold); }
    bool everyPollIsAlone() const { return pool_.everyPollIsAlone(); }
    bool workersStopped() const { return pool_.stopped(); }

    const Ledger& ledger() const { return ledger_; }
    const Resyncs& resyncs() const { return resyncs_; }
    std::vector<pool::WorkerReport> workers() const { return pool_.report(); }
    const Host* hostOf(uint64_t task_id) const;

  private:
    struct Open {
        Host* host = nullptr;
        Question* question = nullptr;  // null: it is something else, `instead`
        uint64_t seq = 0;
        WallTime scheduled{};
        std::optional<model::Address> address{};
        std::optional<MonoTime> given{};  // when a worker got it; none: it waits
        int worker = -1;
        bool alone = false;     // with no other beside it on its worker
        bool probe = false;     // what is under way is the probe
        bool insisted = false;  // the whole poll comes after it in any case
        uint32_t parts = 0;     // of its record that are out
        Instead instead{};

        const model::Target& target() const { return instead ? *instead : question->target; }
        bool speaksForHost() const;  // what was learned belongs to the host's own credentials
    };

    struct Due {
        Question* question;  // null: `instead`
        WallTime scheduled;
        Instead instead = nullptr;
        bool probe = false;
    };

    void given(uint64_t task_id, int worker, MonoTime now);
    WallTime wallOf(MonoTime begun);
    uint64_t beginPoll(Host& host, Due due);
    void start(Host& host, Due due);
    void findAddress(uint64_t task_id);
    void resolve(uint64_t task_id, const model::Target& target);
    void resolved(uint64_t task_id, const Result<sockaddr_storage>& answer);
    void offerLookups(const model::Target& target, model::PollTask& task);
    void queueTask(uint64_t task_id, const model::Address& address);
    void recordCame(int worker, model::HostRecord& record);
    void learn(Host& host, model::HostRecord& record);
    void workerLost(int worker, const std::vector<uint64_t>& task_ids, const std::string& how, bool blame);
    void blameHosts(const std::vector<uint64_t>& task_ids) const;
    void lose(int worker, uint64_t task_id, const std::string& how);
    void cutShort(uint64_t task_id, const Open& open);
    void endWithout(uint64_t task_id, model::Status status, std::string error);
    bool wholeFollows(Open& open, model::HostRecord& record);
    void partCame(Open& open, model::HostRecord& record);
    void finish(uint64_t task_id, model::HostRecord& record);
    void write(Open& open, model::HostRecord& record);

    std::vector<Observer*> observers_;
    samples::Sampler* sampler_ = nullptr;
    Events events_;
    Ledger ledger_;
    Resyncs resyncs_;
    uint64_t last_task_ = 0;
    size_t resolving_ = 0;
    MonoTime mono_read_{};  // when the clocks were read for wallOf()
    WallTime wall_read_{};
    std::pmr::unsynchronized_pool_resource memory_;  // of polls_: what is freed is used again while caches have it
    std::pmr::unordered_map<uint64_t, Open> polls_{&memory_};
    pool::WorkerPool pool_;
    Dispatcher dispatcher_;
    std::unique_ptr<loop::Resolver> resolver_;
};

}  // namespace snmpolld::supervisor
