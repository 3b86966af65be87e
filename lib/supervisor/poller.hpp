// Poller: takes due polls of hosts, finds their addresses, hands their tasks to workers and ends each poll in exactly
// one HostRecord: in the ledger, at the observers and at its asker. There is one for all askers of a process. What it
// needs of the outside is handed in, and it reads no clock but that.
#pragma once

#include <functional>
#include <memory_resource>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clocks.hpp"
#include "config/budget_settings.hpp"
#include "loop/name_resolver.hpp"
#include "loop/timing.hpp"
#include "pool/workers.hpp"
#include "supervisor/addresses.hpp"
#include "supervisor/asker.hpp"
#include "supervisor/delivery.hpp"
#include "supervisor/dispatcher.hpp"
#include "supervisor/poll.hpp"
#include "supervisor/resyncs.hpp"
#include "supervisor/wall_times.hpp"

namespace snmpolld::supervisor {

// All of these outlive whoever gets them.
struct Outside {
    const Clocks& clocks;
    loop::Timing& timing;
    loop::NameResolver& resolver;
    pool::Workers& workers;
};

class Poller {
  public:
    // Takes the events of the workers, which somebody else starts.
    explicit Poller(Outside outside);

    // Counts from now on, also for polls that are waiting. None at first.
    void setBudgets(const config::Budgets& budgets);
    Delivery& delivery() { return delivery_; }
    const Delivery& delivery() const { return delivery_; }
    const Ledger& ledger() const { return delivery_.ledger(); }
    Askers& askers() { return askers_; }
    const pool::Workers& workers() const { return workers_; }

    void poll(PollRequest request);
    // A due poll that is not made: its record is written at once. `reason`: overrun, breaker_open ..
    void skip(PollRequest request, std::string_view reason);
    // Of a question under way: if it is being probed, the whole poll follows in any case.
    void insist(const Question& question);
    // The question, which is under way, is about to get another target: its record names the one that was asked.
    void keepTarget(const Question& question);

    // Ends those polls of the asker that no worker has yet as `skipped: shutdown`; the others go on.
    void skipWaiting(const Asker& asker);
    // Ends all polls of the asker in this way.
    void skipOpen(const Asker& asker);
    // Ends the workers; `stopped` is called when the last one has gone.
    void stopWorkers(std::function<void()> stopped);

    const Dispatcher& dispatcher() const { return dispatcher_; }
    size_t resolving() const { return addresses_.resolving(); }  // polls that wait for the address of a name
    const Resyncs& resyncs() const { return resyncs_; }
    const Host* hostOf(uint64_t task_id) const;  // null: no such poll

  private:
    void given(uint64_t task_id, int worker, MonoTime now);
    void findAddress(uint64_t task_id);
    void queueTask(uint64_t task_id, const model::Address& address);
    void recordCame(int worker, model::HostRecord& record);
    bool wholeFollows(Poll& poll, model::HostRecord& record);
    void learn(const Poll& poll, model::HostRecord& record);
    void workerLost(const std::vector<uint64_t>& task_ids, const std::string& how, bool blame);
    void end(uint64_t task_id, model::HostRecord record);

    const Clocks& clocks_;
    pool::Workers& workers_;
    Askers askers_;
    Delivery delivery_;
    Resyncs resyncs_;
    WallTimes wall_times_;
    Addresses addresses_;
    uint64_t last_task_ = 0;
    std::pmr::unsynchronized_pool_resource memory_;  // of polls_: what is freed is used again while caches have it
    std::pmr::unordered_map<uint64_t, Poll> polls_{&memory_};  // by the id of their task
    Dispatcher dispatcher_;
    std::function<void()> stopped_ = [] {};
};

}  // namespace snmpolld::supervisor
