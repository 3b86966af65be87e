// SNMPv3 against an agent inside the test, which can report, lie and encrypt what no honest agent would.
#include <doctest/doctest.h>

#include "v3_agent.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::SecurityLevel;
using model::Status;

namespace {

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

TEST_CASE("an over-long Counter32 has its reason inside an encrypted answer, too") {
    const std::string over_long = varbind(kSysDescr, tlv(0x41, std::string("\x01\x00\x00\x00\x05", 5)));
    for (const auto priv : {model::PrivProtocol::AES, model::PrivProtocol::DES}) {
        const auto record = pollSealed(priv, over_long);
        CHECK(record.status == Status::bad_response);
        CHECK(record.error.find("Counter32 of 5 octets") != std::string::npos);
        REQUIRE(record.varbinds.size() == 1);
        CHECK(record.varbinds[0].type == model::Type::Malformed);
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
    CredentialsOfTasks credentials;
    for (uint64_t i = 0; i < 20; ++i) {
        auto task = i % 2 == 0 ? makeTask(one.port(), first, {kSysDescr}) : makeTask(two.port(), second, {kSysDescr});
        task.id = i;
        credentials[i] = task.credentials;
        engine->start(std::move(task), monoNow());
    }
    while (engine->inFlight() > 0) {
        answerKeys(*engine, credentials);
        turnOnce(*engine,
                 {{.fd = one.fd(), .events = POLLIN, .revents = 0}, {.fd = two.fd(), .events = POLLIN, .revents = 0}});
        one.serve();
        two.serve();
    }
    for (const auto& record : engine->takeDone())
        CHECK_MESSAGE(record.status == Status::ok, record.error);
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
    set->requests.quirks = {model::Quirk::any_source};
    task.module_set = set;
    const auto record = agent.run(task);
    CHECK(record.status == Status::ok);
    CHECK(record.requests == 2);
}
