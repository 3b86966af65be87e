// Sampler: gives records the samples of their modules, for outputs that want them. The parts of a large record are kept
// until its last one, since lookups go from one to another; the tables of `cache_lookups`, until the next poll.
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

    // Every part of every record, before it is written. A poll of more than kMostVarbinds has no samples.
    void take(model::HostRecord& record);

    // It is not wanted any more: what is kept of polls, under way and past, goes.
    void forget() {
        held_.clear();
        lookups_.clear();
    }

    // What polls find out about it, take() keeps and uses.
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
