// FairQueue: who waits for something that is done for one at a time. Peers take turns, so that one of them who asks a
// lot delays himself only. When it is full, whoever has most in it loses his last place; of equals, the one whose last
// turn is the most recent. So a peer who has had no turn gets in and stays in, however many others have had theirs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace snmpolld::http {

class FairQueue {
  public:
    static constexpr size_t kMostTurns = 4000;  // whose turns are remembered, the latest ones

    explicit FairQueue(size_t most) : most_(most) {}

    // Returns the ticket that has lost its place, which may be this one; nullopt if there was room.
    std::optional<uint64_t> add(uint64_t ticket, const std::string& peer);
    void remove(uint64_t ticket);
    // The ticket whose turn it is; nullopt: nobody waits.
    std::optional<uint64_t> next();
    size_t size() const;

  private:
    struct Peer {
        std::string name;
        std::deque<uint64_t> tickets{};  // never empty
    };

    Peer& find(const std::string& name);
    uint64_t lastTurnOf(const std::string& name) const;  // 0: none that is remembered
    void noteTurn(const std::string& name);
    // Whether of the two, when there is no room, it is `one` who loses a place.
    bool losesAgainst(const Peer& one, const Peer& other) const;

    size_t most_;
    std::vector<Peer> peers_;  // the one whose turn it is first
    uint64_t turn_ = 0;
    std::map<std::string, uint64_t> turns_;  // the number of each peer's last one
};

}  // namespace snmpolld::http
