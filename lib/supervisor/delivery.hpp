// Delivery: passes records on from the Poller. Each part is shown to the observers and to its asker at once, because it
// is decoded in place and not kept. The asker is told at the end of the loop's turn that a poll has ended: then nothing
// of the poll is under way any more, and the asker may begin the host's next one or destroy the host (docs/adr/0014).
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

    // `observer` is shown every record from now on, after the observers added before it. It must outlive the Delivery.
    void observe(Observer& observer) { observers_.push_back(&observer); }
    // From now on, records get the samples of their modules before they are shown. Null: they get none.
    void setSampler(samples::Sampler* sampler) { sampler_ = sampler; }
    // Null if there is no sampler.
    samples::LookupCache* lookups() const { return sampler_ == nullptr ? nullptr : &sampler_->lookups(); }
    // The host is gone or is asked something else: forgets its lookups and tells the observers.
    void hostChanged(const std::string& host) const;

    // Counts the poll, or the missed times that it stands for, as due. It is in flight until last() is called.
    void begin(const Poll& poll, uint64_t missed = 0);
    // Delivers a part of the poll's record that is not the last.
    void part(Poll& poll, model::HostRecord& record) const;
    // Delivers the last part. If not `was_under_way`, the poll was skipped at once and the asker is not told of its
    // end.
    void last(uint64_t task_id, Poll& poll, model::HostRecord& record, bool was_under_way);

    // The asker is about to be destroyed and is told nothing more. All its polls must have had their last record.
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
