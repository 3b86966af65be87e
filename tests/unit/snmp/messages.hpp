// SNMP messages made by hand, right and wrong, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/oid.hpp"
#include "snmp/ber.hpp"

namespace snmpolld::test {

inline std::string tlv(uint8_t tag, const std::string& content) {
    std::string out(1, static_cast<char>(tag));
    if (content.size() >= 0x100) {
        out += '\x82';
        out += static_cast<char>(content.size() >> 8);
    } else if (content.size() >= 0x80) {
        out += '\x81';
    }
    out += static_cast<char>(content.size());
    return out + content;
}

inline std::string integer(int64_t value) {
    std::string octets;
    for (int shift = 24; shift >= 0; shift -= 8)
        octets += static_cast<char>(value >> shift);
    while (octets.size() > 1 && ((octets[0] == 0 && octets[1] >= 0) || (octets[0] == -1 && octets[1] < 0)))
        octets.erase(0, 1);
    return tlv(0x02, octets);
}

inline std::string oidContent(std::string_view text) {
    const auto ids = model::Oid::parse(text).value();
    std::string out(1, static_cast<char>(ids.ids()[0] * 40 + ids.ids()[1]));
    for (const uint32_t id : ids.ids().subspan(2)) {
        std::string octets(1, static_cast<char>(id & 0x7f));
        for (uint32_t rest = id >> 7; rest != 0; rest >>= 7)
            octets.insert(0, 1, static_cast<char>(0x80 | (rest & 0x7f)));
        out += octets;
    }
    return out;
}

inline std::string varbind(std::string_view oid, const std::string& value) {
    return tlv(0x30, tlv(0x06, oidContent(oid)) + value);
}

struct PduParts {
    uint8_t type = 0xa2;
    int64_t request_id = 1;
    int64_t error_status = 0;
    int64_t error_index = 0;
};

inline std::string pdu(const PduParts& p, const std::string& varbinds) {
    return tlv(p.type, integer(p.request_id) + integer(p.error_status) + integer(p.error_index) + tlv(0x30, varbinds));
}

inline std::string communityMessage(int version, std::string_view name, const std::string& the_pdu) {
    return tlv(0x30, integer(version) + tlv(0x04, std::string(name)) + the_pdu);
}

struct V3Parts {
    int64_t msg_id = 1;
    uint8_t flags = 0;
    std::string engine_id = "\x80\x01\x02\x03\x04\x05";
    int64_t boots = 5;
    int64_t time = 1000;
    std::string user{};
    std::string auth{};
    std::string salt{};
    std::string context{};
};

inline std::string scopedPdu(const V3Parts& p, const std::string& the_pdu) {
    return tlv(0x30, tlv(0x04, p.engine_id) + tlv(0x04, p.context) + the_pdu);
}

// `body`: a scopedPDU, or an OCTET STRING with its ciphertext.
inline std::string v3Message(const V3Parts& p, const std::string& body) {
    const std::string global =
        integer(p.msg_id) + integer(65507) + tlv(0x04, std::string(1, static_cast<char>(p.flags))) + integer(3);
    const std::string usm = tlv(0x04, p.engine_id) + integer(p.boots) + integer(p.time) + tlv(0x04, p.user) +
                            tlv(0x04, p.auth) + tlv(0x04, p.salt);
    return tlv(0x30, integer(3) + tlv(0x30, global) + tlv(0x04, tlv(0x30, usm)) + body);
}

inline snmp::Bytes bytesOf(const std::string& text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace snmpolld::test
