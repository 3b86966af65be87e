#include "supervisor/turns.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "targets.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;

namespace {

model::HostRecord part(bool last) {
    model::HostRecord record;
    record.last = last;
    return record;
}

}  // namespace

TEST_CASE("an inquiry gets every part of its record and nothing after the last one") {
    Turns turns;
    const Host host(target("a"));
    int parts = 0;
    turns.begin(host, {target("a"), [&](const auto&) { ++parts; }});
    CHECK(turns.isAsked(host));
    turns.answer(host, part(false));
    turns.answer(host, part(true));
    turns.answer(host, part(true));
    CHECK(parts == 2);
    CHECK_FALSE(turns.isAsked(host));
}

TEST_CASE("an inquiry may begin the next one as it is answered") {
    Turns turns;
    const Host host(target("a"));
    bool again = false;
    turns.begin(host, {target("a"), [&](const auto&) {
                           turns.begin(host, {target("a"), [&](const auto&) { again = true; }});
                       }});
    turns.answer(host, part(true));
    CHECK(turns.isAsked(host));
    turns.answer(host, part(true));
    CHECK(again);
}

TEST_CASE("inquiries wait in their order, and not too many of them") {
    Turns turns;
    const Host host(target("a"));
    const Host other(target("b"));
    for (size_t i = 0; i < Turns::kMaxWaiting; ++i)
        CHECK(turns.wait(host, {target(std::to_string(i)), {}}));
    CHECK_FALSE(turns.wait(host, {target("further"), {}}));
    CHECK(turns.wait(other, {target("other"), {}}));
    for (size_t i = 0; i < Turns::kMaxWaiting; ++i)
        CHECK(turns.take(host)->target.host == std::to_string(i));
    CHECK_FALSE(turns.take(host));
    CHECK(turns.takeAll().size() == 1);
    CHECK_FALSE(turns.take(other));
}

TEST_CASE("one scheduled poll of a host waits") {
    Turns turns;
    const Host host(target("a"));
    CHECK(turns.waitScheduled(host, WallTime(1s)));
    CHECK_FALSE(turns.waitScheduled(host, WallTime(2s)));
    CHECK(turns.takeScheduled(host) == WallTime(1s));
    CHECK_FALSE(turns.takeScheduled(host));
    CHECK(turns.waitScheduled(host, WallTime(3s)));
    const auto left = turns.takeAllScheduled();
    REQUIRE(left.size() == 1);
    CHECK(left[0].host == &host);
    CHECK(turns.takeAllScheduled().empty());
}
