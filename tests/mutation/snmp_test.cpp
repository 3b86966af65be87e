// Reproducible mutations of correct answers, through the strict check and through a whole engine with Net-SNMP:
// whatever comes, a poll ends in one record, and a value only ever stands under an OID that was asked for. Run with
// sanitizers, this also finds reads and writes out of bounds. All polls of a case share one engine, as in a worker.
#include <doctest/doctest.h>

#include <optional>
#include <random>

#include "responder.hpp"
#include "v3_agent.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Status;

namespace {

constexpr int kPolls = 1500;  // of each case

const std::string kList = varbind(kSysDescr, tlv(0x04, "hello")) + varbind(kSysUpTime, tlv(0x43, "\x05")) +
                          varbind(kSysName, tlv(0x06, oidContent("1.3.6.1.4.1.8072")));

std::string mutated(std::string text, std::mt19937& random) {
    for (unsigned n = random() % 3; n > 0; --n)
        text[random() % text.size()] = static_cast<char>(random());
    if (random() % 8 == 0) text.resize(random() % text.size());
    if (random() % 16 == 0) text += text;
    return text;
}

void checkRecord(const model::HostRecord& record) {
    CHECK(record.status != Status::skipped);
    CHECK((record.status == Status::ok) == record.error.empty());
    for (const auto& v : record.varbinds)
        CHECK((v.oid == test::oid(kSysDescr) || v.oid == test::oid(kSysUpTime) || v.oid == test::oid(kSysName)));
}

// A try is given up only when nothing has come after its timeout, so that a slow machine sees the same answers as a
// fast one.
model::HostRecord pollOnce(snmp::Engine& engine, Responder& agent, model::PollTask task) {
    MonoTime now = monoNow();
    const test::CredentialsOfTasks credentials{{task.id, task.credentials}};
    engine.start(std::move(task), now);
    while (engine.inFlight() > 0) {
        test::answerKeys(engine, credentials);
        engine.turn(now, {});  // sends
        agent.serve();
        std::vector<pollfd> fds;
        engine.waitFor(fds);
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(engine.nextDeadline() - monoNow()).count();
        if (::poll(fds.data(), fds.size(), static_cast<int>(std::max<int64_t>(left, 0))) == 0) now = monoNow();
        engine.turn(now, fds);
    }
    auto records = engine.takeDone();
    REQUIRE(records.size() == 1);
    return test::merged(std::move(records[0]));
}

using Answer = std::function<std::string(const snmp::RawMessage&)>;

void fuzzWith(const model::Credentials& credentials, const Answer& answer) {
    size_t ok = 0;
    auto engine = makeEngine();
    Responder agent([&](const auto& request, int) { return std::vector<std::string>{answer(request)}; });
    for (int poll = 0; poll < kPolls; ++poll) {
        auto task = makeTask(agent.port(), credentials, {kSysDescr, kSysUpTime, kSysName});
        task.timeout = std::chrono::milliseconds(1);
        task.retries = 0;
        const auto record = pollOnce(engine, agent, std::move(task));
        checkRecord(record);
        ok += record.status == Status::ok ? 1 : 0;
    }
    CHECK(ok > kPolls / 10);
    CHECK(ok < kPolls);
}

void fuzz(const model::Credentials& credentials, const Answer& right) {
    std::mt19937 random(3);
    fuzzWith(credentials, [&](const auto& request) { return mutated(right(request), random); });
}

}  // namespace

TEST_CASE("mutated v2c answers end every poll in one sound record") {
    fuzz(community(model::Version::v2c), [](const snmp::RawMessage& request) {
        return communityMessage(1, "public", pdu({.request_id = request.pdu.request_id.value_or(0)}, kList));
    });
}

TEST_CASE("mutated answers to walks end every poll in one sound record") {
    std::mt19937 random(5);
    size_t ok = 0;
    const model::Oid root{1, 3, 6, 1, 4, 1, 7};
    auto engine = makeEngine();
    Responder agent([&](const auto& request, int) {
        std::string rows;
        for (const char* row : {"1", "2", "3.4294967295", "9"})
            rows += varbind(std::string("1.3.6.1.4.1.7.") + row, tlv(0x41, "\x05"));
        rows += varbind("1.3.6.1.4.1.8.1", tlv(0x04, "beyond"));
        const auto answer = pdu({.request_id = request.pdu.request_id.value_or(0)}, rows);
        return std::vector<std::string>{mutated(communityMessage(1, "public", answer), random)};
    });
    for (int poll = 0; poll < kPolls; ++poll) {
        auto task = makeTask(agent.port(), community(model::Version::v2c), {});
        model::ModuleSet set{.walk = {root}};
        set.requests.allow_nonincreasing_oids = random() % 4 == 0;
        set.requests.rates = random() % 4 == 0;
        task.module_set = std::make_shared<model::ModuleSet>(std::move(set));
        task.timeout = std::chrono::milliseconds(1);
        task.deadline = std::chrono::milliseconds(200);
        const auto record = pollOnce(engine, agent, std::move(task));
        CHECK((record.status == Status::ok) == record.error.empty());
        for (const auto& v : record.varbinds)
            CHECK(v.oid.startsWith(root));
        for (const auto& mark : record.clocks)
            CHECK(mark.first < record.varbinds.size());
        ok += record.status == Status::ok ? 1 : 0;
    }
    CHECK(ok > kPolls / 10);
    CHECK(ok < kPolls);
}

TEST_CASE("mutated v3 answers end every poll in one sound record") {
    model::Credentials c;
    c.version = model::Version::v3;
    c.username = "me";
    c.engine_id = V3Parts{}.engine_id;
    fuzz(c, [](const snmp::RawMessage& request) {
        V3Parts p;
        p.msg_id = request.msg_id.value_or(0);
        p.user = "me";
        return v3Message(p, scopedPdu(p, pdu({.request_id = request.pdu.request_id.value_or(0)}, kList)));
    });
}

TEST_CASE("mutated scopedPDUs under the right keys end every poll in one sound record") {
    for (const auto priv : {model::PrivProtocol::AES, model::PrivProtocol::DES}) {
        auto c = user(model::SecurityLevel::authPriv, priv);
        c.engine_id = V3Parts{}.engine_id;
        const Sealer sealer(c, c.engine_id, priv == model::PrivProtocol::DES);
        std::mt19937 random(7);
        fuzzWith(c, [&](const snmp::RawMessage& request) {
            const auto p = replyTo(request);
            const auto scoped = scopedPdu(p, pdu({.request_id = requestIdIn(request, c)}, kList));
            const std::string plain = mutated(scoped, random);
            return sealer.seal(p, plain.empty() ? scoped : plain);  // nothing cannot be encrypted
        });
    }
}

TEST_CASE("an encrypted answer with any one bit turned over is never ok") {
    const auto c = user(model::SecurityLevel::authPriv);
    const Sealer sealer(c, V3Parts{}.engine_id, false);
    auto engine = makeEngine();
    std::optional<size_t> turned;  // the octet whose bit is; none: the answer is right
    size_t size = 0;
    Responder agent([&](const snmp::RawMessage& request, int) {
        const auto p = replyTo(request);
        auto text = sealer.seal(p, scopedPdu(p, pdu({.request_id = requestIdIn(request, c)}, kDescr)));
        size = text.size();
        if (turned) text[*turned] ^= 0x04;
        return std::vector<std::string>{text};
    });
    const auto poll = [&] {
        auto task = makeTask(agent.port(), c, {kSysDescr});
        task.timeout = std::chrono::milliseconds(2);
        task.retries = 0;
        task.learned = {.engine_id = V3Parts{}.engine_id, .engine_boots = 5, .engine_time = 1000};
        task.learned.engine_seen = monoNow();
        return pollOnce(engine, agent, std::move(task));
    };
    CHECK(poll().status == Status::ok);
    REQUIRE(size > 100);
    for (turned = 0; *turned < size; ++*turned) {
        const auto record = poll();
        CHECK(record.status != Status::ok);
        CHECK(record.varbinds.empty());
    }
}

TEST_CASE("mutated messages are read without reading out of bounds") {
    const V3Parts p{.user = "me"};
    const std::string list = varbind(kSysDescr, tlv(0x04, "hello")) + varbind(kSysDescr, tlv(0x41, "\x05")) +
                             varbind(kSysDescr, tlv(0x06, oidContent("1.3.6.1.4.1.8072"))) +
                             varbind(kSysDescr, tlv(0x46, "\x01"));
    const std::vector<std::string> seeds{
        communityMessage(1, "public", pdu({}, list)),
        communityMessage(0, "public", pdu({.error_status = 2, .error_index = 1}, list)),
        v3Message(p, scopedPdu(p, pdu({}, list)))};
    std::mt19937 random(1);
    size_t accepted = 0;
    for (int message = 0; message < 60000; ++message) {
        std::string text = seeds[random() % seeds.size()];
        for (unsigned n = random() % 4; n > 0; --n)
            text[random() % text.size()] = static_cast<char>(random());
        if (random() % 3 == 0) text.resize(random() % text.size());
        const std::vector<uint8_t> exact(text.begin(), text.end());
        accepted += snmp::readMessage(exact).fault == nullptr ? 1 : 0;
        snmp::RawMessage out;
        snmp::readScopedPdu(exact, out);
    }
    CHECK(accepted > 0);
}
