#include "supervisor/turns.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "../targets.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;

namespace {

model::HostRecord part(const model::Target& of, bool last) {
    model::HostRecord record;
    record.target = &of;
    record.last = last;
    return record;
}

Inquiry inquiry(const std::string& host) {
    return {target(host), {}};
}

DuePoll due(Question& question, std::chrono::seconds at) {
    return {&question, WallTime(at), MonoTime(at)};
}

std::string nameOf(const std::optional<Turns::Turn>& turn) {
    REQUIRE(turn.has_value());
    REQUIRE(std::holds_alternative<Inquiry>(*turn));
    return std::get<Inquiry>(*turn).target.host;
}

DuePoll takeDue(Turns& turns, const Host& host) {
    const auto turn = turns.take(host);
    REQUIRE(turn.has_value());
    REQUIRE(std::holds_alternative<DuePoll>(*turn));
    return std::get<DuePoll>(*turn);
}

}  // namespace

TEST_CASE("an inquiry gets every part of its record and nothing after the last one") {
    Turns turns;
    const model::Target asked = target("a");
    int parts = 0;
    turns.begin(asked, {target("a"), [&](const auto&) { ++parts; }});
    turns.answer(part(asked, false));
    turns.answer(part(asked, true));
    turns.answer(part(asked, true));
    CHECK(parts == 2);
}

TEST_CASE("of two inquiries to one host that are under way together each gets its own record") {
    Turns turns;
    const model::Target asked = target("a");
    const model::Target asked_too = target("a");
    std::string order;
    turns.begin(asked, {target("a"), [&](const auto&) { order += "1"; }});
    turns.begin(asked_too, {target("a"), [&](const auto&) { order += "2"; }});
    turns.answer(part(asked_too, false));
    turns.answer(part(asked, true));
    turns.answer(part(asked, true));
    turns.answer(part(asked_too, true));
    CHECK(order == "212");
}

TEST_CASE("an inquiry may begin the next one as it is answered") {
    Turns turns;
    const model::Target asked = target("a");
    bool again = false;
    turns.begin(asked, {target("a"), [&](const auto&) {
                            turns.begin(asked, {target("a"), [&](const auto&) { again = true; }});
                        }});
    turns.answer(part(asked, true));
    turns.answer(part(asked, true));
    CHECK(again);
}

TEST_CASE("inquiries wait in their order, and not too many of them") {
    Turns turns;
    Host host(target("a"));
    Host other(target("b"));
    for (size_t i = 0; i < Turns::kMaxWaiting; ++i)
        CHECK(turns.wait(host, inquiry(std::to_string(i))));
    CHECK_FALSE(turns.wait(host, inquiry("further")));
    CHECK(turns.wait(other, inquiry("other")));
    for (size_t i = 0; i < Turns::kMaxWaiting; ++i)
        CHECK(nameOf(turns.take(host)) == std::to_string(i));
    CHECK_FALSE(turns.take(host));
    CHECK(turns.takeAllInquiries().size() == 1);
    CHECK_FALSE(turns.isWaiting(other));
}

TEST_CASE("each question of a host waits once, in the order in which they became due") {
    Turns turns;
    Host host(target("a"));
    host.further = std::make_unique<Question>(target("a"));
    CHECK(turns.wait(host, due(*host.further, 1s)));
    CHECK(turns.wait(host, due(host, 2s)));
    CHECK_FALSE(turns.wait(host, due(host, 3s)));
    CHECK(turns.isWaiting(host, host));
    CHECK(takeDue(turns, host).question == host.further.get());
    CHECK(takeDue(turns, host).scheduled == WallTime(2s));
    CHECK_FALSE(turns.isWaiting(host));
    CHECK(turns.wait(host, due(host, 4s)));
    const auto left = turns.takeAllDue();
    REQUIRE(left.size() == 1);
    CHECK(left[0].first == &host);
    CHECK_FALSE(turns.isWaiting(host));
}

TEST_CASE("due polls and inquiries take turns, so that neither keeps the other out") {
    Turns turns;
    Host host(target("a"));
    host.further = std::make_unique<Question>(target("a"));
    for (const char* name : {"1", "2"})
        CHECK(turns.wait(host, inquiry(name)));
    CHECK(turns.wait(host, due(host, 1s)));
    CHECK(turns.wait(host, due(*host.further, 1s)));
    CHECK(takeDue(turns, host).question == &host);
    CHECK(nameOf(turns.take(host)) == "1");
    CHECK(turns.wait(host, due(host, 2s)));
    CHECK(takeDue(turns, host).question == host.further.get());
    CHECK(nameOf(turns.take(host)) == "2");
    CHECK(takeDue(turns, host).question == &host);
}

TEST_CASE("a question that is not asked any more leaves the others where they are") {
    Turns turns;
    Host host(target("a"));
    host.further = std::make_unique<Question>(target("a"));
    CHECK(turns.wait(host, due(host, 1s)));
    CHECK_FALSE(turns.take(host, *host.further));
    CHECK(turns.wait(host, due(*host.further, 2s)));
    CHECK(turns.take(host, host)->scheduled == WallTime(1s));
    CHECK(turns.isWaiting(host, *host.further));
    CHECK(turns.take(host, *host.further).has_value());
    CHECK_FALSE(turns.isWaiting(host));
}

TEST_CASE("hosts that rest come in the order of their ends, and those that go do not come at all") {
    Turns turns;
    Host soon(target("a"));
    Host later(target("b"));
    Host gone(target("c"));
    soon.rests_until = MonoTime(1s);
    later.rests_until = MonoTime(2s);
    gone.rests_until = MonoTime(1s);
    for (Host* host : {&later, &soon, &gone, &soon})
        turns.rest(*host);
    turns.forget(gone);
    CHECK(turns.nextRested() == MonoTime(1s));
    CHECK(turns.takeRested(MonoTime(0s)).empty());
    CHECK(turns.takeRested(MonoTime(1s)) == std::vector{&soon});
    CHECK(turns.takeRested(MonoTime(3s)) == std::vector{&later});
    CHECK(turns.nextRested() == MonoTime::max());
}
