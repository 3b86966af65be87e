#include "http/fair_queue.hpp"

#include <doctest/doctest.h>

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
