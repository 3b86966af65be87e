// Every step on the disk fails once, in every way, or is the last one of the process.
#include <doctest/doctest.h>

#include <set>

#include "spools.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

namespace {

constexpr Limits kManySegments{.max_size = 64 << 10};  // segments of 4 KiB
constexpr size_t kSize = 200;                          // octets of an entry

// What a run knows of its entries, as an owner of a spool would.
struct Account {
    std::set<uint64_t> taken{};      // append() took them
    std::set<uint64_t> safe{};       // and a sync() after it succeeded
    std::vector<uint64_t> sent{};    // in the order in which they were done
    std::set<uint64_t> committed{};  // done before the last commit() that succeeded
};

void sync(Spool& spool, Account& account) {
    if (spool.sync()) account.safe = account.taken;
}

void send(Spool& spool, Account& account, size_t most) {
    for (; most > 0; --most) {
        const auto number = nextNumber(spool);
        if (!number) return;
        account.sent.push_back(*number);
        spool.done();
    }
}

void commit(Spool& spool, Account& account, int64_t now) {
    const std::set<uint64_t> done(account.sent.begin(), account.sent.end());
    if (!spool.commit(at(now))) return;
    account.committed = done;
    account.safe = account.taken;
}

void take(Spool& spool, Account& account, uint64_t from, uint64_t to) {
    for (uint64_t number = from; number < to; ++number)
        if (append(spool, number, kSize)) account.taken.insert(number);
}

void work(Spool& spool, Account& account) {
    take(spool, account, 0, 10);
    sync(spool, account);
    take(spool, account, 10, 30);
    send(spool, account, 7);
    commit(spool, account, 30);
    take(spool, account, 30, 60);
    sync(spool, account);
    send(spool, account, 20);
    commit(spool, account, 60);
    take(spool, account, 60, 70);
    send(spool, account, 3);
    sync(spool, account);
    send(spool, account, 5);
}

bool isAscending(const std::vector<uint64_t>& numbers) {
    return std::is_sorted(numbers.begin(), numbers.end()) &&
           std::adjacent_find(numbers.begin(), numbers.end()) == numbers.end();
}

uint64_t stepsOfWork(const std::filesystem::path& folder) {
    TestDisk disk;
    Account account;
    auto spool = openSpool(folder, disk, Order::oldest_first, kManySegments);
    work(*spool, account);
    spool.reset();
    return disk.steps;
}

}  // namespace

TEST_CASE("a step that fails once loses nothing and sends nothing twice") {
    TemporaryFolder folder;
    const uint64_t steps = stepsOfWork(folder / "counted");
    REQUIRE(steps > 30);
    for (const Fault fault : {Fault::refused, Fault::half})
        for (uint64_t step = 1; step <= steps; ++step) {
            CAPTURE(step);
            const auto place = folder / (std::to_string(step) + (fault == Fault::half ? "h" : "r")).c_str();
            TestDisk disk;
            disk.fault = fault;
            disk.fault_at = step;
            Account account;
            auto opened = Spool::open(place, kManySegments, Order::oldest_first, at(0), disk);
            if (!opened) opened = Spool::open(place, kManySegments, Order::oldest_first, at(0), disk);
            REQUIRE(opened);
            work(**opened, account);
            send(**opened, account, 1000);
            CHECK(account.sent == std::vector<uint64_t>(account.taken.begin(), account.taken.end()));
            CHECK(account.taken.size() >= 69);
            disk.fault = Fault::none;
            CHECK((*opened)->commit(at(99)));
            CHECK(segmentsIn(place).empty());
            CHECK((*opened)->state().octets == 0);
        }
}

TEST_CASE("a step that fails before a restart loses nothing that was synced") {
    TemporaryFolder folder;
    const uint64_t steps = stepsOfWork(folder / "counted");
    for (const Fault fault : {Fault::refused, Fault::half})
        for (uint64_t step = 1; step <= steps; ++step) {
            CAPTURE(step);
            const auto place = folder / (std::to_string(step) + (fault == Fault::half ? "h" : "r")).c_str();
            TestDisk disk;
            disk.fault = fault;
            disk.fault_at = step;
            Account account;
            auto opened = Spool::open(place, kManySegments, Order::oldest_first, at(0), disk);
            if (!opened) continue;
            work(**opened, account);
            opened->reset();
            TestDisk sound;
            auto spool = openSpool(place, sound, Order::oldest_first, kManySegments, at(99));
            auto rest = drain(*spool);
            CHECK(isAscending(rest));
            std::set<uint64_t> seen(account.sent.begin(), account.sent.end());
            seen.insert(rest.begin(), rest.end());
            for (const uint64_t number : account.safe)
                CHECK(seen.contains(number));
            CHECK(spool->state().damaged == 0);
            CHECK(spool->takeGaps().empty());
        }
}

TEST_CASE(
    "a kill at any step loses nothing that was synced, and gives out again only what was done since the last commit") {
    TemporaryFolder folder;
    const uint64_t steps = stepsOfWork(folder / "counted");
    for (uint64_t step = 1; step <= steps; ++step) {
        CAPTURE(step);
        const auto place = folder / std::to_string(step).c_str();
        TestDisk disk;
        disk.fault = Fault::killed;
        disk.fault_at = step;
        Account account;
        if (auto opened = Spool::open(place, kManySegments, Order::oldest_first, at(0), disk)) work(**opened, account);
        TestDisk sound;
        auto spool = openSpool(place, sound, Order::oldest_first, kManySegments, at(99));
        const auto rest = drain(*spool);
        CHECK(isAscending(rest));
        for (const uint64_t number : rest)
            CHECK_FALSE(account.committed.contains(number));
        std::set<uint64_t> seen(account.sent.begin(), account.sent.end());
        seen.insert(rest.begin(), rest.end());
        for (const uint64_t number : account.safe)
            CHECK(seen.contains(number));
        CHECK(spool->takeGaps().empty());
    }
}

TEST_CASE("a kill at any step of a spool that is full: everything is sent or in a gap, once") {
    constexpr Limits kFull{.max_size = 6 << 10};
    TemporaryFolder folder;
    uint64_t steps = 1000;
    for (uint64_t step = 0; step <= steps; ++step) {
        CAPTURE(step);
        const auto place = folder / std::to_string(step).c_str();
        TestDisk disk;
        disk.fault = step == 0 ? Fault::none : Fault::killed;
        disk.fault_at = step;
        Account account;
        if (auto opened = Spool::open(place, kFull, Order::oldest_first, at(0), disk))
            for (uint64_t number = 0; number < 50; ++number) {
                if (append(**opened, number, kSize)) account.taken.insert(number);
                sync(**opened, account);
            }
        if (step == 0) steps = disk.steps;
        TestDisk sound;
        auto spool = openSpool(place, sound, Order::oldest_first, kFull, at(99));
        uint64_t lost = 0;
        for (const Gap& gap : spool->latestGaps())
            lost += gap.lost.entries;
        const auto rest = drain(*spool);
        CHECK(isAscending(rest));
        // What was taken but not acknowledged may have come or not.
        CHECK(lost + rest.size() >= account.safe.size());
        CHECK(lost + rest.size() <= account.taken.size() + 1);
        if (!rest.empty()) CHECK(lost == rest.front());
    }
}

TEST_CASE("a full disk: nothing more is taken than fits into memory, and it goes on when there is room") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 10, 1000);
    REQUIRE(spool->sync());
    disk.full = true;
    appendAll(*spool, 10, 20, 1000);
    const auto synced = spool->sync();
    REQUIRE_FALSE(synced);
    CHECK(synced.error().message.find(".open: test: No space left on device") != std::string::npos);
    uint64_t next = 20;
    while (append(*spool, next, 1000))
        ++next;
    CHECK(next > 500);
    CHECK(next < 2000);
    CHECK_FALSE(append(*spool, next, 1000));
    CHECK_FALSE(spool->commit(at(20)));
    disk.full = false;
    REQUIRE(append(*spool, next, 1000));
    REQUIRE(spool->sync());
    CHECK(drain(*spool) == range(0, next + 1));
}

TEST_CASE("a full disk: what waits in memory can be sent, and makes room there") {
    TemporaryFolder folder;
    TestDisk disk;
    for (const Order order : {Order::oldest_first, Order::newest_first}) {
        disk.full = false;
        auto spool = openSpool(folder / (order == Order::oldest_first ? "a" : "b"), disk, order);
        disk.full = true;
        uint64_t next = 0;
        while (append(*spool, next, 1000))
            ++next;
        CHECK(drain(*spool) == range(0, next));
        REQUIRE(append(*spool, next, 1000));
        CHECK(drain(*spool) == range(next, next + 1));
    }
}

TEST_CASE("a full disk: what it had is not harmed by what did not fit") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 10, 1000);
    REQUIRE(spool->sync());
    const auto before = contentOf(segmentsIn(folder / "a").at(0));
    disk.full = true;
    appendAll(*spool, 10, 20, 1000);
    CHECK_FALSE(spool->sync());
    CHECK(contentOf(segmentsIn(folder / "a").at(0)) == before);
}

TEST_CASE("a disk that cannot be read: the segments rest, nothing is removed, and it goes on after the next commit") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk, Order::oldest_first, kManySegments);
    appendAll(*spool, 0, 100, kSize);
    REQUIRE(spool->sync());
    disk.unreadable = true;
    CHECK_FALSE(spool->next());
    CHECK(spool->state().unreadable == segmentsIn(folder / "a").size());
    CHECK(spool->state().waiting.entries == 100);
    disk.unreadable = false;
    CHECK_FALSE(spool->next());
    REQUIRE(spool->commit(at(100)));
    CHECK(drain(*spool) == range(0, 100));
}

TEST_CASE("a segment that cannot be removed yet is removed later, and is not sent again after a restart") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 10);
    spool.reset();
    spool = openSpool(folder / "a", disk);
    CHECK(nextNumber(*spool, 9) == 9);
    for (int i = 0; i < 9; ++i)
        spool->done();
    disk.fault = Fault::refused;
    disk.fault_at = disk.steps + 1;
    spool->done();
    CHECK_FALSE(spool->next());  // sees that there is nothing more, and removes
    CHECK(segmentsIn(folder / "a").size() == 1);
    spool.reset();
    spool = openSpool(folder / "a", disk);
    CHECK(spool->state().waiting.entries == 0);
    CHECK_FALSE(spool->next());
    CHECK(segmentsIn(folder / "a").empty());
    CHECK(spool->takeGaps().empty());
}

TEST_CASE("a gap that the full disk has no room for is written as soon as its segment has made room") {
    constexpr Limits kShort{.max_age = std::chrono::hours(1)};
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk, Order::oldest_first, kShort);
    appendAll(*spool, 0, 10);
    REQUIRE(spool->sync());
    disk.fault = Fault::refused;
    disk.fault_at = disk.steps + 1;  // the file of the gap
    REQUIRE(spool->commit(at(9999)));
    CHECK(spool->takeGaps().size() == 1);
    spool.reset();
    spool = openSpool(folder / "a", disk, Order::oldest_first, kShort, at(9999));
    REQUIRE(spool->latestGaps().size() == 1);
    CHECK(spool->latestGaps()[0].lost.entries == 10);
}
