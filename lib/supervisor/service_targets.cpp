// The service's hosts and their questions: how they come, change and go (service.hpp).
#include <algorithm>

#include "supervisor/service.hpp"

namespace snmpolld::supervisor {

namespace {

// Of the targets the one that asks what the question asks, or else as often.
std::span<model::Target>::iterator matching(std::span<model::Target> targets, const Question& question) {
    const auto asks_the_same = [&](const model::Target& target) {
        return target.module_set->modules == question.target.module_set->modules;
    };
    const auto same = std::ranges::find_if(targets, asks_the_same);
    return same != targets.end() ? same
                                 : std::ranges::find(targets, question.target.interval, &model::Target::interval);
}

}  // namespace

void Service::start(std::vector<model::Target> targets) {
    placeAll(targets);
    poller_.start();
    arm();
}

void Service::reload(std::vector<model::Target> targets, pool::PoolSettings settings) {
    std::set<std::string> kept;
    for (const model::Target& target : targets)
        kept.insert(target.host);
    for (size_t id = 0; id < hosts_.size(); ++id)
        if (hosts_[id] && !kept.contains(hosts_[id]->target.host)) remove(*hosts_[id]);
    placeAll(targets);
    poller_.reconfigure(std::move(settings));
    arm();
}

void Service::placeAll(std::vector<model::Target>& targets) {
    for (auto first = targets.begin(); first != targets.end();) {
        const auto end = std::find_if(first, targets.end(), [&](const auto& t) { return t.host != first->host; });
        place({first, end});
        first = end;
    }
}

void Service::place(std::span<model::Target> targets) {
    const auto it = by_name_.find(targets.front().host);
    if (it == by_name_.end())
        add(targets);
    else
        update(*hosts_[it->second], targets);
}

void Service::add(std::span<model::Target> targets) {
    const uint32_t id = takeId();
    Host& host = *(hosts_[id] = std::make_unique<Host>(std::move(targets.front())));
    host.id = id;
    by_name_.emplace(host.target.host, id);
    schedule(host, host);
    for (model::Target& target : targets.subspan(1))
        addQuestion(host, std::move(target));
}

void Service::addQuestion(Host& host, model::Target target) {
    Question* last = &host;
    while (last->further)
        last = last->further.get();
    last->further = std::make_unique<Question>(std::move(target));
    Question& question = *last->further;
    question.id = takeId();
    further_.emplace(question.id, Place{&host, &question});
    schedule(host, question);
}

// A host always has its first question: when no target is like it, it becomes another one.
void Service::update(Host& host, std::span<model::Target> targets) {
    const model::Target& now = targets.front();
    if (now.node != host.target.node || now.port != host.target.port) twins_.leave(host);
    host.removed = false;
    const std::vector<Question*> before = questionsOf(host);
    std::vector<Question*> dropped;
    bool other = before.size() != targets.size();
    for (Question* question : before) {
        auto match = matching(targets, *question);
        if (match == targets.end() && question == &host) match = targets.begin();
        if (match == targets.end()) {
            dropped.push_back(question);
            continue;
        }
        std::rotate(targets.begin(), match, match + 1);
        other |= retarget(host, *question, std::move(targets.front()));
        targets = targets.subspan(1);
    }
    for (model::Target& target : targets)
        addQuestion(host, std::move(target));
    if (other || !dropped.empty()) changed(host);
    drop(host, dropped);
}

// true: it asks something else, or in another name.
bool Service::retarget(Host& host, Question& question, model::Target target) {
    const bool other = target.labels != question.target.labels || *target.module_set != *question.target.module_set;
    const bool same_times = schedule_.nextOf(question.id) && question.target.interval == target.interval;
    const bool other_user = *target.credentials != *question.target.credentials;
    if ((other || other_user) && question.isUnderWay()) poller_.keepTarget(question);
    if (&question == &host)
        host.retarget(std::move(target));
    else
        question.retarget(std::move(target));
    if (!same_times) schedule(host, question);
    return other;
}

void Service::remove(Host& host) {
    twins_.leave(host);
    changed(host);
    drop(host, questionsOf(host));
}

// A poll of them that has become due and waits is not made any more.
void Service::drop(Host& host, std::span<Question* const> questions) {
    std::vector<DuePoll> waiting;
    for (Question* question : questions) {
        schedule_.remove(question->id);
        question->removed = true;
        if (const auto poll = turns_.take(host, *question)) waiting.push_back(*poll);
    }
    const bool held = hold(host);
    for (const DuePoll& poll : waiting)
        poller_.skip(host, *poll.question, poll.scheduled, "removed");
    if (held) release(host);
}

// What is removed and has had its last record goes.
void Service::settle(Host& host) {
    if (!host.removed && !host.further) return;
    for (std::unique_ptr<Question>* place = &host.further; *place;) {
        if (!(*place)->removed || (*place)->isUnderWay()) {
            place = &(*place)->further;
            continue;
        }
        further_.erase((*place)->id);
        free_ids_.push_back((*place)->id);
        *place = std::move((*place)->further);
    }
    if (!host.removed || host.open_polls != 0 || turns_.isWaiting(host)) return;
    turns_.forget(host);
    by_name_.erase(host.target.host);
    free_ids_.push_back(host.id);
    hosts_[host.id].reset();
}

void Service::changed(const Host& host) {
    poller_.hostChanged(host.target.host);
}

uint32_t Service::takeId() {
    if (free_ids_.empty()) {
        free_ids_.push_back(static_cast<uint32_t>(hosts_.size()));
        hosts_.emplace_back();
    }
    const uint32_t id = free_ids_.back();
    free_ids_.pop_back();
    return id;
}

void Service::schedule(const Host& host, const Question& question) {
    const Duration interval = question.target.interval;
    schedule_.add(question.id, schedule::firstDue(phaseKey(host), interval, monoNow(), wallNow()), interval);
}

Service::Place Service::questionAt(uint32_t id) const {
    if (Host* host = hosts_[id].get()) return {host, host};
    return further_.at(id);
}

}  // namespace snmpolld::supervisor
