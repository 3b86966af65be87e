// Sampler: adds the samples of their modules to records. The parts of a large record are kept until the last one comes,
// because lookups may lead from one part to another. The tables of `cache_lookups` are kept until the next poll.
#pragma once

#include <unordered_map>
#include <vector>

#include "model/host_record.hpp"
#include "samples/evaluators.hpp"
#include "samples/lookup_cache.hpp"

namespace snmpolld::samples {

class Sampler {
  public:
    explicit Sampler(Evaluators& evaluators) : evaluators_(evaluators) {}

    // Takes every part of every record before it is written. A poll with more than kMostVarbinds gets no samples.
    void take(model::HostRecord& record);

    // Drops everything that is kept of polls under way and of past ones, because samples are no longer wanted.
    void forget() {
        held_.clear();
        lookups_.clear();
    }

    // The kept tables, for those who make tasks; take() updates and uses them.
    LookupCache& lookups() { return lookups_; }

    static constexpr size_t kMostVarbinds = 1'000'000;

  private:
    struct Held {
        std::vector<model::Varbind> varbinds;
        std::vector<model::Rate> rates;
        bool too_many = false;
    };

    void hold(const model::HostRecord& part, Held& held);
    void end(model::HostRecord& record, std::span<const model::Varbind> varbinds, std::span<const model::Rate> rates);
    void keepLookups(const model::HostRecord& record, std::span<const model::Varbind> varbinds);
    void evaluate(model::HostRecord& record, std::span<const model::Varbind> varbinds,
                  std::span<const model::Rate> rates, std::span<const model::Varbind> kept);

    Evaluators& evaluators_;
    std::unordered_map<uint64_t, Held> held_;  // by task
    LookupCache lookups_;
};

}  // namespace snmpolld::samples
