#include "supervisor/waiting_lists.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "../targets.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;

namespace {

OnDemandPoll onDemand(const std::string& host) {
    return {.target = target(host)};
}

ScheduledPoll due(Question& question, std::chrono::seconds at) {
    return {&question, WallTime(at), MonoTime(at)};
}

std::string nameOf(const std::optional<WaitingLists::Next>& turn) {
    REQUIRE(turn.has_value());
    REQUIRE(std::holds_alternative<OnDemandPoll>(*turn));
    return std::get<OnDemandPoll>(*turn).target.host;
}

ScheduledPoll takeDue(WaitingLists& lists, const Host& host) {
    const auto turn = lists.take(host);
    REQUIRE(turn.has_value());
    REQUIRE(std::holds_alternative<ScheduledPoll>(*turn));
    return std::get<ScheduledPoll>(*turn);
}

}  // namespace

TEST_CASE("polls on demand wait in their order, and not too many of them") {
    WaitingLists lists;
    Host host(target("a"));
    Host other(target("b"));
    for (size_t i = 0; i < WaitingLists::kMostOnDemand; ++i)
        CHECK(lists.add(host, onDemand(std::to_string(i))));
    CHECK_FALSE(lists.add(host, onDemand("further")));
    CHECK(lists.add(other, onDemand("other")));
    for (size_t i = 0; i < WaitingLists::kMostOnDemand; ++i)
        CHECK(nameOf(lists.take(host)) == std::to_string(i));
    CHECK_FALSE(lists.take(host));
    CHECK(lists.takeAllOnDemand().size() == 1);
    CHECK_FALSE(lists.isWaiting(other));
}

TEST_CASE("each question of a host waits once, in the order in which they became due") {
    WaitingLists lists;
    Host host(target("a"));
    host.further = std::make_unique<Question>(target("a"));
    CHECK(lists.add(host, due(*host.further, 1s)));
    CHECK(lists.add(host, due(host, 2s)));
    CHECK_FALSE(lists.add(host, due(host, 3s)));
    CHECK(lists.isWaiting(host, host));
    CHECK(takeDue(lists, host).question == host.further.get());
    CHECK(takeDue(lists, host).scheduled == WallTime(2s));
    CHECK_FALSE(lists.isWaiting(host));
    CHECK(lists.add(host, due(host, 4s)));
    const auto left = lists.takeAllScheduled();
    REQUIRE(left.size() == 1);
    CHECK(left[0].first == &host);
    CHECK_FALSE(lists.isWaiting(host));
}

TEST_CASE("scheduled and on-demand polls alternate, so that neither keeps the other out") {
    WaitingLists lists;
    Host host(target("a"));
    host.further = std::make_unique<Question>(target("a"));
    for (const char* name : {"1", "2"})
        CHECK(lists.add(host, onDemand(name)));
    CHECK(lists.add(host, due(host, 1s)));
    CHECK(lists.add(host, due(*host.further, 1s)));
    CHECK(takeDue(lists, host).question == &host);
    CHECK(nameOf(lists.take(host)) == "1");
    CHECK(lists.add(host, due(host, 2s)));
    CHECK(takeDue(lists, host).question == host.further.get());
    CHECK(nameOf(lists.take(host)) == "2");
    CHECK(takeDue(lists, host).question == &host);
}

TEST_CASE("a question that is not asked any more leaves the others where they are") {
    WaitingLists lists;
    Host host(target("a"));
    host.further = std::make_unique<Question>(target("a"));
    CHECK(lists.add(host, due(host, 1s)));
    CHECK_FALSE(lists.take(host, *host.further));
    CHECK(lists.add(host, due(*host.further, 2s)));
    CHECK(lists.take(host, host)->scheduled == WallTime(1s));
    CHECK(lists.isWaiting(host, *host.further));
    CHECK(lists.take(host, *host.further).has_value());
    CHECK_FALSE(lists.isWaiting(host));
}

TEST_CASE("hosts that rest come in the order of their ends, and those that go do not come at all") {
    WaitingLists lists;
    Host soon(target("a"));
    Host later(target("b"));
    Host gone(target("c"));
    soon.rests_until = MonoTime(1s);
    later.rests_until = MonoTime(2s);
    gone.rests_until = MonoTime(1s);
    for (Host* host : {&later, &soon, &gone, &soon})
        lists.rest(*host);
    lists.forget(gone);
    CHECK(lists.nextRested() == MonoTime(1s));
    CHECK(lists.takeRested(MonoTime(0s)).empty());
    CHECK(lists.takeRested(MonoTime(1s)) == std::vector{&soon});
    CHECK(lists.takeRested(MonoTime(3s)) == std::vector{&later});
    CHECK(lists.nextRested() == MonoTime::max());
}
