#include "supervisor/dispatcher.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>

#include "world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;

namespace {

using Ids = std::vector<uint64_t>;

struct Fixture {
    Fixture() { workers.sessions = 2; }

    QueuedTask task(uint64_t id, const std::string& site = "") {
        const std::string node = "192.0.2." + std::to_string(id);
        model::Target& of = targets.emplace(id, target(node)).first->second;
        if (!site.empty()) of.labels["site"] = site;
        model::PollTask task;
        task.id = id;
        task.address = *model::Address::parse(node, 161);
        task.module_set = of.module_set;
        task.credentials = of.credentials;
        task.deadline = 3s;
        return {.task = std::move(task)};
    }
    QueuedTask alone(uint64_t id, const std::string& site = "") {
        QueuedTask out = task(id, site);
        out.alone = true;
        return out;
    }
    // The ids of the tasks that workers got, in this order, since the last call.
    Ids take() {
        Ids ids;
        for (const model::PollTask& task : std::exchange(workers.given, {}))
            ids.push_back(task.id);
        return ids;
    }
    void end(uint64_t id, uint64_t requests = 1) {
        std::erase_if(workers.tasks, [&](const auto& running) { return running.task.id == id; });
        dispatcher.ended(id, requests);
        dispatcher.pump();
    }
    void siteLimit(uint32_t in_flight, const std::vector<Dispatcher::Given>& running = {}) {
        config::Budgets budgets;
        budgets.site.in_flight = in_flight;
        dispatcher.setBudgets(budgets, running);
    }

    std::map<uint64_t, model::Target> targets{};
    std::map<uint64_t, MonoTime> given{};
    FakeClocks clocks{};
    FakeTiming timing{clocks};
    FakeWorkers workers{};
    Dispatcher dispatcher{clocks,
                          timing,
                          workers,
                          {.given = [this](model::PollTask& task, int, MonoTime at) { given.emplace(task.id, at); },
                           .target = [this](uint64_t id) -> const model::Target& { return targets.at(id); }}};
};

}  // namespace

TEST_CASE("tasks go to workers in the order in which they came, as soon as one has room") {
    Fixture f;
    for (uint64_t id = 1; id <= 5; ++id)
        f.dispatcher.queue(f.task(id));
    CHECK(f.take() == Ids{1, 2});
    CHECK(f.dispatcher.waiting() == 3);
    CHECK(f.dispatcher.waitingForWorker() == 3);
    CHECK(f.dispatcher.waitingForRate() == 0);
    f.end(2);
    f.end(1);
    CHECK(f.take() == Ids{3, 4});
    CHECK(f.dispatcher.waiting() == 1);
}

TEST_CASE("a worker is killed two seconds after the deadline of its task") {
    Fixture f;
    f.dispatcher.queue(f.task(1));
    CHECK(f.workers.tasks[0].kill_at == f.clocks.now.mono + 5s);
    CHECK(f.given.at(1) == f.clocks.now.mono);
}

TEST_CASE("only short GETs may go along with the task before") {
    Fixture f;
    f.dispatcher.queue(f.task(1));
    CHECK(f.workers.asked_brief);
    QueuedTask walk = f.task(2);
    model::ModuleSet modules;
    modules.walk = {model::Oid{1, 3, 6}};
    walk.task.module_set = std::make_shared<const model::ModuleSet>(modules);
    f.dispatcher.queue(std::move(walk));
    CHECK_FALSE(f.workers.asked_brief);
}

TEST_CASE("a task that must be alone waits for an empty worker and holds up no other") {
    Fixture f;
    f.dispatcher.queue(f.task(1));
    f.dispatcher.queue(f.alone(2));
    f.dispatcher.queue(f.task(3));
    CHECK(f.take() == Ids{1, 3});
    f.end(1);
    CHECK(f.take().empty());
    f.end(3);
    CHECK(f.take() == Ids{2});
    CHECK(f.workers.tasks[0].alone);
    f.dispatcher.queue(f.task(4));
    CHECK(f.take().empty());
    f.end(2);
    CHECK(f.take() == Ids{4});
}

TEST_CASE("the task of a twin goes to the worker of its number") {
    Fixture f;
    f.workers.count = 3;
    QueuedTask twin = f.task(1);
    twin.twin = 4;
    f.dispatcher.queue(std::move(twin));
    CHECK(f.workers.tasks[0].worker == 1);
}

TEST_CASE("starts are held to their rate, and a timer goes on with them") {
    Fixture f;
    f.workers.sessions = 100;
    config::Budgets budgets;
    budgets.starts_per_second = 10;
    f.dispatcher.setBudgets(budgets, {});
    for (uint64_t id = 1; id <= 40; ++id)
        f.dispatcher.queue(f.task(id));
    const size_t first = f.take().size();
    CHECK(first >= 1);
    CHECK(first < 20);
    CHECK(f.dispatcher.waitingForRate() == 40 - first);
    f.timing.advance(1s);
    CHECK(f.take().size() == 10);
    f.timing.advance(1min);
    CHECK(f.dispatcher.waiting() == 0);
    CHECK(f.dispatcher.waitingForRate() == 0);
}

TEST_CASE("a site has as many tasks with workers as its budget says, and the others overtake it") {
    Fixture f;
    f.workers.sessions = 100;
    f.siteLimit(1);
    f.dispatcher.queue(f.task(1, "ams"));
    f.dispatcher.queue(f.task(2, "ams"));
    f.dispatcher.queue(f.task(3, "fra"));
    f.dispatcher.queue(f.task(4));
    CHECK(f.take() == Ids{1, 3, 4});
    CHECK(f.dispatcher.waiting() == 1);
    CHECK(f.dispatcher.waitingForWorker() == 0);
    f.end(1);
    CHECK(f.take() == Ids{2});
}

TEST_CASE("of tasks with and without budgets the oldest is first") {
    Fixture f;
    f.workers.sessions = 1;
    f.siteLimit(5);
    f.dispatcher.queue(f.task(1));
    f.dispatcher.queue(f.task(2, "ams"));
    f.dispatcher.queue(f.task(3));
    f.dispatcher.queue(f.task(4, "ams"));
    f.end(1);
    f.end(2);
    f.end(3);
    CHECK(f.take() == Ids{1, 2, 3, 4});
}

TEST_CASE("a budget of requests counts those that were sent") {
    Fixture f;
    f.workers.sessions = 100;
    config::Budgets budgets;
    budgets.site.requests_per_second = 10;
    f.dispatcher.setBudgets(budgets, {});
    f.dispatcher.queue(f.task(1, "ams"));
    f.end(1, 100);
    f.dispatcher.queue(f.task(2, "ams"));
    CHECK(f.take() == Ids{1});
    f.timing.advance(20s);
    CHECK(f.take() == Ids{2});
}

TEST_CASE("a task that must be alone holds its budget while it waits for a worker of its own") {
    Fixture f;
    f.siteLimit(1);
    f.dispatcher.queue(f.task(1));
    f.dispatcher.queue(f.alone(2, "ams"));
    f.dispatcher.queue(f.task(3, "ams"));
    CHECK(f.take() == Ids{1});
    f.end(1);
    CHECK(f.take() == Ids{2});
    f.end(2);
    CHECK(f.take() == Ids{3});
}

TEST_CASE("new budgets count for what runs and for what waits, in the old order") {
    Fixture f;
    f.workers.sessions = 3;
    for (uint64_t id = 1; id <= 5; ++id)
        f.dispatcher.queue(f.task(id, "ams"));
    CHECK(f.take() == Ids{1, 2, 3});
    std::vector<Dispatcher::Given> running;
    for (uint64_t id = 1; id <= 3; ++id)
        running.push_back({id, *model::Address::parse("192.0.2." + std::to_string(id), 161)});
    f.siteLimit(2, running);
    f.end(1);
    CHECK(f.take().empty());
    f.end(2);
    CHECK(f.take() == Ids{4});
    f.siteLimit(0);
    CHECK(f.take() == Ids{5});
}

TEST_CASE("tasks are withdrawn by choice, and those that stay keep their order") {
    Fixture f;
    f.siteLimit(1);
    f.dispatcher.queue(f.task(1));
    f.dispatcher.queue(f.task(2, "ams"));
    f.dispatcher.queue(f.alone(3, "fra"));
    f.dispatcher.queue(f.task(4, "ams"));
    f.dispatcher.queue(f.task(5, "ams"));
    CHECK(f.take() == Ids{1, 2});
    CHECK(f.dispatcher.withdraw([](uint64_t id) { return id == 3 || id == 4; }) == Ids{3, 4});
    CHECK(f.dispatcher.waiting() == 1);
    f.end(2);
    CHECK(f.take() == Ids{5});
    CHECK(f.dispatcher.withdraw([](uint64_t) { return true; }).empty());
}

TEST_CASE("a withdrawn task that was to be alone gives its budget back") {
    Fixture f;
    f.siteLimit(1);
    f.dispatcher.queue(f.task(1));
    f.dispatcher.queue(f.alone(2, "ams"));
    f.dispatcher.queue(f.task(3, "ams"));
    CHECK(f.dispatcher.withdraw([](uint64_t id) { return id == 2; }) == Ids{2});
    CHECK(f.take() == Ids{1, 3});
}
