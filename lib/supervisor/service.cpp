#include "supervisor/service.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr Duration kTick = std::chrono::milliseconds(16);
constexpr Duration kDuesSlice = std::chrono::milliseconds(40);
constexpr size_t kDuesAtOnce = 64;
constexpr Duration kPlacingSlice = std::chrono::milliseconds(8);  // of a reload, then polls have their turn

}  // namespace

Service::Service(const Outside& outside, Poller& poller)
    : clocks_(outside.clocks),
      poller_(poller),
      pacer_(outside, poller, *this),
      placement_(outside.clocks, poller, pacer_, hosts_, guests_, schedule_, twins_),
      due_alarm_(outside.timing.alarm([this] { fire(); })),
      slice_alarm_(outside.timing.alarm([this] { placeSlice(); })),
      drain_alarm_(outside.timing.alarm([this] { stopNow(); })) {}

void Service::reload(std::vector<model::Target> targets) {
    pollDues(MonoTime::max());
    placement_.begin(std::move(targets));
    placement_.go(MonoTime::max());
    arm();
}

void Service::reloadInSlices(std::vector<model::Target> targets, std::function<void()> placed) {
    placement_.begin(std::move(targets));
    placed_ = std::move(placed);
    placeSlice();
}

void Service::placeSlice() {
    pollDues(MonoTime::max());  // their questions may be about to go
    const MonoTime now = clocks_.mono();
    const bool done = placement_.go(now + kPlacingSlice);
    arm();
    if (done) return std::exchange(placed_, nullptr)();
    slice_alarm_->startAt(now);
}

void Service::fire() {
    if (dues_.empty()) {
        fired_ = clocks_.mono();
        dues_ = schedule_.due(fired_);
        for (const auto& due : dues_)  // all at once, before the first is used
            hosts_.prefetch(due.id);
        noteMissed(dues_);
    }
    pollDues(clocks_.mono() + kDuesSlice);
    arm();
}

// After a stall, many hosts may have many missed times: they are worked off in slices.
void Service::pollDues(MonoTime until) {
    const Now now = clocks_.now();
    for (; next_due_ < dues_.size(); ++next_due_) {
        if (next_due_ % kDuesAtOnce == kDuesAtOnce - 1 && clocks_.mono() >= until) return;
        const auto& due = dues_[next_due_];
        const auto [host, question] = hosts_.at(due.id);
        const WallTime scheduled = now.wall - std::chrono::duration_cast<WallTime::duration>(now.mono - due.at);
        const ScheduledPoll poll{.question = question, .scheduled = scheduled, .due = due.at};
        pacer_.becameDue(*host, poll, now.mono);
        if (due.missed > 0) pacer_.missedAfter(*host, poll, due.missed);
    }
    dues_.clear();
    next_due_ = 0;
}

// One line for all questions, as a stall concerns all of them.
void Service::noteMissed(const std::vector<schedule::Schedule::Due>& dues) {
    uint64_t questions = 0;
    uint64_t missed = 0;
    for (const auto& due : dues) {
        questions += due.missed > 0 ? 1 : 0;
        missed += due.missed;
    }
    missed_ += missed;
    if (missed > 0) log::warning("polls_missed", {{"questions", questions}, {"missed", missed}});
}

// Where workers hold many tasks, polls that are due within 16 ms begin together, as a batch costs all processes less.
// Where workers hold one task each, a batch would only wake up more of them (docs/adr/0004).
void Service::arm() {
    if (stopping_) return;
    const Duration tick = poller_.workers().everyPollIsAlone() ? Duration::zero() : kTick;
    const MonoTime next = schedule_.next();
    if (!dues_.empty())
        due_alarm_->startAt(fired_);
    else if (next == MonoTime::max())
        due_alarm_->stop();
    else
        due_alarm_->startAt(std::max(next, fired_ + tick));
}

bool Service::pollNow(const std::string& name, Answered answered) {
    Host* host = stopping_ ? nullptr : hosts_.known(name);
    if (host == nullptr) return false;
    const std::vector<Question*> questions = questionsOf(*host);
    if (questions.empty()) return false;
    pacer_.hurry(*host, questions, std::move(answered));
    return true;
}

void Service::useAuths(std::span<const Guests::Credentials> auths) {
    guests_.renew(auths, [this](const Host& guest) { return pacer_.isWaiting(guest); });
}

bool Service::ask(OnDemandPoll poll) {
    if (stopping_) return false;
    Host* configured = hosts_.known(poll.target.host);
    Host& host = configured != nullptr ? *configured : guests_.of(poll.target);
    return pacer_.ask(host, std::move(poll));
}

void Service::recordCame(Host& host, const Question* question, const model::HostRecord& record) {
    if (record.last && record.started) pacer_.beginGap(host);
    if (question == nullptr) return;
    if (record.last && !question->removed) twins_.note(host);
    pacer_.recordCame(host, *question, record);
}

void Service::pollEnded(Host& host) {
    pacer_.next(host);
    if (Guests::isGuest(host))
        guests_.trim([this](const Host& guest) { return pacer_.isWaiting(guest); });
    else
        placement_.settle(host);
    endIfDrained();
}

void Service::recall(const std::string& name, const model::Learned& learned, WallTime learned_at) {
    Host& host = *hosts_.known(name);
    host.learned = learned;
    host.learned_at = learned_at;
    poller_.keyGrants().noteEngine(host);
}

uint64_t Service::suspects() const {
    uint64_t count = 0;
    for (size_t number = 0; number < hosts_.slots(); ++number)
        if (const Host* host = hosts_.slot(number); host != nullptr && isSuspect(*host)) ++count;
    return count;
}

void Service::stop(std::function<void()> stopped) {
    pollDues(MonoTime::max());
    stopping_ = true;
    stopped_ = std::move(stopped);
    due_alarm_->stop();
    slice_alarm_->stop();
    pacer_.stop();
    poller_.skipWaiting(*this);
    drain_alarm_->startAt(clocks_.mono() + kDrain);
    endIfDrained();
}

void Service::stopNow() {
    if (!stopping_) pollDues(MonoTime::max());
    stopping_ = true;
    due_alarm_->stop();
    slice_alarm_->stop();
    poller_.skipOpen(*this);
    endIfDrained();
}

void Service::endIfDrained() {
    if (!stopping_ || openPolls() > 0 || !stopped_) return;
    drain_alarm_->stop();
    std::exchange(stopped_, nullptr)();
}

}  // namespace snmpolld::supervisor
