// The test agents tell the truth when they should and lie exactly as told. How they look to Net-SNMP: test_agents.py.
#include <doctest/doctest.h>

#include <random>

#include "agent.hpp"
#include "message.hpp"
#include "mib.hpp"

using namespace snmpolld::agents;

namespace {

const Oid kSysName{1, 3, 6, 1, 2, 1, 1, 5, 0};
const Oid kIfHcInOctets3{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 3};

Message request(std::vector<Oid> oids, int64_t version = kV2c) {
    Message message{.version = version, .community = "public", .pdu = kGet, .request_id = 4711, .varbinds = {}};
    for (Oid& oid : oids)
        message.varbinds.push_back({std::move(oid), ber::tlv(ber::kNull, "")});
    return message;
}

std::vector<Reply> ask(const std::string& rule, const Message& message) {
    Rules rules;
    REQUIRE(rules.add("127.0.0.0/8=" + rule));
    Agent agent(std::move(rules), 4, 1);
    return agent.answer(encode(message), *parseAddress("127.1.2.3"));
}

Message answerOf(const std::string& rule, const Message& message) {
    const auto replies = ask(rule, message);
    REQUIRE(replies.size() == 1);
    const auto answer = decode(replies[0].bytes);
    REQUIRE(answer);
    return *answer;
}

}  // namespace

TEST_CASE("integers are encoded in the fewest octets and read back") {
    CHECK(ber::integer(0) == std::string("\x02\x01\x00", 3));
    CHECK(ber::integer(-1) == "\x02\x01\xff");
    CHECK(ber::integer(128) == std::string("\x02\x02\x00\x80", 4));
    CHECK(ber::integer(-129) == "\x02\x02\xff\x7f");
    for (const int64_t value : {INT64_MIN, -65536L, 127L, 255L, 1L << 40, INT64_MAX}) {
        const std::string bytes = ber::integer(value);
        CHECK(ber::Reader(bytes).nextInteger() == value);
    }
}

TEST_CASE("an OID with large sub-identifiers survives encoding") {
    const Oid oid{2, 999, 4294967295U, 0, 127, 128};
    const std::string bytes = ber::oid(oid);
    CHECK(ber::toOid(*ber::Reader(bytes).next(ber::kObjectIdentifier)) == oid);
}

TEST_CASE("a message that ends too early is no message") {
    const std::string bytes = encode(request({kSysName}));
    REQUIRE(decode(bytes));
    for (size_t size = 0; size < bytes.size(); ++size)
        CHECK_FALSE(decode(bytes.substr(0, size)));
}

TEST_CASE("sysName is the address that was asked") {
    CHECK(answerOf("ok", request({kSysName})).varbinds[0].value == ber::octets("127.1.2.3"));
}

TEST_CASE("what is not there is an exception in v2c and noSuchName in v1") {
    const Oid missing{1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 99};
    const Message v2c = answerOf("ok", request({kSysName, missing}));
    CHECK(v2c.error_status == kNoError);
    CHECK(v2c.varbinds[1].value == ber::tlv(ber::kNoSuchInstance, ""));
    const Message v1 = answerOf("ok", request({kSysName, missing}, kV1));
    CHECK(v1.error_status == kNoSuchName);
    CHECK(v1.error_index == 2);
    CHECK(answerOf("ok", request({kIfHcInOctets3}, kV1)).error_status == kNoSuchName);
}

TEST_CASE("GETBULK repeats in rows and stops at the end of the tree") {
    Message bulk = request({{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18}});
    bulk.pdu = kGetBulk;
    bulk.error_index = 10;
    const Message answer = respond(bulk, Mib(4), "127.0.0.1");
    REQUIRE(answer.varbinds.size() == 5);
    CHECK(answer.varbinds[3].value == ber::octets("port 4"));
    CHECK(answer.varbinds[4].value == ber::tlv(ber::kEndOfMibView, ""));
}

TEST_CASE("each lie about the message changes what it says and nothing else") {
    const Message asked = request({kSysName, kIfHcInOctets3});
    CHECK(answerOf("wrong_request_id", asked).request_id != 4711);
    CHECK(answerOf("wrong_community", asked).community != "public");
    CHECK(answerOf("wrong_version", asked).version == kV1);
    CHECK(answerOf("wrong_oid", asked).varbinds[0].oid != kSysName);
    CHECK(answerOf("missing_varbind", asked).varbinds.size() == 1);
    CHECK(answerOf("extra_varbind", asked).varbinds.size() == 3);
    CHECK(answerOf("reordered", asked).varbinds[1].oid == kSysName);
    CHECK(answerOf("over_long_integer", asked).varbinds[0].value == std::string("\x41\x05\x01\0\0\0\x05", 7));
    CHECK(answerOf("empty_counter64", asked).varbinds[0].value == std::string("\x46\0", 2));
    CHECK(answerOf("error:5:-3", asked).error_status == kGenErr);
    CHECK(answerOf("error:5:-3", asked).error_index == -3);
    CHECK(answerOf("too_big:20", asked).error_status == kTooBig);
    CHECK(answerOf("too_big:2000", asked).error_status == kNoError);
    CHECK(answerOf("huge_string:5000", request({kSysDescr})).varbinds[0].value.size() == 5004);
}

TEST_CASE("lies about bytes and delivery") {
    const Message asked = request({kSysName});
    const std::string honest = ask("ok", asked)[0].bytes;
    CHECK(ask("truncated", asked)[0].bytes == honest.substr(0, honest.size() - 3));
    CHECK(ask("trailing", asked)[0].bytes.substr(0, honest.size()) == honest);
    CHECK(ask("empty_datagram", asked)[0].bytes.empty());
    CHECK(ask("crash_bytes:30ff", asked)[0].bytes == "\x30\xff");
    CHECK(ask("drop", asked).empty());
    CHECK(ask("loss:100", asked).empty());
    CHECK(ask("loss:0", asked).size() == 1);
    CHECK(ask("duplicate", asked).size() == 2);
    CHECK(ask("delay:50+duplicate", asked)[1].delay.count() == 50);
    CHECK(ask("wrong_source", asked)[0].other_source);
    CHECK(ask("trickle", asked)[0].per_octet.count() == 1000);
}

TEST_CASE("a late answer comes after the answer to the retry") {
    Rules rules;
    REQUIRE(rules.add("127.0.0.1=late:300"));
    Agent agent(std::move(rules), 1, 1);
    const std::string bytes = encode(request({kSysName}));
    CHECK(agent.answer(bytes, *parseAddress("127.0.0.1"))[0].delay.count() == 300);
    CHECK(agent.answer(bytes, *parseAddress("127.0.0.1"))[0].delay.count() == 0);
    CHECK(agent.statistics() == R"({"requests":{"late:300":2},"oids":{"late:300":{"1":2}},"replies":2,"malformed":0,"repeated":1})");
}

TEST_CASE("the longest prefix decides the behaviour") {
    Rules rules;
    REQUIRE(rules.add("127.1.2.3=drop"));
    REQUIRE(rules.add("127.1.0.0/16=delay:5"));
    REQUIRE(rules.add("::1=garbage"));
    CHECK(rules.find(*parseAddress("127.1.2.3")).name() == "drop");
    CHECK(rules.find(*parseAddress("127.1.2.4")).name() == "delay:5");
    CHECK(rules.find(*parseAddress("127.2.0.1")).name() == "ok");
    CHECK(rules.find(*parseAddress("::1")).name() == "garbage");
}

TEST_CASE("rules that say nothing known are refused") {
    Rules rules;
    for (const char* bad :
         {"", "drop", "127.0.0.1", "127.0.0.1=", "127.0.0.1=dorp", "127.0.0.1=delay", "127.0.0.1=delay:x",
          "127.0.0.1=ok:1", "127.0.0.0/99=ok", "host=ok", "127.0.0.1=crash_bytes:3", "127.0.0.1=ok+"}) {
        CHECK_MESSAGE(!rules.add(bad), bad);
    }
}
