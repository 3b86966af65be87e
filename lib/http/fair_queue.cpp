#include "http/fair_queue.hpp"

#include <algorithm>
#include <numeric>

namespace snmpolld::http {

size_t FairQueue::size() const {
    return std::transform_reduce(peers_.begin(), peers_.end(), size_t{0}, std::plus<>(),
                                 [](const Peer& peer) { return peer.tickets.size(); });
}

FairQueue::Peer& FairQueue::find(const std::string& name) {
    const auto found = std::ranges::find(peers_, name, &Peer::name);
    return found == peers_.end() ? peers_.emplace_back(Peer{.name = name}) : *found;
}

uint64_t FairQueue::lastTurnOf(const std::string& name) const {
    const auto found = turns_.find(name);
    return found == turns_.end() ? 0 : found->second;
}

void FairQueue::noteTurn(const std::string& name) {
    turns_[name] = ++turn_;
    if (turns_.size() <= kMostTurns) return;
    std::erase_if(turns_, [this](const auto& entry) { return entry.second + kMostTurns / 2 <= turn_; });
}

bool FairQueue::losesAgainst(const Peer& one, const Peer& other) const {
    if (one.tickets.size() != other.tickets.size()) return one.tickets.size() > other.tickets.size();
    return lastTurnOf(one.name) >= lastTurnOf(other.name);
}

std::optional<uint64_t> FairQueue::add(uint64_t ticket, const std::string& peer) {
    find(peer).tickets.push_back(ticket);
    if (size() <= most_) return std::nullopt;
    // Of equals, the last one: it has come last.
    auto greediest = peers_.begin();
    for (auto it = peers_.begin(); it != peers_.end(); ++it)
        if (losesAgainst(*it, *greediest)) greediest = it;
    const uint64_t loser = greediest->tickets.back();
    remove(loser);
    return loser;
}

void FairQueue::remove(uint64_t ticket) {
    for (Peer& peer : peers_)
        std::erase(peer.tickets, ticket);
    std::erase_if(peers_, [](const Peer& peer) { return peer.tickets.empty(); });
}

std::optional<uint64_t> FairQueue::next() {
    if (peers_.empty()) return std::nullopt;
    const uint64_t ticket = peers_.front().tickets.front();
    peers_.front().tickets.pop_front();
    noteTurn(peers_.front().name);
    std::rotate(peers_.begin(), peers_.begin() + 1, peers_.end());
    if (peers_.back().tickets.empty()) peers_.pop_back();
    return ticket;
}

}  // namespace snmpolld::http
