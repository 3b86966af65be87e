#include "loop/background.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using namespace snmpolld::loop::testing;

TEST_CASE("work runs in another thread while the loop goes on, and its end is told on the loop") {
    Loop loop;
    Background background(loop);
    std::atomic<bool> loop_went_on = false;
    std::thread::id worked_in;
    background.run(
        [&] {
            worked_in = std::this_thread::get_id();
            while (!loop_went_on)
                std::this_thread::yield();
        },
        [&] {
            CHECK(!background.busy());
            CHECK(worked_in != std::this_thread::get_id());
            loop.stop();
        });
    CHECK(background.busy());
    Timer timer(loop, [&] { loop_went_on = true; });
    timer.startAt(monoNow());
    loop.run();
    CHECK(loop_went_on);
}

TEST_CASE("the end of one piece of work may begin the next") {
    Loop loop;
    Background background(loop);
    int done = 0;
    const auto count = [&] { ++done; };
    background.run(count, [&] { background.run(count, [&] { loop.stop(); }); });
    loop.run();
    CHECK(done == 2);
}

TEST_CASE("nobody is told of the end of work whose owner is gone") {
    Loop loop;
    std::atomic<bool> worked = false;
    {
        Background background(loop);
        background.run([&] { worked = true; }, [] { FAIL("told"); });
    }
    Timer timer(loop, [&] {
        if (worked) loop.stop();
    });
    timer.startEvery(std::chrono::milliseconds(1));
    loop.run();
}
