#include "supervisor/sweep.hpp"

#include <algorithm>

namespace snmpolld::supervisor {

namespace {

using namespace std::chrono_literals;

constexpr size_t kResolving = 32;
constexpr size_t kHeld = 16'384;       // by their budgets: so far it looks for hosts that may be asked
constexpr Duration kSweepTick = 250ms;      // has it been interrupted long enough, have the outputs failed too long
constexpr Duration kSinksTick = 10ms;  // sinks that were full are looked at again

}  // namespace

Sweep::Sweep(loop::Loop& loop, const pool::PoolSettings& settings, const config::Budgets& budgets, Source source,
             sink::Fanout& sinks, Over over)
    : source_(std::move(source)),
      sinks_(sinks),
      outputs_(sinks),
      over_(std::move(over)),
      poller_(loop, settings,
              {[this](Host& host, Question*, const model::HostRecord& record) { recordCame(host, record); },
               [this] { pump_later_.arm(); },
               [this](const std::string& why) {
                   result_.failure = why;
                   endNow();
               },
               [this] { over_(); }}),
      pump_later_(loop, [this] { pump(); }),
      timer_(loop, [this] { tick(); }) {
    poller_.setBudgets(budgets);
    poller_.observe(outputs_);
}

void Sweep::start() {
    poller_.start();
    timer_.startAt(monoNow() + kSweepTick);
    pump_later_.arm();
}

void Sweep::pump() {
    while (!exhausted_ && poller_.waitingForWorker() == 0 && poller_.waiting() < kHeld &&
           poller_.resolving() < kResolving && !sinks_.saturated())
        if (!beginNext()) exhausted_ = true;
    endIfDone();
}

bool Sweep::beginNext() {
    auto target = source_();
    if (!target) return false;
    auto host = std::make_unique<Host>(std::move(*target));
    Host& begun = *host;
    hosts_.emplace(&begun, std::move(host));
    ++result_.begun;
    poller_.poll(begun, wallNow());
    return true;
}

// One host's records are as many and as large as its rows, and hundreds of hosts may have theirs ready: the sinks
// decide how fast they come.
void Sweep::recordCame(const Host& host, const model::HostRecord& record) {
    if (sinks_.saturated()) waitForSinks();
    if (!record.last) return;
    ++result_.ended;
    if (record.status == model::Status::ok) ++result_.ok;
    hosts_.erase(&host);
    pump_later_.arm();
}

void Sweep::waitForSinks() {
    poller_.holdReading(true);
    timer_.startAt(monoNow() + kSinksTick);
}

void Sweep::interrupt() {
    if (result_.interrupted) return endNow();
    result_.interrupted = true;
    exhausted_ = true;
    give_up_ = monoNow() + kInterruptGrace;
    poller_.skipWaiting();
    pump_later_.arm();
}

void Sweep::endNow() {
    exhausted_ = true;
    poller_.skipOpen();
    pump_later_.arm();
}

void Sweep::tick() {
    const MonoTime now = monoNow();
    if (now >= give_up_) endNow();
    if (outputsLost(now) && !ending_ && !given_up_) {
        given_up_ = result_.interrupted = true;
        endNow();
    }
    const bool full = sinks_.saturated();
    poller_.holdReading(full);
    timer_.startAt(now + (full ? kSinksTick : kSweepTick));
    pump();
}

bool Sweep::outputsLost(MonoTime now) {
    failing_since_ = sinks_.failing() ? std::min(failing_since_, now) : MonoTime::max();
    return sinks_.broken() || now - failing_since_ >= kOutputPatience;
}

void Sweep::endIfDone() {
    if (!exhausted_ || poller_.open() > 0 || ending_) return;
    ending_ = true;
    timer_.stop();
    poller_.stopWorkers();
}

}  // namespace snmpolld::supervisor
