#include "supervisor/poller.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "supervisor/quarantine.hpp"

namespace snmpolld::supervisor {

namespace {

using model::Status;

// A host is blamed once, however many of its polls the worker had.
template <typename Polls>
void blameHosts(const Polls& polls, const std::vector<uint64_t>& task_ids, MonoTime now) {
    std::set<const Host*> blamed;
    for (const uint64_t id : task_ids) {
        const auto it = polls.find(id);
        if (it == polls.end() || !blamed.insert(it->second.host).second) continue;
        blame(*it->second.host, it->second.alone, now);
    }
}

// What the record says was learned of its host.
void learn(Host& host, model::HostRecord& record, Resyncs& resyncs, const Clocks& clocks) {
    if (record.learned.engine_seen < host.learned.engine_seen)
        keepLaterEngine(host.learned, record.learned, clocks.mono());
    resyncs.note(host.target.host, host.learned, record.learned);
    host.learned = record.learned;
    if (record.rtt >= Duration::zero()) host.learned_at = *record.started;
}

template <typename Polls>
const Poll* pollOf(const Polls& polls, uint64_t task_id) {
    const auto it = polls.find(task_id);
    return it == polls.end() ? nullptr : &it->second;
}

std::string afterProbe(const Host& host) {
    return "; this was a probe, after " + std::to_string(host.breaker.silences()) + " polls without an answer";
}

}  // namespace

Poller::Poller(Outside outside)
    : clocks_(outside.clocks),
      workers_(outside.workers),
      delivery_(outside.timing),
      wall_times_(outside.clocks),
      addresses_(outside.resolver),
      key_grants_(
          outside.clocks, outside.workers, outside.keys,
          {.find = [this](uint64_t id) { return pollOf(polls_, id); }, .new_task = [this] { return ++last_task_; }}),
      dispatcher_(outside.clocks, outside.timing, outside.workers,
                  {.given = [this](model::PollTask& task, int worker, MonoTime now) { given(task, worker, now); },
                   .target = [this](uint64_t id) -> const model::Target& { return polls_.at(id).target(); }}) {
    pool::WorkerEvents events;
    events.credit = [this] {
        key_grants_.pump();
        dispatcher_.pump();
        askers_.roomMade();
    };
    events.record = [this](int worker, model::HostRecord& record) { recordCame(worker, record); };
    events.keys_wanted = [this](int worker, const model::KeyWanted& wanted) {
        return key_grants_.wanted(worker, wanted);
    };
    events.lost = [this](int, const auto& ids, const std::string& how, bool blame) { workerLost(ids, how, blame); };
    events.cannot_start = [this](const std::string& why) { askers_.workersCannotStart(why); };
    events.stopped = [this] { stopped_(); };
    workers_.setEvents(std::move(events));
}

void Poller::setBudgets(const config::Budgets& budgets) {
    std::vector<Dispatcher::Given> with_workers;
    for (const auto& [id, poll] : polls_)
        if (poll.given) with_workers.push_back({id, *poll.address});
    dispatcher_.setBudgets(budgets, with_workers);
}

void Poller::poll(PollRequest request) {
    Host& host = request.host;
    const uint64_t id = ++last_task_;
    const Poll& poll = polls_.emplace(id, Poll(std::move(request))).first->second;
    delivery_.begin(poll);
    ++host.open_polls;
    if (poll.question != nullptr) poll.question->open_task = id;
    if (host.quarantined_until > MonoTime() && isQuarantined(host, clocks_.mono()))
        return end(id, recordWithout(Status::skipped, "quarantine"));
    findAddress(id);
}

void Poller::skip(PollRequest request, std::string_view reason, const MissedTimes& missed) {
    Poll poll(std::move(request));
    delivery_.begin(poll, missed.count);
    model::HostRecord record = recordWithout(Status::skipped, std::string(reason));
    record.missed = missed.count;
    record.missed_last = missed.last;
    delivery_.last(++last_task_, poll, record, false);
}

// The poll may have been ended (shutdown) before the resolver answers.
void Poller::findAddress(uint64_t task_id) {
    const Poll& poll = polls_.at(task_id);
    const model::Target* other = poll.instead();
    const auto literal = other != nullptr     ? model::Address::parse(other->node, other->port)
                         : poll.host->literal ? poll.host->address
                                              : std::nullopt;
    if (literal) return queueTask(task_id, *literal);
    addresses_.resolve(poll.target(), [this, task_id](const Result<std::vector<model::Address>>& addresses) {
        if (!polls_.contains(task_id)) return;
        if (!addresses) return end(task_id, recordWithout(Status::unresolved, addresses.error().message));
        queueTask(task_id, chooseAddress(polls_.at(task_id), *addresses));
    });
}

// Cached lookups are left out of a poll only where samples are made, not where only varbinds are written.
void Poller::queueTask(uint64_t task_id, const model::Address& address) {
    Poll& poll = polls_.at(task_id);
    Host& host = *poll.host;
    poll.address = address;
    if (!host.literal && poll.asksNode()) {
        host.address = address;
        host.address_silent = false;
    }
    QueuedTask queued{.task = makeTask(task_id, poll), .twin = host.twin};
    model::PollTask& task = queued.task;
    if (const Duration deadline = poll.target().deadline; poll.before && deadline > Duration::zero())
        task.deadline =
            std::max<Duration>(poll.before->begun + deadline - clocks_.mono(), std::chrono::milliseconds(1));
    const samples::LookupCache* lookups = delivery_.lookups();
    if (!poll.probe && lookups != nullptr && !task.module_set->lookups.empty()) {
        task.keeps_lookups = true;
        task.held_lookups = lookups->marks(poll.target(), address, clocks_.mono());
    }
    queued.alone = mustBeAlone(host, workers_.everyPollIsAlone());
    poll.alone = queued.alone || workers_.everyPollIsAlone();
    dispatcher_.queue(std::move(queued));
}

void Poller::given(model::PollTask& task, int worker, MonoTime now) {
    Poll& poll = polls_.at(task.id);
    poll.given = now;
    poll.worker = worker;
    key_grants_.equip(task);
    askers_.roomMade();
}

void Poller::insist(const Question& question) {
    polls_.at(question.open_task).insisted = true;
}

void Poller::keepTarget(const Question& question) {
    Poll& poll = polls_.at(question.open_task);
    if (poll.instead() == nullptr) poll.kept_target = std::make_unique<const model::Target>(question.target);
}

void Poller::recordCame(int worker, model::HostRecord& record) {
    if (key_grants_.takeRecord(record)) return;
    if (record.last) dispatcher_.ended(record.task_id, uint64_t{record.requests} + record.retries);
    const auto it = polls_.find(record.task_id);
    if (it == polls_.end()) return;  // ended by skipOpen() meanwhile
    Poll& poll = it->second;
    Host& host = *poll.host;
    fetch(host);
    record.worker = worker;
    if (record.last)
        if (const auto next = nextAddress(poll, record, clocks_)) return queueTask(record.task_id, *next);
    record.started = wall_times_.of(record.begun);
    if (poll.probe && record.last && wholeFollows(poll, record)) return;
    __builtin_prefetch(host.target.host.data());
    if (poll.question != nullptr && poll.question->rates) poll.question->rates->apply(record, clocks_.mono());
    if (!record.last) return delivery_.part(poll, record);
    if (poll.speaksForHost()) learn(*poll.host, record, resyncs_, clocks_);
    key_grants_.learned(poll, record);
    absolve(host);
    auto node = polls_.extract(it);
    delivery_.last(record.task_id, node.mapped(), record, true);
}

// Called after a probe. What the probe has learned is kept; its one value is not.
bool Poller::wholeFollows(Poll& poll, model::HostRecord& record) {
    if (heard(record) != Heard::something && !poll.insisted) {
        record.error += afterProbe(*poll.host);
        return false;
    }
    poll.probe = false;
    poll.alive = heard(record) == Heard::something;
    poll.given.reset();
    if (poll.speaksForHost()) learn(*poll.host, record, resyncs_, clocks_);
    findAddress(record.task_id);
    return true;
}

void Poller::workerLost(const std::vector<uint64_t>& task_ids, const std::string& how, bool blame) {
    const MonoTime now = clocks_.mono();
    std::vector<uint64_t> involved = task_ids;
    for (uint64_t& id : involved)
        id = key_grants_.lost(id).value_or(id);
    if (blame) blameHosts(polls_, involved, now);
    for (const uint64_t id : task_ids) {
        dispatcher_.ended(id, 0);
        if (const auto it = polls_.find(id); it != polls_.end()) end(id, lostRecord(it->second, how, now));
    }
}

// Ends a poll with a record that is made here, not by a worker.
void Poller::end(uint64_t task_id, model::HostRecord record) {
    auto node = polls_.extract(task_id);
    Poll& poll = node.mapped();
    if (record.worker >= 0) record.started = wall_times_.of(*poll.given);
    delivery_.last(task_id, poll, record, true);
}

void Poller::skipWaiting(const Asker& asker) {
    std::vector<uint64_t> ids = dispatcher_.withdraw([&](uint64_t id) { return polls_.at(id).asker == &asker; });
    for (const auto& [id, poll] : polls_)
        if (poll.asker == &asker && !poll.address) ids.push_back(id);  // its name is still being resolved
    for (const uint64_t id : ids)
        end(id, recordWithout(Status::skipped, "shutdown"));
}

void Poller::skipOpen(const Asker& asker) {
    skipWaiting(asker);
    std::vector<uint64_t> ids;
    for (const auto& [id, poll] : polls_)
        if (poll.asker == &asker) ids.push_back(id);
    const MonoTime now = clocks_.mono();
    for (const uint64_t id : ids)
        end(id, shutdownRecord(polls_.at(id), now));
}

void Poller::stopWorkers(std::function<void()> stopped) {
    stopped_ = std::move(stopped);
    workers_.stop();
}

const Host* Poller::hostOf(uint64_t task_id) const {
    const Poll* const poll = pollOf(polls_, task_id);
    return poll == nullptr ? nullptr : poll->host;
}

}  // namespace snmpolld::supervisor
