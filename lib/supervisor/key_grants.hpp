// KeyGrants: decides which keys a worker gets. With a task come those of the engine that is pinned or that its host is
// known to have. If the worker finds another engine, it asks. An engine that is known to be at another address, as that
// of a cloned device, needs a confirmation: another worker, which gets no keys, asks the agent which engine it is. So
// no worker gets the keys of another host's engine because it says so (docs/adr/0036). Called by the Poller.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clocks.hpp"
#include "base/result.hpp"
#include "base/token_bucket.hpp"
#include "model/local_keys.hpp"
#include "pool/workers.hpp"
#include "supervisor/engines.hpp"
#include "supervisor/key_source.hpp"
#include "supervisor/poll.hpp"

namespace snmpolld::supervisor {

class KeyGrants {
  public:
    // The polls under way.
    struct Polls {
        std::function<const Poll*(uint64_t task_id)> find;  // null: it has ended
        std::function<uint64_t()> new_task;                 // an id for a task that belongs to no poll
    };

    // Workers that die with a confirmation before it is given up.
    static constexpr int kMostDeaths = 2;

    KeyGrants(const Clocks& clocks, pool::Workers& workers, KeySource& source, Polls polls);

    // A worker is about to get the task: adds the keys that it needs, as far as they are known and ready.
    void equip(model::PollTask& task);
    // A worker has found an engine whose keys it does not have. Errors: nobody may ask for these.
    Result<void> wanted(int worker, const model::KeyWanted& wanted);
    // A poll has ended, with this record.
    void learned(const Poll& poll, const model::HostRecord& record);
    // From a state of earlier runs: this engine is somebody's.
    void noteEngine(const Host& host);

    // Whether the record is that of a confirmation, which is over then. The Poller has no such poll.
    bool takeRecord(const model::HostRecord& record);
    // A worker died with this task. Returns the poll's task if it was a confirmation, which is tried again.
    std::optional<uint64_t> lost(uint64_t task_id);
    // Gives out the confirmations that wait for a worker.
    void pump();

  private:
    // What a worker says when it asks. It ends with the task: the poll may go on with another worker or at another
    // address.
    struct Claim {
        uint64_t task_id;
        int worker;
        model::Address address;
        std::string engine_id;
    };
    struct Confirmation {
        Claim claim;
        int deaths = 0;
    };

    const Poll* pollOf(const Claim& claim) const;
    bool isKnownOf(const Poll& poll, const std::string& engine_id) const;
    void grant(const Claim& claim);
    void refuse(const Claim& claim);
    bool give(const Confirmation& confirmation);
    void confirmed(const Claim& claim, bool is_there);
    model::PollTask taskOf(const Claim& claim, const model::Target& target) const;

    const Clocks& clocks_;
    pool::Workers& workers_;
    KeySource& source_;
    const Polls polls_;
    Engines engines_;
    std::vector<Confirmation> waiting_;                           // for a worker
    std::unordered_map<uint64_t, Confirmation> being_confirmed_;  // by the id of their own task
    std::shared_ptr<const model::Credentials> nobody_;            // with which confirmations are made
    TokenBucket log_lines_;
};

}  // namespace snmpolld::supervisor
