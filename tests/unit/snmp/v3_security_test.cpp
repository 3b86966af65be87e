// What an exchange believes of SNMPv3 messages, and how it heals when an engine is not what it was: against an agent
// whose security is made by Net-SNMP.
#include <doctest/doctest.h>

#include "v3_agent.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::PrivProtocol;
using model::SecurityLevel;
using model::Status;
using std::chrono::milliseconds;

namespace {

std::string answerPdu(const snmp::RawMessage& request, const model::Credentials& c, const V3Parts& p) {
    return scopedPdu(p, pdu({.request_id = requestIdIn(request, c)}, kDescr));
}

model::PollTask knownTask(const Responder& agent, const model::Credentials& credentials) {
    auto task = makeTask(agent.port(), credentials, {kSysDescr});
    task.timeout = milliseconds(40);
    task.retries = 0;
    task.learned.engine_id = V3Parts{}.engine_id;
    task.learned.engine_boots = 5;
    task.learned.engine_time = 1000;
    task.learned.engine_seen = monoNow();
    return task;
}

// A poll of an engine that is known, with what `answer` makes of each request.
model::HostRecord poll(const model::Credentials& credentials,
                       const std::function<std::string(const snmp::RawMessage&)>& answer) {
    Responder agent([&](const auto& request, int) { return Answers{answer(request)}; });
    return agent.run(knownTask(agent, credentials));
}

const model::Credentials& priv() {
    static const auto c = user(SecurityLevel::authPriv);
    return c;
}

const model::Credentials& authOnly() {
    static const auto c = user(SecurityLevel::authNoPriv);
    return c;
}

const Sealer& sealer() {
    static const Sealer instance(priv(), V3Parts{}.engine_id, false);
    return instance;
}

// Authenticated, not encrypted.
std::string signedMessage(V3Parts p, const std::string& scoped) {
    p.flags = snmp::kFlagAuth;
    p.auth = std::string(12, '\0');
    return sealer().sign(v3Message(p, scoped));
}

std::string signedReport(const V3Parts& p, const char* counter) {
    return signedMessage(p, scopedPdu(p, pdu({.type = 0xa8, .request_id = 0}, varbind(counter, tlv(0x41, "\x01")))));
}

}  // namespace

TEST_CASE("a digest that is cut, or of zeros, is a wrong digest") {
    for (const size_t length : {size_t{12}, size_t{16}, size_t{24}}) {
        const auto record = poll(priv(), [&](const auto& request) {
            auto p = replyTo(request);
            p.flags = snmp::kFlagAuth | snmp::kFlagPriv;
            p.salt = "saltsalt";
            p.auth = std::string(length, '\0');
            return v3Message(p, tlv(0x04, "ciphertext of no meaning"));
        });
        CHECK(record.status == Status::auth_failure);
        CHECK(record.error.find("wrong digest") != std::string::npos);
    }
}

TEST_CASE("an answer that is right under another authentication key is a wrong digest") {
    auto other = priv();
    other.password = Secret("another-auth");
    REQUIRE(snmp::deriveKeys(other).has_value());
    const Sealer forger(other, V3Parts{}.engine_id, false);
    const auto record = poll(priv(), [&](const auto& request) {
        const auto p = replyTo(request);
        return forger.seal(p, answerPdu(request, priv(), p));
    });
    CHECK(record.status == Status::auth_failure);
    CHECK(record.varbinds.empty());
}

TEST_CASE("an answer under the right authentication key and another privacy key is a bad_response") {
    auto other = priv();
    other.priv_password = Secret("another-priv");
    REQUIRE(snmp::deriveKeys(other).has_value());
    for (const bool des : {false, true}) {
        auto c = user(SecurityLevel::authPriv, des ? PrivProtocol::DES : PrivProtocol::AES);
        const Sealer stranger(other, V3Parts{}.engine_id, des);
        const auto record = poll(c, [&](const auto& request) {
            const auto p = replyTo(request);
            return stranger.seal(p, answerPdu(request, c, p));
        });
        CHECK(record.status == Status::bad_response);
        CHECK(record.varbinds.empty());
    }
}

TEST_CASE("DES in anything but whole blocks is a bad_response") {
    const auto c = user(SecurityLevel::authPriv, PrivProtocol::DES);
    const auto record = poll(c, [&](const auto& request) {
        auto p = replyTo(request);
        p.flags = snmp::kFlagAuth | snmp::kFlagPriv;
        p.salt = "saltsalt";
        p.auth = std::string(12, '\0');
        return Sealer(c, p.engine_id, true).sign(v3Message(p, tlv(0x04, std::string(41, 'x'))));
    });
    CHECK(record.status == Status::bad_response);
    CHECK(record.error.find("decrypted") != std::string::npos);
}

TEST_CASE("an authentic answer of another user, engine, context or request, or of an engine at its end, never counts") {
    for (const int what : {0, 1, 2, 3, 4}) {
        const auto record = poll(priv(), [&](auto request) {
            auto p = replyTo(request);
            std::string scoped = answerPdu(request, priv(), p);
            if (what == 0) p.user = "you";
            if (what == 1) p.engine_id += 'x';
            if (what == 2) p.boots = 0x7fffffff;
            if (what == 3) {
                p.context = "other";
                scoped = answerPdu(request, priv(), p);
            }
            if (what == 4) scoped = scopedPdu(p, pdu({.request_id = requestIdIn(request, priv()) ^ 1}, kDescr));
            return sealer().seal(p, scoped);
        });
        CAPTURE(what);
        CHECK(record.status == Status::bad_response);
        const char* const why = what == 2 ? "boots are at their end" : "rejected by SNMPv3 security";
        CHECK(record.error.find(why) != std::string::npos);
        CHECK(record.varbinds.empty());
    }
}

TEST_CASE("an answer without its encryption, or with one that nobody asked for, never counts") {
    const auto naked = poll(priv(), [](const auto& request) {
        const auto p = replyTo(request);
        return signedMessage(p, answerPdu(request, priv(), p));
    });
    CHECK(naked.status == Status::bad_response);
    CHECK(naked.error.find("less security") != std::string::npos);
    const auto dressed = poll(authOnly(), [](const auto& request) {
        const auto p = replyTo(request);
        return sealer().seal(p, scopedPdu(p, pdu({.request_id = request.pdu.request_id.value_or(0)}, kDescr)));
    });
    CHECK(dressed.status == Status::bad_response);
    CHECK(dressed.varbinds.empty());
}

TEST_CASE("a reboot and a clock that jumped, forwards or back, heal within the poll") {
    const std::pair<int64_t, int64_t> clocks[] = {{6, 3}, {5, 900000}, {5, 7}, {4, 2000}, {0, 0}};
    for (const auto& [boots, time] : clocks) {
        const auto record = poll(priv(), [now_boots = boots, now = time](const auto& request) {
            auto p = replyTo(request);
            p.boots = now_boots;
            p.time = now;
            const bool in_time = request.engine_boots == now_boots && request.engine_time == now;
            return in_time ? sealer().seal(p, answerPdu(request, priv(), p)) : signedReport(p, kNotInTimeWindow);
        });
        CHECK_MESSAGE(record.status == Status::ok, record.error);
        CHECK(record.requests == 2);
        CHECK(record.learned.engine_boots == boots);
        CHECK(record.learned.engine_time == time);
    }
}

TEST_CASE("a report whose digest is wrong changes nothing") {
    const auto record = poll(priv(), [](const auto& request) {
        auto text = signedReport(replyTo(request), kNotInTimeWindow);
        text.back() ^= 1;
        return text;
    });
    CHECK(record.status == Status::auth_failure);
    CHECK(record.requests == 1);
}

TEST_CASE("another engine at the address is polled under its own keys") {
    V3Parts now;
    now.engine_id = "\x80\x01\x02\x03\x04\x99";
    const Sealer own(priv(), now.engine_id, false);
    const auto record = poll(priv(), [&](const auto& request) {
        auto p = replyTo(request);
        p.engine_id = now.engine_id;
        if (request.engine_id != now.engine_id) return report(p, kUnknownEngine);
        return own.seal(p, answerPdu(request, priv(), p));
    });
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(record.retries == 1);
    CHECK(record.learned.engine_id == now.engine_id);
}

TEST_CASE("several polls of one engine and user at a time do not disturb each other, whatever is said to one of them") {
    initLibraryOnce();
    Responder agent([](const auto& request, int number) {
        auto p = replyTo(request);
        p.boots = 6;
        p.time = 1000 + number;
        if (request.engine_boots != 6) return Answers{signedReport(p, kNotInTimeWindow)};
        auto right = sealer().seal(p, answerPdu(request, priv(), p));
        auto wrong = right;
        wrong.back() ^= 1;
        return number % 2 == 0 ? Answers{right} : Answers{wrong, right};
    });
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    constexpr size_t kPolls = 20;
    CredentialsOfTasks credentials;
    for (size_t i = 0; i < kPolls; ++i) {
        auto task = knownTask(agent, i % 3 == 0 ? priv() : user(SecurityLevel::authPriv));
        task.id = i;
        credentials[i] = task.credentials;
        task.timeout = std::chrono::seconds(2);
        engine->start(std::move(task), monoNow());
    }
    while (engine->inFlight() > 0) {
        answerKeys(*engine, credentials);
        turnOnce(*engine, {{.fd = agent.fd(), .events = POLLIN, .revents = 0}});
        agent.serve();
    }
    const auto records = engine->takeDone();
    REQUIRE(records.size() == kPolls);
    for (const auto& record : records) {
        CHECK_MESSAGE(record.status == Status::ok, record.error);
        CHECK(record.requests == 2);
        CHECK(record.learned.engine_boots == 6);
    }
}

TEST_CASE("however many engines are forged before the agent's own is named, it is tried soon") {
    const std::string own = V3Parts{}.engine_id;
    const auto forged = [](const snmp::RawMessage& request) {
        Answers out;
        for (char i = 0; i < 40; ++i) {
            auto p = replyTo(request);
            p.engine_id = std::string("\x80\0\0\0\x04", 5) + std::string(6, static_cast<char>('0' + i));
            out.push_back(report(p, kUnknownEngine));
        }
        return out;
    };
    Responder agent([&](const auto& request, int) {
        auto answers = forged(request);
        const auto p = replyTo(request);
        answers.push_back(request.engine_id == own ? sealer().seal(p, answerPdu(request, priv(), p))
                                                   : report(p, kUnknownEngine));
        return answers;
    });
    auto task = makeTask(agent.port(), priv(), {kSysDescr});
    task.timeout = milliseconds(60);
    task.retries = 2;
    const auto record = agent.run(std::move(task));
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(record.learned.engine_id == own);
    CHECK(record.retries <= 3);
}

TEST_CASE("a time without a digest is believed of the agent's own engine only, and where that is allowed") {
    for (const bool of_other : {false, true}) {
        Responder agent([&](const auto& request, int number) {
            auto p = replyTo(request);
            if (number > 0 && request.engine_boots == 77)
                return Answers{sealer().seal(p, answerPdu(request, priv(), p))};
            if (of_other) p.engine_id += 'x';
            p.boots = 77;
            return Answers{report(p, kNotInTimeWindow)};
        });
        auto credentials = priv();
        credentials.quirks = {model::Quirk::unauthenticated_reports};
        const auto record = agent.run(knownTask(agent, credentials));
        CHECK((record.status == Status::ok) == !of_other);
    }
}

TEST_CASE("an engine that is not the configured one is named beside it") {
    auto credentials = priv();
    credentials.engine_id = V3Parts{}.engine_id + "y";
    const auto record = poll(credentials, [](auto request) { return report(replyTo(request), kUnknownEngine); });
    CHECK(record.error.find("engine_id is ") != std::string::npos);
    CHECK(record.error.find("privacy key") == std::string::npos);
}

TEST_CASE("an answer of another version is said to be that") {
    const auto record = poll(priv(), [](auto request) {
        PduParts parts;
        parts.request_id = request.msg_id.value_or(0);
        return communityMessage(1, "public", pdu(parts, kDescr));
    });
    CHECK_MESSAGE(record.error.find("its SNMP version is not that of the request") != std::string::npos, record.error);
    CHECK(record.error.find("quirk") == std::string::npos);
}
