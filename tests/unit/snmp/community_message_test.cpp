// Messages of v1 and v2c: octet for octet as RFC 1157 and RFC 3416 have them.
#include "snmp/community_message.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "driver.hpp"
#include "messages.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

namespace {

std::string encoded(const model::Credentials& credentials, const std::vector<model::Oid>& oids) {
    std::vector<const model::Oid*> asked;
    for (const model::Oid& id : oids)
        asked.push_back(&id);
    const auto room = std::make_unique<snmp::MessageRoom>();
    const auto message = snmp::encodeRequest(credentials, {.request_id = 0x01020304, .oids = asked}, *room);
    return {message.begin(), message.end()};
}

std::string get(int version, const std::string& community, const std::vector<std::string>& oids) {
    std::string varbinds;
    for (const auto& id : oids)
        varbinds += varbind(id, tlv(0x05, ""));
    return communityMessage(version, community, pdu({.type = 0xa0, .request_id = 0x01020304}, varbinds));
}

}  // namespace

TEST_CASE("a GET of v1 or v2c has its varbinds in the order asked and no length longer than it must be") {
    const std::vector<std::string> asked{kSysDescr, "1.3.6.1.2.1.31.1.1.1.6.4294967295", kSysName};
    const std::vector<model::Oid> oids{oid(asked[0]), oid(asked[1]), oid(asked[2])};
    CHECK(encoded(community(model::Version::v2c), oids) == get(1, "public", asked));
    CHECK(encoded(community(model::Version::v1, ""), oids) == get(0, "", asked));
    const std::string long_name(200, 'c');
    CHECK(encoded(community(model::Version::v2c, long_name), oids) == get(1, long_name, asked));
}

TEST_CASE("a GET that no datagram holds is not encoded, and the record says so") {
    const auto endless = community(model::Version::v2c, std::string(65600, 'c'));
    CHECK(encoded(endless, {oid(kSysDescr)}).empty());
    const auto record = runOne(makeTask(9, endless, {kSysDescr}));
    CHECK(record.status == model::Status::agent_error);
    CHECK(record.error == "the request could not be built because it is too long");
}

TEST_CASE(
    "requests that are written in one room, the same ones again and others between them, are as in rooms of their "
    "own") {
    const auto room = std::make_unique<snmp::MessageRoom>();
    std::vector<model::Oid> oids;
    for (uint32_t i = 1; i <= 40; ++i)
        oids.push_back(oid("1.3.6.1.2.1.2.2.1.10." + std::to_string(i * 1000)));
    for (int round = 0; round < 3; ++round)
        for (size_t first = 0; first < oids.size(); ++first)
            for (const size_t count : {size_t{1}, size_t{2}, oids.size()}) {
                oids[first].push_back(static_cast<uint32_t>(round));
                std::vector<const model::Oid*> asked;
                for (size_t i = first; i < std::min(first + count, oids.size()); ++i)
                    asked.push_back(&oids[i]);
                for (const auto ask : {snmp::Ask::get, snmp::Ask::get_next, snmp::Ask::get_bulk}) {
                    const snmp::Request request{.ask = ask, .request_id = 7, .oids = asked};
                    const auto fresh = std::make_unique<snmp::MessageRoom>();
                    const auto credentials = community(model::Version::v2c, "public");
                    const auto here = snmp::encodeRequest(credentials, request, *room);
                    const auto there = snmp::encodeRequest(credentials, request, *fresh);
                    REQUIRE(!here.empty());
                    CHECK(std::ranges::equal(here, there));
                    CHECK(std::ranges::equal(snmp::encodeRequest(credentials, request, *room), there));
                }
                oids[first] = oid("1.3.6.1.2.1.2.2.1.10." + std::to_string((first + 1) * 1000));
            }
}
