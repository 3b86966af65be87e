// Delivery: the way of records out of the Poller. Each part is shown to the observers and to its asker at once, since
// it lies in place where it was decoded. That a poll has ended is told at the end of the loop's turn: its asker may
// begin the host's next poll then, or destroy the host, with nothing of the last one still under way (docs/adr/0014).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "loop/timing.hpp"
#include "samples/sampler.hpp"
#include "supervisor/asker.hpp"
#include "supervisor/ledger.hpp"
#include "supervisor/observer.hpp"
#include "supervisor/poll.hpp"

namespace snmpolld::supervisor {

class Delivery {
  public:
    explicit Delivery(loop::Timing& timing);

    // Is shown every record from now on, after those that were added before it. It outlives this.
    void observe(Observer& observer) { observers_.push_back(&observer); }
    // Records get the samples of their modules before anybody sees them. Null: no longer.
    void setSampler(samples::Sampler* sampler) { sampler_ = sampler; }
    // Null if there is no sampler.
    samples::LookupCache* lookups() const { return sampler_ == nullptr ? nullptr : &sampler_->lookups(); }
    // The host is gone or asks something else: lookups are forgotten, observers are told.
    void hostChanged(const std::string& host) const;

    // The poll counts as due from now on, until its last record.
    void begin(const Poll& poll);
    // The next part of its record, not the last.
    void part(Poll& poll, model::HostRecord& record) const;
    // The last part. `was_under_way`: else it was skipped at once, and its asker needs no telling.
    void last(uint64_t task_id, Poll& poll, model::HostRecord& record, bool was_under_way);

    // The asker is about to go: it is told no more. All its polls have had their last record.
    void forget(const Asker& asker);

    const Ledger& ledger() const { return ledger_; }

  private:
    struct Ended {
        Asker* asker;
        Host* host;
        std::unique_ptr<OnDemandPoll> on_demand;
    };

    void show(Poll& poll, model::HostRecord& record) const;
    void tellEnds();

    std::vector<Observer*> observers_;
    samples::Sampler* sampler_ = nullptr;
    Ledger ledger_;
    std::vector<Ended> ended_;
    std::vector<Ended> being_told_;
    std::unique_ptr<loop::Deferred> end_of_turn_;
};

}  // namespace snmpolld::supervisor
