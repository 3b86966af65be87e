#include "supervisor/host.hpp"

#include <algorithm>

#include "model/agent_key.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr Duration kWalkDeadline = std::chrono::minutes(10);

// FNV-1a, finished as in MurmurHash3: the same in every run, unlike std::hash.
uint64_t stableHash(std::string_view text) {
    uint64_t h = 0xcbf29ce484222325ULL;
    for (const char c : text)
        h = (h ^ static_cast<uint8_t>(c)) * 0x100000001b3ULL;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdULL;
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ULL;
    return h ^ h >> 33;
}

template <typename Asked, typename Of>
std::vector<Asked*> questions(Of& host) {
    std::vector<Asked*> out;
    for (Asked* question = &host; question != nullptr; question = question->further.get())
        if (!question->removed) out.push_back(question);
    return out;
}

}  // namespace

Question::Question(model::Target of) : target(std::move(of)) {
    if (target.module_set->requests.rates) rates = std::make_unique<rates::RateKeeper>();
}

// A poll that is under way still belongs to the previous target.
void Question::retarget(model::Target to) {
    if (!to.module_set->requests.rates)
        rates.reset();
    else if (!rates || !model::sameAgent(target, to))
        rates = std::make_unique<rates::RateKeeper>(open_task);
    target = std::move(to);
}

Host::Host(model::Target of)
    : Question(std::move(of)), address(model::Address::parse(target.node, target.port)), literal(address.has_value()) {}

void Host::retarget(model::Target to) {
    if (!model::sameCredentials(to.credentials, target.credentials)) learned = {};
    if (!model::sameAgent(target, to)) {
        breaker = {};
        learned.round_trip = {};
        learned.silent.clear();
    }
    Question::retarget(std::move(to));
    address = model::Address::parse(target.node, target.port);
    literal = address.has_value();
    address_silent = false;
    addresses = 1;
}

void Question::ended(const model::HostRecord& record, WallTime scheduled) {
    if (record.status == model::Status::skipped && record.error == kBreakerOpen) return;
    last = record.status;
    outcomes.add(record.status, record.started.value_or(scheduled), record.duration);
    if (record.requests > 0) last_requests = record.requests;
    if (record.status == model::Status::ok)
        last_error.reset();
    else if (record.status != model::Status::skipped)
        last_error = std::make_unique<const std::string>(record.error);
}

uint64_t phaseKey(const Host& host) {
    return stableHash(host.target.host);
}

std::vector<Question*> questionsOf(Host& host) {
    return questions<Question>(host);
}

std::vector<const Question*> questionsOf(const Host& host) {
    return questions<const Question>(host);
}

std::optional<model::Status> lastOutcome(const Host& host) {
    std::optional<model::Status> outcome;
    for (const Question* question = &host; question != nullptr; question = question->further.get())
        if (!question->removed && question->last && (!outcome || outcome == model::Status::ok))
            outcome = question->last;
    return outcome;
}

// An agent that answered something before it fell silent is there.
Heard heard(const model::HostRecord& record) {
    switch (record.status) {
        case model::Status::ok:
        case model::Status::partial:
        case model::Status::auth_failure:
        case model::Status::agent_error:
        case model::Status::bad_response:
            return Heard::something;
        case model::Status::timeout:
        case model::Status::unreachable:
            return record.rtt >= Duration::zero() ? Heard::something : Heard::silence;
        case model::Status::unresolved:
        case model::Status::worker_lost:
        case model::Status::skipped:
            return Heard::unknown;
    }
    return Heard::unknown;
}

Duration pollDeadline(const model::Target& target) {
    if (target.deadline > Duration::zero()) return target.deadline;
    if (!target.module_set->walk.empty() || !target.module_set->filters.empty())
        return std::max<Duration>(kWalkDeadline, target.interval);
    constexpr int64_t kSmallestSplit = 8;  // varbinds per request after a tooBig
    const auto varbinds = static_cast<int64_t>(target.module_set->get.size());
    const model::RequestSettings& settings = target.module_set->requests;
    const int64_t split =
        settings.max_oids == 0 ? kSmallestSplit : std::min<int64_t>(settings.max_oids, kSmallestSplit);
    return target.timeout * (target.retries + 1) * (2 + varbinds / kSmallestSplit) +
           settings.pdu_gap * (2 + varbinds / split);
}

Duration probeDeadline(const model::Target& target) {
    constexpr int64_t kExchanges = 3;  // to discover the engine, to get its time, and to ask
    return std::min(pollDeadline(target), (target.timeout + target.module_set->requests.pdu_gap) * kExchanges);
}

}  // namespace snmpolld::supervisor
