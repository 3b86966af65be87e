#include "supervisor/scrape.hpp"

#include <algorithm>
#include <utility>

#include "sink/format_prometheus.hpp"

namespace snmpolld::supervisor {

namespace {

using Outcome = ScrapeResult::Outcome;

// snmp_exporter's names and words.
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

// Holds itself while a poll is under way.
class Scrape : public std::enable_shared_from_this<Scrape> {
  public:
    Scrape(Service& service, Evaluators& evaluators, model::Target target, std::vector<ScrapedModule> modules,
           std::function<void(ScrapeResult)> done)
        : service_(service),
          evaluators_(evaluators),
          target_(std::move(target)),
          modules_(std::move(modules)),
          done_(std::move(done)) {}

    void next();

  private:
    const ScrapedModule& module() const { return modules_[at_]; }
    std::string subject() const { return "module " + module().name + " of " + target_.host + ": "; }
    void partCame(const model::HostRecord& record);
    void take(const model::HostRecord& record);
    void say(const model::MetricDefinition& definition, double value);
    void finish();
    void end(Outcome outcome, std::string text);

    Service& service_;
    Evaluators& evaluators_;
    model::Target target_;
    std::vector<ScrapedModule> modules_;
    std::function<void(ScrapeResult)> done_;
    size_t at_ = 0;
    MonoTime begun_{};
    std::vector<model::Varbind> varbinds_;
    std::vector<model::Sample> samples_;
};

void Scrape::next() {
    if (at_ == modules_.size()) return finish();
    begun_ = monoNow();
    varbinds_.clear();
    model::Target target = target_;
    target.module_set = module().set;
    target.timeout = module().timeout;
    target.retries = module().retries;
    const auto self = shared_from_this();
    if (!service_.ask({std::move(target), [self](const model::HostRecord& record) { self->partCame(record); }}))
        end(Outcome::busy, subject() + "too many polls of this host are waiting, or the service is stopping");
}

void Scrape::partCame(const model::HostRecord& record) {
    if (!done_) return;
    if (varbinds_.size() + record.varbinds.size() <= kMaxScraped)
        varbinds_.insert(varbinds_.end(), record.varbinds.begin(), record.varbinds.end());
    else
        end(Outcome::failed, subject() + "more than " + std::to_string(kMaxScraped) + " varbinds");
    if (!record.last || !done_) return;
    if (record.status == model::Status::skipped) return end(Outcome::busy, subject() + "skipped: " + record.error);
    if (record.status != model::Status::ok)
        return end(Outcome::failed, subject() + std::string(statusName(record.status)) + ": " + record.error);
    take(record);
}

void Scrape::take(const model::HostRecord& record) {
    const auto evaluated = evaluators_.evaluate(*module().set, varbinds_, samples_);
    if (!evaluated) return end(Outcome::failed, evaluated.error().message);
    const auto returned = std::ranges::count_if(varbinds_, [](const auto& v) { return !isException(v.type); });
    say(kWalkDuration, toSeconds(record.duration));
    say(kPacketsSent, record.requests + record.retries);
    say(kPacketsRetried, record.retries);
    say(kPdusReturned, static_cast<double>(returned));
    say(kDuration, toSeconds(monoNow() - begun_));
    ++at_;
    next();
}

void Scrape::say(const model::MetricDefinition& definition, double value) {
    samples_.push_back({&definition, definition.name, model::SampleType::gauge, {{"module", module().name}}, value});
}

// Two modules may make the same sample.
void Scrape::finish() {
    if (modules_.size() > 1) metrics::dropDuplicates(samples_);
    std::string text;
    const sink::SampleGroup group{.samples = samples_};
    sink::formatPrometheus({&group, 1}, text);
    end(Outcome::ok, std::move(text));
}

void Scrape::end(Outcome outcome, std::string text) {
    if (const auto done = std::exchange(done_, nullptr)) done({outcome, std::move(text)});
}

}  // namespace

void scrape(Service& service, Evaluators& evaluators, model::Target target, std::vector<ScrapedModule> modules,
            std::function<void(ScrapeResult)> done) {
    std::make_shared<Scrape>(service, evaluators, std::move(target), std::move(modules), std::move(done))->next();
}

}  // namespace snmpolld::supervisor
