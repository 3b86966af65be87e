// StrangeAgent: a RightAgent behind which things go wrong on purpose: what it says, how it is wrapped, when it comes
// and what others send in its name. It is the Link of an exchange and the network, with a clock of its own. It
// remembers what was said under the right key, or in the right community: nothing else may be in a record.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "choices.hpp"
#include "right_agent.hpp"
#include "snmp/link.hpp"

namespace snmpolld::fuzz {

// What may go wrong.
enum class Wrong : uint8_t { datagram, plaintext, varbind, error, silence, order, forged, network };
inline constexpr size_t kWrongs = 8;

class StrangeAgent : public snmp::Link {
  public:
    StrangeAgent(RightAgent& agent, Choices& choices, MonoTime start) : now(start), agent_(agent), choices_(choices) {}

    // One answer in so many is wrong in such a way.
    void goWrong(Wrong how, size_t one_in) { one_in_[static_cast<size_t>(how)] = one_in; }
    bool isWrong(Wrong how) const { return one_in_[static_cast<size_t>(how)] != 0; }
    bool isOnly(Wrong how) const {
        for (size_t i = 0; i < kWrongs; ++i)
            if ((one_in_[i] != 0) != (i == static_cast<size_t>(how))) return false;
        return true;
    }
    bool isRight() const {
        return std::ranges::all_of(one_in_, [](size_t n) { return n == 0; });
    }
    // These are never answered, nor requests for more OIDs than this, nor more than so many a second.
    std::set<model::Oid> silent;
    size_t most_oids = SIZE_MAX;
    size_t a_second = SIZE_MAX;
    bool any_community = false;

    MonoTime now;
    size_t sent = 0;
    std::multimap<MonoTime, std::string> coming;

    int send(snmp::Bytes message) override {
        ++sent;
        if (now >= second_ + std::chrono::seconds(1)) {
            second_ = now;
            in_second_ = 0;
        }
        if (strikes(Wrong::network)) return choices_.oneIn(4) ? ECONNREFUSED : 0;
        const std::string request(message.begin(), message.end());
        const Asked asked = agent_.read(test::bytesOf(request));
        if (strikes(Wrong::forged)) forge(asked, request);
        if (isSilent(asked)) return 0;
        if (const auto refusal = agent_.refusal(asked))
            come(asked, strikes(Wrong::datagram) ? choices_.mutated(*refusal) : *refusal);
        else
            answer(asked);
        if (strikes(Wrong::order) && choices_.oneIn(2)) coming.emplace(now + delay(), request);
        return 0;
    }

    // Whether an ICMP error that quotes nothing comes before the next datagram.
    bool refusesBlindly() { return (isWrong(Wrong::network) || isWrong(Wrong::forged)) && choices_.oneIn(10); }

    // Whether the octets were said by somebody whom the poll may believe.
    bool wasSaid(std::string_view octets) const {
        for (size_t n = 0; n < said_.size(); ++n) {
            const size_t at = (last_found_ + n) % said_.size();
            if (said_[at].find(octets) == std::string::npos) continue;
            last_found_ = at;
            return true;
        }
        return false;
    }

  private:
    bool strikes(Wrong how) {
        const size_t n = one_in_[static_cast<size_t>(how)];
        return n != 0 && choices_.oneIn(n);
    }

    Duration delay() {
        static constexpr std::array<int, 8> kDelays{1, 2, 5, 20, 60, 200, 900, 3000};
        return std::chrono::milliseconds(choices_.of(kDelays));
    }

    bool isSilent(const Asked& asked) {
        if (strikes(Wrong::silence) || asked.oids.size() > most_oids || ++in_second_ > a_second) return true;
        return std::ranges::any_of(asked.oids, [&](const model::Oid& oid) { return silent.contains(oid); });
    }

    void answer(const Asked& asked) {
        Answer answer = agent_.answer(asked);
        if (strikes(Wrong::varbind)) distort(answer);
        if (strikes(Wrong::error)) err(answer);
        std::string pdu = test::pdu(
            {.request_id = asked.request_id, .error_status = answer.error_status, .error_index = answer.error_index},
            answer.list());
        std::string plain;
        std::string message = agent_.wrap(asked, pdu, &plain);
        if (strikes(Wrong::plaintext)) {
            plain = choices_.mutated(agent_.isV3() ? plain : pdu);
            message = agent_.isV3() ? agent_.seal(agent_.partsFor(asked), plain) : agent_.wrap(asked, plain);
        }
        constexpr size_t kPadding = 8;  // which is encrypted as well
        if (agent_.isV3()) said_.push_back(plain + std::string(kPadding, '\0'));
        if (strikes(Wrong::datagram)) message = choices_.mutated(message);
        come(asked, std::move(message));
    }

    void come(const Asked&, std::string message) {
        if (!agent_.authenticates()) said_.push_back(message);
        const MonoTime when = now + (strikes(Wrong::order) ? delay() : std::chrono::milliseconds(1));
        if (strikes(Wrong::order)) coming.emplace(when + delay(), message);
        if (strikes(Wrong::order) && !last_.empty()) coming.emplace(when, last_);
        last_ = message;
        coming.emplace(when, std::move(message));
    }

    void distort(Answer& answer) {
        if (answer.varbinds.empty()) return;
        for (size_t changes = choices_.between(1, 3); changes > 0 && !answer.varbinds.empty(); --changes) {
            const size_t at = choices_.below(answer.varbinds.size());
            std::string& one = answer.varbinds[at];
            switch (choices_.below(8)) {
                case 0:
                    answer.varbinds.erase(answer.varbinds.begin() + static_cast<std::ptrdiff_t>(at));
                    break;
                case 1:
                    answer.varbinds.push_back(one);
                    break;
                case 2:
                    std::swap(one, answer.varbinds[choices_.below(answer.varbinds.size())]);
                    break;
                case 3:
                    answer.varbinds.resize(at);
                    break;
                case 4:
                    one = choices_.mutated(one);
                    break;
                case 5:
                    one = varbindOf(nameIn(one), oddValue());
                    break;
                case 6:
                    one = varbindOf(oddName(nameIn(one)), oddValue());
                    break;
                default:
                    one = test::tlv(0x30, choices_.mutated(one.substr(std::min<size_t>(one.size(), 2))));
            }
        }
    }

    static model::Oid nameIn(const std::string& varbind) {
        snmp::Bytes in = test::bytesOf(varbind);
        const auto whole = snmp::takeTlv(in);
        snmp::Bytes inside = whole ? whole->content : snmp::Bytes{};
        const auto name = snmp::takeTlv(inside);
        model::Oid out = name ? oidOf(name->content) : model::Oid{1, 3};
        return out.size() < 2 || out.size() > model::Oid::kMaxSize ? model::Oid{1, 3, 6} : out;
    }

    model::Oid oddName(model::Oid name) {
        const auto ids = name.ids();
        if (choices_.oneIn(2)) return model::Oid(ids.first(choices_.between(2, ids.size())));
        if (name.size() < 120) name.push_back(choices_.oneIn(2) ? 0 : choices_.number());
        return name;
    }

    std::string oddValue() {
        static constexpr std::array<uint8_t, 13> kTags{0x02, 0x04, 0x05, 0x06, 0x40, 0x41, 0x42,
                                                       0x43, 0x44, 0x46, 0x80, 0x81, 0x82};
        return test::tlv(choices_.of(kTags), choices_.octets(choices_.oneIn(3) ? 0 : choices_.below(12)));
    }

    void err(Answer& answer) {
        static constexpr std::array<int64_t, 10> kStatus{1, 2, 5, 0, 3, 4, 6, 18, 255, -1};
        answer.error_status = choices_.of(kStatus);
        static constexpr std::array<int64_t, 6> kIndex{0, 1, 2, -1, 0x7fffffff, 255};
        answer.error_index =
            choices_.oneIn(2) ? choices_.of(kIndex) : static_cast<int64_t>(choices_.below(answer.varbinds.size() + 2));
        if (choices_.oneIn(4)) answer.varbinds.clear();
    }

    // What somebody sends who has seen the request, and knows everything but the keys and the community.
    void forge(const Asked& asked, const std::string& request) {
        for (size_t n = choices_.between(1, 4); n > 0; --n) {
            std::string forged = agent_.isV3() ? forgedV3(asked, request) : forgedCommunity(asked, request);
            if (!agent_.isV3() ? any_community : !agent_.authenticates()) said_.push_back(forged);
            coming.emplace(now + std::chrono::microseconds(choices_.between(1, 900)), std::move(forged));
        }
    }

    std::string forgedPdu(const Asked& asked) {
        std::string list;
        for (const model::Oid& oid : asked.oids)
            list += varbindOf(oid, test::tlv(0x04, "forged" + choices_.octets(8)));
        return test::pdu({.request_id = asked.request_id,
                          .error_status = choices_.oneIn(3) ? 5 : 0,
                          .error_index = static_cast<int64_t>(choices_.below(3))},
                         list);
    }

    std::string forgedCommunity(const Asked& asked, const std::string& request) {
        const std::string pdu = forgedPdu(asked);
        switch (choices_.below(4)) {
            case 0:
                return test::communityMessage(asked.message.version, "other", pdu);
            case 1:
                return test::communityMessage(asked.message.version, "", pdu);
            case 2:
                return request;
            default:
                return test::communityMessage(1 - asked.message.version, "public", pdu);
        }
    }

    std::string forgedV3(const Asked& asked, const std::string& request) {
        test::V3Parts p = agent_.partsFor(asked);
        if (choices_.oneIn(3)) p.engine_id = "\x80\x01\x02\x03" + choices_.octets(choices_.between(1, 3));
        if (choices_.oneIn(3)) p.boots = static_cast<int64_t>(choices_.number() & 0x7fffffff);
        if (choices_.oneIn(3)) p.time = static_cast<int64_t>(choices_.number() & 0x7fffffff);
        switch (choices_.below(6)) {
            case 0:
                return test::v3Message(p, test::scopedPdu(p, forgedPdu(asked)));
            case 1:
                return request;
            case 2:
                p.flags = static_cast<uint8_t>(choices_.below(8));
                p.auth = choices_.octets(12);
                p.salt = choices_.octets(8);
                return test::v3Message(p, (p.flags & snmp::kFlagPriv) != 0 ? test::tlv(0x04, choices_.octets(64))
                                                                           : test::scopedPdu(p, forgedPdu(asked)));
            case 3:
                return choices_.mutated(test::v3Message(p, RightAgent::report(p, 4)));
            default:
                return test::v3Message(p, RightAgent::report(p, static_cast<uint32_t>(choices_.between(1, 6))));
        }
    }

    RightAgent& agent_;
    Choices& choices_;
    std::array<size_t, kWrongs> one_in_{};
    std::vector<std::string> said_;
    mutable size_t last_found_ = 0;
    std::string last_;
    MonoTime second_{};
    size_t in_second_ = 0;
};

}  // namespace snmpolld::fuzz
