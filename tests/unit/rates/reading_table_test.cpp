// Compares ReadingTable with a std::map while it grows and shrinks, and with keys that collide.
#include "rates/reading_table.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace snmpolld::rates;

namespace {

Reading readingOf(uint64_t key, uint64_t value) {
    return {.key = key, .value = value, .kind = ReadingKind::counter64};
}

void checkSame(ReadingTable& table, const std::map<uint64_t, uint64_t>& expected) {
    REQUIRE(table.size() == expected.size());
    for (const auto& [key, value] : expected) {
        const Reading* found = table.find(key);
        REQUIRE(found != nullptr);
        CHECK(found->value == value);
    }
}

}  // namespace

TEST_CASE("an empty table finds nothing and costs nothing") {
    ReadingTable table;
    CHECK(table.find(1) == nullptr);
    CHECK(table.bytes() == 0);
}

TEST_CASE("what was put in is found, what was missed is dropped") {
    std::mt19937_64 random(7);
    for (const bool crowded : {false, true}) {
        ReadingTable table;
        std::map<uint64_t, uint64_t> expected;
        for (uint64_t i = 0; i < 5000; ++i) {
            const uint64_t key =
                crowded ? ~0ULL - i * 3 : random();  // crowded: all at the last place, and round the end
            table.insert(readingOf(key, i));
            expected[key] = i;
        }
        checkSame(table, expected);
        CHECK(table.find(crowded ? 5 : random()) == nullptr);
        const size_t full = table.bytes();
        table.forEach([](Reading& reading) { reading.misses = reading.value % 10 == 0 ? 0 : 1; });
        std::erase_if(expected, [](const auto& entry) { return entry.second % 10 != 0; });
        table.dropMissed(1);
        checkSame(table, expected);
        CHECK(table.bytes() < full / 5);
        table.forEach([](Reading& reading) { reading.misses = 1; });
        table.dropMissed(1);
        CHECK(table.size() == 0);
    }
}

TEST_CASE("OIDs of one table have keys of their own") {
    std::map<uint64_t, int> keys;
    for (uint32_t column = 1; column < 30; ++column)
        for (uint32_t index = 0; index < 10'000; ++index) {
            const uint32_t ids[] = {1, 3, 6, 1, 2, 1, 2, 2, 1, column, index};
            ++keys[hashFinish(hashStart(ids))];
        }
    CHECK(keys.size() == 290'000);
}
