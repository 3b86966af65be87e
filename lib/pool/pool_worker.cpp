#include "pool/pool_worker.hpp"

#include <algorithm>
#include <csignal>

#include "base/log.hpp"

namespace snmpolld::pool {

namespace {

constexpr Duration kGraceAfterHold = std::chrono::seconds(5);
constexpr double kNoticesOfTask = 8;
constexpr Duration kIdle = std::chrono::seconds(1);  // before a worker forgets credentials

// Those that the worker is told of.
std::vector<std::string> enginesIn(const model::PollTask& task) {
    std::vector<std::string> engines{task.learned.engine_id};
    for (const model::LocalKeys& keys : task.keys)
        engines.push_back(keys.engine_id);
    return engines;
}

void logEnd(int worker, int pid, const Worker::Loss& loss) {
    log::write(loss.expected ? log::Level::debug : log::Level::warning, loss.expected ? "worker_ended" : "worker_died",
               {{"worker", worker}, {"pid", pid}, {"how", loss.how}, {"tasks", loss.tasks.size()}});
}

}  // namespace

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

Worker::Worker(int number, const Shared& shared) : number_(number), shared_(shared) {
    limit_.set(shared.settings.sessions, 0);
}

WorkerReport Worker::report() const {
    return {.number = number_,
            .pid = isRunning() ? run_.process->pid() : 0,
            .state = state_,
            .tasks = tasks_.ids(),
            .silent = tasks_.silent(),
            .polls = counts_.polls,
            .restarts = counts_.restarts,
            .sessions = limit_.now(),
            .dropped = counts_.dropped,
            .last_exit = last_exit_};
}

Result<void> Worker::start() {
    run_ = {};
    auto process = child::ChildProcess::spawn(
        shared_.loop,
        {.file = shared_.settings.worker_file, .name = "snmpolld-worker", .protocol = ipc::kWorkerProtocol}, *this);
    if (!process) {
        last_exit_ = process.error().message;
        return tl::unexpected(process.error());
    }
    run_.process = std::move(*process);
    state_ = WorkerState::starting;
    upkeep_.started(shared_.clocks.mono());
    return {};
}

void Worker::planStart(bool expected, int start_failures) {
    upkeep_.ended(shared_.clocks.mono(), expected, start_failures);
}

void Worker::give(const model::PollTask& task, MonoTime kill_at, bool alone) {
    tasks_.add(task.id, kill_at, run_.seen);
    if (model::needsKeys(*task.credentials)) tasks_.needsKeys(task.id, enginesIn(task));
    run_.notices.add(kNoticesOfTask);
    alone_ = alone;
    ++run_.polls;
    run_.encoder.encode(task, run_.process->batch());
}

void Worker::answerKeys(const model::KeyAnswer& answer) {
    if (isRunning() && tasks_.answerKeys(answer)) ipc::encodeKeyAnswer(answer, run_.process->batch());
}

// A worker with one session is blocked by a silent host, too.
bool Worker::hasRoom() const {
    if (!isFree()) return false;
    const size_t silent = shared_.settings.sessions == 1 ? 0 : std::min(tasks_.silent(), kMostSilent);
    return tasks_.size() < static_cast<size_t>(limit_.now()) + silent;
}

void Worker::settingsChanged(bool surplus) {
    surplus_ = surplus;
    limit_.set(shared_.settings.sessions, room_);
    endIfDue();
}

// When reading goes on, the records of the tasks may have been overdue for a long time.
void Worker::holdReading(bool hold) {
    holding_ = hold;
    if (isRunning()) run_.process->holdReading(hold);
    tasks_.postponeKill(shared_.clocks.mono() + kGraceAfterHold);
}

void Worker::stop() {
    stopping_ = true;
    endIfDue();
}

void Worker::kill() {
    if (isRunning()) run_.process->kill(SIGKILL);
}

bool Worker::tick(MonoTime now) {
    if (!isRunning()) return false;
    run_.seen = now;
    if (upkeep_.isOverdue(now))
        run_.process->killFor(state_ == WorkerState::starting && !stopping_ ? "did not become ready in time"
                                                                            : "did not end in time");
    else if (!holding_ && tasks_.anyOverdue(now))
        run_.process->killFor("no record 2s after its deadline");
    else if (isIdle() && now - run_.idle_since >= kIdle && run_.encoder.hasToldCredentials())
        run_.encoder.forget(run_.process->batch());  // a worker has no secrets of hosts that it does not poll
    else
        run_.encoder.forgetGone(run_.process->batch());  // nor of those that are not in the config any more
    return limit_.grow(now);
}

Result<void> Worker::childReady(std::string_view details) {
    const auto sockets = ipc::decodeSockets(details);
    if (!sockets) return tl::unexpected(sockets.error());
    room_ = static_cast<int>(sockets->room);
    limit_.set(shared_.settings.sessions, room_);
    shared_.receive_buffers.learned(*sockets, shared_.settings.sessions, limit_.most());
    upkeep_.ready();
    if (state_ == WorkerState::starting) state_ = WorkerState::ready;
    log::debug("worker_ready", {{"worker", number_}, {"pid", run_.process->pid()}});
    endIfDue();
    shared_.events.workerReady(*this);
    return {};
}

Result<void> Worker::frameCame(std::span<const std::byte> frame) {
    auto message = ipc::decodeFromWorker(frame);
    if (!message) return tl::unexpected(std::move(message.error()));
    if (auto* record = std::get_if<model::HostRecord>(&*message)) return takeRecord(*record);
    if (!run_.notices.take(shared_.clocks.mono()))
        return fail(ErrorKind::protocol, "more of them than it was asked for");
    if (const auto* dropped = std::get_if<ipc::Dropped>(&*message)) return takeDropped(dropped->datagrams);
    if (const auto* wanted = std::get_if<model::KeyWanted>(&*message))
        return tasks_.wantKeys(*wanted).and_then([&] { return shared_.events.keysWanted(*this, *wanted); });
    if (auto possible = tasks_.setSilent(std::get<ipc::Silent>(*message).polls); !possible) return possible;
    shared_.events.roomChanged(*this);
    return {};
}

Result<void> Worker::logLineCame(std::string_view line) {
    if (!run_.log_lines.take(shared_.clocks.mono())) return fail(ErrorKind::protocol, "too many lines for the log");
    log::warning("worker_says", {{"worker", number_}, {"line", line}});
    return {};
}

Result<void> Worker::takeRecord(model::HostRecord& record) {
    // Records that come together need one look at the clock.
    if (record.begun + record.duration > run_.seen) run_.seen = shared_.clocks.mono();
    if (auto possible = tasks_.take(record, run_.seen); !possible) return possible;
    if (record.last) {
        alone_ = false;
        upkeep_.succeeded();
        ++counts_.polls;
        if (tasks_.empty()) run_.idle_since = run_.seen;
        endIfDue();
    }
    shared_.events.recordCame(*this, record);
    return {};
}

// Answers came faster than the worker took them off its sockets. Retries bring them again; from now on fewer come at a
// time.
Result<void> Worker::takeDropped(uint64_t datagrams) {
    if (datagrams < run_.dropped) return fail(ErrorKind::protocol, "fewer drops than before");
    const MonoTime now = shared_.clocks.mono();
    counts_.dropped += datagrams - run_.dropped;
    run_.dropped = datagrams;
    limit_.overflowed(now);
    shared_.events.roomChanged(*this);
    shared_.receive_buffers.dropped(number_, counts_.dropped, limit_.now(), now);
    return {};
}

// A worker that has made max_polls polls, or that the pool no longer needs, gets no more tasks and ends with its last
// one. When the pool ends, all workers end at once.
void Worker::endIfDue() {
    const int max_polls = shared_.settings.max_polls;
    const bool used_up = max_polls > 0 && run_.polls >= max_polls;
    if (state_ == WorkerState::ready && (used_up || surplus_)) state_ = WorkerState::retiring;
    const bool due = stopping_ || (state_ == WorkerState::retiring && tasks_.empty());
    if (!due || !isRunning()) return;
    upkeep_.stopping(shared_.clocks.mono());
    run_.process->stop();
}

void Worker::childGone(const child::Death& death) {
    const bool retired = state_ == WorkerState::retiring && death.isClean();
    const Loss loss{.tasks = tasks_.takeAll(),
                    .how = death.how(),
                    .blame = death.isOfItsOwnDoing(),
                    .expected = stopping_ || retired,
                    .before_ready = state_ == WorkerState::starting};
    last_exit_ = loss.how;
    if (!stopping_ && !surplus_) ++counts_.restarts;
    logEnd(number_, run_.process->pid(), loss);
    run_.process.reset();
    state_ = WorkerState::waiting;
    alone_ = false;
    shared_.events.workerGone(*this, loss);
}

}  // namespace snmpolld::pool
