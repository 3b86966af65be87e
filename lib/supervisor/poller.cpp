#include "supervisor/poller.hpp"

#include <algorithm>
#include <set>

#include "base/duration.hpp"
#include "base/log.hpp"

namespace snmpolld::supervisor {

namespace {

using namespace std::chrono_literals;

constexpr Duration kFirstQuarantine = 60s;
constexpr Duration kLastQuarantine = 1h;

int familyOf(const model::Target& target) {
    return target.ipv6_only ? AF_INET6 : AF_UNSPEC;
}

// sysUpTime.0
std::shared_ptr<const model::ModuleSet> makeProbe(bool any_source) {
    return std::make_shared<const model::ModuleSet>(
        model::ModuleSet{.get = {model::Oid{1, 3, 6, 1, 2, 1, 1, 3, 0}}, .requests = {.any_source = any_source}});
}

std::shared_ptr<const model::ModuleSet> probeQuestion(const model::Target& target) {
    static const auto usual = makeProbe(false);
    static const auto from_anywhere = makeProbe(true);
    return target.module_set->requests.any_source ? from_anywhere : usual;
}

bool isQuarantined(const Host& host) {
    return host.quarantined_until > MonoTime() && monoNow() < host.quarantined_until;
}

// One death may be another's doing, and with many polls in a worker so may two. A host that was there each time is
// polled alone; if that worker dies too, it is the culprit and rests, twice as long each time. What it had under way
// besides, when it began to rest, says no more.
void blameHost(Host& host, bool alone) {
    if (isQuarantined(host) || ++host.deaths < 2 || !alone) return;
    host.quarantine = std::clamp(host.quarantine * 2, kFirstQuarantine, kLastQuarantine);
    host.quarantined_until = monoNow() + host.quarantine;
    log::error("host_quarantined", {{"host", host.target.host}, {"deaths", host.deaths}, {"for", host.quarantine}});
}

// A poll that was skipped was not under way.
void noLongerUnderWay(Host& host, Question* question, uint64_t task_id) {
    if (question != nullptr && question->open_task != task_id) return;
    if (question != nullptr) question->open_task = 0;
    --host.open_polls;
}

}  // namespace

Poller::Poller(loop::Loop& loop, pool::PoolSettings settings, Events events)
    : events_(std::move(events)),
      pool_(loop, std::move(settings)),
      dispatcher_(loop, pool_,
                  {[this](uint64_t id, int worker, MonoTime now) { given(id, worker, now); },
                   [this](uint64_t id) -> const model::Target& { return polls_.at(id).target(); }}),
      resolver_(std::make_unique<loop::Resolver>(loop)) {
    pool_.setEvents({.credit =
                         [this] {
                             dispatcher_.pump();
                             events_.room();
                         },
                     .record = [this](int worker, model::HostRecord& record) { recordCame(worker, record); },
                     .lost = [this](int worker, const auto& ids, const std::string& how,
                                    bool blame) { workerLost(worker, ids, how, blame); },
                     .cannot_start = [this](const std::string& why) { events_.cannot_start(why); },
                     .stopped = [this] { events_.workers_stopped(); }});
}

bool Poller::Open::speaksForHost() const {
    return !instead || *instead->credentials == *host->target.credentials;
}

void Poller::given(uint64_t task_id, int worker, MonoTime now) {
    Open& open = polls_.at(task_id);
    open.given = now;
    open.worker = worker;
    events_.room();
}

// Records come many at a time: the clocks are read again for one that began after they were read.
WallTime Poller::wallOf(MonoTime begun) {
    if (begun >= mono_read_) {
        mono_read_ = monoNow();
        wall_read_ = wallNow();
    }
    return wall_read_ - std::chrono::duration_cast<WallTime::duration>(mono_read_ - begun);
}

void Poller::setBudgets(const config::Budgets& budgets) {
    std::vector<Dispatcher::Begun> with_workers;
    for (const auto& [id, open] : polls_)
        if (open.given) with_workers.push_back({id, *open.address});
    dispatcher_.setBudgets(budgets, with_workers);
}

uint64_t Poller::beginPoll(Host& host, Due due) {
    ledger_.begin();
    const uint64_t id = ++last_task_;
    polls_.emplace(id, Open{.host = &host,
                            .question = due.question,
                            .seq = ++host.seq,
                            .scheduled = due.scheduled,
                            .probe = due.probe,
                            .instead = std::move(due.instead)});
    return id;
}

void Poller::poll(Host& host, Question& question, WallTime scheduled) {
    start(host, {&question, scheduled});
}

void Poller::poll(Host& host, WallTime scheduled, Instead instead) {
    start(host, {instead ? nullptr : &host, scheduled, std::move(instead)});
}

void Poller::probe(Host& host, Question& question, WallTime scheduled) {
    start(host, {&question, scheduled, nullptr, true});
}

void Poller::start(Host& host, Due due) {
    Question* const question = due.question;
    const uint64_t id = beginPoll(host, std::move(due));
    ++host.open_polls;
    if (question != nullptr) question->open_task = id;
    if (isQuarantined(host)) return endWithout(id, model::Status::skipped, "quarantine");
    findAddress(id);
}

void Poller::findAddress(uint64_t task_id) {
    const Open& open = polls_.at(task_id);
    const Host& host = *open.host;
    const auto literal = open.instead   ? model::Address::parse(open.instead->node, open.instead->port)
                         : host.literal ? host.address
                                        : std::nullopt;
    if (literal)
        queueTask(task_id, *literal);
    else
        resolve(task_id, open.target());
}

void Poller::insist(const Question& question) {
    polls_.at(question.open_task).insisted = true;
}

void Poller::skip(Host& host, Question& question, WallTime scheduled, std::string_view reason) {
    endWithout(beginPoll(host, {&question, scheduled}), model::Status::skipped, std::string(reason));
}

void Poller::keepTarget(const Question& question) {
    Open& open = polls_.at(question.open_task);
    if (!open.instead) open.instead = std::make_unique<const model::Target>(question.target);
}

// The poll may have been ended (shutdown) before its answer comes.
void Poller::resolve(uint64_t task_id, const model::Target& target) {
    ++resolving_;
    resolver_->resolve(target.node, familyOf(target), [this, task_id](const Result<sockaddr_storage>& answer) {
        --resolving_;
        if (polls_.contains(task_id)) resolved(task_id, answer);
    });
}

void Poller::resolved(uint64_t task_id, const Result<sockaddr_storage>& answer) {
    if (!answer) return endWithout(task_id, model::Status::unresolved, answer.error().message);
    auto address = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&*answer));
    if (!address) return endWithout(task_id, model::Status::unresolved, "the name has no IP address");
    address->port = polls_.at(task_id).target().port;
    queueTask(task_id, *address);
}

void Poller::queueTask(uint64_t task_id, const model::Address& address) {
    Open& open = polls_.at(task_id);
    open.address = address;
    Host& host = *open.host;
    if (!host.literal && !open.instead) host.address = address;
    const model::Target& target = open.target();
    model::PollTask task{target,
                         task_id,
                         target.transport,
                         address,
                         target.credentials,
                         open.probe ? probeQuestion(target) : target.module_set,
                         open.probe ? probeDeadline(target) : pollDeadline(target),
                         open.speaksForHost() ? host.learned : model::Learned{}};
    if (open.probe) task.retries = 0;
    if (!open.probe) offerLookups(target, task);
    const bool alone = host.deaths >= (pool_.everyPollIsAlone() ? 1 : 2);
    open.alone = alone || pool_.everyPollIsAlone();
    dispatcher_.queue(std::move(task), alone, host.twin);
}

// Only for samples: varbinds that are written are not left out for others that are not.
void Poller::offerLookups(const model::Target& target, model::PollTask& task) {
    if (sampler_ == nullptr || target.module_set->lookups.empty()) return;
    task.keeps_lookups = true;
    task.held_lookups = sampler_->lookups().marks(target, task.address, monoNow());
}

void Poller::hostChanged(const std::string& host) {
    if (sampler_ != nullptr) sampler_->lookups().forget(host);
    for (Observer* observer : observers_)
        observer->hostChanged(host);
}

void Poller::recordCame(int worker, model::HostRecord& record) {
    if (record.last) dispatcher_.ended(record.task_id, uint64_t{record.requests} + record.retries);
    const auto it = polls_.find(record.task_id);
    if (it == polls_.end()) return;  // ended by skipOpen() meanwhile
    Host& host = *it->second.host;
    fetch(host);
    record.worker = worker;
    record.started = wallOf(record.begun);
    if (it->second.probe && record.last && wholeFollows(it->second, record)) return;
    __builtin_prefetch(host.target.host.data());
    if (const Question* asked = it->second.question; asked != nullptr && asked->rates)
        asked->rates->apply(record, monoNow());
    if (!record.last) return partCame(it->second, record);
    if (it->second.speaksForHost()) learn(host, record);
    host.deaths = 0;
    host.quarantine = Duration::zero();
    finish(record.task_id, record);
}

void Poller::learn(Host& host, model::HostRecord& record) {
    if (record.learned.engine_seen < host.learned.engine_seen) keepLaterEngine(host.learned, record.learned, monoNow());
    resyncs_.note(host.target.host, host.learned, record.learned);
    host.learned = record.learned;
    if (record.rtt >= Duration::zero()) host.learned_at = *record.started;
}

// After a probe. What it has learned is of use, its one value is not.
bool Poller::wholeFollows(Open& open, model::HostRecord& record) {
    Host& host = *open.host;
    if (heard(record) != Heard::something && !open.insisted) {
        const std::string polls = std::to_string(host.breaker.silences()) + " polls";
        record.error += "; this was a probe, after " + polls + " without an answer";
        return false;
    }
    open.probe = false;
    open.given.reset();
    if (open.speaksForHost()) learn(host, record);
    findAddress(record.task_id);
    return true;
}

void Poller::partCame(Open& open, model::HostRecord& record) {
    write(open, record);
    events_.record(*open.host, open.question, record);
}

void Poller::workerLost(int worker, const std::vector<uint64_t>& task_ids, const std::string& how, bool blame) {
    if (blame) blameHosts(task_ids);
    for (const uint64_t id : task_ids) {
        dispatcher_.ended(id, 0);
        if (polls_.contains(id)) lose(worker, id, how);
    }
}

// However many polls of a host the worker held, it died once.
void Poller::blameHosts(const std::vector<uint64_t>& task_ids) const {
    std::set<const Host*> blamed;
    for (const uint64_t id : task_ids) {
        const auto it = polls_.find(id);
        if (it == polls_.end() || !blamed.insert(it->second.host).second) continue;
        blameHost(*it->second.host, it->second.alone);
    }
}

void Poller::lose(int worker, uint64_t task_id, const std::string& how) {
    const Open& open = polls_.at(task_id);
    model::HostRecord record;
    record.status = model::Status::worker_lost;
    record.error = "worker " + std::to_string(worker) + " ended while it polled this host: " + how;
    record.worker = worker;
    record.learned = open.host->learned;
    record.started = wallOf(*open.given);
    record.duration = monoNow() - *open.given;
    finish(task_id, record);
}

void Poller::endWithout(uint64_t task_id, model::Status status, std::string error) {
    model::HostRecord record;
    record.status = status;
    record.error = std::move(error);
    finish(task_id, record);
}

void Poller::finish(uint64_t task_id, model::HostRecord& record) {
    auto node = polls_.extract(task_id);
    Open& open = node.mapped();
    Host& host = *open.host;
    noLongerUnderWay(host, open.question, task_id);
    record.task_id = task_id;
    if (open.question != nullptr) open.question->ended(record, open.scheduled);
    ledger_.end(record.status);
    write(open, record);
    events_.record(host, open.question, record);
}

// What the supervisor knows of a record or a part of it, and out it goes.
void Poller::write(Open& open, model::HostRecord& record) {
    record.target = &open.target();
    record.part = ++open.parts;
    record.seq = open.seq;
    record.scheduled = open.scheduled;
    record.address = open.address;
    if (sampler_ != nullptr) sampler_->take(record);
    for (Observer* observer : observers_)
        observer->recordCame({.record = record, .host = *open.host, .question = open.question});
}

void Poller::skipWaiting() {
    std::vector<uint64_t> ids = dispatcher_.clear();
    for (const auto& [id, open] : polls_)
        if (!open.address) ids.push_back(id);  // its name is still being resolved
    for (const uint64_t id : ids)
        endWithout(id, model::Status::skipped, "shutdown");
}

void Poller::skipOpen() {
    skipWaiting();
    while (!polls_.empty())
        cutShort(polls_.begin()->first, polls_.begin()->second);
}

// Of a large record whose first parts are out already, something is there.
void Poller::cutShort(uint64_t task_id, const Open& open) {
    if (open.parts == 0) return endWithout(task_id, model::Status::skipped, "shutdown");
    model::HostRecord record;
    record.status = model::Status::partial;
    record.error = "shutdown before the walk's end";
    record.worker = open.worker;
    record.started = wallOf(*open.given);
    record.duration = monoNow() - *open.given;
    finish(task_id, record);
}

const Host* Poller::hostOf(uint64_t task_id) const {
    const auto it = polls_.find(task_id);
    return it == polls_.end() ? nullptr : it->second.host;
}

}  // namespace snmpolld::supervisor
