// RightAgent: an agent in the fuzz target's own memory that answers as the RFCs want it. It reads requests, looks into
// its MIB and wraps answers in a message of the request's kind, with the user's keys where there are any.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fuzz.hpp"
#include "model/credentials.hpp"
#include "model/oid.hpp"
#include "snmp/localise.hpp"
#include "snmp/usm.hpp"
#include "unit/snmp/messages.hpp"

namespace snmpolld::fuzz {

inline constexpr uint8_t kGet = 0xa0;
inline constexpr uint8_t kGetBulk = 0xa5;

inline std::string oidOctets(const model::Oid& oid) {
    std::string out;
    const auto ids = oid.ids();
    const auto add = [&](uint32_t id) {
        std::string octets(1, static_cast<char>(id & 0x7f));
        for (uint32_t rest = id >> 7; rest != 0; rest >>= 7)
            octets.insert(0, 1, static_cast<char>(0x80 | (rest & 0x7f)));
        out += octets;
    };
    if (ids.size() < 2) return out;
    add(ids[0] * 40 + ids[1]);
    for (const uint32_t id : ids.subspan(2))
        add(id);
    return out;
}

inline model::Oid oidOf(snmp::Bytes octets) {
    model::Oid out;
    uint32_t id = 0;
    for (const uint8_t octet : octets) {
        id = id << 7 | (octet & 0x7f);
        if ((octet & 0x80) != 0) continue;
        if (out.empty()) {
            const uint32_t first = std::min(id / 40, 2U);
            out.push_back(first);
            id -= 40 * first;
        }
        out.push_back(std::exchange(id, 0));
    }
    return out;
}

inline std::string varbindOf(const model::Oid& oid, const std::string& value) {
    return test::tlv(0x30, test::tlv(0x06, oidOctets(oid)) + value);
}

struct Asked {
    snmp::RawMessage message;  // its header
    uint8_t type = 0;
    int32_t request_id = 0;
    uint32_t non_repeaters = 0;
    uint32_t max_repetitions = 0;
    std::vector<model::Oid> oids;
};

struct Answer {
    int64_t error_status = 0;
    int64_t error_index = 0;
    std::vector<std::string> varbinds;  // encoded

    std::string list() const {
        std::string out;
        for (const std::string& varbind : varbinds)
            out += varbind;
        return out;
    }
};

class RightAgent {
  public:
    using Mib = std::map<model::Oid, std::string>;  // encoded values

    static constexpr size_t kMostOctets = 1400;

    RightAgent(const model::Credentials& credentials, std::string engine_id)
        : credentials_(credentials), engine_id_(std::move(engine_id)) {
        if (credentials.version != model::Version::v3) return;
        static snmp::UsmCrypto crypto;
        auto user = snmp::UsmUser::create(credentials, snmp::localKeys(credentials, engine_id_, crypto), crypto);
        mustHold(user.has_value(), "the agent has keys");
        user_.emplace(std::move(*user));
    }

    Mib mib;
    uint32_t boots = 5;
    uint32_t time = 1000;

    bool isV1() const { return credentials_.version == model::Version::v1; }
    bool isV3() const { return user_.has_value(); }
    bool authenticates() const { return user_ && user_->authenticates(); }
    const std::string& engineId() const { return engine_id_; }

    // Requests that are not for this engine come without what is asked.
    Asked read(snmp::Bytes datagram) const {
        Asked out;
        out.message = snmp::readMessage(datagram);
        snmp::Bytes pdu = isV3() ? scopedIn(out.message, datagram) : pduIn(datagram);
        if (isV3() && !pdu.empty()) {
            skip(pdu, 2);
        }
        const auto whole = snmp::takeTlv(pdu);
        if (whole) readPdu(*whole, out);
        return out;
    }

    Answer answer(const Asked& asked) const {
        if (asked.type == kGet) return get(asked);
        Answer out;
        const size_t alone = asked.type == kGetBulk ? std::min<size_t>(asked.non_repeaters, asked.oids.size()) : 0;
        std::vector<model::Oid> at = asked.oids;
        size_t octets = 0;
        const size_t rows = asked.type == kGetBulk ? asked.max_repetitions : 1;
        for (size_t row = 0; row < std::max<size_t>(rows, 1); ++row)
            for (size_t i = row == 0 ? 0 : alone; i < at.size() && (i < alone || row < rows); ++i) {
                out.varbinds.push_back(next(at[i]));
                octets += out.varbinds.back().size();
                if (isV1() && out.varbinds.back().empty()) return noSuchName(asked, i);
                if (octets > kMostOctets && row > 0) return out;
            }
        return out;
    }

    // A message with this PDU that answers the request. `plain` gets what is protected in it.
    std::string wrap(const Asked& asked, const std::string& pdu, std::string* plain = nullptr) const {
        if (!isV3()) return test::communityMessage(asked.message.version, std::string(asked.message.community), pdu);
        test::V3Parts p = partsFor(asked);
        const std::string scoped = test::scopedPdu(p, pdu);
        if (plain != nullptr) *plain = scoped;
        return seal(p, scoped);
    }

    // With the user's level.
    std::string seal(test::V3Parts p, std::string scoped) const {
        p.flags = static_cast<uint8_t>((user_->authenticates() ? snmp::kFlagAuth : 0) |
                                       (user_->encrypts() ? snmp::kFlagPriv : 0));
        if (user_->encrypts()) {
            scoped.resize((scoped.size() + user_->blockSize() - 1) / user_->blockSize() * user_->blockSize());
            const auto salt = user_->nextSalt();
            p.salt.assign(salt.begin(), salt.end());
            const snmp::EngineClock clock{static_cast<uint32_t>(p.boots), static_cast<uint32_t>(p.time)};
            if (!scoped.empty()) mustHold(user_->encrypt(octetsOf(scoped), clock, salt), "the agent encrypts");
            scoped = test::tlv(0x04, scoped);
        }
        return sign(p, scoped);
    }

    std::string sign(test::V3Parts p, const std::string& body) const {
        p.auth.assign(user_->digestSize(), '\0');
        std::string out = test::v3Message(p, body);
        if (!user_->authenticates()) return out;
        const size_t place = out.find(test::tlv(0x04, p.auth)) + 2;
        mustHold(user_->sign(test::bytesOf(out), octetsOf(out).subspan(place, p.auth.size())), "the agent signs");
        return out;
    }

    test::V3Parts partsFor(const Asked& asked) const {
        test::V3Parts p;
        p.msg_id = asked.message.msg_id.value_or(0);
        p.engine_id = engine_id_;
        p.boots = boots;
        p.time = time;
        p.user = std::string(asked.message.user);
        return p;
    }

    static std::string report(const test::V3Parts& p, uint32_t counter) {
        const model::Oid oid{1, 3, 6, 1, 6, 3, 15, 1, 1, counter, 0};
        const std::string list = varbindOf(oid, test::tlv(0x41, "\x01"));
        return test::scopedPdu(p, test::pdu({.type = snmp::kPduReport, .request_id = 0}, list));
    }

    // What an engine says to a request that it does not take; nullopt: it takes it.
    std::optional<std::string> refusal(const Asked& asked) const {
        if (!isV3()) return std::nullopt;
        test::V3Parts p = partsFor(asked);
        if (asked.message.engine_id != engine_id_) return test::v3Message(p, report(p, 4));
        const uint32_t behind =
            time > asked.message.engine_time ? time - asked.message.engine_time : asked.message.engine_time - time;
        if (!authenticates() || (asked.message.engine_boots == boots && behind < 150)) return std::nullopt;
        p.flags = snmp::kFlagAuth;
        return sign(p, report(p, 2));
    }

  private:
    static std::span<uint8_t> octetsOf(std::string& text) {
        return {reinterpret_cast<uint8_t*>(text.data()), text.size()};
    }

    static void skip(snmp::Bytes& in, int count) {
        for (; count > 0; --count)
            static_cast<void>(snmp::takeTlv(in));
    }

    static snmp::Bytes contentOf(snmp::Bytes in) {
        const auto whole = snmp::takeTlv(in);
        return whole ? whole->content : snmp::Bytes{};
    }

    static snmp::Bytes pduIn(snmp::Bytes datagram) {
        snmp::Bytes in = contentOf(datagram);
        skip(in, 2);
        return in;
    }

    snmp::Bytes scopedIn(const snmp::RawMessage& message, snmp::Bytes datagram) const {
        snmp::Bytes in = contentOf(datagram);
        skip(in, 3);
        if ((message.flags & snmp::kFlagPriv) == 0) return contentOf(in);
        plain_.assign(message.ciphertext.begin(), message.ciphertext.end());
        if (message.engine_id != engine_id_ || !user_->decrypt(message, plain_)) return {};
        return contentOf(plain_);
    }

    static int64_t numberIn(snmp::Bytes& in) {
        const auto whole = snmp::takeTlv(in);
        int64_t out = 0;
        if (whole)
            for (const uint8_t octet : whole->content)
                out = out << 8 | octet;
        return out;
    }

    static void readPdu(const snmp::Tlv& pdu, Asked& out) {
        out.type = pdu.tag;
        snmp::Bytes in = pdu.content;
        out.request_id = static_cast<int32_t>(numberIn(in));
        out.non_repeaters = static_cast<uint32_t>(numberIn(in));
        out.max_repetitions = static_cast<uint32_t>(numberIn(in));
        snmp::Bytes list = contentOf(in);
        while (const auto varbind = snmp::takeTlv(list))
            out.oids.push_back(oidOf(contentOf(varbind->content)));
    }

    Answer noSuchName(const Asked& asked, size_t place) const {
        Answer out{.error_status = 2, .error_index = static_cast<int64_t>(place) + 1, .varbinds = {}};
        for (const model::Oid& oid : asked.oids)
            out.varbinds.push_back(varbindOf(oid, test::tlv(0x05, "")));
        return out;
    }

    Answer get(const Asked& asked) const {
        Answer out;
        for (const model::Oid& oid : asked.oids) {
            const auto entry = mib.find(oid);
            if (entry == mib.end() && isV1()) return noSuchName(asked, out.varbinds.size());
            out.varbinds.push_back(varbindOf(oid, entry == mib.end() ? test::tlv(0x81, "") : entry->second));
        }
        return out;
    }

    // Empty: SNMPv1 has no way to say that there is none.
    std::string next(model::Oid& at) const {
        const auto entry = mib.upper_bound(at);
        if (entry == mib.end()) return isV1() ? "" : varbindOf(at, test::tlv(0x82, ""));
        at = entry->first;
        return varbindOf(at, entry->second);
    }

    const model::Credentials& credentials_;
    std::string engine_id_;
    std::optional<snmp::UsmUser> user_;
    mutable std::vector<uint8_t> plain_;
};

}  // namespace snmpolld::fuzz
