// Clients: the open connections of a Server, what each of them is doing, and since when. Decides which of them has to
// go. The time is passed in. Never touches a socket itself.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"

namespace snmpolld::http {

struct Limits {
    size_t connections = 100;                         // requests at a time; further ones get 503
    size_t uri = 8192;                                // octets of path and query
    Duration patience = std::chrono::seconds(30);     // for a client to send its (next) request
    Duration reply_time = std::chrono::seconds(120);  // for a client to take its answer
};

class Clients {
  public:
    enum class Phase {
        asking,   // it is sending a request, or may send one
        waiting,  // it waits for the answer
        taking,   // it is taking the answer
        leaving,  // it was told to leave
    };

    explicit Clients(const Limits& limits) : limits_(limits) {}

    void add(int fd, MonoTime now) { clients_[fd] = {Phase::asking, now}; }
    void remove(int fd) { clients_.erase(fd); }
    void enter(int fd, Phase phase, MonoTime now) { clients_[fd] = {phase, now}; }

    size_t size() const { return clients_.size(); }
    size_t busy() const;  // how many wait for an answer or take one

    // Clients that have been in this phase since `then` or longer.
    std::vector<int> in(Phase phase, MonoTime then) const;
    // Clients whose time is over.
    std::vector<int> overdue(MonoTime now) const;
    // If there are too many, the client that has been asking for the longest time, else -1.
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
