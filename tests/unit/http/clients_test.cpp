#include "http/clients.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace snmpolld;
using namespace snmpolld::http;
using namespace std::chrono_literals;
using Phase = Clients::Phase;

namespace {

const MonoTime kStart{};

}  // namespace

TEST_CASE("a client that does not send its request in time has to go") {
    Clients clients({.patience = 10s, .reply_time = 20s});
    clients.add(3, kStart);
    CHECK(clients.overdue(kStart + 9s).empty());
    CHECK(clients.overdue(kStart + 10s) == std::vector<int>{3});
}

TEST_CASE("a client that waits for its answer never has to go, one that does not take it has") {
    Clients clients({.patience = 10s, .reply_time = 20s});
    clients.add(3, kStart);
    clients.enter(3, Phase::waiting, kStart);
    CHECK(clients.overdue(kStart + 1h).empty());
    CHECK(clients.busy() == 1);
    clients.enter(3, Phase::taking, kStart + 1h);
    CHECK(clients.overdue(kStart + 1h + 19s).empty());
    CHECK(clients.overdue(kStart + 1h + 20s) == std::vector<int>{3});
}

TEST_CASE("after its answer a client may stay for a while") {
    Clients clients({.patience = 10s, .reply_time = 20s});
    clients.add(3, kStart);
    clients.enter(3, Phase::taking, kStart + 5s);
    clients.enter(3, Phase::asking, kStart + 9s);
    CHECK(clients.busy() == 0);
    CHECK(clients.overdue(kStart + 18s).empty());
    CHECK(clients.overdue(kStart + 19s) == std::vector<int>{3});
}

TEST_CASE("who has been asking for a while is known") {
    Clients clients({});
    clients.add(3, kStart);
    clients.add(4, kStart + 2s);
    clients.add(5, kStart);
    clients.enter(5, Phase::waiting, kStart);
    CHECK(clients.in(Clients::Phase::asking, kStart + 1s) == std::vector<int>{3});
}

TEST_CASE("when there are too many, the one that has been silent for the longest goes") {
    Clients clients({.connections = 2});
    clients.add(3, kStart);
    clients.add(4, kStart + 1s);
    CHECK(clients.surplus() == -1);
    clients.enter(3, Phase::waiting, kStart + 2s);
    clients.add(5, kStart + 3s);
    CHECK(clients.surplus() == 4);
    clients.enter(4, Phase::waiting, kStart + 4s);
    clients.enter(5, Phase::waiting, kStart + 4s);
    CHECK(clients.surplus() == -1);  // all have work: the newest is told so
    clients.remove(4);
    CHECK(clients.size() == 2);
}

TEST_CASE("who is leaving is told so once, and is not counted") {
    Clients clients({.connections = 1});
    clients.add(3, kStart);
    clients.add(4, kStart + 1s);
    CHECK(clients.surplus() == 3);
    clients.enter(3, Phase::leaving, kStart + 1s);
    CHECK(clients.surplus() == -1);
    CHECK(clients.busy() == 0);
    CHECK(clients.overdue(kStart + 1h) == std::vector<int>{4});
}
