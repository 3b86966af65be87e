#include "pool/worker_pool.hpp"

#include <algorithm>
#include <csignal>
#include <thread>
#include <utility>

#include "base/log.hpp"
#include "pool/machine.hpp"

namespace snmpolld::pool {

namespace {

using namespace std::chrono_literals;

constexpr Duration kTick = 100ms;
constexpr Duration kGraceAfterHold = 5s;
constexpr Duration kFirstBackoff = 100ms;
constexpr Duration kLastBackoff = 5s;
constexpr Duration kStartGrace = 10s;
constexpr Duration kStopGrace = 500ms;
constexpr Duration kBetweenWarnings = 1min;
#ifdef __linux__
constexpr std::string_view kBufferLimit = "net.core.rmem_max";
#else
constexpr std::string_view kBufferLimit = "kern.ipc.maxsockbuf";
#endif

Duration backoff(int failures) {
    if (failures <= 0) return Duration::zero();
    return std::min(kLastBackoff, kFirstBackoff * (1 << std::min(failures - 1, 10)));
}

// Signals that people and service managers send; what a host's bytes can do ends in another one.
bool sentFromOutside(int signal) {
    return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT;
}

// The oldest first.
template <typename Tasks>
std::vector<uint64_t> idsOf(const Tasks& tasks) {
    std::vector<uint64_t> ids;
    for (const auto& [id, held] : tasks)
        ids.push_back(id);
    std::ranges::sort(ids);
    return ids;
}

}  // namespace

int automaticWorkers(int sessions, uint64_t hosts, uint32_t cores) {
    constexpr uint64_t kMostBlocking = 64;
    if (cores == 0) cores = std::thread::hardware_concurrency();
    const uint64_t most = sessions == 1 ? kMostBlocking : std::max(2U, cores);
    return static_cast<int>(std::clamp<uint64_t>(hosts, 1, most));
}

std::string_view workerStateName(WorkerState state) {
    switch (state) {
        case WorkerState::starting:
            return "starting";
        case WorkerState::ready:
            return "ready";
        case WorkerState::retiring:
            return "retiring";
        case WorkerState::waiting:
            return "waiting";
    }
    return "?";
}

WorkerPool::WorkerPool(loop::Loop& loop, PoolSettings settings)
    : loop_(loop), settings_(std::move(settings)), timer_(loop, [this] { tick(); }) {}

WorkerPool::~WorkerPool() {
    kill();
}

void WorkerPool::start() {
    timer_.startEvery(kTick);
    reconfigure(settings_);
}

void WorkerPool::reconfigure(PoolSettings settings) {
    settings_ = std::move(settings);
    for (const Lowered& what : fit(settings_.count, settings_.sessions, Machine::here()))
        log::warning(
            "lowered",
            {{"option", what.option}, {"limit", what.limit}, {"asked", what.asked}, {"allowed", what.allowed}});
    one_for_alone_ = one_for_alone_ && !everyPollIsAlone();
    fillPlaces();
    for (const auto& place : places_) {
        place->limit.set(settings_.sessions, place->room);
        retireIfDue(*place);
        refreshCredit(*place);
    }
    dropSurplus();
}

void WorkerPool::fillPlaces() {
    while (static_cast<int>(places_.size()) < wanted()) {
        places_.push_back(std::make_unique<Place>());
        places_.back()->number = static_cast<int>(places_.size()) - 1;
        places_.back()->limit.set(settings_.sessions, 0);
        spawn(*places_.back());
    }
}

void WorkerPool::give(int worker, const model::PollTask& task, MonoTime kill_at, bool alone) {
    Place& place = *places_[static_cast<size_t>(worker)];
    place.tasks.emplace(task.id, Held{kill_at});
    place.alone = alone;
    given_last_ = worker;
    ++place.polls_of_process;
    place.process->send(task);
    refreshCredit(place);
}

void WorkerPool::stop() {
    stopping_ = true;
    holdReading(false);
    with_credit_.clear();
    for (const auto& place : places_)
        if (place->process) letGo(*place);
    if (stopped()) events_.stopped();
}

void WorkerPool::kill() {
    for (const auto& place : places_)
        if (place->process) place->process->kill(SIGKILL);
}

bool WorkerPool::stopped() const {
    return std::none_of(places_.begin(), places_.end(), [](const auto& place) { return place->process != nullptr; });
}

std::vector<WorkerReport> WorkerPool::report() const {
    std::vector<WorkerReport> reports;
    for (const auto& place : places_) {
        const int pid = place->process ? place->process->pid() : 0;
        WorkerReport r{place->number,   pid,
                       place->state,    {},
                       place->silent,   place->polls,
                       place->restarts, place->limit.now(),
                       place->dropped,  place->last_exit};
        r.tasks = idsOf(place->tasks);
        reports.push_back(std::move(r));
    }
    return reports;
}

void WorkerPool::spawn(Place& place) {
    Place* p = &place;
    auto process = WorkerProcess::spawn(loop_, settings_.worker_file,
                                        {[this, p](const ipc::Sockets& sockets) { workerReady(*p, sockets); },
                                         [this, p](model::HostRecord& record) { recordCame(*p, record); },
                                         [p](std::string_view line) {
                                             log::warning("worker_says", {{"worker", p->number}, {"line", line}});
                                         },
                                         [this, p](uint32_t polls) { silentCame(*p, polls); },
                                         [this, p](uint64_t datagrams) { droppedCame(*p, datagrams); },
                                         [this, p](loop::ExitStatus status) { workerGone(*p, status); }});
    if (!process) {
        place.last_exit = process.error().message;
        startFailed(process.error().message);
        planRespawn(place);
        return;
    }
    place.process = std::move(*process);
    place.state = WorkerState::starting;
    place.polls_of_process = 0;
    place.dropped_by_process = 0;
    place.kill_at = monoNow() + kStartGrace;
}

void WorkerPool::workerReady(Place& place, const ipc::Sockets& sockets) {
    start_failures_ = 0;
    receive_buffer_ = sockets.receive_buffer;
    place.room = static_cast<int>(sockets.room);
    place.limit.set(settings_.sessions, place.room);
    logRoom(place);
    place.kill_at = MonoTime::max();
    if (place.state == WorkerState::starting) place.state = WorkerState::ready;
    log::debug("worker_ready", {{"worker", place.number}, {"pid", place.process->pid()}});
    retireIfDue(place);
    refreshCredit(place);
    if (isFree(place)) events_.credit();
}

// The limit that would do. Linux counts double what it is asked for.
uint64_t WorkerPool::bufferFor(int sessions, int room) const {
    constexpr uint64_t kCountedAs = 2;
    return static_cast<uint64_t>(receive_buffer_) * static_cast<uint64_t>(sessions) / static_cast<uint64_t>(room) /
               kCountedAs +
           4096;
}

// Once; again when it has become another.
void WorkerPool::logRoom(const Place& place) {
    if (place.room == 0 || place.room == logged_room_) return;
    logged_room_ = place.room;
    const int asked = settings_.sessions;
    const int allowed = place.limit.most();
    log::info("receive_buffer", {{"octets", receive_buffer_}, {"room", place.room}, {"sessions", allowed}});
    if (allowed < asked)
        log::warning("lowered", {{"option", "workers.sessions"},
                                 {"limit", kBufferLimit},
                                 {"asked", asked},
                                 {"allowed", allowed},
                                 {"enough", bufferFor(asked, place.room)}});
}

void WorkerPool::silentCame(Place& place, size_t polls) {
    if (polls > place.tasks.size()) return place.process->killFor("bad message: more silent hosts than it polls");
    place.silent = polls;
    refreshCredit(place);
    if (mayHold(place)) events_.credit();
}

// Answers came faster than the worker took them off its sockets. Retries bring them again; fewer at a time come from
// now on.
void WorkerPool::droppedCame(Place& place, uint64_t datagrams) {
    if (datagrams < place.dropped_by_process) return place.process->killFor("bad message: fewer drops than before");
    const MonoTime now = monoNow();
    place.dropped += datagrams - place.dropped_by_process;
    place.dropped_by_process = datagrams;
    place.limit.overflowed(now);
    refreshCredit(place);
    warnOfDrops(place, now);
}

void WorkerPool::warnOfDrops(const Place& place, MonoTime now) {
    if (now - warned_of_drops_ < kBetweenWarnings) return;
    warned_of_drops_ = now;
    log::warning("answers_dropped", {{"worker", place.number},
                                     {"datagrams", place.dropped},
                                     {"receive_buffer", receive_buffer_},
                                     {"raise", kBufferLimit},
                                     {"sessions", place.limit.now()}});
}

void WorkerPool::recordCame(Place& place, model::HostRecord& record) {
    const auto held = place.tasks.find(record.task_id);
    if (held == place.tasks.end() || record.part != held->second.parts + 1) {
        place.process->killFor(held == place.tasks.end() ? "bad message: a record of a task that it does not hold"
                                                         : "bad message: a part out of order");
        return;
    }
    ++held->second.parts;
    if (!record.last) return events_.record(place.number, record);
    place.tasks.erase(held);
    place.silent = std::min(place.silent, place.tasks.size());
    place.alone = false;
    place.failures = 0;
    ++place.polls;
    retireIfDue(place);
    refreshCredit(place);
    events_.record(place.number, record);
    if (isFree(place)) events_.credit();
}

// A worker that has done its polls, or whose place is gone, gets no more tasks and ends with its last one.
void WorkerPool::retireIfDue(Place& place) {
    const bool used_up = settings_.max_polls > 0 && place.polls_of_process >= settings_.max_polls;
    const bool surplus = place.number >= wanted();
    if (place.state == WorkerState::ready && (used_up || surplus)) place.state = WorkerState::retiring;
    if (place.state == WorkerState::retiring && place.tasks.empty()) letGo(place);
}

void WorkerPool::letGo(Place& place) {
    place.kill_at = std::min(place.kill_at, monoNow() + kStopGrace);
    place.process->stop();
}

void WorkerPool::workerGone(Place& place, const loop::ExitStatus& status) {
    const bool expected = stopping_ || (place.state == WorkerState::retiring && status.code == 0 && status.signal == 0);
    const bool never_ready = place.state == WorkerState::starting;
    const std::string fault = place.process->fault();
    place.last_exit = fault.empty() ? status.toString() : fault;
    logDeath(place, expected);
    place.process.reset();
    place.state = WorkerState::waiting;
    place.alone = false;
    refreshCredit(place);
    loseTasks(place, !fault.empty() || !sentFromOutside(status.signal));
    if (stopping_) return stopped() ? events_.stopped() : void();
    if (place.number >= wanted()) return dropSurplus();
    ++place.restarts;
    if (never_ready) startFailed(place.last_exit);
    planRespawn(place);
    if (!expected) ++place.failures;
}

void WorkerPool::loseTasks(Place& place, bool blame) {
    const auto tasks = std::exchange(place.tasks, decltype(place.tasks){&place.memory});
    place.silent = 0;
    events_.lost(place.number, idsOf(tasks), place.last_exit, blame);
}

// The first replacement comes at once; one after another without an answer comes later and later. When workers do not
// even start, no place is quicker than that.
void WorkerPool::planRespawn(Place& place) {
    const Duration delay = backoff(std::max(place.failures, start_failures_));
    place.respawn_at = monoNow() + delay;
    if (delay == Duration::zero()) spawn(place);
}

void WorkerPool::startFailed(const std::string& why) {
    if (++start_failures_ != kStartTries) return;
    log::error("workers_do_not_start", {{"worker_file", settings_.worker_file}, {"last", why}});
    events_.cannot_start(why);
}

void WorkerPool::logDeath(const Place& place, bool expected) const {
    log::write(expected ? log::Level::debug : log::Level::warning, expected ? "worker_ended" : "worker_died",
               {{"worker", place.number},
                {"pid", place.process->pid()},
                {"how", place.last_exit},
                {"tasks", place.tasks.size()}});
}

void WorkerPool::tick() {
    const MonoTime now = monoNow();
    for (const auto& place : places_)
        tickPlace(*place, now);
}

void WorkerPool::tickPlace(Place& place, MonoTime now) {
    if (!place.process) {
        const bool needed = !stopping_ && place.number < wanted();
        if (needed && now >= place.respawn_at) spawn(place);
        return;
    }
    if (place.limit.grow(now)) refreshCredit(place);
    const auto overdue = [&](const auto& task) { return task.second.kill_at <= now; };
    if (place.kill_at <= now)
        place.process->killFor(place.state == WorkerState::starting && !stopping_ ? "did not become ready in time"
                                                                                  : "did not end in time");
    else if (!holding_ && std::any_of(place.tasks.begin(), place.tasks.end(), overdue))
        place.process->killFor("no record 2s after its deadline");
}

// What was held may have been due long ago: it gets the watchdog's usual grace anew.
void WorkerPool::holdReading(bool hold) {
    if (holding_ == hold) return;
    holding_ = hold;
    const MonoTime earliest = monoNow() + kGraceAfterHold;
    for (const auto& place : places_) {
        if (place->process) place->process->holdReading(hold);
        for (auto& [id, held] : place->tasks)
            held.kill_at = std::max(held.kill_at, earliest);
    }
}

void WorkerPool::dropSurplus() {
    while (!places_.empty() && places_.back()->number >= wanted() && !places_.back()->process)
        places_.pop_back();
}

}  // namespace snmpolld::pool
