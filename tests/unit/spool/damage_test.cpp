// Whatever is in the files of a spool: it opens, gives out what is sound, and says how much is not.
#include <doctest/doctest.h>

#include <set>

#include "spool/block.hpp"
#include "spool/block_search.hpp"
#include "spool/segment_name.hpp"
#include "spools.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

namespace {

// A spool of 12 entries in four blocks: those of a finished segment, and those of one that was being written, the last
// of which is not synced. Two entries were sent.
void makeSpool(const std::filesystem::path& folder) {
    TemporaryFolder other;
    TestDisk disk;
    const auto place = other / "a";
    auto spool = openSpool(place, disk);
    appendAll(*spool, 0, 3, 5);
    REQUIRE(spool->sync());
    appendAll(*spool, 3, 6, 5);
    spool.reset();
    spool = openSpool(place, disk);
    appendAll(*spool, 6, 9, 5);
    REQUIRE(spool->sync());
    appendAll(*spool, 9, 12, 5);
    for (int i = 0; i < 2; ++i) {
        nextNumber(*spool);
        spool->done();
    }
    REQUIRE(spool->commit(at(12)));
    std::filesystem::copy(place, folder);
    writeContent(
        folder / "gaps.jsonl",
        "{\"from_ms\":1,\"to_ms\":2,\"entries\":3,\"samples\":4,\"segment\":0,\"why\":\"damaged\",\"crc32c\":\"0\"}\n");
}

std::vector<std::filesystem::path> filesIn(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(folder))
        files.push_back(file.path().filename());
    std::sort(files.begin(), files.end());
    return files;
}

struct Outcome {
    std::vector<uint64_t> sent{};
    uint64_t lost = 0;
    uint64_t damaged = 0;
};

Outcome drainDamaged(const std::filesystem::path& folder) {
    TestDisk disk;
    auto spool = openSpool(folder, disk, Order::oldest_first, {}, at(20));
    Outcome outcome{.sent = drain(*spool)};
    for (const Gap& gap : spool->takeGaps()) {
        CHECK(gap.why == GapReason::damaged);
        CHECK(gap.from <= gap.to);
        outcome.lost += gap.lost.entries;
    }
    outcome.damaged = spool->state().damaged;
    CHECK(spool->state().waiting.entries == 0);
    REQUIRE(append(*spool, 50));
    REQUIRE(spool->commit(at(50)));
    CHECK(drain(*spool) == range(50, 51));
    return outcome;
}

}  // namespace

TEST_CASE("a flipped bit in any octet costs at most the entries of its block, which are counted") {
    TemporaryFolder folder;
    makeSpool(folder / "sound");
    const Outcome sound = drainDamaged([&] {
        std::filesystem::copy(folder / "sound", folder / "copy");
        return folder / "copy";
    }());
    REQUIRE(sound.sent == range(2, 12));
    REQUIRE(sound.lost == 0);
    REQUIRE(sound.damaged == 0);
    for (const auto& name : filesIn(folder / "sound")) {
        const std::string content = contentOf(folder / "sound" / name.c_str());
        for (size_t octet = 0; octet < content.size(); ++octet) {
            CAPTURE(name.string());
            CAPTURE(octet);
            const auto place = folder / "damaged";
            std::filesystem::remove_all(place);
            std::filesystem::copy(folder / "sound", place);
            std::string flipped = content;
            flipped[octet] = static_cast<char>(flipped[octet] ^ (1 << (octet % 8)));
            writeContent(place / name, flipped);
            const Outcome outcome = drainDamaged(place);
            const bool segment = name.extension() == ".spool" || name.extension() == ".open";
            CHECK(std::is_sorted(outcome.sent.begin(), outcome.sent.end()));
            if (segment) {
                // The last block of a segment that was being written may be a write that never ended, so it is not
                // counted.
                const bool counted = outcome.sent.size() + outcome.lost == 10;
                const bool torn = name.extension() == ".open" && outcome.sent == range(2, 9);
                CHECK((counted || torn));
                CHECK(outcome.sent.size() >= 7);
                CHECK((outcome.damaged == 1 || torn));
            } else {
                CHECK(outcome.sent.size() >= 10);  // `sent` may be forgotten: then all is sent again
                CHECK(outcome.sent.size() <= 12);
                CHECK(outcome.lost == 0);
            }
        }
    }
}

TEST_CASE("files that are cut anywhere, empty, or full of garbage") {
    TemporaryFolder folder;
    makeSpool(folder / "sound");
    std::minstd_rand random(7);
    for (const auto& name : filesIn(folder / "sound")) {
        const std::string content = contentOf(folder / "sound" / name.c_str());
        for (size_t size = 0; size <= content.size(); size += 3) {
            CAPTURE(name.string());
            CAPTURE(size);
            for (const bool garbage : {false, true}) {
                const auto place = folder / "damaged";
                std::filesystem::remove_all(place);
                std::filesystem::copy(folder / "sound", place);
                std::string changed = content.substr(0, size);
                while (garbage && changed.size() < content.size())
                    changed.push_back(static_cast<char>(random() >> 8));
                writeContent(place / name, changed);
                const Outcome outcome = drainDamaged(place);
                CHECK(std::is_sorted(outcome.sent.begin(), outcome.sent.end()));
                CHECK(outcome.sent.size() >= 4);
            }
        }
    }
}

TEST_CASE("of a segment that cannot be understood at all, its name says how much is lost") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 10);
    spool.reset();
    writeContent(segmentsIn(folder / "a").at(0), std::string(5000, 'x'));
    spool = openSpool(folder / "a", disk);
    CHECK(spool->state().waiting == Counts{10, 55});
    CHECK_FALSE(spool->next());
    const auto gaps = spool->takeGaps();
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0] == Gap{.from = at(0), .to = at(9), .lost = {10, 55}, .why = GapReason::damaged, .segment = 1});
    CHECK(spool->state().damaged == 1);
    CHECK(segmentsIn(folder / "a").empty());
}

TEST_CASE("files that are no segments are left alone") {
    TemporaryFolder folder;
    TestDisk disk;
    std::filesystem::create_directory(folder / "a");
    const std::vector<std::string> names = {"x.spool",
                                            "0.open",
                                            "-1.open",
                                            "1_2_3_4.spool",
                                            "1_9_3_4_5.spool",
                                            "99999999999999999999.open",
                                            "9223372036854775807_1_2_3_4.spool",
                                            "1_2_3_4_5.spool.old",
                                            "rejected.jsonl"};
    for (const auto& name : names)
        writeContent(folder / "a" / name.c_str(), "mine");
    std::filesystem::create_directory(folder / "a" / "5_1_2_3_4.spool");
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 0, 10);
    CHECK(drain(*spool) == range(0, 10));
    REQUIRE(spool->commit(at(10)));
    for (const auto& name : names)
        CHECK(contentOf(folder / "a" / name.c_str()) == "mine");
}

TEST_CASE("names that promise more than anybody could have do no harm") {
    TemporaryFolder folder;
    TestDisk disk;
    std::filesystem::create_directory(folder / "a");
    const std::string most = std::to_string(kMaxCount);
    for (const char* number : {"1", "2", "2305843009213000000"})
        writeContent(folder / "a" / (number + ("_0_9200000000000_" + most + "_" + most + ".spool")).c_str(), "");
    auto spool = openSpool(folder / "a", disk);
    CHECK(spool->state().waiting.entries == 3 * kMaxCount);
    appendAll(*spool, 0, 10);
    CHECK(drain(*spool) == range(0, 10));
    CHECK(spool->takeGaps().size() == 3);
    appendAll(*spool, 10, 20);
    spool.reset();
    spool = openSpool(folder / "a", disk);
    CHECK(drain(*spool) == range(10, 20));
}

TEST_CASE("an entry whose octets look like a block is never taken for one, even if the block around it is damaged") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    appendAll(*spool, 100, 103);
    spool.reset();
    const std::string trap = contentOf(segmentsIn(folder / "a").at(0));
    REQUIRE(trap.starts_with(kBlockMark));

    spool = openSpool(folder / "b", disk);
    // Noise around it, so that compression leaves it as it is.
    const std::string octets = numbered(1, 3000) + trap + numbered(2, 3000);
    REQUIRE(spool->append({octets, 1, at(1)}, at(1)));
    REQUIRE(spool->sync());
    appendAll(*spool, 5, 6);
    spool.reset();
    const auto file = segmentsIn(folder / "b").at(0);
    std::string content = contentOf(file);
    CHECK(content.find(trap) != std::string::npos);
    content[10] ^= 1;  // in the head of the first block, so that heads are searched for
    writeContent(file, content);
    spool = openSpool(folder / "b", disk);
    CHECK(drain(*spool) == range(5, 6));
    const auto gaps = spool->takeGaps();
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0].lost == Counts{1, 1});
}

TEST_CASE("heads with sound checksums and impossible numbers are no heads") {
    BlockPacker packer;
    Counts before{kMaxCount + 1, 0};
    packer.add({"a", 1, at(0)});
    CHECK_FALSE(parseBlockHead(packer.pack(0, before), 0));
    before = {};
    packer.add({"a", kMaxCount + 1, at(0)});
    CHECK_FALSE(parseBlockHead(packer.pack(0, before), 0));
    before = {};
    packer.add({"a", 1, at(0)});
    const std::string block = packer.pack(0, before);
    REQUIRE(parseBlockHead(block, 0));
    CHECK_FALSE(parseBlockHead(block, 1));
    CHECK_FALSE(parseBlockHead(block.substr(0, kBlockHead - 1), 0));
}

TEST_CASE("a content that does not unpack to what its head says is damaged") {
    BlockPacker packer;
    Counts before;
    packer.add({"some octets", 1, at(0)});
    packer.add({"more octets", 2, at(1)});
    const std::string block = packer.pack(0, before);
    const std::string packed = block.substr(kBlockHead);
    const BlockHead head = parseBlockHead(block, 0).value();
    REQUIRE(unpackBlock(head, packed));
    const auto with = [&](auto change) {
        BlockHead changed = head;
        change(changed);
        return unpackBlock(changed, packed).has_value();
    };
    CHECK_FALSE(with([](BlockHead& changed) { changed.unpacked -= 1; }));
    CHECK_FALSE(with([](BlockHead& changed) { changed.unpacked += 1; }));
    CHECK_FALSE(with([](BlockHead& changed) { changed.tally.counts.entries = 1; }));
    CHECK_FALSE(with([](BlockHead& changed) { changed.tally.counts.entries = 3; }));
    CHECK_FALSE(unpackBlock(head, packed.substr(1)));
    CHECK_FALSE(unpackBlock(head, ""));
}

TEST_CASE("after a damaged block in the middle, the gap has the times between its neighbours") {
    TemporaryFolder folder;
    TestDisk disk;
    auto spool = openSpool(folder / "a", disk);
    size_t second = 0;
    for (uint64_t number = 0; number < 6; number += 2) {
        appendAll(*spool, number, number + 2);
        REQUIRE(spool->sync());
        if (number == 0) second = std::filesystem::file_size(segmentsIn(folder / "a").at(0));
    }
    spool.reset();
    const auto file = segmentsIn(folder / "a").at(0);
    std::string content = contentOf(file);
    content[second + kBlockHead + 5] ^= 1;
    writeContent(file, content);
    spool = openSpool(folder / "a", disk);
    CHECK(drain(*spool) == std::vector<uint64_t>{0, 1, 4, 5});
    const auto gaps = spool->takeGaps();
    REQUIRE(gaps.size() == 1);
    CHECK(gaps[0] == Gap{.from = at(1), .to = at(4), .lost = {2, 7}, .why = GapReason::damaged});
    CHECK(spool->state().damaged == 1);
}
