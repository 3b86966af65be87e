#include "snmp/request_tries.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace std::chrono_literals;
using Outcome = snmp::RequestTries::Outcome;

namespace {

const MonoTime kStart{std::chrono::hours(1)};

model::PollTask taskOf(int retries, Duration deadline = 20s) {
    model::PollTask task;
    task.timeout = 1s;
    task.timeout_min = 200ms;
    task.retries = retries;
    task.deadline = deadline;
    task.detours = 1s;
    task.module_set = std::make_shared<const model::ModuleSet>();
    return task;
}

}  // namespace

TEST_CASE("a try is repeated until none is left, and the last one waits for its whole timeout") {
    const auto task = taskOf(1);
    snmp::RequestTries tries(task, kStart);
    tries.add(7, kStart, Duration::zero());
    CHECK(tries.oneIsLeft());
    CHECK(tries.deadline() == kStart + 1s);
    CHECK(tries.outcomeAt(kStart + 1s - 1ns) == Outcome::wait);
    CHECK(tries.outcomeAt(kStart + 1s) == Outcome::retry);
    tries.add(8, kStart + 1s, Duration::zero());
    CHECK_FALSE(tries.oneIsLeft());
    CHECK(tries.outcomeAt(kStart + 2s - 1ns) == Outcome::wait);
    CHECK(tries.outcomeAt(kStart + 2s) == Outcome::no_answer);
}

TEST_CASE("the deadline of the poll cuts a try short") {
    const auto task = taskOf(3, 1500ms);
    snmp::RequestTries tries(task, kStart);
    tries.add(7, kStart, Duration::zero());
    tries.add(8, kStart + 1s, Duration::zero());
    CHECK(tries.deadline() == kStart + 1500ms);
    CHECK(tries.outcomeAt(kStart + 1500ms) == Outcome::poll_deadline);
}

TEST_CASE("a poll without a deadline has only its tries") {
    const auto task = taskOf(0, Duration::zero());
    const snmp::RequestTries tries(task, kStart);
    CHECK(tries.deadline() == MonoTime::max());
}

TEST_CASE("an answer is known by the id of its try, of the current request only") {
    const auto task = taskOf(2);
    snmp::RequestTries tries(task, kStart);
    tries.add(7, kStart, Duration::zero());
    tries.add(8, kStart, Duration::zero());
    CHECK(tries.find(7) == 0U);
    CHECK(tries.find(8) == 1U);
    CHECK_FALSE(tries.find(9).has_value());
    CHECK_FALSE(tries.find(std::nullopt).has_value());
    tries.begin(false, kStart);
    CHECK_FALSE(tries.find(7).has_value());
}

TEST_CASE("the slowest answer is learned, over UDP only") {
    for (const auto transport : {model::Transport::udp, model::Transport::tcp}) {
        auto task = taskOf(1);
        task.transport = transport;
        snmp::RequestTries tries(task, kStart);
        tries.add(7, kStart, Duration::zero());
        tries.add(8, kStart + 10ms, Duration::zero());
        CHECK(tries.answered(1, kStart + 30ms) == 20ms);
        CHECK(tries.answered(0, kStart + 15ms) == 15ms);
        model::Learned learned;
        tries.saveTo(learned);
        CHECK(learned.round_trip.smoothed == (transport == model::Transport::udp ? Duration(20ms) : Duration::zero()));
    }
}

TEST_CASE("a detour has one try, which waits for four times the round trip") {
    auto task = taskOf(2);
    task.learned.round_trip = {.smoothed = 100ms, .variation = 1ms};
    snmp::RequestTries tries(task, kStart);
    tries.begin(true, kStart);
    tries.add(7, kStart, Duration::zero());
    CHECK(tries.deadline() == kStart + 400ms);
    CHECK(tries.outcomeAt(kStart + 400ms) == Outcome::no_answer);
}

TEST_CASE("detours are bounded in number and in time") {
    const auto task = taskOf(2);
    snmp::RequestTries many(task, kStart);
    for (size_t i = 0; i < snmp::RequestTries::kDetoursAtLeast; ++i) {
        CHECK(many.mayDetour());
        many.begin(true, kStart);
    }
    CHECK_FALSE(many.mayDetour());
    snmp::RequestTries slow(task, kStart);
    slow.begin(true, kStart);
    slow.end(kStart + 1s);
    CHECK_FALSE(slow.mayDetour());
}

TEST_CASE("a gap between PDUs holds back the next try") {
    const auto task = taskOf(1);
    snmp::RequestTries tries(task, kStart);
    tries.add(7, kStart, 3s);
    CHECK(tries.outcomeAt(kStart + 2s) == Outcome::wait);
    CHECK(tries.outcomeAt(kStart + 3s) == Outcome::retry);
    tries.pauseUntil(kStart + 5s);
    CHECK(tries.outcomeAt(kStart + 4s) == Outcome::wait);
    CHECK(tries.outcomeAt(kStart + 5s) == Outcome::send);
}

TEST_CASE("after the agent has rejected the user, one more try is made in the poll") {
    const auto task = taskOf(5);
    snmp::RequestTries tries(task, kStart);
    tries.begin(false, kStart);
    tries.add(7, kStart, Duration::zero());
    tries.allowOneMore();
    CHECK(tries.outcomeAt(kStart + 1s) == Outcome::retry);
    tries.add(8, kStart + 1s, Duration::zero());
    CHECK(tries.outcomeAt(kStart + 2s) == Outcome::no_answer);
    tries.begin(false, kStart + 2s);
    CHECK(tries.areUsedUp());
}
