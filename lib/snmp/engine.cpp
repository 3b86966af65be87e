#include "snmp/engine.hpp"

#include <cerrno>
#include <optional>
#include <unordered_map>
#include <utility>

#include "snmp/ber.hpp"
#include "snmp/deadline_heap.hpp"
#include "snmp/exchange.hpp"
#include "snmp/tcp_connection.hpp"
#include "snmp/udp_socket.hpp"

namespace snmpolld::snmp {

namespace {

constexpr size_t kDatagramsPerTurn = 1024;  // then deadlines get their turn

class UdpLink final : public Link {
  public:
    UdpLink(UdpSocket* socket, const model::Address& peer) : socket_(socket), length_(peer.toSockaddr(peer_)) {}
    int send(Bytes message) override {
        return socket_ == nullptr ? EAFNOSUPPORT : socket_->send(message, peer_, length_);
    }

  private:
    UdpSocket* socket_;  // null: this machine has no such address family
    sockaddr_storage peer_{};
    socklen_t length_;
};

// An exchange with its link and its places in the engine's structures.
struct Poll {
    Poll(model::PollTask task, std::unique_ptr<Link> l, Exchange::Shared& shared, MonoTime now)
        : address(task.address), link(std::move(l)), exchange(std::move(task), *link, shared, now) {}

    MonoTime deadline() const { return exchange.deadline(); }

    model::Address address;
    std::unique_ptr<Link> link;
    TcpConnection* tcp = nullptr;  // link, when it is one
    Exchange exchange;
    Poll* next_at_address = nullptr;
    size_t heap_index = 0;
};

}  // namespace

struct Engine::State {
    std::optional<UdpSocket> udp4;
    std::optional<UdpSocket> udp6;
    Exchange::Shared shared;
    DeadlineHeap<Poll> deadlines;
    std::unordered_map<model::Address, Poll*, model::AddressHash> at_address;  // head of a chain
    std::unordered_map<int, Poll*> tcp;
    std::vector<model::HostRecord> done;
    std::vector<uint8_t> message;  // the TCP message in hand
    size_t in_flight = 0;
    size_t udp_in_flight = 0;
    uint64_t stray_datagrams = 0;

    ~State();

    Poll* make(model::PollTask task, MonoTime now);
    void enter(Poll* poll);
    void leave(Poll* poll);
    void settle(Poll* poll);
    void drain(UdpSocket& socket, short revents);
    void onDatagram(const Datagram& datagram, MonoTime now);
    void onTcp(Poll* poll, short revents, MonoTime now);
    bool readTcp(Poll* poll, MonoTime now);
    void settleRefusals(UdpSocket& socket, MonoTime now);
    void settleAllRefusals(MonoTime now);
    void expire(MonoTime now);
    Poll* chainAt(const model::Address& address) const;
};

Engine::State::~State() {
    while (!deadlines.empty())
        leave(deadlines.top());
}

Poll* Engine::State::make(model::PollTask task, MonoTime now) {
    if (task.transport == model::Transport::tcp) {
        auto connection = std::make_unique<TcpConnection>(task.address);
        TcpConnection* tcp_link = connection.get();
        auto* poll = new Poll(std::move(task), std::move(connection), shared, now);
        poll->tcp = tcp_link;
        return poll;
    }
    auto& socket = task.address.family == model::Family::ipv4 ? udp4 : udp6;
    auto link = std::make_unique<UdpLink>(socket ? &*socket : nullptr, task.address);
    return new Poll(std::move(task), std::move(link), shared, now);
}

void Engine::State::enter(Poll* poll) {
    ++in_flight;
    deadlines.add(poll);
    if (poll->tcp != nullptr) {
        if (poll->tcp->fd() >= 0) tcp[poll->tcp->fd()] = poll;
        return;
    }
    ++udp_in_flight;
    Poll*& head = at_address[poll->address];
    poll->next_at_address = std::exchange(head, poll);
}

void Engine::State::leave(Poll* poll) {
    const std::unique_ptr<Poll> owned(poll);
    --in_flight;
    deadlines.remove(poll);
    if (poll->tcp != nullptr) {
        tcp.erase(poll->tcp->fd());
        return;
    }
    --udp_in_flight;
    const auto entry = at_address.find(poll->address);
    Poll** place = &entry->second;
    while (*place != poll)
        place = &(*place)->next_at_address;
    *place = poll->next_at_address;
    if (entry->second == nullptr) at_address.erase(entry);
}

// After anything happened to it: its record goes out, or its deadline has moved.
void Engine::State::settle(Poll* poll) {
    if (!poll->exchange.done()) return deadlines.moved(poll);
    done.push_back(poll->exchange.takeRecord());
    leave(poll);
}

Poll* Engine::State::chainAt(const model::Address& address) const {
    const auto entry = at_address.find(address);
    return entry == at_address.end() ? nullptr : entry->second;
}

// Stops asking the socket when nobody waits any more: with one exchange in flight that is one system call an answer.
// Reads the clock for each datagram: an answer to what was sent a moment ago in this turn has a round trip, too.
void Engine::State::drain(UdpSocket& socket, short revents) {
    if ((revents & POLLERR) != 0) socket.readErrors();
    if ((revents & POLLIN) == 0) return;
    Datagram datagram;
    for (size_t n = 0; n < kDatagramsPerTurn && socket.receive(datagram); ++n) {
        onDatagram(datagram, monoNow());
        if (udp_in_flight == 0) return;
    }
}

void Engine::State::onDatagram(const Datagram& datagram, MonoTime now) {
    Poll* const head = chainAt(datagram.from);
    if (head == nullptr) {
        ++stray_datagrams;
        return;
    }
    const RawMessage raw = readMessage(datagram.bytes);
    for (Poll* poll = head; poll != nullptr; poll = poll->next_at_address) {
        if (!poll->exchange.owns(raw)) continue;
        poll->exchange.onMessage(raw, datagram.bytes, now);
        return settle(poll);
    }
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
    if (!poll->exchange.done() && poll->tcp->isGarbage()) poll->exchange.onGarbage(now);
    if (!poll->exchange.done() && error != 0) poll->exchange.onUnreachable(error, now);
    settle(poll);
}

void Engine::State::settleRefusals(UdpSocket& socket, MonoTime now) {
    for (const Refusal& refusal : socket.takeRefusals())
        for (Poll* poll = chainAt(refusal.destination); poll != nullptr;) {
            Poll* const next = poll->next_at_address;
            poll->exchange.onUnreachable(refusal.error, now);
            settle(poll);
            poll = next;
        }
}

void Engine::State::settleAllRefusals(MonoTime now) {
    if (udp4 && udp4->hasRefusals()) settleRefusals(*udp4, now);
    if (udp6 && udp6->hasRefusals()) settleRefusals(*udp6, now);
}

void Engine::State::expire(MonoTime now) {
    while (!deadlines.empty() && deadlines.top()->deadline() <= now) {
        Poll* const poll = deadlines.top();
        poll->exchange.onDeadline(now);
        settle(poll);
    }
}

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}
Engine::Engine(Engine&&) noexcept = default;
Engine& Engine::operator=(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::create() {
    auto state = std::make_unique<State>();
    auto udp4 = UdpSocket::open(model::Family::ipv4);
    if (!udp4) return tl::unexpected(udp4.error());
    state->udp4.emplace(std::move(*udp4));
    if (auto udp6 = UdpSocket::open(model::Family::ipv6)) state->udp6.emplace(std::move(*udp6));
    return Engine(std::move(state));
}

void Engine::start(model::PollTask task, MonoTime now) {
    Poll* const poll = state_->make(std::move(task), now);
    state_->enter(poll);
    poll->exchange.begin(now);
    state_->settle(poll);
    state_->settleAllRefusals(now);
}

uint64_t Engine::strayDatagrams() const {
    return state_->stray_datagrams;
}

size_t Engine::inFlight() const {
    return state_->in_flight;
}

void Engine::waitFor(std::vector<pollfd>& fds) const {
    if (state_->udp4) fds.push_back({.fd = state_->udp4->fd(), .events = POLLIN, .revents = 0});
    if (state_->udp6) fds.push_back({.fd = state_->udp6->fd(), .events = POLLIN, .revents = 0});
    for (const auto& [fd, poll] : state_->tcp)
        fds.push_back({.fd = fd, .events = poll->tcp->events(), .revents = 0});
}

MonoTime Engine::nextDeadline() const {
    return state_->deadlines.empty() ? MonoTime::max() : state_->deadlines.top()->deadline();
}

void Engine::turn(MonoTime now, std::span<const pollfd> fds) {
    for (const pollfd& entry : fds) {
        if (entry.revents == 0) continue;
        if (state_->udp4 && entry.fd == state_->udp4->fd())
            state_->drain(*state_->udp4, entry.revents);
        else if (state_->udp6 && entry.fd == state_->udp6->fd())
            state_->drain(*state_->udp6, entry.revents);
        else if (const auto poll = state_->tcp.find(entry.fd); poll != state_->tcp.end())
            state_->onTcp(poll->second, entry.revents, now);
    }
    state_->settleAllRefusals(now);
    state_->expire(now);
    state_->settleAllRefusals(now);
}

std::vector<model::HostRecord> Engine::takeDone() {
    return std::exchange(state_->done, {});
}

}  // namespace snmpolld::snmp
