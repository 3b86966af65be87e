// FairQueue: who waits for something that is done for one at a time. Peers take turns, so that one of them who asks a
// lot delays himself only. When it is full, whoever has most in it loses his last place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace snmpolld::http {

class FairQueue {
  public:
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

    size_t most_;
    std::vector<Peer> peers_;  // the one whose turn it is first
};

}  // namespace snmpolld::http
