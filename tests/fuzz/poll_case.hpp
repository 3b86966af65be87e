// Case: what one case of the fuzz target for answers is about: a user, an agent with its MIB, and what is asked of it.
#pragma once

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <vector>

#include "choices.hpp"
#include "fuzz.hpp"
#include "model/poll_task.hpp"
#include "right_agent.hpp"
#include "snmp/keys.hpp"

namespace snmpolld::fuzz {

using model::Oid;

inline const MonoTime kStart = MonoTime(std::chrono::hours(100));
inline const Oid kSysUpTime{1, 3, 6, 1, 2, 1, 1, 3, 0};
inline const std::string kEngine("\x80\x01\x02\x03\x04\x05", 6);

inline model::Credentials withKeys(model::SecurityLevel level, model::AuthProtocol auth, model::PrivProtocol priv) {
    model::Credentials out;
    out.version = model::Version::v3;
    out.username = "me";
    out.security_level = level;
    out.auth_protocol = auth;
    out.priv_protocol = priv;
    out.password = Secret("authpass-long");
    out.priv_password = Secret("privpass-long");
    mustHold(snmp::deriveKeys(out).has_value(), "keys can be derived");
    return out;
}

inline const std::vector<model::Credentials>& allCredentials() {
    using model::AuthProtocol;
    using model::PrivProtocol;
    using enum model::SecurityLevel;
    static const std::vector<model::Credentials> all = [] {
        std::vector<model::Credentials> out(2);
        out[0].version = model::Version::v1;
        out.push_back(withKeys(noAuthNoPriv, AuthProtocol::none, PrivProtocol::none));
        out.push_back(withKeys(authNoPriv, AuthProtocol::SHA, PrivProtocol::none));
        out.push_back(withKeys(authNoPriv, AuthProtocol::SHA256, PrivProtocol::none));
        out.push_back(withKeys(authPriv, AuthProtocol::SHA, PrivProtocol::AES));
        out.push_back(withKeys(authPriv, AuthProtocol::MD5, PrivProtocol::DES));
        out.push_back(withKeys(authPriv, AuthProtocol::SHA512, PrivProtocol::AES256));
        return out;
    }();
    return all;
}

// The values are long enough to be known again.
inline std::string randomValue(Choices& choices, bool is_v1) {
    const std::string number = "\x11" + choices.octets(3);
    switch (choices.below(7)) {
        case 0:
            return test::tlv(0x02, number);
        case 1:
            return test::tlv(0x41, number);
        case 2:
            return test::tlv(0x42, number);
        case 3:
            return test::tlv(0x40, choices.octets(4));
        case 4:
            return is_v1 ? test::tlv(0x43, number) : test::tlv(0x46, number + choices.octets(4));
        case 5:
            return test::tlv(0x06, std::string("\x2b\x06\x01") + '\x11');
        default:
            return test::tlv(0x04, choices.octets(choices.between(6, 40)));
    }
}

struct Case {
    explicit Case(Choices& choices)
        : credentials(std::make_shared<model::Credentials>(choices.of(allCredentials()))),
          agent(*credentials, kEngine) {
        if (choices.oneIn(3)) credentials->engine_id = credentials->version == model::Version::v3 ? kEngine : "";
        fillMib(choices);
        ask(choices);
        set(choices);
    }

    void fillMib(Choices& choices) {
        const auto value = [&] { return randomValue(choices, agent.isV1()); };
        agent.mib[{1, 3, 6, 1, 2, 1, 1, 1, 0}] = value();
        if (!choices.oneIn(5)) agent.mib[kSysUpTime] = test::tlv(0x43, "\x11" + choices.octets(3));
        for (uint32_t n = 1; n < 90; ++n)
            agent.mib[{1, 3, 6, 1, 4, 1, 9, 1, n, 0}] = value();
        const size_t rows = choices.oneIn(8) ? choices.below(200) : choices.below(20);
        for (uint32_t column = 1; column <= 14; ++column)
            for (uint32_t row = 1; row <= rows; ++row)
                if (!choices.oneIn(16)) agent.mib[{1, 3, 6, 1, 4, 1, 9, 2, 1, column, row * column}] = value();
        if (choices.oneIn(2)) agent.mib[{1, 3, 6, 1, 4, 1, 9, 9, 1, 0}] = value();
    }

    void ask(Choices& choices) {
        const auto amount = [&](size_t many) { return choices.oneIn(6) ? choices.below(many) : choices.below(6); };
        if (choices.oneIn(2)) asked.get.push_back({1, 3, 6, 1, 2, 1, 1, 1, 0});
        for (size_t n = amount(80); n > 0; --n) {
            const Oid oid{
                1, 3, 6, 1, 4, 1, 9, 1, static_cast<uint32_t>(choices.between(1, 95)), choices.oneIn(12) ? 7U : 0U};
            if (std::ranges::find(asked.get, oid) == asked.get.end()) asked.get.push_back(oid);
        }
        if (choices.oneIn(5)) asked.get.push_back(kSysUpTime);
        for (size_t n = amount(14); n > 0; --n) {
            const Oid root{1, 3, 6, 1, 4, 1, 9, 2, 1, static_cast<uint32_t>(choices.between(1, 14))};
            if (std::ranges::find(asked.walk, root) == asked.walk.end()) asked.walk.push_back(root);
        }
        if (choices.oneIn(5)) asked.walk.push_back({1, 3, 6, 1, 4, 1, 9, 5});
        if (choices.oneIn(5)) asked.walk.push_back({1, 3, 6, 1, 4, 1, 9, 1, 3, 0});
        if (asked.get.empty() && asked.walk.empty()) asked.walk.push_back({1, 3, 6, 1, 4, 1, 9, 9});
        if (choices.oneIn(6)) addFilter(choices);
        if (choices.oneIn(6) && !asked.walk.empty()) asked.lookups.push_back(asked.walk.front());
    }

    void addFilter(Choices& choices) {
        const Oid column{1, 3, 6, 1, 4, 1, 9, 3, 1, 1};
        for (uint32_t row = 1; row < 9; ++row)
            for (uint32_t of = 1; of < 3; ++of)
                agent.mib[{1, 3, 6, 1, 4, 1, 9, 3, 1, of, row}] = test::tlv(0x04, "row " + choices.octets(8));
        asked.filters.push_back({.column = column, .values = {"row", "x"}});
        asked.filtered.push_back(
            {.column = {1, 3, 6, 1, 4, 1, 9, 3, 1, 2}, .filters = {0}, .walked = choices.oneIn(2)});
    }

    void set(Choices& choices) {
        model::RequestSettings& settings = asked.requests;
        settings.rates = choices.oneIn(3);
        settings.allow_nonincreasing_oids = choices.oneIn(6);
        settings.max_rows = choices.oneIn(12) ? choices.between(1, 30) : 2000;
        static constexpr std::array<uint32_t, 5> kRepetitions{25, 1, 2, 10, 100};
        settings.max_repetitions = choices.of(kRepetitions);
        settings.max_oids = choices.oneIn(5) ? static_cast<uint32_t>(choices.between(1, 8)) : 0;
        if (choices.oneIn(10)) settings.pdu_gap = std::chrono::milliseconds(choices.between(1, 300));
        for (uint8_t bit = 0; bit < model::kQuirkCount; ++bit)
            if (choices.oneIn(8)) settings.quirks.insert(static_cast<model::Quirk>(bit));
    }

    model::PollTask task(Choices& choices) const {
        model::PollTask out;
        out.id = 1;
        out.transport = choices.oneIn(8) ? model::Transport::tcp : model::Transport::udp;
        out.address = model::Address::parse("127.0.0.1", 161).value();
        out.credentials = credentials;
        out.module_set = std::make_shared<model::ModuleSet>(asked);
        out.timeout = std::chrono::milliseconds(choices.between(50, 2000));
        out.timeout_min = std::min<Duration>(out.timeout, std::chrono::milliseconds(choices.between(10, 300)));
        out.retries = static_cast<int>(choices.below(4));
        out.deadline = std::chrono::seconds(choices.oneIn(6) ? choices.between(1, 5) : choices.between(20, 300));
        out.detours = choices.oneIn(8) ? Duration{} : out.deadline / 2;
        out.alive = choices.oneIn(4);
        out.keeps_lookups = !asked.lookups.empty();
        if (choices.oneIn(2)) learn(choices, out.learned);
        return out;
    }

    void learn(Choices& choices, model::Learned& learned) const {
        if (credentials->version == model::Version::v3 && choices.oneIn(2)) {
            learned.engine_id = choices.oneIn(4) ? "\x80other engine" : kEngine;
            learned.engine_boots = choices.oneIn(4) ? 4 : agent.boots;
            learned.engine_time = agent.time;
            learned.engine_seen = kStart;
        }
        if (choices.oneIn(3)) learned.max_answer_varbinds = static_cast<uint32_t>(choices.between(1, 60));
        if (choices.oneIn(5)) learned.no_bulk = true;
        if (choices.oneIn(5)) learned.max_get_oids = static_cast<uint32_t>(choices.between(1, 9));
        if (choices.oneIn(5)) learned.max_walk_columns = static_cast<uint32_t>(choices.between(1, 4));
        if (choices.oneIn(5)) learned.max_request_bytes = static_cast<uint32_t>(choices.between(60, 1400));
        for (const auto* list : {&asked.get, &asked.walk})
            for (const Oid& oid : *list)
                if (choices.oneIn(60))
                    learned.silent.push_back({.oid = oid, .pause = static_cast<uint32_t>(choices.below(4)), .left = 0});
        if (choices.oneIn(3)) learned.round_trip.add(std::chrono::milliseconds(choices.between(1, 50)));
    }

    std::shared_ptr<model::Credentials> credentials;
    RightAgent agent;
    model::ModuleSet asked;
};

}  // namespace snmpolld::fuzz
