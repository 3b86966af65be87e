#include "http/fair_queue.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace snmpolld::http;

TEST_CASE("peers take turns, and each keeps its order") {
    FairQueue queue(10);
    for (const uint64_t ticket : {1, 2, 3})
        CHECK_FALSE(queue.add(ticket, "many"));
    CHECK_FALSE(queue.add(4, "one"));
    CHECK(queue.next() == 1);
    CHECK(queue.next() == 4);
    CHECK(queue.next() == 2);
    CHECK_FALSE(queue.add(5, "one"));
    CHECK(queue.next() == 3);
    CHECK(queue.next() == 5);
    CHECK_FALSE(queue.next());
}

TEST_CASE("who has most loses his last place when the queue is full") {
    FairQueue queue(3);
    for (const uint64_t ticket : {1, 2, 3})
        CHECK_FALSE(queue.add(ticket, "many"));
    CHECK(queue.add(4, "many") == 4);
    CHECK(queue.add(5, "one") == 3);
    CHECK(queue.add(6, "other") == 2);
    CHECK(queue.add(7, "last") == 7);
    CHECK(queue.size() == 3);
    CHECK(queue.next() == 1);
    CHECK(queue.next() == 5);
    CHECK(queue.next() == 6);
}

TEST_CASE("who leaves gives up the place") {
    FairQueue queue(2);
    CHECK_FALSE(queue.add(1, "a"));
    CHECK_FALSE(queue.add(2, "b"));
    queue.remove(1);
    queue.remove(9);
    CHECK_FALSE(queue.add(3, "b"));
    CHECK(queue.next() == 2);
    CHECK(queue.next() == 3);
    CHECK(queue.size() == 0);
}

namespace {

constexpr uint64_t kNewcomer = 1'000'000;

// Asks again and again from as many peers, with 40 questions for each turn. Counts the turns until `newcomer` has one,
// who asks again whenever he has lost his place.
int turnsUntilServed(FairQueue& queue, int peers, const std::string& newcomer) {
    uint64_t ticket = 0;
    bool waits = false;
    for (int turn = 1; turn < 1000; ++turn) {
        for (int i = 0; i < 40; ++i) {
            if (i == 20 && !waits) waits = queue.add(kNewcomer, newcomer) != kNewcomer;
            ++ticket;
            if (queue.add(ticket, "flood" + std::to_string(ticket % static_cast<uint64_t>(peers))) == kNewcomer)
                waits = false;
        }
        if (queue.next() == kNewcomer) return turn;
    }
    return 1000;
}

}  // namespace

TEST_CASE("a newcomer gets his turn although more peers ask all the time than there is room for") {
    FairQueue queue(32);
    turnsUntilServed(queue, 60, "first");
    for (int i = 0; i < 20; ++i)
        CHECK(turnsUntilServed(queue, 60, "newcomer" + std::to_string(i)) <= 33);
    CHECK(turnsUntilServed(queue, 60, "newcomer0") <= 100);  // once more, like everybody
}
