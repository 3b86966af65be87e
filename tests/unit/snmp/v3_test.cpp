// SNMPv3 against an agent inside the test, which can report, lie and encrypt what no honest agent would.
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <doctest/doctest.h>

#include <cstring>

#include "responder.hpp"
#include "snmp/usm.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::SecurityLevel;
using model::Status;

namespace {

using Answers = std::vector<std::string>;

const char* const kUnsupportedLevel = "1.3.6.1.6.3.15.1.1.1.0";
const char* const kNotInTimeWindow = "1.3.6.1.6.3.15.1.1.2.0";
const char* const kUnknownEngine = "1.3.6.1.6.3.15.1.1.4.0";
const char* const kWrongDigest = "1.3.6.1.6.3.15.1.1.5.0";
const char* const kDecryption = "1.3.6.1.6.3.15.1.1.6.0";
const char* const kUnknownContext = "1.3.6.1.6.3.12.1.5.0";

V3Parts replyTo(const snmp::RawMessage& request) {
    V3Parts p;
    p.msg_id = request.msg_id.value_or(0);
    p.user = std::string(request.user);
    return p;
}

std::string report(const V3Parts& p, const char* counter) {
    return v3Message(p, scopedPdu(p, pdu({.type = 0xa8, .request_id = 0}, varbind(counter, tlv(0x41, "\x01")))));
}

std::string response(const V3Parts& p, const snmp::RawMessage& request, const std::string& varbinds) {
    return v3Message(p, scopedPdu(p, pdu({.request_id = request.pdu.request_id.value_or(0)}, varbinds)));
}

bool isDiscovery(const snmp::RawMessage& request) {
    return request.engine_id.empty();
}

const std::string kDescr = varbind(kSysDescr, tlv(0x04, "x"));

model::Credentials user(SecurityLevel level, model::PrivProtocol priv = model::PrivProtocol::AES) {
    model::Credentials c;
    c.version = model::Version::v3;
    c.username = "me";
    c.security_level = level;
    c.auth_protocol = model::AuthProtocol::SHA;
    c.priv_protocol = priv;
    c.password = Secret("authpass-long");
    c.priv_password = Secret("privpass-long");
    REQUIRE(snmp::deriveKeys(c).has_value());
    return c;
}

// Answers discoveries itself and leaves the rest to `then`.
model::HostRecord poll(const model::Credentials& credentials,
                       const std::function<Answers(const snmp::RawMessage&, int)>& then) {
    Responder agent([&](const auto& request, int number) {
        return isDiscovery(request) ? Answers{report(replyTo(request), kUnknownEngine)} : then(request, number);
    });
    auto task = makeTask(agent.port(), credentials, {kSysDescr});
    task.timeout = std::chrono::milliseconds(60);
    return agent.run(std::move(task));
}

model::HostRecord pollPlain(const std::function<Answers(const snmp::RawMessage&, int)>& then) {
    return poll(user(SecurityLevel::noAuthNoPriv), then);
}

// The agent's side of SHA-1 and a privacy protocol, by Net-SNMP's own primitives.
class Sealer {
  public:
    Sealer(const model::Credentials& credentials, const std::string& engine_id, bool des) : des_(des) {
        localise(credentials.auth_key.reveal(), engine_id, auth_);
        localise(credentials.priv_key.reveal(), engine_id, priv_);
    }

    std::string seal(V3Parts p, const std::string& scoped) const {
        p.flags = snmp::kFlagAuth | snmp::kFlagPriv;
        p.salt = "saltsalt";
        p.auth = std::string(12, '\0');
        std::string plain = scoped;
        while (des_ && plain.size() % 8 != 0)
            plain += '\0';
        return sign(v3Message(p, tlv(0x04, encrypt(p, plain))));
    }

    std::string sign(std::string message) const {
        uint8_t mac[64];
        size_t length = 12;
        REQUIRE(sc_generate_keyed_hash(usmHMACSHA1AuthProtocol, 10, auth_, 20, octets(message),
                                       static_cast<u_int>(message.size()), mac, &length) == SNMPERR_SUCCESS);
        const size_t place = message.find(std::string("\x04\x0c", 2) + std::string(12, '\0'));
        REQUIRE(place != std::string::npos);
        return message.replace(place + 2, 12, reinterpret_cast<const char*>(mac), 12);
    }

  private:
    static u_char* octets(std::string_view text) { return reinterpret_cast<u_char*>(const_cast<char*>(text.data())); }

    static void localise(std::string_view ku, const std::string& engine_id, u_char* out) {
        size_t length = 64;
        REQUIRE(generate_kul(usmHMACSHA1AuthProtocol, 10, octets(engine_id), engine_id.size(), octets(ku), ku.size(),
                             out, &length) == SNMPERR_SUCCESS);
    }

    std::string encrypt(const V3Parts& p, const std::string& plain) const {
        u_char iv[16] = {};
        const uint32_t boots = htonl(static_cast<uint32_t>(p.boots));
        const uint32_t time = htonl(static_cast<uint32_t>(p.time));
        std::memcpy(iv, &boots, 4);
        std::memcpy(iv + 4, &time, 4);
        std::memcpy(iv + 8, p.salt.data(), 8);
        for (size_t i = 0; des_ && i < 8; ++i)
            iv[i] = static_cast<u_char>(p.salt[i]) ^ priv_[8 + i];
        std::string out(plain.size() + 16, '\0');
        size_t length = out.size();
        REQUIRE(sc_encrypt(des_ ? usmDESPrivProtocol : usmAESPrivProtocol, 10, const_cast<u_char*>(priv_), 16, iv,
                           des_ ? 8 : 16, octets(plain), static_cast<u_int>(plain.size()), octets(out),
                           &length) == SNMPERR_SUCCESS);
        out.resize(length);
        return out;
    }

    bool des_;
    u_char auth_[64] = {};
    u_char priv_[64] = {};
};

// The request-id of an encrypted request is the agent's to read; the test takes it from where the poller put it: it is
// the same in every try, so an agent that cannot decrypt could not answer at all.
int32_t requestIdIn(const snmp::RawMessage& request, const model::Credentials& credentials) {
    snmp::LocalKeys keys;
    auto u = snmp::UsmUser::create(credentials, std::string(request.engine_id), keys);
    REQUIRE(u.has_value());
    std::vector<uint8_t> plain;
    REQUIRE(u->decrypt(request, plain));
    snmp::RawPdu out;
    snmp::readScopedPdu(plain, out);
    return out.request_id.value_or(0);
}

model::HostRecord pollSealed(model::PrivProtocol priv, const std::string& varbinds, bool spoil_digest = false) {
    const auto credentials = user(SecurityLevel::authPriv, priv);
    const Sealer sealer(credentials, V3Parts{}.engine_id, priv == model::PrivProtocol::DES);
    return poll(credentials, [&](const auto& request, int) {
        const auto p = replyTo(request);
        auto text = sealer.seal(p, scopedPdu(p, pdu({.request_id = requestIdIn(request, credentials)}, varbinds)));
        if (spoil_digest) text.back() ^= 1;
        return Answers{text};
    });
}

}  // namespace

TEST_CASE("an honest v3 agent is discovered and polled") {
    const auto record = pollPlain([](const auto& r, int) { return Answers{response(replyTo(r), r, kDescr)}; });
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(record.requests == 2);
    CHECK(record.learned.engine_id == V3Parts{}.engine_id);
}

TEST_CASE("reports end as what they mean") {
    const std::pair<const char*, Status> all[] = {
        {kUnsupportedLevel, Status::auth_failure}, {kWrongDigest, Status::auth_failure},
        {kDecryption, Status::auth_failure},       {"1.3.6.1.6.3.15.1.1.3.0", Status::auth_failure},
        {kUnknownContext, Status::agent_error},    {"1.3.6.1.6.3.99.1.0", Status::agent_error}};
    for (const auto& [counter, status] : all) {
        const auto record = pollPlain([c = counter](const auto& r, int) { return Answers{report(replyTo(r), c)}; });
        CHECK(record.status == status);
        CHECK(!record.error.empty());
        CHECK(record.retries == 0);
    }
}

TEST_CASE("an agent that is never content with time or engine ID is given up after a few exchanges") {
    int last = 0;
    const auto time = pollPlain([&](const auto& r, int number) {
        last = number;
        return Answers{report(replyTo(r), kNotInTimeWindow)};
    });
    CHECK(time.status == Status::agent_error);
    CHECK(last <= 4);
    const auto engine = pollPlain([&](const auto& r, int number) {
        last = number;
        auto p = replyTo(r);
        p.engine_id += static_cast<char>(number);
        return Answers{report(p, kUnknownEngine)};
    });
    CHECK(engine.status == Status::agent_error);
    CHECK(last <= 6);
}

TEST_CASE("a discovery that is answered without an engine ID, or with a response, is a bad_response") {
    for (const bool with_response : {false, true}) {
        Responder agent([&](const auto& request, int) {
            auto p = replyTo(request);
            if (with_response) return Answers{response(p, request, "")};
            p.engine_id.clear();
            return Answers{report(p, kUnknownEngine)};
        });
        auto task = makeTask(agent.port(), user(SecurityLevel::noAuthNoPriv), {kSysDescr});
        task.timeout = std::chrono::milliseconds(60);
        const auto record = agent.run(std::move(task));
        CHECK(record.status == Status::bad_response);
    }
}

TEST_CASE("an answer with less security than asked for is refused") {
    for (const SecurityLevel level : {SecurityLevel::authNoPriv, SecurityLevel::authPriv}) {
        const auto record = poll(user(level), [](const auto& r, int) {
            auto p = replyTo(r);
            return Answers{response(p, r, kDescr)};
        });
        CHECK(record.status == Status::bad_response);
        CHECK(record.varbinds.empty());
    }
}

TEST_CASE("an encrypted answer is delivered") {
    for (const auto priv : {model::PrivProtocol::AES, model::PrivProtocol::DES}) {
        const auto record = pollSealed(priv, kDescr);
        CHECK_MESSAGE(record.status == Status::ok, record.error);
        REQUIRE(record.varbinds.size() == 1);
        CHECK(record.learned.engine_boots == 5);
        CHECK(record.learned.engine_time == 1000);
    }
}

TEST_CASE("an over-long Counter32 is a bad_response inside an encrypted answer, too") {
    const std::string over_long = varbind(kSysDescr, tlv(0x41, std::string("\x01\x00\x00\x00\x05", 5)));
    for (const auto priv : {model::PrivProtocol::AES, model::PrivProtocol::DES}) {
        const auto record = pollSealed(priv, over_long);
        CHECK(record.status == Status::bad_response);
        CHECK(record.error.find("Counter32") != std::string::npos);
        CHECK(record.varbinds.empty());
    }
}

TEST_CASE("an answer whose digest is wrong never counts and ends as auth_failure") {
    const auto record = pollSealed(model::PrivProtocol::AES, kDescr, true);
    CHECK(record.status == Status::auth_failure);
    CHECK(record.retries == 1);
    CHECK(record.error.find("wrong digest") != std::string::npos);
    CHECK(record.varbinds.empty());
}

TEST_CASE("another context, engine or request-id in an answer never counts") {
    for (const int what : {0, 1, 2}) {
        const auto record = pollPlain([&](auto r, int) {
            auto p = replyTo(r);
            if (what == 0) p.context = "other";
            if (what == 1) p.engine_id += "x";
            if (what == 2) *r.pdu.request_id ^= 1;
            return Answers{response(p, r, kDescr)};
        });
        CHECK(record.status == Status::bad_response);
        CHECK(record.varbinds.empty());
    }
}

TEST_CASE("two agents with one engine ID and one user name, but different keys, are polled side by side") {
    initLibraryOnce();
    const auto first = user(SecurityLevel::authPriv);
    auto second = first;
    second.password = Secret("another-auth");
    second.priv_password = Secret("another-priv");
    REQUIRE(snmp::deriveKeys(second).has_value());
    const auto agentOf = [](const model::Credentials& c, int64_t boots) {
        return [&c, boots, sealer = Sealer(c, V3Parts{}.engine_id, false)](const snmp::RawMessage& request, int) {
            auto p = replyTo(request);
            p.boots = boots;
            if (isDiscovery(request)) return Answers{report(p, kUnknownEngine)};
            return Answers{sealer.seal(p, scopedPdu(p, pdu({.request_id = requestIdIn(request, c)}, kDescr)))};
        };
    };
    Responder one(agentOf(first, 5));
    Responder two(agentOf(second, 900));
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    for (int i = 0; i < 10; ++i) {
        engine->start(makeTask(one.port(), first, {kSysDescr}), monoNow());
        engine->start(makeTask(two.port(), second, {kSysDescr}), monoNow());
    }
    while (engine->inFlight() > 0) {
        turnOnce(*engine,
                 {{.fd = one.fd(), .events = POLLIN, .revents = 0}, {.fd = two.fd(), .events = POLLIN, .revents = 0}});
        one.serve();
        two.serve();
    }
    for (const auto& record : engine->takeDone())
        CHECK_MESSAGE(record.status == Status::ok, record.error);
}

TEST_CASE("two polls of one engine by one user are in flight together, and neither is disturbed by the other's end") {
    initLibraryOnce();
    const auto me = user(SecurityLevel::authPriv);
    const Sealer sealer(me, V3Parts{}.engine_id, false);
    const auto answerTo = [&](const snmp::RawMessage& request, const std::string& value) {
        const auto varbinds = varbind(kSysDescr, tlv(0x04, value));
        const auto p = replyTo(request);
        return sealer.seal(p, scopedPdu(p, pdu({.request_id = requestIdIn(request, me)}, varbinds)));
    };
    // Discoveries are answered in the reverse order; then the first request only when its retry comes, after the other
    // poll has ended.
    std::vector<std::string> held;
    Responder agent([&](const auto& request, int number) {
        if (isDiscovery(request)) {
            held.insert(held.begin(), report(replyTo(request), kUnknownEngine));
            return number == 2 ? held : Answers{};
        }
        return number == 3 ? Answers{} : Answers{answerTo(request, std::to_string(number))};
    });
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    for (const uint64_t id : {1, 2}) {
        auto task = makeTask(agent.port(), me, {kSysDescr});
        task.id = id;
        task.timeout = std::chrono::milliseconds(200);
        engine->start(std::move(task), monoNow());
    }
    CHECK(engine->inFlight() == 2);
    std::vector<model::HostRecord> records;
    while (engine->inFlight() > 0) {
        turnOnce(*engine, {{.fd = agent.fd(), .events = POLLIN, .revents = 0}});
        agent.serve();
        for (auto& record : engine->takeDone())
            records.push_back(std::move(record));
    }
    REQUIRE(records.size() == 2);
    for (const auto& record : records) {
        CHECK_MESSAGE(record.status == Status::ok, record.error);
        CHECK(record.learned.engine_id == V3Parts{}.engine_id);
        REQUIRE(record.varbinds.size() == 1);
    }
    CHECK(records[0].retries == 0);
    CHECK(records[1].retries == 1);
    CHECK(records[0].varbinds[0].value != records[1].varbinds[0].value);
}

TEST_CASE("a key that is dear to make is made once an engine and credential, and not for ever") {
    auto c = user(SecurityLevel::authPriv, model::PrivProtocol::AES256C);
    snmp::LocalKeys keys;
    REQUIRE(snmp::UsmUser::create(c, "engine-1", keys).has_value());
    REQUIRE(snmp::UsmUser::create(c, "engine-1", keys).has_value());
    CHECK(keys.size() == 1);
    REQUIRE(keys.find(c, "engine-1") != nullptr);
    CHECK(keys.find(c, "engine-2") == nullptr);
    REQUIRE(snmp::UsmUser::create(c, "engine-2", keys).has_value());
    CHECK(!(*keys.find(c, "engine-1") == *keys.find(c, "engine-2")));
    const auto cheap = user(SecurityLevel::authPriv, model::PrivProtocol::AES256);
    REQUIRE(snmp::UsmUser::create(cheap, "engine-1", keys).has_value());
    CHECK(keys.size() == 2);
    for (size_t i = 0; i <= snmp::LocalKeys::kMax; ++i)
        keys.keep(c, std::to_string(i), "key");
    CHECK(keys.size() <= snmp::LocalKeys::kMax);
}

TEST_CASE("reports and answers of version 3 may come from elsewhere where that is allowed") {
    Responder agent([](const auto& request, int) {
        V3Parts parts = replyTo(request);
        return Answers{isDiscovery(request) ? report(parts, kUnknownEngine) : response(parts, request, kDescr)};
    });
    agent.answerFromElsewhere();
    auto task = makeTask(agent.port(), user(SecurityLevel::noAuthNoPriv), {kSysDescr});
    task.timeout = std::chrono::milliseconds(60);
    CHECK(agent.run(task).status == Status::timeout);
    auto set = std::make_shared<model::ModuleSet>(*task.module_set);
    set->any_source = true;
    task.module_set = set;
    const auto record = agent.run(task);
    CHECK(record.status == Status::ok);
    CHECK(record.requests == 2);
}
