#include "snmp/ber.hpp"

#include <doctest/doctest.h>

#include "messages.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

namespace {

const char* const kOid = "1.3.6.1.2.1.1.1.0";

std::string withValue(const std::string& value) {
    return communityMessage(1, "public", pdu({.request_id = 77}, varbind(kOid, value)));
}

const char* faultOf(const std::string& message) {
    return snmp::readMessage(bytesOf(message)).fault;
}

std::string octets(size_t n, char first) {
    std::string out(n, '\x01');
    if (n > 0) out[0] = first;
    return out;
}

}  // namespace

TEST_CASE("a proper v2c response is read") {
    const std::string text = withValue(tlv(0x04, "hello"));
    const auto m = snmp::readMessage(bytesOf(text));
    CHECK(m.fault == nullptr);
    CHECK(m.version == snmp::kVersion2c);
    CHECK(m.community == "public");
    CHECK(m.id() == 77);
    CHECK(m.pdu.varbinds == 1);
}

TEST_CASE("a proper v3 report is read") {
    const V3Parts p{.msg_id = 4711, .user = "me"};
    const std::string text =
        v3Message(p, scopedPdu(p, pdu({.type = 0xa8}, varbind("1.3.6.1.6.3.15.1.1.4.0", tlv(0x41, "\x05")))));
    const auto m = snmp::readMessage(bytesOf(text));
    CHECK(m.fault == nullptr);
    CHECK(m.id() == 4711);
    CHECK(m.engine_id == p.engine_id);
    CHECK(m.engine_boots == 5);
    CHECK(m.engine_time == 1000);
    CHECK(m.user == "me");
    CHECK(m.pdu.type == snmp::kPduReport);
}

TEST_CASE("values within their SMI types pass") {
    for (const auto& value :
         {tlv(0x02, "\x7f"), tlv(0x02, octets(4, '\xff')), tlv(0x04, ""), tlv(0x04, std::string(300, 'x')),
          tlv(0x05, ""), tlv(0x06, oidContent("1.3.6.1.4.1.4294967295")), tlv(0x40, octets(4, '\x0a')),
          tlv(0x41, octets(4, '\xff')), tlv(0x41, octets(5, '\0')), tlv(0x42, "\x01"), tlv(0x43, octets(4, '\x80')),
          tlv(0x46, octets(8, '\xff')), tlv(0x46, octets(9, '\0')), tlv(0x47, "\x01"),
          tlv(0x44, std::string("\x9f\x78\x04\x3f\x80\x00\x00", 7)), tlv(0x44, "anything"), tlv(0x80, ""),
          tlv(0x81, ""), tlv(0x82, "")}) {
        const char* fault = faultOf(withValue(value));
        CHECK_MESSAGE(fault == nullptr, fault);
    }
}

TEST_CASE("a value beyond its SMI type damages its varbind, and nothing else") {
    for (const auto& value : {tlv(0x02, ""),
                              tlv(0x02, octets(5, '\0')),
                              tlv(0x02, octets(6, '\x01')),
                              tlv(0x40, octets(3, '\x0a')),
                              tlv(0x40, octets(5, '\x0a')),
                              tlv(0x41, ""),
                              tlv(0x41, octets(5, '\x01')),
                              tlv(0x41, octets(6, '\0')),
                              tlv(0x42, octets(5, '\x01')),
                              tlv(0x43, octets(5, '\xff')),
                              tlv(0x46, ""),
                              tlv(0x46, octets(9, '\x01')),
                              tlv(0x46, octets(10, '\0')),
                              tlv(0x05, "x"),
                              tlv(0x80, "x"),
                              tlv(0x45, "x"),
                              tlv(0x03, "x"),
                              tlv(0x06, "\x2b\x86"),
                              tlv(0x06, "\x2b\x80\x01"),
                              tlv(0x06, "\x2b\x90\x80\x80\x80\x00"),
                              tlv(0x06, std::string(200, '\x01')),
                              tlv(0x44, std::string("\x9f\x78\x03\x3f\x80\x00", 6)),
                              tlv(0x44, std::string("\x9f\x79\x04\x3f\x80\x00\x00", 7))}) {
        const std::string text = withValue(value);
        const auto m = snmp::readMessage(bytesOf(text));
        CHECK(m.fault == nullptr);
        CHECK(m.pdu.damaged == 1);
        CHECK(m.id() == 77);
    }
}

TEST_CASE("a cut message is malformed at every length, and its id is known as soon as it is there") {
    const std::string whole = withValue(tlv(0x04, "hello"));
    size_t with_id = 0;
    for (size_t n = 0; n < whole.size(); ++n) {
        const std::string cut = whole.substr(0, n);
        const auto m = snmp::readMessage(bytesOf(cut));
        CHECK(m.fault != nullptr);
        with_id += m.id() == 77 ? 1 : 0;
    }
    CHECK(with_id > 20);
}

TEST_CASE("octets behind the message or its PDU are counted and ignored, those behind a value damage its varbind") {
    const std::string good = varbind(kOid, tlv(0x05, ""));
    for (const auto& text : {withValue(tlv(0x05, "")) + "12345678",
                             tlv(0x30, integer(1) + tlv(0x04, "public") + pdu({}, good) + "12345678")}) {
        const auto m = snmp::readMessage(bytesOf(text));
        CHECK(m.fault == nullptr);
        CHECK(m.left_over == 8);
        CHECK(m.pdu.damaged == 0);
    }
    const std::string two_values = withValue(tlv(0x05, "") + tlv(0x05, ""));
    CHECK(snmp::readMessage(bytesOf(two_values)).pdu.damaged == 1);
}

TEST_CASE("indefinite and absurd lengths are refused") {
    std::string text = withValue(tlv(0x05, ""));
    for (const char length : {'\x80', '\xff', '\x85'}) {
        text[1] = length;
        CHECK(faultOf(text) != nullptr);
    }
    CHECK(faultOf(std::string("\x30\x84\xff\xff\xff\xff", 6)) != nullptr);
}

TEST_CASE("an error-index may point anywhere, and only responses are answers") {
    const std::string list = varbind(kOid, tlv(0x05, ""));
    CHECK(faultOf(communityMessage(1, "public", pdu({.error_status = 5, .error_index = 1}, list))) == nullptr);
    CHECK(faultOf(communityMessage(1, "public", pdu({.error_status = 5, .error_index = 2}, list))) == nullptr);
    CHECK(faultOf(communityMessage(1, "public", pdu({.error_status = 5, .error_index = -1}, list))) == nullptr);
    CHECK(faultOf(communityMessage(1, "public", pdu({.error_status = 1}, ""))) == nullptr);
    for (const uint8_t type : {0xa0, 0xa1, 0xa3, 0xa5, 0xa6, 0xa7, 0xa8})
        CHECK(faultOf(communityMessage(1, "public", pdu({.type = type}, list))) != nullptr);
}

TEST_CASE("v3 headers out of range are refused") {
    const auto fault = [](const V3Parts& p) { return faultOf(v3Message(p, scopedPdu(p, pdu({}, "")))); };
    CHECK(fault({}) == nullptr);
    CHECK(fault({.engine_id = std::string(33, 'x')}) != nullptr);
    CHECK(fault({.boots = -1}) != nullptr);
    CHECK(fault({.time = -1}) != nullptr);
    CHECK(fault({.user = std::string(33, 'x')}) != nullptr);
    CHECK(fault({.auth = std::string(49, 'x')}) != nullptr);
    CHECK(fault({.flags = snmp::kFlagAuth}) != nullptr);
    CHECK(fault({.flags = snmp::kFlagPriv}) != nullptr);
    CHECK(fault({.salt = "1234567"}) != nullptr);
}

TEST_CASE("what stands behind a decrypted scopedPDU is ignored") {
    const V3Parts p;
    const std::string good = scopedPdu(p, pdu({}, varbind(kOid, tlv(0x41, "\x05"))));
    snmp::RawMessage out;
    CHECK(snmp::readScopedPdu(bytesOf(good), out) == nullptr);
    const std::string padded = good + std::string(7, '\0');
    CHECK(snmp::readScopedPdu(bytesOf(padded), out) == nullptr);
    const std::string more = good + std::string(17, '\0');
    CHECK(snmp::readScopedPdu(bytesOf(more), out) == nullptr);
    CHECK(out.left_over == 17);
    const std::string over_long = scopedPdu(p, pdu({}, varbind(kOid, tlv(0x41, octets(5, '\x01')))));
    snmp::RawMessage damaged;
    CHECK(snmp::readScopedPdu(bytesOf(over_long), damaged) == nullptr);
    CHECK(damaged.pdu.damaged == 1);
}

TEST_CASE("the length of a message in a stream is known from its first octets") {
    using snmp::messageLength;
    const std::string text = withValue(tlv(0x04, std::string(300, 'x')));
    CHECK(messageLength(bytesOf(text)) == text.size());
    CHECK(messageLength(bytesOf(text.substr(0, 3))) == std::nullopt);
    CHECK(messageLength(bytesOf("")) == std::nullopt);
    CHECK(messageLength(bytesOf("HTTP/1.1 400")) == 0);
    CHECK(messageLength(bytesOf(std::string("\x30\x84\x7f\xff\xff\xff", 6))) == 0);
}
