#include "supervisor/task_table.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <random>

using snmpolld::supervisor::TaskTable;

TEST_CASE("a thing stays where it is until it is taken") {
    TaskTable<std::unique_ptr<int>> table;
    std::unique_ptr<int>* const first = &table.add(7, std::make_unique<int>(70));
    for (uint64_t id = 8; id < 10'000; ++id)
        table.add(id, std::make_unique<int>(static_cast<int>(id * 10)));
    CHECK(table.find(7) == first);
    CHECK(*table.take(7) == 70);
    CHECK(table.find(7) == nullptr);
    CHECK_FALSE(table.contains(0));
    CHECK(table.size() == 9'992);
    CHECK(**table.find(9'999) == 99'990);
}

TEST_CASE("a table of tasks is what a map would be, with long ones among short ones") {
    TaskTable<uint64_t> table;
    std::map<uint64_t, uint64_t> model;
    std::mt19937_64 random(4711);
    for (uint64_t id = 1; id < 50'000; ++id) {
        table.add(id, id * 3);
        model.emplace(id, id * 3);
        while (model.size() > 300 + id / 100 % 200) {
            auto victim = model.begin();
            std::advance(victim, static_cast<long>(random() % model.size()));
            REQUIRE(table.take(victim->first) == victim->second);
            REQUIRE_FALSE(table.contains(victim->first));
            model.erase(victim);
        }
        REQUIRE(table.size() == model.size());
    }
    std::map<uint64_t, uint64_t> left;
    table.each([&](uint64_t task, uint64_t thing) { left.emplace(task, thing); });
    CHECK(left == model);
    for (const auto& [id, thing] : model)
        REQUIRE(*table.find(id) == thing);
}
