#include "report/self_metrics.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string_view>
#include <utility>

#include "base/float_text.hpp"
#include "base/log.hpp"
#include "report/process_usage.hpp"
#include "samples/sample_packer.hpp"

namespace snmpolld::report {

namespace {

using Labels = std::initializer_list<format::LabelView>;

// One family after the other, each with its samples.
class Page {
  public:
    using Type = model::FamilyType;

    void family(std::string_view name, Type type, std::string_view help) {
        family_ = {.name = std::string(name), .type = type, .help = std::string(help)};
        packer_.begin(family_);
    }
    // Samples from now on have the name of the family with this suffix.
    void suffix(std::string_view suffix) {
        family_.suffix = suffix;
        packer_.begin(family_);
    }
    void sample(const Labels& labels, double value) { packer_.add({labels.begin(), labels.size()}, value); }
    void only(std::string_view name, Type type, std::string_view help, double value) {
        family(name, type, help);
        sample({}, value);
    }
    model::PackedSamples take() { return packer_.finish(); }

  private:
    model::PackedFamily family_;
    samples::SamplePacker packer_{{}};
};

using enum model::FamilyType;

double number(uint64_t n) {
    return static_cast<double>(n);
}

void addLedger(Page& page, const Self& self) {
    const supervisor::Poller& poller = self.service.poller();
    const supervisor::Ledger& ledger = poller.ledger();
    page.only("snmpolld_polls_due_total", counter, "Polls that have become due.", number(ledger.due()));
    page.family("snmpolld_polls_total", counter, "Polls that have ended, by outcome.");
    for (uint8_t i = 0; i < model::kStatusCount; ++i) {
        const auto status = static_cast<model::Status>(i);
        page.sample({{"outcome", statusName(status)}}, number(ledger.count(status)));
    }
    page.only("snmpolld_polls_in_flight", gauge, "Polls that are due and have not ended.", number(ledger.inFlight()));
    page.only("snmpolld_polls_waiting", gauge, "Polls in flight that no worker has yet.",
              number(poller.dispatcher().waiting()));
    page.only("snmpolld_polls_missed_total", counter, "Regular times that passed in stalls; they are skipped polls.",
              number(self.service.missed()));
}

void addBudgets(Page& page, const Self& self) {
    const supervisor::Poller& poller = self.service.poller();
    page.family("snmpolld_polls_held", gauge, "Polls that wait for a budget, by its kind.");
    page.sample({{"budget", "starts"}}, number(poller.dispatcher().waitingForRate()));
    for (const supervisor::BudgetKind kind : {supervisor::BudgetKind::site, supervisor::BudgetKind::subnet})
        page.sample({{"budget", supervisor::budgetKindName(kind)}}, number(poller.dispatcher().budgets().held(kind)));
}

void addHosts(Page& page, const Self& self) {
    page.only("snmpolld_hosts", gauge, "Configured hosts.", number(self.service.hosts().count()));
    page.family("snmpolld_hosts_last_outcome", gauge, "Hosts by the outcome of their last poll.");
    const auto counts = self.service.hosts().lastOutcomes();
    for (size_t i = 0; i < counts.size(); ++i)
        page.sample({{"outcome", statusName(static_cast<model::Status>(i))}}, number(counts[i]));
    page.only("snmpolld_hosts_suspect", gauge, "Hosts that have not answered for some polls and are only probed.",
              number(self.service.suspects()));
    page.only("snmpolld_hosts_shared_engine_id", gauge,
              "Hosts whose SNMPv3 engine ID a host at another address has, too.", number(self.service.twins().hosts()));
}

void addResyncs(Page& page, const supervisor::Resyncs& resyncs) {
    page.family("snmpolld_v3_resyncs_total", counter,
                "Polls that had to get in step with an SNMPv3 engine anew, by what had become of it.");
    for (uint8_t i = 0; i < supervisor::kResyncCount; ++i) {
        const auto why = static_cast<supervisor::Resync>(i);
        page.sample({{"reason", supervisor::resyncName(why)}}, number(resyncs.count(why)));
    }
}

void addWorkers(Page& page, const std::vector<pool::WorkerReport>& workers) {
    using enum pool::WorkerState;
    std::map<pool::WorkerState, int> states{{starting, 0}, {ready, 0}, {retiring, 0}, {waiting, 0}};
    for (const pool::WorkerReport& worker : workers)
        ++states[worker.state];
    page.family("snmpolld_workers", gauge, "Worker processes by state; waiting: for their replacement.");
    for (const auto& [state, count] : states)
        page.sample({{"state", pool::workerStateName(state)}}, count);
    const auto each = [&](std::string_view name, model::FamilyType type, std::string_view help, auto value) {
        page.family(name, type, help);
        for (const pool::WorkerReport& worker : workers)
            page.sample({{"worker", std::to_string(worker.number)}}, number(value(worker)));
    };
    each("snmpolld_worker_polls_total", counter, "Polls that have ended at a worker.",
         [](const auto& worker) { return worker.polls; });
    each("snmpolld_worker_restarts_total", counter, "Replacements of a worker.",
         [](const auto& worker) { return worker.restarts; });
    each("snmpolld_worker_answers_dropped_total", counter, "Datagrams that found no room in a receive buffer.",
         [](const auto& worker) { return worker.dropped; });
    each("snmpolld_worker_sessions", gauge, "Exchanges that a worker may hold open at the moment.",
         [](const auto& worker) { return static_cast<uint64_t>(worker.sessions); });
}

void addRoundTrips(Page& page, const RoundTrips& trips) {
    page.family("snmpolld_rtt_seconds", histogram, "Round trip of the last answered request of each poll.");
    page.suffix("_bucket");
    const auto counts = trips.cumulative();
    for (size_t i = 0; i < counts.size(); ++i) {
        std::string bound;
        if (i < RoundTrips::kBounds.size())
            appendGeneral(bound, RoundTrips::kBounds[i]);
        else
            bound = "+Inf";
        page.sample({{"le", bound}}, number(counts[i]));
    }
    page.suffix("_sum");
    page.sample({}, trips.sum());
    page.suffix("_count");
    page.sample({}, number(counts.back()));
}

void addOutputs(Page& page, const std::vector<sink::SinkState>& outputs) {
    const auto all = [&](std::string_view name, model::FamilyType type, std::string_view help, auto value) {
        if (!outputs.empty()) page.family(name, type, help);
        for (const sink::SinkState& output : outputs)
            page.sample({{"output", output.name}}, number(value(output)));
    };
    all("snmpolld_output_records_written_total", counter, "Records that an output has taken.",
        [](const auto& output) { return output.written; });
    all("snmpolld_output_records_dropped_total", counter, "Records that found no room in an output.",
        [](const auto& output) { return output.dropped; });
    all("snmpolld_output_records_lost_total", counter,
        "Records that an output has taken and that may be missing, as the disk failed or a pipe was closed.",
        [](const auto& output) { return output.lost; });
    all("snmpolld_output_queued_bytes", gauge, "Octets that wait to be written.",
        [](const auto& output) { return output.queued_bytes; });
    all("snmpolld_output_in_trouble", gauge, "Whether an output cannot write at the moment.",
        [](const auto& output) { return output.trouble.empty() ? 0U : 1U; });
}

double secondsSince1970(const std::optional<WallTime>& time) {
    return time ? std::chrono::duration<double>(time->time_since_epoch()).count() : 0;
}

void addDatabases(Page& page, const std::vector<sink::SinkState>& outputs) {
    const auto any = std::ranges::any_of(outputs, [](const auto& output) { return output.database.has_value(); });
    const auto all = [&](std::string_view name, model::FamilyType type, std::string_view help, auto value) {
        if (any) page.family(name, type, help);
        for (const sink::SinkState& output : outputs)
            if (output.database) page.sample({{"output", output.name}}, value(*output.database));
    };
    all("snmpolld_output_samples_written_total", counter, "Samples that a database has taken.",
        [](const auto& output) { return number(output.written); });
    all("snmpolld_output_samples_rejected_total", counter, "Samples that a database refuses for good.",
        [](const auto& output) { return number(output.rejected); });
    all("snmpolld_output_samples_dropped_total", counter, "Samples that there was no room for.",
        [](const auto& output) { return number(output.dropped); });
    all("snmpolld_output_retries_total", counter, "Requests to a database that were made again.",
        [](const auto& output) { return number(output.retries); });
    all("snmpolld_output_restarts_total", counter, "Writers that were started in the place of one that had died.",
        [](const auto& output) { return number(output.restarts); });
    all("snmpolld_output_spool_samples", gauge, "Samples on disk that a database has not taken yet.",
        [](const auto& output) { return number(output.spooled); });
    all("snmpolld_output_spool_bytes", gauge, "What they take on disk.",
        [](const auto& output) { return number(output.spool_bytes); });
    all("snmpolld_output_spool_oldest_timestamp_seconds", gauge, "When the oldest of them was polled; 0: none waits.",
        [](const auto& output) { return secondsSince1970(output.spool_oldest); });
    all("snmpolld_output_last_success_timestamp_seconds", gauge, "When a database last took samples; 0: never.",
        [](const auto& output) { return secondsSince1970(output.last_success); });
}

void addSamples(Page& page, const Self& self) {
    page.only("snmpolld_answers_padded_total", counter, "Answers with octets behind them, which were ignored.",
              number(self.padded_answers));
    page.only("snmpolld_varbinds_failed_total", counter,
              "Varbinds of which no value came, or one that cannot be believed.", number(self.failed_varbinds));
    page.only("snmpolld_values_unfit_total", counter, "Values that are not of their metric's type.",
              number(self.evaluators.counts().unfit));
    page.only("snmpolld_samples_duplicate_total", counter, "Samples with the name and labels of an earlier one.",
              number(self.evaluators.counts().duplicates));
}

void addConfig(Page& page, const ConfigReport& config) {
    page.only("snmpolld_config_last_reload_successful", gauge,
              "Whether the config was taken over when it was last read.", config.trouble.empty() ? 1 : 0);
    page.only("snmpolld_config_last_reload_success_timestamp_seconds", gauge, "When the config in use was taken over.",
              std::chrono::duration<double>(config.loaded_at.time_since_epoch()).count());
    page.only("snmpolld_config_hash", gauge, "Hash of the effective config, without its secrets.", number(config.hash));
}

void addProcess(Page& page, const Self& self, const std::vector<pool::WorkerReport>& workers) {
    page.family("snmpolld_build_info", gauge, "The version of this program; always 1.");
    page.sample({{"version", SNMPOLLD_VERSION}}, 1);
    page.only("snmpolld_uptime_seconds", gauge, "Since the start.", toSeconds(self.uptime));
    page.only("snmpolld_cpu_seconds_total", counter, "User and system time of the supervisor.", cpuSeconds());
    page.only("snmpolld_log_lines_lost_total", counter, "Lines of the log that nobody took in time.",
              number(log::lost()));
    page.only("snmpolld_http_restarts_total", counter, "Replacements of the process of the HTTP server.",
              number(self.http_restarts));
    const auto own = memoryOf(0);
    if (!own) return;
    page.only("snmpolld_resident_memory_bytes", gauge, "Memory of the supervisor.", number(own->resident));
    uint64_t sum = 0;
    for (const pool::WorkerReport& worker : workers)
        if (worker.pid != 0) sum += memoryOf(worker.pid).value_or(Memory{}).own;
    page.only("snmpolld_workers_private_memory_bytes", gauge, "Memory of all workers that each has for itself.",
              number(sum));
    page.only("snmpolld_http_private_memory_bytes", gauge, "Memory that the HTTP server has for itself.",
              number(memoryOf(self.http_pid).value_or(Memory{}).own));
}

}  // namespace

void RoundTrips::add(const model::HostRecord& record) {
    if (record.rtt < Duration::zero()) return;
    const double seconds = toSeconds(record.rtt);
    const auto bucket = std::ranges::lower_bound(kBounds, seconds) - kBounds.begin();
    ++counts_[static_cast<size_t>(bucket)];
    sum_ += seconds;
}

std::array<uint64_t, RoundTrips::kBounds.size() + 1> RoundTrips::cumulative() const {
    auto sums = counts_;
    for (size_t i = 1; i < sums.size(); ++i)
        sums[i] += sums[i - 1];
    return sums;
}

model::PackedSamples selfMetrics(const Self& self) {
    const std::vector<pool::WorkerReport> workers = self.service.poller().workers().report();
    Page page;
    addLedger(page, self);
    addBudgets(page, self);
    addHosts(page, self);
    addResyncs(page, self.service.poller().resyncs());
    addWorkers(page, workers);
    addRoundTrips(page, self.round_trips);
    addOutputs(page, self.sinks.states());
    addDatabases(page, self.sinks.states());
    addSamples(page, self);
    addConfig(page, self.config);
    addProcess(page, self, workers);
    return page.take();
}

}  // namespace snmpolld::report
