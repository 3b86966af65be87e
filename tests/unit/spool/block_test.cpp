// The parts of the format.
#include "spool/block.hpp"

#include <doctest/doctest.h>

#include "spool/crc32c.hpp"
#include "spool/segment_name.hpp"
#include "spool/sent_file.hpp"
#include "spools.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

TEST_CASE("CRC32C has the values of RFC 3720, appendix B.4") {
    CHECK(crc32c("123456789") == 0xe3069283);
    CHECK(crc32c("") == 0);
    CHECK(crc32c(std::string(32, '\0')) == 0x8a9136aa);
    CHECK(crc32c(std::string(32, '\xff')) == 0x62a8ab43);
}

TEST_CASE("a block says how many entries it has and how many came before it") {
    BlockPacker packer;
    Counts before{5, 50};
    packer.add({"one", 1, at(9)});
    packer.add({"two", 2, at(3)});
    const std::string block = packer.pack(1234, before);
    const auto head = parseBlockHead(block, 1234);
    REQUIRE(head);
    CHECK(head->tally.counts == Counts{2, 3});
    CHECK(head->before == Counts{5, 50});
    CHECK(timeOf(head->tally.first) == at(3));
    CHECK(timeOf(head->tally.last) == at(9));
    CHECK(head->end(1234) == 1234 + block.size());
    CHECK(before == Counts{7, 53});
    CHECK(packer.empty());
}

TEST_CASE("the name of a segment is read back") {
    const Tally tally{{12, 3400}, 1'764'526'800'000, 1'764'526'810'000};
    const std::string name = finishedName(42, tally);
    CHECK(name == "0000000000000042_1764526800000_1764526810000_12_3400.spool");
    const auto finished = parseSegmentName(name);
    REQUIRE(finished);
    REQUIRE(finished->tally);
    CHECK(finished->number == 42);
    CHECK(finished->tally->counts == tally.counts);
    CHECK(finished->tally->first == tally.first);
    CHECK(finished->tally->last == tally.last);
    const auto open = parseSegmentName(openName(43));
    REQUIRE(open);
    CHECK(open->number == 43);
    CHECK_FALSE(open->tally);
}

TEST_CASE("times outside of 1970 to 2262 become the nearest one that can be kept") {
    CHECK(stampOf(WallTime(std::chrono::seconds(-5))) == 0);
    CHECK(stampOf(WallTime::max()) == kMaxStamp);
    CHECK(timeOf(-1) == WallTime());
    CHECK(stampOf(timeOf(std::numeric_limits<int64_t>::max())) == kMaxStamp);
}

TEST_CASE("marks are read back, and lines that are not exactly as written are left out") {
    const Marks marks{{3, {.offset = 100, .index = 2, .passed = {5, 60}, .last = 1234}}, {7, {.offset = 1, .last = 0}}};
    const std::string text = sentText(marks);
    CHECK(parseSentText(text).marks == marks);
    CHECK(parseSentText(text).damaged == 0);
    CHECK(parseSentText("").marks.empty());
    const std::string nul("\0x\n", 3);
    const auto damaged =
        parseSentText("\n" + nul + " 3 1 1 1 1 1 00000000\n" + text.substr(0, text.size() - 1) + "0\n");
    CHECK(damaged.marks.size() == 1);
    CHECK(damaged.damaged == 4);
}
