// Clients: the open connections of a Server, what each of them is at, and since when. Decides which of them has to go;
// the time is passed in. Never touches a socket itself.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"

namespace snmpolld::http {

struct Limits {
    size_t connections = 100;                         // requests at one time; further ones get 503
    size_t uri = 8192;                                // octets of path and query
    Duration patience = std::chrono::seconds(30);     // for a client to send its (next) request
    Duration reply_time = std::chrono::seconds(120);  // for a client to take its answer
};

class Clients {
  public:
    enum class Phase {
        asking,   // sends a request, or will send one
        waiting,  // for the answer
        taking,   // the answer
        leaving,  // it was told to
    };

    explicit Clients(const Limits& limits) : limits_(limits) {}

    void add(int fd, MonoTime now) { clients_[fd] = {Phase::asking, now}; }
    void remove(int fd) { clients_.erase(fd); }
    void enter(int fd, Phase phase, MonoTime now) { clients_[fd] = {phase, now}; }

    size_t size() const { return clients_.size(); }
    size_t busy() const;  // that wait for an answer or take one

    // Those that have been asking at least since then.
    std::vector<int> askingSince(MonoTime then) const;
    // Those whose time is over.
    std::vector<int> overdue(MonoTime now) const;
    // When more stay than may: the one that has been asking for the longest; -1: nobody has to go.
    int surplus() const;

  private:
    struct Client {
        Phase phase;
        MonoTime since;
    };

    Limits limits_;
    std::unordered_map<int, Client> clients_;  // by descriptor
};

}  // namespace snmpolld::http
