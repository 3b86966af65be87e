#include "supervisor/placement.hpp"

#include <algorithm>

#include "model/agent_key.hpp"

namespace snmpolld::supervisor {

namespace {

// Also if a reload has read their metrics anew.
bool areEqual(const model::ModuleSet& one, const model::ModuleSet& other) {
    const auto same_metrics = [](const auto& a, const auto& b) { return *a == *b; };
    if (!std::ranges::equal(one.metrics, other.metrics, same_metrics)) return false;
    model::ModuleSet copy = one;
    copy.metrics = other.metrics;
    return copy == other;
}

// The target with the modules of the question, or else one with its interval.
std::span<model::Target>::iterator matching(std::span<model::Target> targets, const Question& question) {
    const auto asks_the_same = [&](const model::Target& target) {
        return target.module_set->modules == question.target.module_set->modules;
    };
    const auto same = std::ranges::find_if(targets, asks_the_same);
    return same != targets.end() ? same
                                 : std::ranges::find(targets, question.target.interval, &model::Target::interval);
}

}  // namespace

void Placement::begin(std::vector<model::Target> targets) {
    change_ = {.targets = std::move(targets), .slots = hosts_.slots()};
    ++changes_;
    same_.clear();
}

bool Placement::go(MonoTime until) {
    constexpr int kHostsAtOnce = 16;
    do
        for (int i = 0; i < kHostsAtOnce; ++i)
            if (!step()) return true;
    while (clocks_.mono() < until);
    return false;
}

// One host's part of what is left; false: nothing is left. Hosts that go make room for new ones first.
bool Placement::step() {
    Change& change = change_;
    if (change.marked < change.targets.size()) {
        if (Host* host = hosts_.known(change.targets[change.marked++].host)) host->wanted_by = changes_;
    } else if (change.swept < change.slots) {
        Host* host = hosts_.known(change.swept++);
        if (host != nullptr && host->wanted_by != changes_) remove(*host);
    } else if (change.placed < change.targets.size()) {
        placeNext();
    } else {
        same_.clear();
        return free();
    }
    return true;
}

// Freeing all targets at once takes a while, too. false: there are none.
bool Placement::free() {
    if (change_.targets.empty()) return false;
    change_.targets.pop_back();
    change_.marked = change_.placed = change_.targets.size();
    return true;
}

void Placement::placeNext() {
    const auto first = change_.targets.begin() + static_cast<std::ptrdiff_t>(change_.placed);
    const auto end = std::find_if(first, change_.targets.end(), [&](const auto& t) { return t.host != first->host; });
    change_.placed = static_cast<size_t>(end - change_.targets.begin());
    placeHost({first, end});
}

void Placement::placeHost(std::span<model::Target> targets) {
    Host* host = hosts_.known(targets.front().host);
    if (host == nullptr)
        add(targets);
    else
        update(*host, targets);
}

void Placement::add(std::span<model::Target> targets) {
    Host& host = hosts_.add(std::move(targets.front()));
    schedule(host, host);
    for (model::Target& target : targets.subspan(1))
        addQuestion(host, std::move(target));
    succeedGuest(host);
}

// A guest that becomes a configured host: its numbers go on, and what waits for it is polled as the host's. Its polls
// under way remain the guest's.
void Placement::succeedGuest(Host& host) {
    Host* guest = guests_.find(host.target.host);
    if (guest == nullptr) return;
    host.seq = std::max(host.seq, guest->seq);
    pacer_.handOver(*guest, host);
}

void Placement::addQuestion(Host& host, model::Target target) {
    schedule(host, hosts_.addQuestion(host, std::move(target)));
}

// A host always has its first question: if no target matches it, it gets the first of the targets that are left.
void Placement::update(Host& host, std::span<model::Target> targets) {
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
    if (other || !dropped.empty()) poller_.delivery().hostChanged(host.target.host);
    drop(host, dropped);
}

bool Placement::isSame(const ModuleSets& sets) {
    if (sets.first == sets.second) return true;
    const auto [known, fresh] = same_.try_emplace(sets);
    if (fresh) known->second = areEqual(*sets.first, *sets.second);
    return known->second;
}

// true: the question asks something else from now on, or has other labels.
bool Placement::retarget(Host& host, Question& question, model::Target target) {
    const bool other =
        target.labels != question.target.labels || !isSame({question.target.module_set, target.module_set});
    const bool same_times = schedule_.nextOf(question.id) && question.target.interval == target.interval;
    const bool other_agent = !model::sameAgent(target, question.target);
    if ((other || other_agent) && question.isUnderWay()) poller_.keepTarget(question);
    if (&question == &host)
        host.retarget(std::move(target));
    else
        question.retarget(std::move(target));
    if (!same_times) schedule(host, question);
    return other;
}

void Placement::remove(Host& host) {
    twins_.leave(host);
    poller_.delivery().hostChanged(host.target.host);
    drop(host, questionsOf(host));
}

// Waiting scheduled polls of the questions are skipped.
void Placement::drop(Host& host, std::span<Question* const> questions) {
    for (Question* question : questions) {
        schedule_.remove(question->id);
        question->removed = true;
        pacer_.remove(host, *question);
    }
    settle(host);
}

void Placement::settle(Host& host) {
    const bool waits = pacer_.isWaiting(host);
    if (host.removed && !waits) pacer_.forget(host);
    hosts_.drop(host, waits);
}

void Placement::schedule(const Host& host, const Question& question) {
    const Duration interval = question.target.interval;
    const Now now = clocks_.now();
    schedule_.add(question.id, schedule::firstDue(phaseKey(host), interval, now.mono, now.wall), interval);
}

}  // namespace snmpolld::supervisor
