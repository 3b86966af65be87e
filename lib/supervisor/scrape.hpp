// A scrape as snmp_exporter answers it: a target is polled for some modules, one after the other, which gives their
// samples, and further ones that say what the polls took and whether something is missing. Each module is a poll
// like any other, with its place in the waiting lists, the ledger and the outputs.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clocks.hpp"
#include "model/packed_samples.hpp"
#include "model/target.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::supervisor {

struct ScrapedModule {
    std::string name;
    std::shared_ptr<const model::ModuleSet> set;
    Duration timeout{};
    Duration timeout_min{};
    int retries = 0;
};

// Whom to ask for what. The target's deadline is that of all modules together.
struct ScrapeOrder {
    model::Target target;
    std::vector<ScrapedModule> modules;
    bool refuses_partial = false;                        // a poll that ended `partial` has failed
    std::function<bool()> wanted = [] { return true; };  // whoever asked is still there
};

struct ScrapeResult {
    enum class Outcome { ok, failed, busy } outcome;  // busy: it was not polled
    std::string text{};                               // a sentence that says why there are no samples
    model::PackedSamples samples{};                   // if ok
};

// `done` is called once, as soon as one module has failed or all have been polled; never if the service is destroyed
// first, or if nobody wants the samples any more: then what has not begun is not polled. Clocks and service must
// outlive the scrape. The poller must have a sampler; a poll with more varbinds than the sampler takes has failed.
void scrape(const Clocks& clocks, Service& service, ScrapeOrder order, std::function<void(ScrapeResult)> done);

}  // namespace snmpolld::supervisor
