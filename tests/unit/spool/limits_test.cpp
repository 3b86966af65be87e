// What goes when a spool is full or its entries are old, and what is said about it.
#include <doctest/doctest.h>

#include "spools.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

namespace {

Counts sumOf(const std::vector<Gap>& gaps) {
    Counts sum;
    for (const Gap& gap : gaps) {
        sum.entries += gap.lost.entries;
        sum.samples += gap.lost.samples;
    }
    return sum;
}

Counts countsOf(const std::vector<uint64_t>& numbers) {
    Counts sum{numbers.size(), 0};
    for (const uint64_t number : numbers)
        sum.samples += number + 1;
    return sum;
}

constexpr Limits kSmall{.max_size = 256 << 10};

}  // namespace

TEST_CASE("over max_size the oldest entries go as gaps, and the numbers add up") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk, Order::oldest_first, kSmall);
    for (uint64_t number = 0; number < 2000; ++number) {
        REQUIRE(append(*spool, number, 1000));
        REQUIRE(spool->sync());
        CHECK(spool->state().octets <= kSmall.max_size + 2000);
    }
    const auto gaps = spool->takeGaps();
    REQUIRE(gaps.size() > 10);
    CHECK(spool->takeGaps().empty());
    uint64_t first = 0;
    for (const Gap& gap : gaps) {
        CHECK(gap.why == GapReason::max_size);
        CHECK(gap.from == at(static_cast<int64_t>(first)));
        CHECK(gap.to == at(static_cast<int64_t>(first + gap.lost.entries - 1)));
        CHECK(gap.lost == countsOf(range(first, first + gap.lost.entries)));
        first += gap.lost.entries;
    }
    CHECK(sumOf(gaps).entries + spool->state().waiting.entries == 2000);
    CHECK(drain(*spool) == range(first, 2000));
    CHECK(2000 - first > 180);  // the spool is not emptied because it is full
}

TEST_CASE("over max_age the oldest entries go, although nothing comes any more") {
    TemporaryFolder folder;
    TestDisk disk;
    const Limits limits{.max_age = std::chrono::seconds(1600)};
    auto spool = openSpool(folder / "a", disk, Order::oldest_first, limits);
    appendAll(*spool, 0, 1000);
    REQUIRE(spool->commit(at(1600)));
    CHECK(spool->takeGaps().empty());
    REQUIRE(spool->commit(at(2100)));
    const auto gaps = spool->takeGaps();
    const uint64_t lost = sumOf(gaps).entries;
    CHECK(lost >= 400);
    CHECK(lost <= 501);
    CHECK(gaps.at(0).why == GapReason::max_age);
    CHECK(spool->state().waiting.entries == 1000 - lost);
    CHECK(nextNumber(*spool) == lost);
    spool->putBack();
    REQUIRE(spool->commit(at(9999)));
    CHECK(sumOf(spool->takeGaps()).entries == 1000 - lost);
    CHECK_FALSE(spool->next());
    CHECK(segmentsIn(folder / "a").empty());
}

TEST_CASE("what is in hand stays until it is done or put back, and is in no gap") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk, Order::oldest_first, kSmall);
    appendAll(*spool, 0, 5, 1000);
    REQUIRE(spool->sync());
    CHECK(nextNumber(*spool) == 0);
    CHECK(nextNumber(*spool, 1) == 1);
    appendAll(*spool, 5, 1000, 1000);
    const Counts lost = sumOf(spool->takeGaps());
    CHECK(lost.entries > 0);
    CHECK(nextNumber(*spool) == 0);
    spool->done();
    CHECK(nextNumber(*spool) == 1);
    const Counts waiting = spool->state().waiting;
    CHECK(countsOf(range(1, 1000)) == Counts{lost.entries + waiting.entries, lost.samples + waiting.samples});
    spool->putBack();
    REQUIRE(append(*spool, 1000, 1000));
    REQUIRE(append(*spool, 1001, 1000));
    REQUIRE(nextNumber(*spool));
    const auto left = drain(*spool);
    const Counts all = sumOf(spool->takeGaps());
    CHECK(1 + lost.entries + all.entries + left.size() == 1002);
}

TEST_CASE("of a segment that was sent in part, only the rest is lost") {
    TemporaryFolder folder;
    TestDisk disk;
    const Limits limits{.max_age = std::chrono::hours(1)};
    auto spool = openSpool(folder / "a", disk, Order::oldest_first, limits);
    appendAll(*spool, 0, 100);
    for (int i = 0; i < 40; ++i) {
        nextNumber(*spool);
        spool->done();
    }
    spool->putBack();
    REQUIRE(spool->commit(at(10'000)));
    const auto gaps = spool->takeGaps();
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0].from == at(40));
    CHECK(gaps[0].to == at(99));
    CHECK(gaps[0].lost == countsOf(range(40, 100)));
}

TEST_CASE("gaps are remembered after a restart, the latest ones") {
    TemporaryFolder folder;
    TestDisk disk;
    const Limits limits{.max_age = std::chrono::seconds(160)};
    auto spool = openSpool(folder / "a", disk, Order::oldest_first, limits);
    appendAll(*spool, 0, 6000);
    const auto gaps = spool->takeGaps();
    CHECK(gaps.size() > GapFile::kMost);
    const auto latest = spool->latestGaps();
    CHECK(latest.size() == GapFile::kMost);
    CHECK(latest.back() == gaps.back());
    spool.reset();
    spool = openSpool(folder / "a", disk, Order::oldest_first, limits, at(6000));
    CHECK(spool->latestGaps() == latest);
    CHECK(spool->takeGaps().empty());
    CHECK(contentOf(folder / "a" / "gaps.jsonl").find("\"why\":\"max_age\"") != std::string::npos);
}

TEST_CASE("limits also hold for what is found at the start") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 10);
    spool.reset();
    spool = openSpool(folder / "a", disk, Order::oldest_first, {.max_age = std::chrono::hours(1)}, at(9999));
    CHECK(sumOf(spool->takeGaps()) == countsOf(range(0, 10)));
    CHECK_FALSE(spool->next());
}
