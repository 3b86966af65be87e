#include "report/status.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <span>

#include "base/text.hpp"
#include "format/json_text.hpp"

namespace snmpolld::report {

namespace {

using nlohmann::ordered_json;

constexpr size_t kBudgetsShown = 20;
constexpr size_t kHostsShown = 20;  // of those that a worker polls, the one polled for longest first

ordered_json workerJson(const pool::WorkerReport& worker, const supervisor::Poller& poller) {
    ordered_json hosts = ordered_json::array();
    for (const uint64_t task : std::span(worker.tasks).first(std::min(worker.tasks.size(), kHostsShown)))
        if (const supervisor::Host* host = poller.hostOf(task)) hosts.push_back(host->target.host);
    ordered_json out{{"name", "worker-" + std::to_string(worker.number)}, {"pid", nullptr}};
    if (worker.pid != 0) out["pid"] = worker.pid;
    out["state"] = worker.tasks.empty() || worker.state != pool::WorkerState::ready
                       ? pool::workerStateName(worker.state)
                       : "polling";
    out["host"] = hosts.empty() ? ordered_json(nullptr) : hosts.front();
    out["hosts"] = std::move(hosts);
    out["in_flight"] = worker.tasks.size();
    out["silent"] = worker.silent;
    out["sessions"] = worker.sessions;
    out["dropped"] = worker.dropped;
    out["polls"] = worker.polls;
    out["restarts"] = worker.restarts;
    out["last_exit"] = worker.last_exit.empty() ? ordered_json(nullptr) : ordered_json(worker.last_exit);
    return out;
}

ordered_json configJson(const ConfigReport& config) {
    char hash[16];
    std::snprintf(hash, sizeof hash, "%012" PRIx64, config.hash);
    return {{"file", config.file},
            {"hash", hash},
            {"loaded", formatUtc(config.loaded_at)},
            {"last_reload_failed", config.trouble.empty() ? ordered_json(nullptr) : ordered_json(config.trouble)}};
}

ordered_json hostsJson(const supervisor::Service& service) {
    ordered_json out{{"configured", service.hosts().count()}};
    const auto counts = service.hosts().lastOutcomes();
    for (size_t i = 0; i < counts.size(); ++i)
        out[std::string(statusName(static_cast<model::Status>(i)))] = counts[i];
    out["suspect"] = service.suspects();
    return out;
}

// "shown" has engine IDs with the first of their hosts.
ordered_json sharedEnginesJson(const supervisor::Twins& twins) {
    ordered_json shown = ordered_json::array();
    for (const supervisor::Twins::Shared& shared : twins.shown())
        shown.push_back({{"engine_id", toHex(shared.engine_id)}, {"count", shared.count}, {"hosts", shared.hosts}});
    return {{"engine_ids", twins.engines()}, {"hosts", twins.hosts()}, {"shown", std::move(shown)}};
}

ordered_json resyncsJson(const supervisor::Resyncs& resyncs) {
    ordered_json out;
    for (uint8_t i = 0; i < supervisor::kResyncCount; ++i)
        out[std::string(supervisor::resyncName(static_cast<supervisor::Resync>(i)))] =
            resyncs.count(static_cast<supervisor::Resync>(i));
    return out;
}

ordered_json limitJson(uint32_t limit) {
    return limit == 0 ? ordered_json(nullptr) : ordered_json(limit);
}

// "shown" has the budgets that hold the most polls.
ordered_json budgetsJson(const supervisor::Poller& poller) {
    const std::vector<supervisor::BudgetReport> holding = poller.dispatcher().budgets().report();
    ordered_json shown = ordered_json::array();
    for (const supervisor::BudgetReport& budget : std::span(holding).first(std::min(holding.size(), kBudgetsShown)))
        shown.push_back({{"kind", supervisor::budgetKindName(budget.kind)},
                         {"name", budget.name},
                         {"in_flight", budget.in_flight},
                         {"limit", limitJson(budget.limits.in_flight)},
                         {"requests_per_second", limitJson(budget.limits.requests_per_second)},
                         {"waiting", budget.waiting}});
    return {{"waiting_for_starts", poller.dispatcher().waitingForRate()},
            {"holding", holding.size()},
            {"shown", std::move(shown)}};
}

ordered_json ledgerJson(const supervisor::Ledger& ledger) {
    ordered_json out{{"due", ledger.due()}, {"in_flight", ledger.inFlight()}};
    for (uint8_t i = 0; i < model::kStatusCount; ++i) {
        const auto status = static_cast<model::Status>(i);
        out[std::string(statusName(status))] = ledger.count(status);
    }
    return out;
}

ordered_json timeJson(const std::optional<WallTime>& time) {
    return time ? ordered_json(formatUtc(*time)) : ordered_json(nullptr);
}

ordered_json databaseJson(const sink::DatabaseState& state) {
    return {{"samples",
             {{"written", state.written},
              {"rejected", state.rejected},
              {"dropped", state.dropped},
              {"spooled", state.spooled}}},
            {"retries", state.retries},
            {"restarts", state.restarts},
            {"spool_bytes", state.spool_bytes},
            {"spool_oldest", timeJson(state.spool_oldest)},
            {"last_success", timeJson(state.last_success)}};
}

ordered_json outputJson(const sink::SinkState& state) {
    ordered_json out{{"name", state.name},
                     {"written", state.written},
                     {"dropped", state.dropped},
                     {"lost", state.lost},
                     {"queued_bytes", state.queued_bytes},
                     {"trouble", state.trouble.empty() ? ordered_json(nullptr) : ordered_json(state.trouble)}};
    if (state.database) out["database"] = databaseJson(*state.database);
    return out;
}

}  // namespace

std::string statusJson(const std::string& run, Duration uptime, const supervisor::Service& service,
                       const sink::Fanout& sinks, const ConfigReport& config) {
    const supervisor::Poller& poller = service.poller();
    ordered_json workers = ordered_json::array();
    for (const pool::WorkerReport& worker : poller.workers().report())
        workers.push_back(workerJson(worker, poller));
    ordered_json outputs = ordered_json::array();
    for (const sink::SinkState& state : sinks.states())
        outputs.push_back(outputJson(state));
    const ordered_json status{{"run", run},
                              {"version", SNMPOLLD_VERSION},
                              {"uptime_s", toSeconds(uptime)},
                              {"config", configJson(config)},
                              {"workers", std::move(workers)},
                              {"hosts", hostsJson(service)},
                              {"shared_engine_ids", sharedEnginesJson(service.twins())},
                              {"v3_resyncs", resyncsJson(poller.resyncs())},
                              {"budgets", budgetsJson(poller)},
                              {"ledger", ledgerJson(poller.ledger())},
                              {"missed", service.missed()},
                              {"outputs", std::move(outputs)}};
    return format::withoutSeparators(status.dump(-1, ' ', false, ordered_json::error_handler_t::replace));
}

}  // namespace snmpolld::report
