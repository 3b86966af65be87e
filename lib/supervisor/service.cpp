#include "supervisor/service.hpp"

#include <algorithm>
#include <set>

#include "base/log.hpp"
#include "base/text.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr Duration kTick = std::chrono::milliseconds(10);

}  // namespace

Service::Service(loop::Loop& loop, PoolSettings settings, sink::Fanout& sinks)
    : poller_(loop, std::move(settings), sinks,
              {[this](Host& host, const model::HostRecord& record) { recordCame(host, record); }, [] {},
               [](const std::string&) {}, [] {}}),
      timer_(loop, [this] { fire(); }),
      drain_timer_(loop, [this] { stopNow(); }) {}

void Service::start(std::vector<model::Target> targets) {
    for (model::Target& target : targets)
        place(std::move(target));
    poller_.start();
    arm();
}

void Service::reload(std::vector<model::Target> targets, PoolSettings settings) {
    std::set<std::string> kept;
    for (const model::Target& target : targets)
        kept.insert(target.host);
    for (size_t id = 0; id < hosts_.size(); ++id)
        if (hosts_[id] && !kept.contains(hosts_[id]->target.host)) remove(*hosts_[id]);
    for (model::Target& target : targets)
        place(std::move(target));
    poller_.reconfigure(std::move(settings));
    arm();
}

void Service::place(model::Target target) {
    const auto it = by_name_.find(target.host);
    if (it == by_name_.end())
        add(std::move(target));
    else
        update(*hosts_[it->second], std::move(target));
}

void Service::add(model::Target target) {
    auto host = std::make_unique<Host>(std::move(target));
    if (free_ids_.empty()) {
        free_ids_.push_back(static_cast<uint32_t>(hosts_.size()));
        hosts_.emplace_back();
    }
    host->id = free_ids_.back();
    free_ids_.pop_back();
    by_name_.emplace(host->target.host, host->id);
    schedule(*host);
    hosts_[host->id] = std::move(host);
}

void Service::update(Host& host, model::Target target) {
    if (target.labels != host.target.labels || *target.module_set != *host.target.module_set) questionChanged(host);
    const bool same_times = !host.removed && host.target.interval == target.interval;
    host.removed = false;
    if (target.node != host.target.node || target.port != host.target.port) twins_.leave(host);
    host.retarget(std::move(target));
    if (!same_times) schedule(host);
}

void Service::remove(Host& host) {
    schedule_.remove(host.id);
    host.removed = true;
    twins_.leave(host);
    questionChanged(host);
    if (host.open_task == 0) erase(host.id);
}

void Service::questionChanged(const Host& host) {
    poller_.forgetLookups(host.target.host);
    events_.changed(host.target.host);
}

void Service::erase(uint32_t id) {
    by_name_.erase(hosts_[id]->target.host);
    hosts_[id].reset();
    free_ids_.push_back(id);
}

void Service::schedule(const Host& host) {
    const Duration interval = host.target.interval;
    schedule_.add(host.id, schedule::firstDue(host.key, interval, monoNow(), wallNow()), interval);
}

void Service::fire() {
    const MonoTime now = fired_ = monoNow();
    const WallTime wall_now = wallNow();
    for (const auto& due : schedule_.due(now)) {
        Host& host = *hosts_[due.id];
        const WallTime scheduled = wall_now - std::chrono::duration_cast<WallTime::duration>(now - due.at);
        missed_ += due.missed;
        if (due.missed > 0) log::warning("polls_missed", {{"host", host.target.host}, {"missed", due.missed}});
        scheduledDue(host, due.at, scheduled);
    }
    arm();
}

// Somebody's inquiry to the host is no overrun: the scheduled poll comes after it.
void Service::scheduledDue(Host& host, MonoTime due, WallTime scheduled) {
    if (host.breaker.isResting(breaker_, due)) return poller_.skip(host, scheduled, kBreakerOpen);
    const bool busy = host.open_task != 0;
    if (busy && (!turns_.isAsked(host) || !turns_.waitScheduled(host, scheduled)))
        return poller_.skip(host, scheduled, "overrun");
    host.breaker.asked(due);
    if (!busy) askScheduled(host, scheduled);
}

// A suspect host is probed, unless somebody waits for its poll.
void Service::askScheduled(Host& host, WallTime scheduled) {
    if (isSuspect(host) && !waiting_.contains(host.id))
        poller_.probe(host, scheduled);
    else
        poller_.poll(host, scheduled);
}

// Where workers hold many hosts, polls that are due within 10 ms begin together: a batch costs all processes less. A
// blocking worker would only wake up a neighbour for it (docs/adr/0004).
void Service::arm() {
    if (stopping_) return;
    const Duration tick = poller_.everyPollIsAlone() ? Duration::zero() : kTick;
    const MonoTime next = schedule_.next();
    if (next == MonoTime::max())
        timer_.stop();
    else
        timer_.startAt(std::max(next, fired_ + tick));
}

bool Service::pollNow(const std::string& name, Answered answered) {
    const auto it = by_name_.find(name);
    if (it == by_name_.end() || stopping_) return false;
    Host& host = *hosts_[it->second];
    waiting_.emplace(host.id, std::move(answered));
    if (host.open_task == 0)
        poller_.poll(host, wallNow());
    else if (turns_.isAsked(host))
        turns_.waitScheduled(host, wallNow());
    else
        poller_.insist(host);
    return true;
}

bool Service::ask(Inquiry inquiry) {
    if (stopping_) return false;
    const auto it = by_name_.find(inquiry.target.host);
    Host& host = it == by_name_.end() ? guests_.of(inquiry.target) : *hosts_[it->second];
    if (host.open_task != 0) return turns_.wait(host, std::move(inquiry));
    begin(host, std::move(inquiry));
    return true;
}

void Service::begin(Host& host, Inquiry inquiry) {
    const bool guest = !by_name_.contains(host.target.host);
    if (guest) host.retarget(inquiry.target);
    auto instead = std::make_unique<const model::Target>(inquiry.target);
    turns_.begin(host, std::move(inquiry));
    poller_.poll(host, wallNow(), std::move(instead));
}

// The next poll of a host that has none under way any more.
void Service::next(Host& host) {
    if (host.open_task != 0 || stopping_) return;
    const auto scheduled = turns_.takeScheduled(host);
    if (scheduled && !host.removed) return askScheduled(host, *scheduled);
    if (auto inquiry = turns_.take(host)) begin(host, std::move(*inquiry));
}

// What is called here may begin the next poll of the host, which may end at once and come here again: the host stays
// until all of that is over.
void Service::recordCame(Host& host, const model::HostRecord& record) {
    const bool outermost = record.last && settling_.insert(&host).second;
    if (record.target == &host.target)
        ownRecordCame(host, record);
    else
        turns_.answer(host, record);
    if (!record.last) return;
    events_.any_ended(record);
    next(host);
    if (!outermost) return;
    settling_.erase(&host);
    if (host.removed && host.open_task == 0) erase(host.id);
    if (settling_.empty()) guests_.trim();
    endIfDrained();
}

// The record of an overrun is no answer to somebody who waits for the poll that is under way.
void Service::ownRecordCame(Host& host, const model::HostRecord& record) {
    if (record.last) judge(host, record);
    if (record.last && !host.removed) {
        twins_.note(host);
        events_.polled(record);
    }
    if (host.open_task == 0 || host.open_task == record.task_id) answerWaiting(host.id, record);
}

void Service::judge(Host& host, const model::HostRecord& record) const {
    const Heard what = heard(record);
    if (what == Heard::silence && host.breaker.silent(breaker_))
        log::warning("host_suspect", {{"host", host.target.host}, {"silent_polls", host.breaker.silences()}});
    if (what == Heard::something && host.breaker.answered(breaker_))
        log::info("host_answers_again", {{"host", host.target.host}});
}

void Service::answerWaiting(uint32_t id, const model::HostRecord& record) {
    const auto [first, end] = waiting_.equal_range(id);
    for (auto it = first; it != end; ++it)
        it->second(record);
    if (record.last) waiting_.erase(id);
}

const Host* Service::find(const std::string& name) const {
    const auto it = by_name_.find(name);
    return it == by_name_.end() || hosts_[it->second]->removed ? nullptr : hosts_[it->second].get();
}

void Service::recall(const std::string& name, const model::Learned& learned, WallTime learned_at) {
    Host& host = *hosts_[by_name_.at(name)];
    host.learned = learned;
    host.learned_at = learned_at;
}

// The edit distance is at least the difference of the lengths: few of 100,000 names are left to be compared.
std::string Service::nearestHost(const std::string& word) const {
    std::vector<std::string_view> candidates;
    for (const auto& [name, id] : by_name_)
        if (!hosts_[id]->removed &&
            std::max(name.size(), word.size()) <= std::min(name.size(), word.size()) + word.size() / 3)
            candidates.emplace_back(name);
    std::ranges::sort(candidates);
    return nearestWord(word, candidates);
}

std::vector<uint64_t> Service::lastOutcomes() const {
    std::vector<uint64_t> counts(model::kStatusCount);
    for (const auto& host : hosts_)
        if (host && host->last) ++counts[static_cast<size_t>(*host->last)];
    return counts;
}

uint64_t Service::suspects() const {
    const auto suspect = [this](const auto& host) { return host && isSuspect(*host); };
    return static_cast<uint64_t>(std::ranges::count_if(hosts_, suspect));
}

void Service::stop(std::function<void()> stopped) {
    stopping_ = true;
    stopped_ = std::move(stopped);
    timer_.stop();
    endTurns();
    poller_.skipWaiting();
    drain_timer_.startAt(monoNow() + kDrain);
    endIfDrained();
}

void Service::stopNow() {
    stopping_ = true;
    timer_.stop();
    poller_.skipOpen();
    endIfDrained();
}

// What has become due has its record; a inquiry whose turn has not come has not.
void Service::endTurns() {
    for (const auto& [host, at] : turns_.takeAllScheduled())
        poller_.skip(*hosts_[host->id], at, "shutdown");
    for (const Inquiry& inquiry : turns_.takeAll()) {
        model::HostRecord record;
        record.error = "shutdown";
        record.target = &inquiry.target;
        inquiry.answered(record);
    }
}

void Service::endIfDrained() {
    if (!stopping_ || poller_.open() > 0 || !stopped_) return;
    drain_timer_.stop();
    poller_.stopWorkers();
    std::exchange(stopped_, nullptr)();
}

}  // namespace snmpolld::supervisor
