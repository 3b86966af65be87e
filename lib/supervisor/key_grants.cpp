#include "supervisor/key_grants.hpp"

#include <utility>

#include "base/log.hpp"
#include "base/text.hpp"
#include "supervisor/dispatcher.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr double kLogLines = 1;  // a second
constexpr double kLogLinesAtOnce = 20;

std::shared_ptr<const model::Credentials> makeNobody() {
    model::Credentials nobody;
    nobody.version = model::Version::v3;
    nobody.community = Secret();
    return std::make_shared<const model::Credentials>(std::move(nobody));
}

}  // namespace

KeyGrants::KeyGrants(const Clocks& clocks, pool::Workers& workers, KeySource& source, Polls polls)
    : clocks_(clocks),
      workers_(workers),
      source_(source),
      polls_(std::move(polls)),
      nobody_(makeNobody()),
      log_lines_(kLogLines, kLogLinesAtOnce) {}

void KeyGrants::equip(model::PollTask& task) {
    if (!model::needsKeys(*task.credentials)) return;
    const std::string& pinned = task.credentials->engine_id;
    const std::string& engine_id = pinned.empty() ? task.learned.engine_id : pinned;
    if (engine_id.empty()) return;
    engines_.note(engine_id, task.address);
    if (auto keys = source_.find(task.credentials, engine_id)) task.keys.push_back(std::move(*keys));
}

// Whether it was the supervisor that said so, not the worker.
bool KeyGrants::isKnownOf(const Poll& poll, const std::string& engine_id) const {
    const std::string& pinned = poll.target().credentials->engine_id;
    if (!pinned.empty()) return pinned == engine_id;
    if (poll.speaksForHost() && poll.host->learned.engine_id == engine_id) return true;
    return engines_.isAt(engine_id, *poll.address);
}

// Null if the task has ended since.
const Poll* KeyGrants::pollOf(const Claim& claim) const {
    const Poll* const poll = polls_.find(claim.task_id);
    const bool is_same = poll != nullptr && poll->given && poll->worker == claim.worker;
    return is_same && poll->address == claim.address ? poll : nullptr;
}

Result<void> KeyGrants::wanted(int worker, const model::KeyWanted& wanted) {
    const Poll* const poll = polls_.find(wanted.task_id);
    Claim claim{.task_id = wanted.task_id,
                .worker = worker,
                .address = poll != nullptr && poll->address ? *poll->address : model::Address(),
                .engine_id = wanted.engine_id};
    if (pollOf(claim) == nullptr) {
        refuse(claim);
        return {};
    }
    const std::string& pinned = poll->target().credentials->engine_id;
    if (!pinned.empty() && pinned != wanted.engine_id)
        return fail(ErrorKind::protocol, "keys of another engine than the one that is configured");
    if (isKnownOf(*poll, wanted.engine_id) || !engines_.isKnown(wanted.engine_id)) {
        grant(claim);
        return {};
    }
    Confirmation confirmation{.claim = std::move(claim)};
    if (!give(confirmation)) waiting_.push_back(std::move(confirmation));
    return {};
}

void KeyGrants::grant(const Claim& claim) {
    const auto answer = [this, claim](const model::LocalKeys& keys) {
        if (pollOf(claim) != nullptr) workers_.answerKeys(claim.worker, {.task_id = claim.task_id, .keys = keys});
    };
    const auto& credentials = pollOf(claim)->target().credentials;
    const auto keys = source_.find(credentials, claim.engine_id);
    if (keys)
        answer(*keys);
    else
        source_.make(credentials, claim.engine_id, answer);
}

void KeyGrants::refuse(const Claim& claim) {
    workers_.answerKeys(claim.worker,
                        {.task_id = claim.task_id, .refused = true, .keys = {.engine_id = claim.engine_id}});
}

// True if there is nothing left to do for it: a worker has it, or it was answered.
bool KeyGrants::give(const Confirmation& confirmation) {
    const Claim& claim = confirmation.claim;
    const Poll* const poll = pollOf(claim);
    if (poll == nullptr) return true;
    const auto worker = workers_.pick({.beside = claim.worker});
    if (!worker) return false;
    if (*worker == claim.worker) {  // there is nobody who could confirm it
        confirmed(claim, true);
        return true;
    }
    const model::PollTask task = taskOf(claim, poll->target());
    being_confirmed_.emplace(task.id, confirmation);
    workers_.give(*worker, task, clocks_.mono() + task.deadline + kWatchdogGrace, false);
    return true;
}

// It says nothing of who asks for what.
model::PollTask KeyGrants::taskOf(const Claim& claim, const model::Target& target) const {
    model::PollTask task;
    static_cast<model::Tries&>(task) = target;
    task.id = polls_.new_task();
    task.transport = target.transport;
    task.address = claim.address;
    task.credentials = nobody_;
    task.module_set = probeOf(target);
    task.deadline = pollDeadline(target);
    task.confirms = claim.engine_id;
    return task;
}

void KeyGrants::confirmed(const Claim& claim, bool is_there) {
    const Poll* const poll = pollOf(claim);
    if (poll == nullptr) return;
    if (is_there) {
        engines_.note(claim.engine_id, claim.address);
        return grant(claim);
    }
    if (log_lines_.take(clocks_.mono()))
        log::warning("keys_refused", {{"host", poll->target().host},
                                      {"worker", claim.worker},
                                      {"engine_id", toHex(claim.engine_id)},
                                      {"reason", "another host has this engine, and no other worker finds it here"}});
    refuse(claim);
}

bool KeyGrants::takeRecord(const model::HostRecord& record) {
    const auto found = being_confirmed_.find(record.task_id);
    if (found == being_confirmed_.end()) return false;
    if (!record.last) return true;
    const Claim claim = std::move(found->second.claim);
    being_confirmed_.erase(found);
    confirmed(claim, record.status == model::Status::ok);
    return true;
}

std::optional<uint64_t> KeyGrants::lost(uint64_t task_id) {
    const auto found = being_confirmed_.find(task_id);
    if (found == being_confirmed_.end()) return std::nullopt;
    Confirmation confirmation = std::move(found->second);
    being_confirmed_.erase(found);
    const uint64_t poll = confirmation.claim.task_id;
    if (++confirmation.deaths >= kMostDeaths)
        confirmed(confirmation.claim, false);
    else
        waiting_.push_back(std::move(confirmation));
    return poll;
}

void KeyGrants::pump() {
    std::erase_if(waiting_, [this](const Confirmation& confirmation) { return give(confirmation); });
}

// What a worker without keys has learned says nothing of who has which engine.
void KeyGrants::learned(const Poll& poll, const model::HostRecord& record) {
    const std::string& engine_id = record.learned.engine_id;
    if (engine_id.empty() || !poll.address || !model::needsKeys(*poll.target().credentials)) return;
    engines_.note(engine_id, *poll.address);
}

void KeyGrants::noteEngine(const Host& host) {
    const std::string& engine_id = host.learned.engine_id;
    if (engine_id.empty() || !model::needsKeys(*host.target.credentials)) return;
    engines_.note(engine_id, host.address.value_or(model::Address()));
}

}  // namespace snmpolld::supervisor
