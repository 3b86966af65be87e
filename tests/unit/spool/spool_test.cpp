// What the spool's owner sees of it.
#include "spool/spool.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spools.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

TEST_CASE("entries come out in the order in which they went in, each until it is done") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    CHECK_FALSE(spool->next());
    appendAll(*spool, 0, 3);
    CHECK(nextNumber(*spool) == 0);
    CHECK(nextNumber(*spool) == 0);
    spool->done();
    CHECK(nextNumber(*spool) == 1);
    appendAll(*spool, 3, 1000, 2000);
    CHECK(drain(*spool) == range(1, 1000));
    CHECK_FALSE(spool->next());
}

TEST_CASE("an entry keeps its octets, samples and time") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    const std::string octets("\0\xff line\n", 8);
    const WallTime time(std::chrono::milliseconds(1'764'526'800'123));
    REQUIRE(spool->append({octets, 77, time}, time));
    REQUIRE(spool->append({"", 0, time}, time));
    const auto first = spool->next(), second = spool->next(1);
    REQUIRE(first);
    REQUIRE(second);
    CHECK(first->octets == octets);
    CHECK(first->samples == 77);
    CHECK(first->time == time);
    CHECK(second->octets.empty());
}

TEST_CASE("several entries may be in hand at a time, and done() is about the first of them") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 5);
    for (size_t ahead = 0; ahead < 5; ++ahead)
        CHECK(nextNumber(*spool, ahead) == ahead);
    CHECK_FALSE(spool->next(5));
    spool->done();
    spool->done();
    CHECK(nextNumber(*spool, 1) == 3);
    spool->putBack();
    spool->done();  // nothing is in hand
    CHECK(nextNumber(*spool) == 2);
}

TEST_CASE("done() without an entry in hand does nothing") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    spool->done();
    appendAll(*spool, 0, 1);
    spool->done();
    CHECK(drain(*spool) == range(0, 1));
}

TEST_CASE("what is read ahead is bounded, and the entry to send is there however large it is") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 5, kMaxEntry - 10);
    CHECK(nextNumber(*spool) == 0);
    CHECK_FALSE(spool->next(1));
    CHECK(drain(*spool) == range(0, 5));
    CHECK_FALSE(append(*spool, 5, kMaxEntry));
}

TEST_CASE("a spool that was closed goes on where it was") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 100);
    for (uint64_t number = 0; number < 30; ++number) {
        CHECK(nextNumber(*spool) == number);
        spool->done();
    }
    spool.reset();
    spool = openSpool(folder / "a", disk);
    CHECK(spool->state().waiting.entries == 70);
    CHECK(spool->state().oldest == at(29));  // not known better before it is read
    appendAll(*spool, 100, 110);
    CHECK(nextNumber(*spool) == 30);
    CHECK(spool->state().oldest == at(30));
    CHECK(drain(*spool) == range(30, 110));
}

TEST_CASE("state() counts what waits") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    CHECK(spool->state().octets == 0);
    CHECK_FALSE(spool->state().oldest);
    appendAll(*spool, 10, 20);
    REQUIRE(spool->sync());
    CHECK(spool->state().octets == std::filesystem::file_size(segmentsIn(folder / "a").at(0)));
    CHECK(spool->state().waiting == Counts{10, 155});
    CHECK(spool->state().oldest == at(10));
    nextNumber(*spool);
    spool->done();
    CHECK(spool->state().waiting == Counts{9, 144});
    CHECK(spool->state().oldest == at(11));
}

TEST_CASE("what was sent leaves nothing on disk") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 10);
    REQUIRE(spool->sync());
    CHECK(drain(*spool) == range(0, 10));
    REQUIRE(spool->commit(at(20)));
    CHECK(segmentsIn(folder / "a").empty());
    CHECK(spool->state().octets == 0);
}

TEST_CASE("what is sent before it is synced is never written") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    const uint64_t before = disk.octets_written;
    appendAll(*spool, 0, 10);
    CHECK(drain(*spool) == range(0, 10));
    REQUIRE(spool->sync());
    REQUIRE(spool->commit(at(20)));
    CHECK(disk.octets_written == before);
}

TEST_CASE("newest first: the newest segment goes first, and what comes while it is sent goes to another one") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk, Order::newest_first);
    appendAll(*spool, 0, 10);
    spool.reset();
    spool = openSpool(folder / "a", disk, Order::newest_first);
    appendAll(*spool, 10, 20);
    CHECK(nextNumber(*spool) == 10);
    appendAll(*spool, 20, 30);
    std::vector<uint64_t> expected = range(10, 30);
    for (uint64_t number = 0; number < 10; ++number)
        expected.push_back(number);
    CHECK(drain(*spool) == expected);
    REQUIRE(spool->commit(at(30)));
    CHECK(segmentsIn(folder / "a").empty());
}

TEST_CASE("newest first: entries that were not synced yet are the newest ones") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk, Order::newest_first);
    appendAll(*spool, 0, 10);
    spool.reset();
    spool = openSpool(folder / "a", disk, Order::newest_first);
    appendAll(*spool, 10, 11);
    CHECK(nextNumber(*spool) == 10);
    spool->done();
    CHECK(nextNumber(*spool) == 0);
}

TEST_CASE("a folder has one user, who is named to others") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    const auto second = Spool::open(folder / "a", {}, Order::oldest_first, at(0), disk);
    REQUIRE_FALSE(second);
    CHECK(second.error().message ==
          "open the spool " + (folder / "a").string() + ": another output of this process uses it");
    writeContent(folder / "a" / "lock", "12345\n");
    CHECK(Spool::open(folder / "a", {}, Order::oldest_first, at(0), disk).error().message ==
          "open the spool " + (folder / "a").string() + ": process 12345 uses it");
    spool.reset();
    CHECK(Spool::open(folder / "a", {}, Order::oldest_first, at(0), disk));
}

TEST_CASE("the folder and what is in it are for their owner only") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "deep/er", disk);
    appendAll(*spool, 0, 1);
    REQUIRE(spool->sync());
    struct stat info {};
    REQUIRE(::stat((folder / "deep/er").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0700);
    REQUIRE(::stat(segmentsIn(folder / "deep/er").at(0).c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0600);
}

TEST_CASE("a folder that cannot be made is an error with its name") {
    TemporaryFolder folder;
    TestDisk disk;
    writeContent(folder / "file", "");
    const auto spool = Spool::open(folder / "file" / "a", {}, Order::oldest_first, at(0), disk);
    REQUIRE_FALSE(spool);
    CHECK(spool.error().message.find("file/a") != std::string::npos);
}

TEST_CASE("a large spool is opened by the names of its segments and one of them") {
    TemporaryFolder folder;
    TestDisk disk;
    Limits limits{.max_size = uint64_t{16} << 20};
    auto spool = openSpool(folder / "a", disk, Order::oldest_first, limits);
    appendAll(*spool, 0, 1200, 10'000);
    REQUIRE(spool->sync());
    REQUIRE(segmentsIn(folder / "a").size() > 5);
    std::filesystem::copy(folder / "a", folder / "killed");

    TestDisk counted;
    auto next = openSpool(folder / "killed", counted, Order::oldest_first, limits);
    CHECK(counted.octets_read <= (uint64_t{16} << 20) / 16 + (64 << 10));
    CHECK(std::count_if(counted.opened.begin(), counted.opened.end(),
                        [](const std::string& name) { return name.ends_with("pool") || name.ends_with("open"); }) == 1);
    CHECK(next->state().waiting.entries == 1200);
    CHECK(nextNumber(*next) == 0);

    TestDisk after_close;
    spool.reset();
    spool = openSpool(folder / "a", after_close, Order::oldest_first, limits);
    CHECK(after_close.octets_read < 1000);
}

TEST_CASE("a mark that is left of a segment that is gone is not taken for one of a new segment") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 10);
    for (int i = 0; i < 5; ++i) {
        nextNumber(*spool);
        spool->done();
    }
    REQUIRE(spool->commit(at(10)));
    CHECK(drain(*spool) == range(5, 10));
    REQUIRE(spool->sync());
    REQUIRE(segmentsIn(folder / "a").empty());
    std::filesystem::copy(folder / "a", folder / "killed");
    spool = openSpool(folder / "killed", disk);
    appendAll(*spool, 10, 20);
    REQUIRE(spool->sync());
    std::filesystem::copy(folder / "killed", folder / "killed again");
    spool = openSpool(folder / "killed again", disk);
    CHECK(drain(*spool) == range(10, 20));
}
