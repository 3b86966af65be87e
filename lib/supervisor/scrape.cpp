#include "supervisor/scrape.hpp"

#include <algorithm>
#include <utility>

#include "metrics/evaluator.hpp"
#include "samples/last_poll.hpp"

namespace snmpolld::supervisor {

namespace {

using Outcome = ScrapeResult::Outcome;

// Names and help texts are those of snmp_exporter, except for the last one, which snmp_exporter does not have.
const model::MetricDefinition kWalkDuration{
    .name = "snmp_scrape_walk_duration_seconds", .oid = {}, .help = "Time SNMP walk/bulkwalk took."};
const model::MetricDefinition kPacketsSent{.name = "snmp_scrape_packets_sent",
                                           .oid = {},
                                           .help = "Packets sent for get, bulkget, and walk; including retries."};
const model::MetricDefinition kPacketsRetried{
    .name = "snmp_scrape_packets_retried", .oid = {}, .help = "Packets retried for get, bulkget, and walk."};
const model::MetricDefinition kPdusReturned{
    .name = "snmp_scrape_pdus_returned", .oid = {}, .help = "PDUs returned from get, bulkget, and walk."};
const model::MetricDefinition kDuration{
    .name = "snmp_scrape_duration_seconds", .oid = {}, .help = "Total SNMP time scrape took (walk and processing)."};
const model::MetricDefinition kIncomplete{
    .name = "snmp_scrape_incomplete", .oid = {}, .help = "Whether some values of the module are missing."};

// Kept alive by its poll while one is under way.
class Scrape : public std::enable_shared_from_this<Scrape> {
  public:
    Scrape(const Clocks& clocks, Service& service, ScrapeOrder order, std::function<void(ScrapeResult)> done)
        : clocks_(clocks), service_(service), order_(std::move(order)), done_(std::move(done)) {}

    void next();

  private:
    const ScrapedModule& module() const { return order_.modules[at_]; }
    std::string subject() const { return "module " + module().name + " of " + order_.target.host + ": "; }
    bool takes(model::Status status) const {
        return status == model::Status::ok || (status == model::Status::partial && !order_.refuses_partial);
    }
    void partCame(const model::HostRecord& record);
    void take(const model::HostRecord& record);
    void pollEnded();
    void say(const model::MetricDefinition& definition, double value);
    void finish();
    void end(Outcome outcome, std::string text);

    const Clocks& clocks_;
    Service& service_;
    ScrapeOrder order_;
    std::function<void(ScrapeResult)> done_;
    size_t at_ = 0;
    const MonoTime first_begun_ = clocks_.mono();
    MonoTime begun_{};  // when the poll of the module was asked for
    size_t varbinds_ = 0;
    size_t values_ = 0;  // of these, those that have a value
    std::vector<model::Sample> samples_;
};

void Scrape::next() {
    if (!order_.wanted()) return;
    if (at_ == order_.modules.size()) return finish();
    begun_ = clocks_.mono();
    const Duration left = order_.target.deadline - (begun_ - first_begun_);
    if (order_.target.deadline > Duration::zero() && left <= Duration::zero())
        return end(Outcome::failed, subject() + "timeout: the modules before it took all the time");
    varbinds_ = 0;
    values_ = 0;
    model::Target target = order_.target;
    target.module_set = module().set;
    target.timeout = module().timeout;
    target.timeout_min = module().timeout_min;
    target.retries = module().retries;
    if (target.deadline > Duration::zero()) target.deadline = left;
    const auto self = shared_from_this();
    const bool taken = service_.ask({.target = std::move(target),
                                     .answered = [self](const model::HostRecord& record) { self->partCame(record); },
                                     .ended = [self] { self->pollEnded(); },
                                     .wanted = order_.wanted});
    if (!taken) end(Outcome::busy, subject() + "too many polls of this host are waiting, or the service is stopping");
}

void Scrape::partCame(const model::HostRecord& record) {
    varbinds_ += record.varbinds.size();
    values_ +=
        static_cast<size_t>(std::ranges::count_if(record.varbinds, [](const auto& v) { return isValue(v.type); }));
    if (!record.last) return;
    if (record.status == model::Status::skipped) return end(Outcome::busy, subject() + "skipped: " + record.error);
    if (!takes(record.status))
        return end(Outcome::failed, subject() + std::string(statusName(record.status)) + ": " + record.error);
    if (varbinds_ > samples::Sampler::kMostVarbinds)
        return end(Outcome::failed,
                   subject() + "more than " + std::to_string(samples::Sampler::kMostVarbinds) + " varbinds");
    take(record);
}

void Scrape::take(const model::HostRecord& record) {
    samples_.insert(samples_.end(), record.samples.begin(), record.samples.end());
    say(kWalkDuration, toSeconds(record.duration));
    say(kPacketsSent, record.requests + record.retries);
    say(kPacketsRetried, record.retries);
    say(kPdusReturned, static_cast<double>(values_));
    say(kDuration, toSeconds(clocks_.mono() - begun_));
    say(kIncomplete, record.status == model::Status::ok ? 0 : 1);
    ++at_;
}

// After a module has failed, there is nothing more to do.
void Scrape::pollEnded() {
    if (done_) next();
}

void Scrape::say(const model::MetricDefinition& definition, double value) {
    samples_.push_back({&definition, definition.name, model::SampleType::gauge, {{"module", module().name}}, value});
}

// Two modules may make the same sample.
void Scrape::finish() {
    if (order_.modules.size() > 1) metrics::dropDuplicates(samples_);
    if (const auto done = std::exchange(done_, nullptr))
        done({.outcome = Outcome::ok, .samples = samples::packSamples(samples_)});
}

void Scrape::end(Outcome outcome, std::string text) {
    if (const auto done = std::exchange(done_, nullptr)) done({outcome, std::move(text)});
}

}  // namespace

void scrape(const Clocks& clocks, Service& service, ScrapeOrder order, std::function<void(ScrapeResult)> done) {
    std::make_shared<Scrape>(clocks, service, std::move(order), std::move(done))->next();
}

}  // namespace snmpolld::supervisor
