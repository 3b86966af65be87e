#include "supervisor/guests.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "../targets.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;

TEST_CASE("a guest is the same one at the next visit") {
    Sequences sequences;
    Guests guests(sequences);
    guests.of(target("a")).seq = 7;
    guests.of(target("b"));
    CHECK(guests.of(target("a")).seq == 7);
    CHECK(guests.size() == 2);
}

TEST_CASE(
    "the guests that were asked for least recently are forgotten, unless one is being polled, but not their numbers") {
    Sequences sequences;
    Guests guests(sequences, 2);
    guests.of(target("polled")).open_polls = 1;
    guests.of(target("old")).seq = 7;
    guests.of(target("old")).deaths = 1;
    guests.of(target("new")).seq = 8;
    CHECK(guests.size() == 3);
    guests.trim([](const Host&) { return false; });
    CHECK(guests.size() == 2);
    CHECK(guests.of(target("new")).seq == 8);
    CHECK(guests.of(target("polled")).open_polls == 1);
    CHECK(guests.of(target("old")).deaths == 0);
    CHECK(guests.of(target("old")).seq == 7);
}
