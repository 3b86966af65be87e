#include "pool/worker_pool.hpp"

#include <algorithm>
#include <thread>
#include <utility>

#include "base/log.hpp"
#include "pool/machine.hpp"

namespace snmpolld::pool {

namespace {

constexpr Duration kTick = std::chrono::milliseconds(100);

void fitToMachine(PoolSettings& settings) {
    for (const Lowered& what : fit(settings.count, settings.sessions, Machine::here()))
        log::warning(
            "lowered",
            {{"option", what.option}, {"limit", what.limit}, {"asked", what.asked}, {"allowed", what.allowed}});
}

// The one that has least to do of those that are ready beside that one.
std::optional<int> pickBeside(const std::vector<std::unique_ptr<Worker>>& workers, int number) {
    if (workers.size() == 1) return number;
    std::optional<int> best;
    for (const auto& worker : workers) {
        if (worker->number() == number || !worker->isFree()) continue;
        if (!best || worker->livelyTasks() < workers[static_cast<size_t>(*best)]->livelyTasks())
            best = worker->number();
    }
    return best;
}

}  // namespace

int automaticWorkers(int sessions, uint64_t hosts, uint32_t cores) {
    constexpr uint64_t kMostBlocking = 64;
    if (cores == 0) cores = std::thread::hardware_concurrency();
    const uint64_t most = sessions == 1 ? kMostBlocking : std::max(2U, cores);
    return static_cast<int>(std::clamp<uint64_t>(hosts, 1, most));
}

WorkerPool::WorkerPool(loop::Loop& loop, PoolSettings settings, const Clocks& clocks)
    : settings_(std::move(settings)),
      shared_{
          .loop = loop, .clocks = clocks, .settings = settings_, .receive_buffers = receive_buffers_, .events = *this},
      timer_(loop, [this] { tick(); }) {}

WorkerPool::~WorkerPool() {
    kill();
}

void WorkerPool::start() {
    timer_.startEvery(kTick);
    reconfigure(settings_);
}

void WorkerPool::reconfigure(PoolSettings settings) {
    settings_ = std::move(settings);
    fitToMachine(settings_);
    one_for_alone_ = one_for_alone_ && !everyPollIsAlone();
    fitToWanted();
}

// Adds the workers that are missing. Surplus ones are removed once they have no process.
void WorkerPool::fitToWanted() {
    while (static_cast<int>(workers_.size()) < wanted()) {
        workers_.push_back(std::make_unique<Worker>(static_cast<int>(workers_.size()), shared_));
        startProcess(*workers_.back());
    }
    for (const auto& worker : workers_) {
        worker->settingsChanged(worker->number() >= wanted());
        refreshRoom(*worker);
    }
    while (!workers_.empty() && workers_.back()->number() >= wanted() && !workers_.back()->isRunning())
        workers_.pop_back();
}

std::optional<int> WorkerPool::pick(const Wish& wish) {
    if (wish.beside >= 0) return pickBeside(workers_, wish.beside);
    if (wish.alone && !everyPollIsAlone()) return pickForAlone();
    if (wish.twin >= 0 && picker_.hasRoom(wish.twin % settings_.count)) return wish.twin % settings_.count;
    return picker_.pick(wish.brief ? static_cast<size_t>(settings_.sessions) / 2 : 0);
}

std::optional<int> WorkerPool::pickForAlone() {
    if (stopping_) return std::nullopt;
    if (!std::exchange(one_for_alone_, true)) fitToWanted();
    const Worker& worker = *workers_[static_cast<size_t>(settings_.count)];
    return worker.isFree() && worker.isIdle() ? std::optional(worker.number()) : std::nullopt;
}

void WorkerPool::give(int number, const model::PollTask& task, MonoTime kill_at, bool alone) {
    Worker& worker = *workers_[static_cast<size_t>(number)];
    worker.give(task, kill_at, alone);
    picker_.gave(number);
    refreshRoom(worker);
}

void WorkerPool::answerKeys(int worker, const model::KeyAnswer& answer) {
    if (worker < static_cast<int>(workers_.size())) workers_[static_cast<size_t>(worker)]->answerKeys(answer);
}

void WorkerPool::holdReading(bool hold) {
    if (std::exchange(holding_, hold) == hold) return;
    for (const auto& worker : workers_)
        worker->holdReading(hold);
}

void WorkerPool::stop() {
    stopping_ = true;
    holdReading(false);
    picker_.forgetAll();
    for (const auto& worker : workers_)
        worker->stop();
    if (stopped()) events_.stopped();
}

void WorkerPool::kill() {
    for (const auto& worker : workers_)
        worker->kill();
}

bool WorkerPool::stopped() const {
    return std::ranges::none_of(workers_, [](const auto& worker) { return worker->isRunning(); });
}

std::vector<WorkerReport> WorkerPool::report() const {
    std::vector<WorkerReport> reports;
    for (const auto& worker : workers_)
        reports.push_back(worker->report());
    return reports;
}

void WorkerPool::startProcess(Worker& worker) {
    const auto started = worker.start();
    if (started) return;
    startFailed(started.error().message);
    worker.planStart(true, start_failures_);
}

void WorkerPool::startFailed(const std::string& why) {
    if (++start_failures_ != kStartTries) return;
    log::error("workers_do_not_start", {{"worker_file", settings_.worker_file}, {"last", why}});
    events_.cannot_start(why);
}

// The worker for tasks that must be polled alone gets no others.
void WorkerPool::refreshRoom(const Worker& worker) {
    const bool for_alone = one_for_alone_ && worker.number() == settings_.count;
    picker_.setRoom(worker.number(), !for_alone && worker.hasRoom());
}

void WorkerPool::workerReady(Worker& worker) {
    start_failures_ = 0;
    refreshRoom(worker);
    if (worker.isFree()) events_.credit();
}

void WorkerPool::roomChanged(Worker& worker) {
    refreshRoom(worker);
    if (picker_.hasRoom(worker.number())) events_.credit();
}

void WorkerPool::recordCame(Worker& worker, model::HostRecord& record) {
    const bool ended = record.last;
    if (ended) refreshRoom(worker);
    events_.record(worker.number(), record);
    if (ended && worker.isFree()) events_.credit();
}

Result<void> WorkerPool::keysWanted(Worker& worker, const model::KeyWanted& wanted) {
    return events_.keys_wanted(worker.number(), wanted);
}

// The first replacement comes at once, further ones after longer and longer pauses while no record comes. While
// processes fail to start, the pauses of all workers are at least as long as these failures require.
void WorkerPool::workerGone(Worker& worker, const Worker::Loss& loss) {
    refreshRoom(worker);
    events_.lost(worker.number(), loss.tasks, loss.how, loss.blame);
    if (stopping_) {
        if (stopped()) events_.stopped();
        return;
    }
    if (worker.number() >= wanted()) return fitToWanted();
    if (loss.before_ready) startFailed(loss.how);
    worker.planStart(loss.expected, start_failures_);
    if (worker.mustStart(shared_.clocks.mono())) startProcess(worker);
}

void WorkerPool::tick() {
    const MonoTime now = shared_.clocks.mono();
    for (const auto& worker : workers_) {
        const bool needed = !stopping_ && worker->number() < wanted();
        if (needed && worker->mustStart(now)) startProcess(*worker);
        if (worker->tick(now)) refreshRoom(*worker);
    }
}

}  // namespace snmpolld::pool
