#include "loop/resolver.hpp"

#include <netdb.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "base/log.hpp"
#include "loop/resolver_cache.hpp"

namespace snmpolld::loop {

namespace {

constexpr size_t kAtOnce = 4;  // libuv runs these in half of its threads at most, so outputs find one
constexpr Duration kLimit = std::chrono::seconds(10);
constexpr Duration kBetweenWarnings = std::chrono::minutes(1);
constexpr Duration kTick = std::chrono::milliseconds(500);

constexpr size_t kMostAddresses = 16;  // of a name

bool isIn(const std::vector<sockaddr_storage>& addresses, const sockaddr_storage& address) {
    return std::ranges::any_of(addresses,
                               [&](const auto& other) { return std::memcmp(&other, &address, sizeof address) == 0; });
}

void addAddresses(const addrinfo* list, int family, std::vector<sockaddr_storage>& addresses) {
    for (const addrinfo* info = list; info != nullptr && addresses.size() < kMostAddresses; info = info->ai_next) {
        if (info->ai_family != family) continue;
        sockaddr_storage address{};
        std::memcpy(&address, info->ai_addr, std::min<size_t>(info->ai_addrlen, sizeof address));
        if (!isIn(addresses, address)) addresses.push_back(address);
    }
}

// IPv4 first when both will do: many agents listen on it only.
NameResolver::Answer toAnswer(const ResolverKey& key, int status, const addrinfo* list) {
    if (status < 0) return fail(ErrorKind::system, "resolve " + key.first + ": " + uv_strerror(status));
    std::vector<sockaddr_storage> addresses;
    for (const int family : {AF_INET, AF_INET6})
        if (key.second == family || key.second == AF_UNSPEC) addAddresses(list, family, addresses);
    if (addresses.empty()) return fail(ErrorKind::system, "resolve " + key.first + ": no address of the wanted family");
    return addresses;
}

}  // namespace

struct Resolver::State : std::enable_shared_from_this<Resolver::State> {
    struct Question {
        std::vector<Resolved> waiting;  // empty for a refresh, and when the time is over
        MonoTime since{};               // when it was asked, then when it began to run; see overdue()
        bool running = false;
    };
    struct Request {
        uv_getaddrinfo_t raw{};
        std::shared_ptr<State> state;
        ResolverKey key;
    };

    explicit State(Loop& on) : loop(on.raw()) {}

    void ask(const ResolverKey& key, Resolved resolved);
    void runQueued();
    std::optional<Error> begin(const ResolverKey& key);
    void answered(const ResolverKey& key, int status, const addrinfo* list);
    void finish(const ResolverKey& key, const ResolverCache::Answer& answer);
    ResolverCache::Answer keep(const ResolverKey& key, const ResolverCache::Answer& answer);
    void tick();
    std::vector<ResolverKey> overdue(MonoTime now) const;

    uv_loop_t* loop;
    ResolverCache cache;
    std::map<ResolverKey, Question> questions;
    std::deque<ResolverKey> queue;
    std::vector<Request*> running;
    MonoTime warned{};    // when a name that could not be refreshed was last logged
    MonoTime progress{};  // when the system last gave a real answer
    std::unique_ptr<Timer> ticker;
    bool dead = false;
};

void Resolver::State::ask(const ResolverKey& key, Resolved resolved) {
    const auto [question, fresh] = questions.try_emplace(key);
    if (resolved) question->second.waiting.push_back(std::move(resolved));
    if (fresh) {
        question->second.since = monoNow();
        queue.push_back(key);
    } else if (question->second.waiting.size() == 1) {
        question->second.since = monoNow();  // it was given up or a refresh: its time begins anew
    }
    if (fresh && questions.size() == 1) ticker->startAt(monoNow() + kTick);
    runQueued();
}

void Resolver::State::runQueued() {
    while (!dead && running.size() < kAtOnce && !queue.empty()) {
        const ResolverKey key = std::move(queue.front());
        queue.pop_front();
        if (const auto error = begin(key)) finish(key, tl::unexpected(*error));
    }
}

// No AI_ADDRCONFIG: it hides 127.0.0.1 on a machine whose only interface is the loopback.
std::optional<Error> Resolver::State::begin(const ResolverKey& key) {
    addrinfo hints{};
    hints.ai_family = key.second;
    hints.ai_socktype = SOCK_DGRAM;
    auto request = std::make_unique<Request>(Request{{}, shared_from_this(), key});
    request->raw.data = request.get();
    const auto done = [](uv_getaddrinfo_t* raw, int status, addrinfo* list) noexcept {
        const std::unique_ptr<Request> owned(static_cast<Request*>(raw->data));
        std::erase(owned->state->running, owned.get());
        owned->state->answered(owned->key, status, list);
        uv_freeaddrinfo(list);
    };
    const int status = uv_getaddrinfo(loop, &request->raw, done, key.first.c_str(), nullptr, &hints);
    if (status < 0) return Error{ErrorKind::system, "resolve " + key.first + ": " + uv_strerror(status)};
    Question& question = questions.at(key);
    question.running = true;
    question.since = monoNow();
    running.push_back(request.release());
    return std::nullopt;
}

void Resolver::State::answered(const ResolverKey& key, int status, const addrinfo* list) {
    if (dead) return;
    if (status != UV_EAI_AGAIN && status != UV_EAI_FAIL) progress = monoNow();
    const auto self = shared_from_this();
    finish(key, toAnswer(key, status, list));
    runQueued();
}

// The answer for those who wait: instead of a failure, the address that was good until now, if there is one.
ResolverCache::Answer Resolver::State::keep(const ResolverKey& key, const ResolverCache::Answer& answer) {
    const MonoTime now = monoNow();
    const bool first_failure = cache.store(key, answer, now);
    if (answer) return answer;
    if (first_failure && now - warned >= kBetweenWarnings) {
        warned = now;
        log::warning("name_not_refreshed", {{"name", key.first}, {"error", answer.error().message}});
    }
    const auto kept = cache.find(key, now);
    return kept.answer != nullptr ? *kept.answer : answer;
}

// Callbacks may ask again, or destroy the Resolver.
void Resolver::State::finish(const ResolverKey& key, const ResolverCache::Answer& answer) {
    const auto self = shared_from_this();
    const auto node = questions.extract(key);
    const ResolverCache::Answer kept = keep(key, answer);
    if (node.empty()) return;
    for (const Resolved& resolved : node.mapped().waiting)
        if (!dead) resolved(kept);
}

std::vector<ResolverKey> Resolver::State::overdue(MonoTime now) const {
    std::vector<ResolverKey> out;
    for (const auto& [key, question] : questions) {
        const MonoTime since = question.running ? question.since : std::max(question.since, progress);
        if (now - since >= kLimit && !question.waiting.empty()) out.push_back(key);
    }
    return out;
}

// A running question that is given up stays in the table until its thread comes back, so that it is not asked twice.
void Resolver::State::tick() {
    const auto self = shared_from_this();
    for (const ResolverKey& key : overdue(monoNow())) {
        const auto question = questions.find(key);
        if (dead || question == questions.end()) continue;
        const ResolverCache::Answer answer =
            fail(ErrorKind::system, "resolve " + key.first + ": no answer within " +
                                        std::to_string(kLimit / std::chrono::seconds(1)) + " s");
        if (!question->second.running) {
            std::erase(queue, key);
            finish(key, answer);
            continue;
        }
        const std::vector<Resolved> waiting = std::exchange(question->second.waiting, {});
        const ResolverCache::Answer kept = keep(key, answer);
        for (const Resolved& resolved : waiting)
            if (!dead) resolved(kept);
    }
    if (!dead && !questions.empty()) ticker->startAt(monoNow() + kTick);
}

Resolver::Resolver(Loop& loop) : state_(std::make_shared<State>(loop)) {
    state_->ticker = std::make_unique<Timer>(loop, [state = state_.get()] { state->tick(); });
}

Resolver::~Resolver() {
    state_->dead = true;
    state_->ticker.reset();
    for (State::Request* request : state_->running)
        uv_cancel(reinterpret_cast<uv_req_t*>(&request->raw));
}

void Resolver::resolve(const std::string& name, int family, Resolved resolved) {
    const std::shared_ptr<State> state = state_;  // the callback may destroy the Resolver
    const ResolverKey key(name, family);
    const auto found = state->cache.find(key, monoNow());
    if (found.answer == nullptr) return state->ask(key, std::move(resolved));
    if (found.refresh) state->ask(key, nullptr);
    const ResolverCache::Answer answer = *found.answer;
    resolved(answer);
}

}  // namespace snmpolld::loop
