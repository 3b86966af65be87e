#include "supervisor/sequences.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace snmpolld::supervisor;

TEST_CASE("a host that comes back gets its number once, and a stranger begins at the beginning") {
    Sequences sequences;
    sequences.keep("a", 7);
    CHECK(sequences.take("b") == 0);
    CHECK(sequences.take("a") == 7);
    CHECK(sequences.size() == 0);
}

TEST_CASE("a host that went twice has the higher of its numbers, and one that was never polled has none") {
    Sequences sequences;
    sequences.keep("a", 9);
    sequences.keep("a", 4);
    sequences.keep("b", 0);
    CHECK(sequences.size() == 1);
    CHECK(sequences.take("a") == 9);
}

TEST_CASE("however many hosts come and go, memory is bounded and no number is given twice") {
    constexpr size_t kMost = 1000;
    Sequences sequences(kMost);
    std::set<std::pair<int, uint64_t>> given;
    for (int round = 0; round < 5; ++round)
        for (int host = 0; host < 3000; ++host) {
            const std::string name = "host" + std::to_string(host);
            const uint64_t seq = sequences.take(name) + 1;
            REQUIRE(given.insert({host, seq}).second);
            sequences.keep(name, seq);
            REQUIRE(sequences.size() <= kMost);
        }
}
