// Values as they are read from the octets of an answer, beside what Net-SNMP decodes from the same octets.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/text.hpp"
#include "driver.hpp"
#include "messages.hpp"
#include "net_snmp_decoder.hpp"
#include "recording.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

namespace {

namespace fs = std::filesystem;

// The message is sound, and both have read the same; `decoded` counts the varbinds that Net-SNMP has decoded.
bool isSameInBoth(const std::string& varbinds, size_t& decoded) {
    const std::string bytes = communityMessage(1, "public", pdu({}, varbinds));
    const auto message = snmp::readMessage(bytesOf(bytes));
    if (message.fault != nullptr || message.pdu.damaged != 0) return true;
    const auto theirs = decodedByNetSnmp(message.pdu_octets);
    decoded += theirs ? theirs->size() : 0;
    return isReadAsByNetSnmp(message);
}

model::Varbind valueOf(uint8_t tag, const std::string& content) {
    const std::string list = varbind(kSysDescr, tlv(tag, content));
    const auto values = readInPlace(bytesOf(list));
    REQUIRE(values.size() == 1);
    return values[0];
}

}  // namespace

TEST_CASE("sound values of every type and length are read as Net-SNMP decodes them") {
    std::mt19937 random(7);
    constexpr std::array<uint8_t, 15> kTags{0x02, 0x04, 0x05, 0x06, 0x40, 0x41, 0x42, 0x43,
                                            0x44, 0x46, 0x47, 0x80, 0x81, 0x82, 0x44};
    constexpr std::array<uint8_t, 8> kEdges{0x00, 0x01, 0x7f, 0x80, 0x81, 0xff, 0x2b, 0x9f};
    initLibraryOnce();
    size_t decoded = 0;
    for (int round = 0; round < 60'000; ++round) {
        const uint8_t tag = kTags[random() % kTags.size()];
        std::string content;
        for (size_t n = random() % 11; n > 0; --n)
            content += static_cast<char>(random() % 2 == 0 ? kEdges[random() % kEdges.size()] : random());
        if (tag == 0x44 && random() % 2 == 0)
            content = std::string("\x9f") + static_cast<char>(0x74 + random() % 9) + static_cast<char>(content.size()) +
                      content;
        std::string name = oidContent("1.3.6.1.2.1");
        for (size_t n = random() % 5; n > 0; --n)
            name += static_cast<char>(random());
        CAPTURE(toHex(tlv(0x06, name) + tlv(tag, content)));
        CHECK(isSameInBoth(tlv(0x30, tlv(0x06, name) + tlv(tag, content)), decoded));
    }
    CHECK(decoded > 10'000);
}

TEST_CASE("what recorded devices say is read as Net-SNMP decodes it") {
    const fs::path folder = SNMPOLLD_CAPTURES;
    if (!fs::is_directory(folder)) {
        MESSAGE("skipped: there are no recordings in " << folder.string());
        return;
    }
    initLibraryOnce();
    size_t rows = 0;
    size_t decoded = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().extension() != ".snmprec") continue;
        std::ostringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        std::string error;
        const auto recording = agents::Recording::parse(text.str(), {}, error);
        REQUIRE_MESSAGE(recording.has_value(), entry.path().string() << ": " << error);
        for (size_t row = 0; row < recording->size(); ++row, ++rows) {
            std::string one;
            recording->append(row, one);
            CAPTURE(agents::formatOid(recording->oid(row)));
            REQUIRE(isSameInBoth(one, decoded));
        }
    }
    CHECK(decoded == rows);
}

TEST_CASE("values whose octets say more than their number") {
    CHECK(valueOf(0x41, std::string("\x00\xff\xff\xff\xff", 5)).value == model::Value(uint64_t{0xffffffff}));
    CHECK(valueOf(0x46, std::string("\x00\xff\xff\xff\xff\xff\xff\xff\xff", 9)).value == model::Value(~uint64_t{0}));
    CHECK(valueOf(0x02, "\xff").value == model::Value(int64_t{-1}));
    CHECK(valueOf(0x06, "").value == model::Value(model::Oid{0}));
    CHECK(valueOf(0x06, "\x88\x37\x03").value == model::Value(model::Oid{2, 999, 3}));
    CHECK(valueOf(0x44, std::string("\x9f\x78\x04\x3f\x80\x00\x00", 7)).value == model::Value(1.0));
    const std::string wrapped("\x9f\x7b\x02\x00\x05", 5);  // a 64-bit number with more octets than it needs
    CHECK(valueOf(0x44, wrapped).value == model::Value(wrapped));
}

TEST_CASE("an OID of 128 sub-identifiers has room, and no more is read") {
    const std::string longest = "\x2b" + std::string(126, '\x01');
    std::array<uint32_t, snmp::kMaxSubIds> ids{};
    CHECK(snmp::subIds(bytesOf(longest), ids) == 128);
    CHECK(snmp::subIds(bytesOf(longest + "\x02\x03"), ids) == 128);
    CHECK(ids[127] == 1);
    CHECK(snmp::subIds({}, ids) == 0);
}
