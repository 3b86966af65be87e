#include "supervisor/sweep.hpp"

#include <algorithm>

namespace snmpolld::supervisor {

namespace {

using namespace std::chrono_literals;

constexpr size_t kResolving = 32;
constexpr size_t kHeld = 16'384;        // with fewer waiting tasks than this, further polls are begun
constexpr Duration kSweepTick = 250ms;  // between checks of kInterruptGrace and kOutputPatience
constexpr Duration kSinksTick = 10ms;   // between checks of sinks that were full

}  // namespace

Sweep::Sweep(const Outside& outside, Poller& poller, Source source, sink::Fanout& sinks, Over over)
    : clocks_(outside.clocks),
      workers_(outside.workers),
      poller_(poller),
      source_(std::move(source)),
      sinks_(sinks),
      over_(std::move(over)),
      pump_later_(outside.timing.endOfTurn([this] { pump(); })),
      tick_alarm_(outside.timing.alarm([this] { tick(); })) {
    poller_.askers().join(*this);
}

Sweep::~Sweep() {
    poller_.skipOpen(*this);
    poller_.delivery().forget(*this);
    poller_.askers().leave(*this);
}

void Sweep::start() {
    tick_alarm_->startAt(clocks_.mono() + kSweepTick);
    pump_later_->arm();
}

void Sweep::pump() {
    const Dispatcher& tasks = poller_.dispatcher();
    while (!exhausted_ && tasks.waitingForWorker() == 0 && tasks.waiting() < kHeld &&
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
    poller_.poll({.asker = *this, .host = begun, .question = &begun, .scheduled = clocks_.wall(), .insisted = true});
    return true;
}

// A host's tables may make many large parts, and hundreds of hosts may have theirs ready, so the sinks decide how fast
// records are read.
void Sweep::recordCame(Host&, const Question*, const model::HostRecord& record) {
    if (sinks_.saturated()) waitForSinks();
    if (!record.last) return;
    ++result_.ended;
    if (record.status == model::Status::ok) ++result_.ok;
}

void Sweep::pollEnded(Host& host) {
    hosts_.erase(&host);
    pump_later_->arm();
}

void Sweep::workersCannotStart(const std::string& why) {
    result_.failure = why;
    endNow();
}

void Sweep::waitForSinks() {
    workers_.holdReading(true);
    tick_alarm_->startAt(clocks_.mono() + kSinksTick);
}

void Sweep::interrupt() {
    if (result_.interrupted) return endNow();
    result_.interrupted = true;
    exhausted_ = true;
    give_up_ = clocks_.mono() + kInterruptGrace;
    poller_.skipWaiting(*this);
    pump_later_->arm();
}

void Sweep::endNow() {
    exhausted_ = true;
    poller_.skipOpen(*this);
    pump_later_->arm();
}

void Sweep::tick() {
    const MonoTime now = clocks_.mono();
    if (now >= give_up_) endNow();
    if (outputsLost(now) && !over_called_ && !given_up_) {
        given_up_ = result_.interrupted = true;
        endNow();
    }
    const bool full = sinks_.saturated();
    workers_.holdReading(full);
    tick_alarm_->startAt(now + (full ? kSinksTick : kSweepTick));
    pump();
}

bool Sweep::outputsLost(MonoTime now) {
    failing_since_ = sinks_.failing() ? std::min(failing_since_, now) : MonoTime::max();
    return sinks_.broken() || now - failing_since_ >= kOutputPatience;
}

void Sweep::endIfDone() {
    if (!exhausted_ || openPolls() > 0 || over_called_) return;
    over_called_ = true;
    tick_alarm_->stop();
    over_();
}

}  // namespace snmpolld::supervisor
