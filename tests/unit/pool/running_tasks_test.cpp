#include "pool/running_tasks.hpp"

#include <doctest/doctest.h>

#include <map>

#include "ipc/limits.hpp"

using namespace snmpolld;
using namespace snmpolld::pool;
using namespace std::chrono_literals;

namespace {

const MonoTime kNow = MonoTime(1000h);

model::HostRecord part(uint64_t task, uint32_t number, bool last) {
    model::HostRecord record;
    record.task_id = task;
    record.part = number;
    record.last = last;
    return record;
}

}  // namespace

TEST_CASE("a task runs until the last part of its record") {
    RunningTasks tasks;
    tasks.add(7, kNow, {});
    CHECK(tasks.take(part(7, 1, false), kNow).has_value());
    CHECK(tasks.take(part(7, 2, false), kNow).has_value());
    CHECK(tasks.size() == 1);
    CHECK(tasks.take(part(7, 3, true), kNow).has_value());
    CHECK(tasks.empty());
}

TEST_CASE("records of other tasks and parts out of order are refused and change nothing") {
    RunningTasks tasks;
    tasks.add(7, kNow, {});
    CHECK_FALSE(tasks.take(part(8, 1, true), kNow).has_value());
    CHECK_FALSE(tasks.take(part(7, 2, true), kNow).has_value());
    CHECK_FALSE(tasks.take(part(7, 0, true), kNow).has_value());
    CHECK(tasks.take(part(7, 1, false), kNow).has_value());
    CHECK_FALSE(tasks.take(part(7, 1, true), kNow).has_value());
    CHECK(tasks.ids() == std::vector<uint64_t>{7});
}

TEST_CASE("no more tasks are silent than there are") {
    RunningTasks tasks;
    for (const uint64_t id : {1, 2, 3})
        tasks.add(id, kNow, {});
    CHECK_FALSE(tasks.setSilent(4).has_value());
    CHECK(tasks.setSilent(3).has_value());
    CHECK(tasks.lively() == 0);
    CHECK(tasks.take(part(2, 1, true), kNow).has_value());
    CHECK(tasks.silent() == 2);
    CHECK(tasks.lively() == 0);
}

TEST_CASE("all are taken at once, the oldest first") {
    RunningTasks tasks;
    for (const uint64_t id : {9, 3, 5})
        tasks.add(id, kNow, {});
    CHECK(tasks.setSilent(1).has_value());
    CHECK(tasks.takeAll() == std::vector<uint64_t>{3, 5, 9});
    CHECK(tasks.empty());
    CHECK(tasks.silent() == 0);
    CHECK(tasks.takeAll().empty());
}

TEST_CASE("one overdue task is enough, and all can be postponed") {
    RunningTasks tasks;
    CHECK_FALSE(tasks.anyOverdue(kNow));
    tasks.add(1, kNow + 10s, {});
    tasks.add(2, kNow + 20s, {});
    CHECK_FALSE(tasks.anyOverdue(kNow + 9s));
    CHECK(tasks.anyOverdue(kNow + 10s));
    tasks.postponeKill(kNow + 15s);
    CHECK_FALSE(tasks.anyOverdue(kNow + 14s));
    CHECK(tasks.anyOverdue(kNow + 15s));
}

TEST_CASE("a record whose times are not those of its task is refused") {
    const auto is_possible = [](const model::HostRecord& record) {
        RunningTasks tasks;
        tasks.add(7, MonoTime::max(), kNow);
        return tasks.take(record, kNow + 5s).has_value();
    };
    model::HostRecord record = part(7, 1, true);
    record.begun = kNow + 1s;
    record.duration = 4s;
    record.rtt = 3s;
    CHECK(is_possible(record));
    record.begun = kNow + 2s;
    CHECK_FALSE(is_possible(record));
    record.begun = kNow - 11s;
    CHECK_FALSE(is_possible(record));
    record.begun = kNow;
    record.rtt = 5s;
    CHECK_FALSE(is_possible(record));
}

TEST_CASE("a record that says what will be learned in the future is refused") {
    RunningTasks tasks;
    tasks.add(7, MonoTime::max(), kNow);
    const MonoTime later = kNow + 1ns;
    model::HostRecord sound = part(7, 1, true);
    sound.begun = kNow;
    model::HostRecord record = sound;
    record.learned.engine_seen = later;
    CHECK_FALSE(tasks.take(record, kNow).has_value());
    record = sound;
    record.learned.limits_since = later;
    CHECK_FALSE(tasks.take(record, kNow).has_value());
    record = sound;
    record.learned.silent = {{.oid = {1, 3}, .since = later}};
    CHECK_FALSE(tasks.take(record, kNow).has_value());
    record = sound;
    record.lookup_marks = model::LookupMarks{.taken = later};
    CHECK_FALSE(tasks.take(record, kNow).has_value());
    CHECK(tasks.take(sound, kNow).has_value());
}

TEST_CASE(
    "a worker asks for keys only of tasks that it has and that need some, and of no more engines than there are") {
    RunningTasks tasks;
    tasks.add(7, kNow, {});
    tasks.add(8, kNow, {});
    tasks.needsKeys(8, {});
    CHECK_FALSE(tasks.wantKeys({.task_id = 6, .engine_id = "e"}).has_value());
    CHECK_FALSE(tasks.wantKeys({.task_id = 7, .engine_id = "e"}).has_value());
    for (uint32_t i = 0; i < ipc::kMaxKeysWanted; ++i)
        CHECK(tasks.wantKeys({.task_id = 8, .engine_id = std::to_string(i)}).has_value());
    CHECK_FALSE(tasks.wantKeys({.task_id = 8, .engine_id = "one more"}).has_value());
    CHECK_FALSE(tasks.answerKeys({.task_id = 6}));
    CHECK_FALSE(tasks.answerKeys({.task_id = 7}));
    CHECK(tasks.answerKeys({.task_id = 8}));
}

TEST_CASE("a record may have learned an engine whose keys the worker has, and no other") {
    RunningTasks tasks;
    for (const uint64_t id : {7, 8})
        tasks.add(id, kNow, {});
    tasks.needsKeys(8, {"pinned", "learned"});
    std::map<uint64_t, uint32_t> parts;
    const auto is_possible = [&](uint64_t task, const std::string& engine_id) {
        model::HostRecord record = part(task, parts[task] + 1, false);
        record.learned.engine_id = engine_id;
        const bool possible = tasks.take(record, kNow).has_value();
        if (possible) ++parts[task];
        return possible;
    };
    CHECK(is_possible(7, "of a user without authentication"));
    CHECK(is_possible(8, ""));
    CHECK(is_possible(8, "pinned"));
    CHECK(is_possible(8, "learned"));
    CHECK_FALSE(is_possible(8, "other"));
    tasks.answerKeys({.task_id = 8, .refused = true, .keys = {.engine_id = "other"}});
    CHECK_FALSE(is_possible(8, "other"));
    tasks.answerKeys({.task_id = 8, .keys = {.engine_id = "other"}});
    CHECK(is_possible(8, "other"));
}
