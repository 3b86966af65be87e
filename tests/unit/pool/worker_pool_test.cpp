// The pool with workers that do not behave: programs that end, hang or talk nonsense. Real workers are in the
// integration tests.
#include "pool/worker_pool.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>

#include "base/log.hpp"
#include "ipc/worker_codec.hpp"

using namespace snmpolld;
using namespace snmpolld::pool;
using namespace std::chrono_literals;

namespace {

// A script that stands in for the worker; channel on descriptor 3.
class Script {
  public:
    explicit Script(const std::string& body) {
        char name[] = "/tmp/snmpolld-pool-XXXXXX";
        close(mkstemp(name));
        path_ = name;
        std::ofstream(path_) << "#!/bin/sh\n" << body << "\n";
        chmod(path_.c_str(), 0700);
    }
    ~Script() { unlink(path_.c_str()); }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

// What a worker says, in a file: that it is ready, then these messages.
class Words {
  public:
    explicit Words(const ipc::Sockets& sockets, std::initializer_list<ipc::FromWorker> messages = {}) {
        char name[] = "/tmp/snmpolld-words-XXXXXX";
        close(mkstemp(name));
        path_ = name;
        std::string frames;
        ipc::encodeFromChild(ipc::Ready{.protocol = std::string(ipc::kWorkerProtocol.name),
                                        .version = ipc::kWorkerProtocol.version,
                                        .pid = 1,
                                        .details = ipc::encodeSockets(sockets)},
                             frames);
        for (const ipc::FromWorker& message : messages)
            ipc::encodeFromWorker(message, frames);
        std::ofstream(path_) << frames;
    }
    ~Words() { unlink(path_.c_str()); }
    std::string script() const { return "cat " + path_ + " >&3; exec cat <&3"; }

  private:
    std::string path_;
};

struct Fixture {
    explicit Fixture(const std::string& file, int count = 1, int sessions = 1) {
        log::configure(log::Level::error, log::Format::terminal);
        pool = std::make_unique<WorkerPool>(loop, PoolSettings{file, count, sessions, 0});
        pool->setEvents({.cannot_start =
                             [this](const std::string& reason) {
                                 why = reason;
                                 loop.stop();
                             },
                         .stopped = [this] { ended = true; }});
    }

    // Runs until the pool gives up or `patience` has passed.
    void run(Duration patience) {
        loop::Timer timeout(loop, [this] { loop.stop(); });
        timeout.startAt(monoNow() + patience);
        pool->start();
        loop.run();
    }

    // Stops the pool and waits for its workers' ends.
    bool stop() {
        pool->stop();
        const MonoTime give_up = monoNow() + 5s;
        loop::Timer check(loop, [&] {
            if (pool->stopped() || monoNow() > give_up) loop.stop();
        });
        check.startEvery(10ms);
        loop.run();
        return pool->stopped() && ended;
    }

    // The numbers of the workers that get so many tasks.
    std::vector<int> give(int tasks, bool brief) {
        model::PollTask task;
        task.credentials = std::make_shared<model::Credentials>();
        task.module_set = std::make_shared<model::ModuleSet>();
        std::vector<int> workers;
        for (int i = 0; i < tasks; ++i) {
            task.id = ++last_task;
            workers.push_back(pool->pick(false, -1, brief).value());
            pool->give(workers.back(), task, MonoTime::max(), false);
        }
        return workers;
    }

    loop::Loop loop;
    uint64_t last_task = 0;
    std::string why;
    bool ended = false;
    std::unique_ptr<WorkerPool> pool;
};

}  // namespace

TEST_CASE("workers that die before they are ready throttle the pool and are reported") {
    const Script script("echo started >> $0.log; exit 71");
    Fixture fixture(script.path(), 3);
    fixture.run(10s);
    CHECK(fixture.why.find("71") != std::string::npos);
    CHECK(fixture.pool->report().front().last_exit.find("71") != std::string::npos);
    CHECK(!fixture.pool->pick(false, -1, false));
    CHECK(fixture.stop());
    unlink((script.path() + ".log").c_str());
}

TEST_CASE("a worker program that does not exist is reported with its name") {
    Fixture fixture("/nowhere/snmpolld-worker");
    fixture.run(10s);
    CHECK(fixture.why.find("/nowhere/snmpolld-worker") != std::string::npos);
    CHECK(fixture.stop());
}

TEST_CASE("a worker that talks nonsense is killed") {
    const Script script("echo 'this is no frame at all' >&3; exec cat <&3");
    Fixture fixture(script.path());
    fixture.run(10s);
    CHECK(fixture.why.find("bad message") != std::string::npos);
    CHECK(fixture.stop());
}

TEST_CASE("a worker that ignores the end of its channel is killed when the pool stops") {
    const Script script("trap '' TERM; exec 3<&-; exec tail -f /dev/null");
    Fixture fixture(script.path());
    fixture.run(300ms);
    CHECK(fixture.pool->report().front().state == WorkerState::starting);
    CHECK(fixture.stop());
}

TEST_CASE("a worker holds no more exchanges open than its receive buffers have room for answers") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 10'000);
    fixture.run(300ms);
    REQUIRE(fixture.pool->report().size() == 1);
    CHECK(fixture.pool->report().front().sessions == 2944);
    CHECK(fixture.stop());
}

TEST_CASE("a worker whose receive buffers overflow gets fewer exchanges, and the losses are added up") {
    const Words words({425'984, 2944}, {ipc::Dropped{5}, ipc::Dropped{7}});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 400);
    fixture.run(300ms);
    CHECK(fixture.pool->report().front().sessions == 200);
    CHECK(fixture.pool->report().front().dropped == 7);
    CHECK(fixture.stop());
}

TEST_CASE("a worker that takes losses back is killed") {
    const Words words({}, {ipc::Dropped{5}, ipc::Dropped{4}});
    const Script script(words.script());
    Fixture fixture(script.path(), 1, 400);
    fixture.run(300ms);
    CHECK(fixture.pool->report().front().last_exit.find("fewer drops") != std::string::npos);
    CHECK(fixture.stop());
}

TEST_CASE("tasks go to the worker that has least to do, brief ones of a turn to one worker until it is too far ahead") {
    const Words words({425'984, 2944});
    const Script script(words.script());
    Fixture fixture(script.path(), 2, 8);
    fixture.run(300ms);
    SUBCASE("spread") {
        CHECK(fixture.give(4, false) == std::vector{0, 1, 0, 1});
    }
    SUBCASE("brief") {
        CHECK(fixture.give(6, true) == std::vector{0, 0, 0, 0, 1, 1});
    }
    SUBCASE("brief, in the next turn") {
        CHECK(fixture.give(2, true) == std::vector{0, 0});
        fixture.run(20ms);
        CHECK(fixture.give(2, true) == std::vector{1, 1});
    }
    CHECK(fixture.stop());
}
