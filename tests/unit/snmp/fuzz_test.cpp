// Deterministic mutations of right answers, through the whole engine and Net-SNMP: whatever comes, a poll ends with one
// record, and a value only ever stands under an OID that was asked. Its further worth is in the sanitizers.
#include <doctest/doctest.h>

#include <random>

#include "responder.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Status;

namespace {

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
        CHECK((v.oid == oid(kSysDescr) || v.oid == oid(kSysUpTime) || v.oid == oid(kSysName)));
}

void fuzz(const model::Credentials& credentials, const std::function<std::string(const snmp::RawMessage&)>& right) {
    std::mt19937 random(3);
    size_t ok = 0;
    constexpr int kRounds = 1500;
    Responder agent(
        [&](const auto& request, int) { return std::vector<std::string>{mutated(right(request), random)}; });
    for (int round = 0; round < kRounds; ++round) {
        auto task = makeTask(agent.port(), credentials, {kSysDescr, kSysUpTime, kSysName});
        task.timeout = std::chrono::milliseconds(1);
        task.retries = 0;
        const auto record = agent.run(std::move(task));
        checkRecord(record);
        ok += record.status == Status::ok ? 1 : 0;
    }
    CHECK(ok > kRounds / 10);
    CHECK(ok < kRounds);
}

}  // namespace

TEST_CASE("mutated v2c answers end every poll in one sound record") {
    fuzz(community(model::Version::v2c), [](const snmp::RawMessage& request) {
        return communityMessage(1, "public", pdu({.request_id = request.pdu.request_id.value_or(0)}, kList));
    });
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
