#include "loop/loop.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <memory>
#include <optional>
#include <string>

#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using loop::testing::runUntil;
using namespace std::chrono_literals;

TEST_CASE("a timer fires once, and not before its time") {
    Loop loop;
    int fired = 0;
    Timer timer(loop, [&] {
        ++fired;
        loop.stop();
    });
    const MonoTime when = monoNow() + 2500us;
    timer.startAt(when);
    loop.run();
    CHECK(monoNow() >= when);
    CHECK(fired == 1);
    loop.run();  // nothing is left to run
    CHECK(fired == 1);
}

TEST_CASE("a timer for a time that has passed fires, but never inside startAt") {
    Loop loop;
    bool fired = false;
    Timer timer(loop, [&] { fired = true; });
    timer.startAt(monoNow() - 1h);
    CHECK_FALSE(fired);
    CHECK(runUntil(loop, [&] { return fired; }));
}

TEST_CASE("a timer that is always late does not starve the rest of the loop") {
    Loop loop;
    int other = 0;
    std::optional<Timer> late;
    late.emplace(loop, [&] { late->startAt(monoNow() - 1s); });
    Timer steady(loop, [&] { ++other; });
    late->startAt(monoNow());
    steady.startEvery(1ms);
    CHECK(runUntil(loop, [&] { return other >= 5; }));
}

TEST_CASE("a repeated timer goes on until it is stopped") {
    Loop loop;
    int fired = 0;
    std::optional<Timer> timer;
    timer.emplace(loop, [&] {
        if (++fired == 3) timer->stop();
    });
    timer->startEvery(1ms);
    loop.run();
    CHECK(fired == 3);
}

TEST_CASE("a timer may be destroyed inside its callback") {
    Loop loop;
    std::unique_ptr<Timer> timer;
    std::string text = "a string that lives in the closure of the callback";
    timer = std::make_unique<Timer>(loop, [&timer, text] {
        timer.reset();
        CHECK(text.starts_with("a string"));
    });
    timer->startAt(monoNow());
    loop.run();
    CHECK(timer == nullptr);
}

TEST_CASE("a timer that is destroyed does not fire any more") {
    Loop loop;
    {
        Timer timer(loop, [] { FAIL("fired"); });
        timer.startAt(monoNow());
    }
    loop.run();
}

TEST_CASE("the end of a turn comes once for many calls, and without waiting") {
    Loop loop;
    int ends = 0;
    EndOfTurn end(loop, [&] { ++ends; });
    Timer start(loop, [&] {
        end.arm();
        end.arm();
        CHECK(ends == 0);
    });
    Timer far(loop, [] { FAIL("the loop waited for the next timer"); });
    far.startAt(monoNow() + 5s);
    start.startAt(monoNow());
    CHECK(runUntil(
        loop, [&] { return ends > 0; }, 1s));
    CHECK(ends == 1);
}

TEST_CASE("the end of a turn that is armed inside itself comes again in the next turn") {
    Loop loop;
    int ends = 0;
    std::optional<EndOfTurn> end;
    end.emplace(loop, [&] {
        if (++ends < 3) end->arm();
    });
    end->arm();
    loop.run();
    CHECK(ends == 3);
}

TEST_CASE("the end of a turn may be destroyed inside its callback") {
    Loop loop;
    std::unique_ptr<EndOfTurn> end;
    end = std::make_unique<EndOfTurn>(loop, [&] { end.reset(); });
    end->arm();
    loop.run();
    CHECK(end == nullptr);
}

TEST_CASE("what comes before the wait comes once, after all that the turn has brought, and without waiting") {
    Loop loop;
    std::string order;
    BeforeWait before(loop, [&] { order += 'w'; });
    EndOfTurn end(loop, [&] {
        order += 'e';
        before.arm();
    });
    Timer start(loop, [&] {
        before.arm();
        end.arm();
    });
    Timer far(loop, [] { FAIL("the loop waited for the next timer"); });
    far.startAt(monoNow() + 5s);
    start.startAt(monoNow());
    CHECK(runUntil(
        loop, [&] { return !order.empty() && order.back() == 'w'; }, 1s));
    CHECK(order == "ew");
}

TEST_CASE("what comes before the wait may be destroyed inside its callback") {
    Loop loop;
    std::unique_ptr<BeforeWait> before;
    before = std::make_unique<BeforeWait>(loop, [&] { before.reset(); });
    before->arm();
    loop.run();
    CHECK(before == nullptr);
}

TEST_CASE("signals reach the callback with their number, also when it destroys the watcher") {
    Loop loop;
    int got = 0;
    std::unique_ptr<Signals> signals;
    signals = std::make_unique<Signals>(loop, std::initializer_list<int>{SIGUSR1, SIGUSR2}, [&](int number) {
        got = number;
        signals.reset();
    });
    ::raise(SIGUSR2);
    CHECK(runUntil(loop, [&] { return got != 0; }));
    CHECK(got == SIGUSR2);
    CHECK(signals == nullptr);
}
