#include "snmp/engine.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <unordered_map>
#include <utility>

#include "base/secret.hpp"
#include "snmp/answer_check.hpp"
#include "snmp/ber.hpp"
#include "snmp/deadline_heap.hpp"
#include "snmp/exchange.hpp"
#include "snmp/source_binding.hpp"
#include "snmp/tcp_connection.hpp"
#include "snmp/udp_ports.hpp"
#include "snmp/unheard.hpp"
#include "snmp/waiting_for_keys.hpp"

namespace snmpolld::snmp {

namespace {

constexpr size_t kDatagramsPerTurn = 1024;  // then deadlines get their turn

const std::string& sourceOf(const model::PollTask& task) {
    return task.module_set->requests.source;
}

// The record of a poll that cannot be sent from its source.
model::HostRecord unsent(const model::PollTask& task, std::string why, MonoTime now) {
    model::HostRecord record;
    record.task_id = task.id;
    record.status = model::Status::unreachable;
    record.error = std::move(why);
    record.learned = task.learned;
    record.begun = now;
    return record;
}

// An exchange with its link and its places in the engine's structures.
struct Poll {
    Poll(model::PollTask&& task, UdpPort* udp_port, Exchange::Shared& shared, MonoTime now)
        : id(task.id),
          address(task.address),
          port(udp_port),
          udp(udp_port, address),
          tcp(task.transport == model::Transport::tcp ? std::make_unique<TcpConnection>(address, sourceOf(task))
                                                      : nullptr),
          any_source(tcp == nullptr && quirksOf(task).has(model::Quirk::any_source)),
          exchange(std::move(task), tcp ? static_cast<Link&>(*tcp) : udp, shared, now) {}

    MonoTime deadline() const { return exchange.deadline(); }

    uint64_t id;  // of its task
    model::Address address;
    UdpPort* port;  // null: over TCP, or this machine has no such address family
    UdpLink udp;
    std::unique_ptr<TcpConnection> tcp;  // the link instead of udp, or null
    int tcp_fd = -1;                     // its place in Engine::State::tcp; a retry brings another descriptor
    bool any_source;                     // found by its ids, too
    std::vector<int32_t> ids{};          // as they stand in Engine::State::by_id
    Exchange exchange;
    Poll* next_at_address = nullptr;
    size_t heap_index = 0;
    Hearing<Poll> hearing;
};

}  // namespace

struct Engine::State {
    std::array<UdpPorts, 2> udp{UdpPorts(model::Family::ipv4), UdpPorts(model::Family::ipv6)};
    SourcePorts from_sources;
    Exchange::Shared shared;
    DeadlineHeap<Poll> deadlines;
    Unheard<Poll> unheard;
    std::unordered_map<model::Address, Poll*, model::AddressHash> at_address;  // head of a chain
    std::unordered_map<int32_t, Poll*> by_id;  // those whose answers may come from anywhere
    std::unordered_map<int, Poll*> tcp;
    WaitingForKeys<Poll> for_keys;
    std::deque<model::HostRecord> done;  // records do not move when there are more
    std::vector<uint8_t> message;        // the TCP message in hand
    size_t in_flight = 0;
    uint64_t stray_datagrams = 0;

    ~State();

    Result<UdpPort*> portFor(const model::PollTask& task);
    template <typename Do>
    void eachPort(Do&& act);
    void enter(Poll* poll, MonoTime now);
    void placeTcp(Poll* poll);
    void placeIds(Poll* poll, std::span<const int32_t> ids);
    void leave(Poll* poll);
    void settle(Poll* poll, MonoTime now);
    void ready(const pollfd& entry, MonoTime now);
    void drain(UdpPort& port, short revents);
    void onDatagram(const ReceiveBatch::Received& datagram, MonoTime now);
    void onTcp(Poll* poll, short revents, MonoTime now);
    bool readTcp(Poll* poll, MonoTime now);
    void settleRefusals(UdpSocket& socket, MonoTime now);
    void refuse(Poll& poll, const Refusal& refusal, MonoTime now);
    void flush(MonoTime now);
    void expire(MonoTime now);
    Poll* chainAt(const model::Address& address) const;
    Poll* ownerOf(const RawMessage& raw, Poll* head) const;
};

Engine::State::~State() {
    while (!deadlines.empty())
        leave(deadlines.top());
}

// Errors: nothing can be sent from the poll's source.
Result<UdpPort*> Engine::State::portFor(const model::PollTask& task) {
    const model::Family family = task.address.family;
    if (task.transport == model::Transport::tcp)
        return checkSource(family, sourceOf(task)).map([]() -> UdpPort* { return nullptr; });
    if (!sourceOf(task).empty()) return from_sources.choose(family, sourceOf(task));
    return udp[family == model::Family::ipv4 ? 0 : 1].choose();
}

template <typename Do>
void Engine::State::eachPort(Do&& act) {
    for (const UdpPorts& family : udp)
        for (const auto& port : family.all())
            act(*port);
    from_sources.each(act);
}

void Engine::State::enter(Poll* poll, MonoTime now) {
    ++in_flight;
    deadlines.add(poll);
    if (poll->tcp != nullptr) {
        placeTcp(poll);
        return;
    }
    unheard.add(poll, now);
    if (poll->port != nullptr) ++poll->port->in_flight;
    Poll*& head = at_address[poll->address];
    poll->next_at_address = std::exchange(head, poll);
}

void Engine::State::placeTcp(Poll* poll) {
    const int fd = poll->tcp->fd();
    if (fd == poll->tcp_fd) return;
    tcp.erase(poll->tcp_fd);
    poll->tcp_fd = fd;
    if (fd >= 0) tcp[fd] = poll;
}

// The ids of a poll change with its requests. Two polls with one id: the later one is found.
void Engine::State::placeIds(Poll* poll, std::span<const int32_t> ids) {
    if (std::ranges::equal(poll->ids, ids)) return;
    for (const int32_t id : poll->ids)
        if (const auto entry = by_id.find(id); entry != by_id.end() && entry->second == poll) by_id.erase(entry);
    poll->ids.assign(ids.begin(), ids.end());
    for (const int32_t id : ids)
        by_id[id] = poll;
}

void Engine::State::leave(Poll* poll) {
    const std::unique_ptr<Poll> owned(poll);
    --in_flight;
    for_keys.remove(poll);
    deadlines.remove(poll);
    placeIds(poll, {});
    unheard.remove(poll);
    if (poll->tcp != nullptr) {
        tcp.erase(poll->tcp_fd);
        return;
    }
    if (poll->port != nullptr) --poll->port->in_flight;
    const auto entry = at_address.find(poll->address);
    Poll** place = &entry->second;
    while (*place != poll)
        place = &(*place)->next_at_address;
    *place = poll->next_at_address;
    if (entry->second == nullptr) at_address.erase(entry);
}

// After anything happened to it: its record or a part of it goes out, or its deadline has moved.
void Engine::State::settle(Poll* poll, MonoTime now) {
    if (poll->tcp != nullptr) placeTcp(poll);
    if (poll->any_source) placeIds(poll, poll->exchange.ids());
    if (auto engine_id = poll->exchange.takeWantedEngine()) for_keys.add(poll, std::move(*engine_id));
    if (auto part = poll->exchange.takePart(now)) done.push_back(std::move(*part));
    if (!poll->exchange.done()) return deadlines.moved(poll);
    done.push_back(poll->exchange.takeRecord());
    leave(poll);
}

Poll* Engine::State::chainAt(const model::Address& address) const {
    const auto entry = at_address.find(address);
    return entry == at_address.end() ? nullptr : entry->second;
}

// The poll that waits for this message: one of those at its source, or else one that takes answers from anywhere.
Poll* Engine::State::ownerOf(const RawMessage& raw, Poll* head) const {
    for (Poll* poll = head; poll != nullptr; poll = poll->next_at_address)
        if (poll->exchange.owns(raw)) return poll;
    const auto id = raw.id();
    const auto entry = id ? by_id.find(*id) : by_id.end();
    return entry != by_id.end() && entry->second->exchange.owns(raw) ? entry->second : nullptr;
}

// Stops asking the socket when nobody waits any more, or when it had less than was asked for: with one exchange in
// flight that is one system call an answer. Reads the clock for each datagram: an answer to what was sent a moment ago
// in this turn has a round trip, too.
void Engine::State::drain(UdpPort& port, short revents) {
    if ((revents & POLLERR) != 0) port.socket.readErrors();
    if ((revents & POLLIN) == 0) return;
    for (size_t n = 0; n < kDatagramsPerTurn && port.in_flight > 0;) {
        const size_t asked = std::min(port.in_flight, kBatchDatagrams);
        if (!port.socket.receive(asked)) return;
        size_t got = 0;
        for (; const auto datagram = port.socket.next(); ++got)
            onDatagram(*datagram, monoNow());
        if (got < asked) return;
        n += got;
    }
}

void Engine::State::onDatagram(const ReceiveBatch::Received& datagram, MonoTime now) {
    Poll* const head = chainAt(datagram.from);
    const RawMessage raw = readMessage(datagram.bytes);
    if (Poll* const owner = ownerOf(raw, head)) {
        unheard.remove(owner);
        owner->exchange.onMessage(raw, datagram.bytes, now);
        return settle(owner, now);
    }
    if (head == nullptr) ++stray_datagrams;
    if (const auto id = raw.id()) shared.strays.add(*id, datagram.from);
    for (Poll* poll = head; poll != nullptr; poll = poll->next_at_address)
        poll->exchange.onForeign(raw);
}

bool Engine::State::readTcp(Poll* poll, MonoTime now) {
    if (!poll->tcp->nextMessage(message)) return false;
    const RawMessage raw = readMessage(message);
    if (poll->exchange.owns(raw))
        poll->exchange.onMessage(raw, message, now);
    else
        poll->exchange.onForeign(raw);
    return !poll->exchange.done();
}

// What came before the connection broke still counts.
void Engine::State::onTcp(Poll* poll, short revents, MonoTime now) {
    const int error = poll->tcp->onReady(revents);
    while (readTcp(poll, now)) {
    }
    if (!poll->exchange.done() && poll->tcp->isGarbage())
        poll->exchange.act(ended(model::Status::bad_response, "the connection carries something other than SNMP"), now);
    if (!poll->exchange.done() && error != 0) poll->exchange.act(unreachable(poll->address, error), now);
    settle(poll, now);
}

void Engine::State::ready(const pollfd& entry, MonoTime now) {
    if (const auto poll = tcp.find(entry.fd); poll != tcp.end()) return onTcp(poll->second, entry.revents, now);
    eachPort([&](UdpPort& port) {
        if (entry.fd == port.socket.fd()) drain(port, entry.revents);
    });
}

void Engine::State::settleRefusals(UdpSocket& socket, MonoTime now) {
    for (const Refusal& refusal : socket.takeRefusals())
        for (Poll* poll = chainAt(refusal.destination); poll != nullptr;) {
            Poll* const next = poll->next_at_address;
            refuse(*poll, refusal, now);
            settle(poll, now);
            poll = next;
        }
}

// An ICMP error that quotes a message which is out comes from somebody who has seen it. One that quotes something else
// is about something else.
void Engine::State::refuse(Poll& poll, const Refusal& refusal, MonoTime now) {
    if (refusal.is_local || poll.exchange.owns(readMessage(refusal.quoted)))
        poll.exchange.act(unreachable(poll.address, refusal.error), now);
    else if (refusal.quoted.empty())
        poll.exchange.onDoubtfulUnreachable(refusal.error);
}

// Until there is nothing to send: what a refusal ends may bring the next request of another.
void Engine::State::flush(MonoTime now) {
    eachPort([&](UdpPort& port) {
        port.socket.flush();
        while (port.socket.hasRefusals()) {
            settleRefusals(port.socket, now);
            port.socket.flush();
        }
    });
}

void Engine::State::expire(MonoTime now) {
    while (!deadlines.empty() && deadlines.next() <= now) {
        Poll* const poll = deadlines.top();
        poll->exchange.onDeadline(now);
        settle(poll, now);
    }
}

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::create() {
    auto state = std::make_unique<State>();
    if (auto ipv4 = state->udp[0].open(); !ipv4) return tl::unexpected(std::move(ipv4.error()));
    static_cast<void>(state->udp[1].open());  // a machine without IPv6 is one
    return Engine(std::move(state));
}

void Engine::start(model::PollTask&& task, MonoTime now) {
    auto port = state_->portFor(task);
    if (!port) return state_->done.push_back(unsent(task, std::move(port.error().message), now));
    Poll* const poll = new Poll(std::move(task), *port, state_->shared, now);
    state_->enter(poll, now);
    poll->exchange.begin(now);
    state_->settle(poll, now);
}

std::vector<model::KeyWanted> Engine::takeKeysWanted() {
    return state_->for_keys.takeWanted();
}

void Engine::answerKeys(const model::KeyAnswer& answer, MonoTime now) {
    Poll* const poll = state_->for_keys.find(answer.task_id);
    if (poll == nullptr) return;
    poll->exchange.onKeys(answer, now);
    state_->settle(poll, now);
}

void Engine::wipeSecrets() {
    state_->eachPort([](UdpPort& port) { port.socket.wipe(); });
    Exchange::Shared& shared = state_->shared;
    wipeMemory(shared.room->octets.data(), shared.room->octets.size());
    wipe(shared.v3.plaintext);
    shared.v3.crypto.forgetKeys();
    wipe(state_->message);
}

uint64_t Engine::strayDatagrams() const {
    return state_->stray_datagrams;
}

int Engine::receiveBuffer() const {
    return state_->udp[0].all().front()->socket.bufferSize();
}

size_t Engine::room() const {
    return state_->udp[0].room();
}

uint64_t Engine::dropped() const {
    return state_->udp[0].dropped() + state_->udp[1].dropped() + state_->from_sources.dropped();
}

size_t Engine::inFlight() const {
    return state_->in_flight;
}

void Engine::waitFor(std::vector<pollfd>& fds) const {
    state_->eachPort([&](const UdpPort& port) {
        if (port.in_flight > 0) fds.push_back({.fd = port.socket.fd(), .events = POLLIN, .revents = 0});
    });
    for (const auto& [fd, poll] : state_->tcp)
        fds.push_back({.fd = fd, .events = poll->tcp->events(), .revents = 0});
}

size_t Engine::silent() const {
    return state_->unheard.silent();
}

MonoTime Engine::nextDeadline() const {
    if (state_->deadlines.empty()) return MonoTime::max();
    return std::min(state_->deadlines.next(), state_->unheard.next());
}

void Engine::turn(MonoTime now, std::span<const pollfd> fds) {
    for (const pollfd& entry : fds)
        if (entry.revents != 0) state_->ready(entry, now);
    state_->expire(now);
    state_->unheard.pass(now);
    state_->flush(now);
    state_->shared.v3.crypto.forgetKeys();  // the polls that they belong to may be over
}

std::deque<model::HostRecord> Engine::takeDone() {
    return std::exchange(state_->done, {});
}

}  // namespace snmpolld::snmp
