#include "supervisor/poll.hpp"

#include <algorithm>
#include <utility>

#include "model/agent_key.hpp"
#include "model/sys_up_time.hpp"

namespace snmpolld::supervisor {

namespace {

// sysUpTime.0
std::shared_ptr<const model::ModuleSet> makeProbe(const model::RequestSettings& requests) {
    return std::make_shared<const model::ModuleSet>(
        model::ModuleSet{.get = {model::kSysUpTimeInstance}, .requests = requests});
}

// A poll that somebody waits for has no interval that says how long it may take.
Duration detoursOf(const Poll& poll) {
    constexpr Duration kForSomebody = std::chrono::seconds(10);
    const model::Target& target = poll.target();
    if (poll.probe) return {};
    if (!poll.insisted && !poll.on_demand) return target.interval / 2;
    return target.deadline > Duration::zero() ? std::min(kForSomebody, target.deadline / 2) : kForSomebody;
}

}  // namespace

// Hosts whose probes are alike share one, as workers are told of each only once.
std::shared_ptr<const model::ModuleSet> probeOf(const model::Target& target) {
    static const auto usual = makeProbe({});
    static auto unusual = usual;
    const model::RequestSettings& asked = target.module_set->requests;
    const model::RequestSettings own{.quirks = asked.quirks,
                                     .pdu_gap = asked.pdu_gap,
                                     .source = asked.source,
                                     .max_message_size = asked.max_message_size};
    if (own == usual->requests) return usual;
    if (own != unusual->requests) unusual = makeProbe(own);
    return unusual;
}

Poll::Poll(PollRequest request)
    : asker(&request.asker),
      host(&request.host),
      question(request.question),
      seq(++request.host.seq),
      scheduled(request.scheduled),
      probe(request.probe),
      insisted(request.insisted),
      on_demand(std::move(request.on_demand)) {}

const model::Target& Poll::target() const {
    const model::Target* other = instead();
    return other != nullptr ? *other : question->target;
}

const model::Target* Poll::instead() const {
    return on_demand ? &on_demand->target : kept_target.get();
}

bool Poll::asksNode() const {
    const model::Target* other = instead();
    const model::Target& own = host->target;
    return other == nullptr ||
           (other->node == own.node && other->port == own.port && other->ipv6_only == own.ipv6_only);
}

bool Poll::speaksForHost() const {
    const model::Target* other = instead();
    return other == nullptr || model::sameAgent(*other, host->target);
}

model::PollTask makeTask(uint64_t id, const Poll& poll) {
    const model::Target& target = poll.target();
    model::PollTask task;
    static_cast<model::Tries&>(task) = target;
    task.id = id;
    task.transport = target.transport;
    task.address = *poll.address;
    task.credentials = target.credentials;
    task.module_set = poll.probe ? probeOf(target) : target.module_set;
    if (poll.probe) task.retries = 0;
    task.deadline = poll.probe ? probeDeadline(target) : pollDeadline(target);
    task.detours = detoursOf(poll);
    if (target.deadline == Duration::zero() && !poll.probe) task.deadline += task.detours;
    task.alive = poll.alive;
    if (poll.speaksForHost()) task.learned = poll.host->learned;
    if (poll.insisted) task.learned.silent.clear();
    return task;
}

model::HostRecord lostRecord(const Poll& poll, const std::string& how, MonoTime now) {
    model::HostRecord record;
    record.status = model::Status::worker_lost;
    record.error = "worker " + std::to_string(poll.worker) + " ended while it polled this host: " + how;
    record.worker = poll.worker;
    record.learned = poll.host->learned;
    record.duration = now - *poll.given;
    return record;
}

model::HostRecord shutdownRecord(const Poll& poll, MonoTime now) {
    if (poll.parts == 0) return recordWithout(model::Status::skipped, "shutdown");
    model::HostRecord record;
    record.status = model::Status::partial;
    record.error = "shutdown before the walk's end";
    record.worker = poll.worker;
    record.duration = now - *poll.given;
    return record;
}

model::HostRecord recordWithout(model::Status status, std::string error) {
    model::HostRecord record;
    record.status = status;
    record.error = std::move(error);
    return record;
}

}  // namespace snmpolld::supervisor
