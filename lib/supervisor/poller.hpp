// Poller: takes due polls of hosts, finds their addresses, hands their tasks to workers and ends each poll with exactly
// one HostRecord, which goes to the ledger, the observers and the asker. All askers of a process share one Poller.
// Everything that it needs from outside is passed in; it reads no other clock.
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
#include "supervisor/key_grants.hpp"
#include "supervisor/poll.hpp"
#include "supervisor/resyncs.hpp"
#include "supervisor/wall_times.hpp"

namespace snmpolld::supervisor {

// All of these must outlive the objects that get them.
struct Outside {
    const Clocks& clocks;
    loop::Timing& timing;
    loop::NameResolver& resolver;
    pool::Workers& workers;
    KeySource& keys;
};

class Poller {
  public:
    // Subscribes to the events of the workers. Somebody else starts them.
    explicit Poller(Outside outside);

    // Applies from now on, also to polls that are waiting. At first there are no budgets.
    void setBudgets(const config::Budgets& budgets);
    Delivery& delivery() { return delivery_; }
    const Ledger& ledger() const { return delivery_.ledger(); }
    Askers& askers() { return askers_; }
    const pool::Workers& workers() const { return workers_; }

    void poll(PollRequest request);
    // Ends a due poll without making it: its record is delivered at once. `reason`: overrun, breaker_open ..
    // With `missed`, the record stands for all of these times.
    void skip(PollRequest request, std::string_view reason, const MissedTimes& missed = {});
    // The question is under way. If it is being probed, the whole poll follows in any case.
    void insist(const Question& question);
    // The question is under way and about to get another target: its record will name the one that is being polled.
    void keepTarget(const Question& question);

    // Ends the polls of the asker that no worker has yet, as `skipped: shutdown`. The others go on.
    void skipWaiting(const Asker& asker);
    // Ends all polls of the asker, as `skipped: shutdown` or, if parts of the record are out already, as `partial`.
    void skipOpen(const Asker& asker);
    // Ends the workers; `stopped` is called when the last one has gone.
    void stopWorkers(std::function<void()> stopped);

    const Dispatcher& dispatcher() const { return dispatcher_; }
    size_t resolving() const { return addresses_.resolving(); }  // polls that wait for the address of a name
    const Resyncs& resyncs() const { return resyncs_; }
    KeyGrants& keyGrants() { return key_grants_; }
    const Host* hostOf(uint64_t task_id) const;  // null: no such poll

  private:
    void given(model::PollTask& task, int worker, MonoTime now);
    void findAddress(uint64_t task_id);
    void queueTask(uint64_t task_id, const model::Address& address);
    void recordCame(int worker, model::HostRecord& record);
    bool wholeFollows(Poll& poll, model::HostRecord& record);
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
    std::pmr::unsynchronized_pool_resource memory_;  // of polls_: freed memory is reused while still in the caches
    std::pmr::unordered_map<uint64_t, Poll> polls_{&memory_};  // by the id of their task
    KeyGrants key_grants_;
    Dispatcher dispatcher_;
    std::function<void()> stopped_ = [] {};
};

}  // namespace snmpolld::supervisor
