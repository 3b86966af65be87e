// The pool with workers that do not behave: programs that end, hang or talk nonsense. Real workers are in the
// integration tests.
#include "pool/worker_pool.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>

#include "stand_ins.hpp"

using namespace snmpolld;
using namespace snmpolld::pool;
using namespace std::chrono_literals;

TEST_CASE("workers that die before they are ready throttle the pool and are reported") {
    const Script script("echo started >> $0.log; exit 71");
    Fixture fixture(script.path(), 3);
    CHECK(fixture.runUntilGivenUp());
    CHECK(fixture.why.find("71") != std::string::npos);
    CHECK(fixture.worker().last_exit.find("71") != std::string::npos);
    CHECK(!fixture.pool->pick({}));
    CHECK(fixture.stop());
    unlink((script.path() + ".log").c_str());
}

TEST_CASE("a worker program that does not exist is reported with its name") {
    Fixture fixture("/nowhere/snmpolld-worker");
    CHECK(fixture.runUntilGivenUp());
    CHECK(fixture.why.find("/nowhere/snmpolld-worker") != std::string::npos);
    CHECK(fixture.stop());
}

TEST_CASE("a worker that talks nonsense is killed") {
    const Script script("echo 'this is no frame at all' >&3; exec cat <&3");
    Fixture fixture(script.path());
    CHECK(fixture.runUntilGivenUp());
    CHECK(fixture.why.find("bad message") != std::string::npos);
    CHECK(fixture.stop());
}

TEST_CASE("a worker that ignores the end of its channel is killed when the pool stops") {
    const Script script("trap '' TERM; exec 3<&-; exec tail -f /dev/null");
    Fixture fixture(script.path());
    CHECK(fixture.worker().state == WorkerState::starting);
    CHECK(fixture.stop());
}

TEST_CASE("a worker holds no more exchanges open than its receive buffers have room for answers") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 10'000);
    REQUIRE(fixture.pool->report().size() == 1);
    CHECK(fixture.runUntilReady());
    CHECK(fixture.worker().sessions == 2944);
    CHECK(fixture.stop());
}

TEST_CASE("a worker whose receive buffers overflow gets fewer exchanges, and the losses are added up") {
    const Words words({425'984, 2944}, {ipc::Dropped{5}, ipc::Dropped{7}});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 400);
    CHECK(fixture.runUntil([&] { return fixture.worker().dropped == 7; }));
    CHECK(fixture.worker().sessions == 200);
    CHECK(fixture.stop());
}

TEST_CASE("a worker that takes losses back is killed") {
    const Words words({}, {ipc::Dropped{5}, ipc::Dropped{4}});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 400);
    REQUIRE(fixture.runUntilLost());
    CHECK(fixture.worker().last_exit == "bad message: fewer drops than before");
    CHECK(fixture.stop());
}

TEST_CASE("a worker that asks for keys of a task that it does not have is killed") {
    const Words words({}, {model::KeyWanted{.task_id = 7, .engine_id = "engine"}});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 400);
    REQUIRE(fixture.runUntilLost());
    CHECK(fixture.worker().last_exit == "bad message: keys for a task that it does not have");
    CHECK(fixture.stop());
}

TEST_CASE("beside a worker is another that is ready, whether it has room or not, or it itself if it is the only one") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    const int count = 3;
    Fixture fixture(script.path(), count, 1);
    CHECK_FALSE(fixture.pool->pick({.beside = 1}).has_value());
    REQUIRE(fixture.runUntilReady());
    CHECK(fixture.pool->pick({.beside = 0}) == 1);
    CHECK(fixture.pool->pick({.beside = 1}) == 0);
    CHECK(fixture.give(3, false) == std::vector{0, 1, 2});
    CHECK_FALSE(fixture.pool->pick({}).has_value());
    CHECK(fixture.pool->pick({.beside = 0}) == 1);
    fixture.pool->reconfigure({.worker_file = script.path(), .count = 1, .sessions = 1});
    CHECK_FALSE(fixture.pool->pick({.beside = 0}).has_value());  // the others end with their tasks
    CHECK(fixture.stop());

    Fixture single(script.path());
    REQUIRE(single.runUntilReady());
    CHECK(single.pool->pick({.beside = 0}) == 0);
    CHECK(single.stop());
}

TEST_CASE("tasks go to the worker that has least to do, brief ones of a turn to one worker until it is too far ahead") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 2, 8);
    REQUIRE(fixture.runUntilReady());
    SUBCASE("spread") {
        CHECK(fixture.give(4, false) == std::vector{0, 1, 0, 1});
    }
    SUBCASE("brief") {
        CHECK(fixture.give(6, true) == std::vector{0, 0, 0, 0, 1, 1});
    }
    SUBCASE("brief, in the next turn") {
        CHECK(fixture.give(2, true) == std::vector{0, 0});
        fixture.runUntil([] { return true; });
        CHECK(fixture.give(2, true) == std::vector{1, 1});
    }
    CHECK(fixture.stop());
}

TEST_CASE("a worker that never becomes ready is killed after its grace") {
    const Script script("exec tail -f /dev/null");
    Fixture fixture(script.path());
    fixture.clocks.ahead = 9s;
    fixture.runUntil([] { return true; });
    CHECK(fixture.worker().state == WorkerState::starting);
    fixture.clocks.ahead = 11s;
    REQUIRE(fixture.runUntilLost());
    CHECK(fixture.worker().last_exit == "did not become ready in time");
    CHECK(fixture.lost.front().tasks.empty());
    CHECK(fixture.stop());
}

TEST_CASE("a worker that hangs over a task is killed, and all of its tasks are lost with blame") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 8);
    REQUIRE(fixture.runUntilReady());
    fixture.give(1, false);
    fixture.give(1, false, fixture.clocks.mono() + 100s);
    fixture.give(1, false);
    fixture.clocks.ahead = 101s;
    REQUIRE(fixture.runUntilLost());
    CHECK(fixture.lost.front().tasks == std::vector<uint64_t>{1, 2, 3});
    CHECK(fixture.lost.front().how == "no record 2s after its deadline");
    CHECK(fixture.lost.front().blame);
    CHECK(fixture.stop());
}

TEST_CASE("while reading is held no worker is killed for a late record, and after that each has its grace anew") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 8);
    REQUIRE(fixture.runUntilReady());
    fixture.give(1, false, fixture.clocks.mono() + 1s);
    fixture.pool->holdReading(true);
    fixture.clocks.ahead = 100s;
    int looks = 0;
    fixture.runUntil([&] { return ++looks > 150; });
    CHECK(fixture.lost.empty());
    fixture.pool->holdReading(false);
    fixture.runUntil([&] { return ++looks > 300; });
    CHECK(fixture.lost.empty());
    fixture.clocks.ahead = 106s;
    CHECK(fixture.runUntilLost());
    CHECK(fixture.stop());
}

TEST_CASE("a worker that is killed from outside is replaced at once, and its tasks are lost without blame") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 8);
    REQUIRE(fixture.runUntilReady());
    fixture.give(2, false);
    fixture.pool->kill();
    REQUIRE(fixture.runUntilLost());
    CHECK(fixture.lost.front().tasks == std::vector<uint64_t>{1, 2});
    CHECK_FALSE(fixture.lost.front().blame);
    CHECK(fixture.worker().restarts == 1);
    CHECK(fixture.runUntilReady());
    CHECK(fixture.stop());
}

TEST_CASE("a worker that dies again without a record in between is replaced after a pause") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 8);
    for (int i = 0; i < 6; ++i) {
        REQUIRE(fixture.runUntilReady());
        fixture.pool->kill();
        REQUIRE(fixture.runUntilLost());
        fixture.clocks.ahead += i < 5 ? 5s : 0s;
    }
    CHECK(fixture.worker().state == WorkerState::waiting);
    CHECK(fixture.worker().pid == 0);
    fixture.clocks.ahead += 1600ms;
    CHECK(fixture.runUntilReady());
    CHECK(fixture.stop());
}

TEST_CASE("a worker that sends a record of a task that it does not have is killed") {
    model::HostRecord record;
    record.task_id = 1;
    record.status = model::Status::ok;
    const Words words({425'984, 2944}, {record});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 8);
    REQUIRE(fixture.runUntilLost());
    CHECK(fixture.records.empty());
    CHECK(fixture.worker().last_exit == "bad message: a record of a task that it does not have");
    CHECK(fixture.stop());
}

TEST_CASE("a worker that has made all its polls ends with the last one and is replaced with nothing lost") {
    model::HostRecord record;
    record.task_id = 1;
    record.status = model::Status::ok;
    record.begun = monoNow();
    const Words ready({425'984, 2944});
    const Words answer(record);
    const Script script("cat " + ready.path() + " >&3; head -c 1 <&3 >/dev/null; cat " + answer.path() +
                        " >&3; exec cat <&3 >/dev/null");
    Fixture fixture(script.path(), 1, 8, 1);
    REQUIRE(fixture.runUntilReady());
    fixture.give(1, false);
    REQUIRE(fixture.runUntilLost());
    CHECK(fixture.records == std::vector<uint64_t>{1});
    CHECK(fixture.lost.front().tasks.empty());
    CHECK(fixture.worker().polls == 1);
    CHECK(fixture.worker().last_exit == "exit status 0");
    CHECK(fixture.runUntilReady());
    CHECK(fixture.stop());
}

TEST_CASE("fewer workers: those too many end, more workers: new ones come") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 3, 8);
    REQUIRE(fixture.runUntilReady());
    fixture.pool->reconfigure({.worker_file = script.path(), .count = 1, .sessions = 8});
    CHECK(fixture.runUntil([&] { return fixture.pool->report().size() == 1; }));
    fixture.pool->reconfigure({.worker_file = script.path(), .count = 2, .sessions = 4});
    CHECK(fixture.runUntilReady());
    CHECK(fixture.pool->report().size() == 2);
    CHECK(fixture.worker().sessions == 4);
    CHECK(fixture.stop());
}

TEST_CASE("a task that must be polled alone gets a worker that is kept for such tasks") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 8);
    REQUIRE(fixture.runUntilReady());
    CHECK_FALSE(fixture.pool->pick({.alone = true}).has_value());
    REQUIRE(fixture.pool->report().size() == 2);
    REQUIRE(fixture.runUntilReady());
    CHECK(fixture.pool->pick({.alone = true}) == 1);
    CHECK(fixture.give(3, false) == std::vector{0, 0, 0});
    CHECK(fixture.stop());
}

TEST_CASE("a twin goes to the worker of its number, counted round and round") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 2, 8);
    REQUIRE(fixture.runUntilReady());
    CHECK(fixture.pool->pick({.twin = 1}) == 1);
    CHECK(fixture.pool->pick({.twin = 2}) == 0);
    CHECK(fixture.pool->pick({.twin = 3}) == 1);
    CHECK(fixture.stop());
}

TEST_CASE("a worker that floods the log is killed and named, and its tasks are lost with blame") {
    std::string lines;
    for (int i = 0; i < 200; ++i)
        ipc::encodeFromChild(ipc::LogLine{"all is well " + std::to_string(i)}, lines);
    const Words ready({425'984, 2944});
    const Words flood(Words::Frames{lines});
    const Script script("cat " + ready.path() + " >&3; head -c 1 <&3 >/dev/null; cat " + flood.path() +
                        " >&3; exec cat <&3");
    Fixture fixture(script.path(), 1, 8);
    REQUIRE(fixture.runUntilReady());
    fixture.give(2, false);
    REQUIRE(fixture.runUntilLost());
    CHECK(fixture.lost.front().tasks.size() == 2);
    CHECK(fixture.lost.front().blame);
    CHECK(fixture.worker().last_exit == "bad message: too many lines for the log");
    CHECK(fixture.stop());
}

TEST_CASE("a worker that floods its supervisor with messages is killed and named") {
    std::string messages;
    for (int i = 0; i < 30'000; ++i)
        ipc::encodeFromWorker(ipc::Silent{0}, messages);
    const Words ready({425'984, 2944});
    const Words flood(Words::Frames{messages});
    const Script script("cat " + ready.path() + " " + flood.path() + " >&3; exec cat <&3");
    Fixture fixture(script.path());
    REQUIRE(fixture.runUntilLost());
    CHECK(fixture.worker().last_exit == "bad message: more of them than it was asked for");
    CHECK(fixture.stop());
}
