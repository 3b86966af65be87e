// What a device of the fleet says, and which devices are not well.
#include <doctest/doctest.h>

#include <array>
#include <set>

#include "fleet_agent.hpp"
#include "fleet_shares.hpp"
#include "fleet_usm.hpp"
#include "message.hpp"

using namespace snmpolld::agents;

namespace {

constexpr uint32_t kInterfaces = 48;
constexpr uint32_t kAddress = 0x7f010203;
constexpr uint32_t kPace = 1 + kAddress % 7;
constexpr FleetDevice kDevice{kAddress, 12345};
constexpr size_t kMost = 65507;

const Oid kSysUpTime{1, 3, 6, 1, 2, 1, 1, 3, 0};
const Oid kSysName{1, 3, 6, 1, 2, 1, 1, 5, 0};
const Oid kIfTable{1, 3, 6, 1, 2, 1, 2, 2};
const Oid kIfXTable{1, 3, 6, 1, 2, 1, 31, 1, 1};
const Oid kIfHcInOctets3{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 3};

struct Buffer {
    FleetWriter writer() { return FleetWriter(bytes); }

    std::vector<uint8_t> bytes = std::vector<uint8_t>(70'000);
};

Message request(uint8_t pdu, std::vector<Oid> oids, int64_t version = kV2c) {
    Message message{.version = version, .community = "public", .pdu = pdu, .request_id = 4711, .varbinds = {}};
    for (Oid& oid : oids)
        message.varbinds.push_back({std::move(oid), ber::tlv(ber::kNull, "")});
    return message;
}

Message bulk(std::vector<Oid> oids, int64_t non_repeaters, int64_t max_repetitions) {
    Message message = request(kGetBulk, std::move(oids));
    message.error_status = non_repeaters;
    message.error_index = max_repetitions;
    return message;
}

std::string_view text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<Message> ask(const Message& message, size_t most = kMost) {
    FleetAgent agent(kInterfaces);
    Buffer buffer;
    FleetWriter out = buffer.writer();
    const Bytes answer = agent.answerCommunity(kDevice, bytesOf(encode(message)), most, out);
    CHECK(answer.size() <= most);
    return decode(text(answer));
}

Message answerTo(const Message& message, size_t most = kMost) {
    auto answer = ask(message, most);
    REQUIRE(answer);
    CHECK(answer->request_id == message.request_id);
    CHECK(answer->community == message.community);
    return *answer;
}

bool isUnder(const Oid& oid, const Oid& root) {
    return oid.size() > root.size() && std::equal(root.begin(), root.end(), oid.begin());
}

// Everything below `root`, `step` repetitions at a time; 1: with GETNEXT.
std::vector<Varbind> walk(const Oid& root, int64_t step) {
    std::vector<Varbind> found;
    for (Oid at = root;;) {
        const auto answer = answerTo(step == 1 ? request(kGetNext, {at}) : bulk({at}, 0, step));
        for (const Varbind& varbind : answer.varbinds) {
            if (!isUnder(varbind.oid, root) || varbind.value[0] == '\x82') return found;
            CHECK(at < varbind.oid);
            at = varbind.oid;
            found.push_back(varbind);
        }
    }
}

std::string envelopeFor(UsmEngine& engine, const std::string& engine_id, const std::string& user,
                        const Message& asked) {
    const Envelope envelope{.message_id = 77,
                            .max_size = 1500,
                            .auth = true,
                            .priv = true,
                            .reportable = true,
                            .user = user,
                            .context_engine_id = engine_id,
                            .context_name = {}};
    return engine.seal(envelope, encodePdu(asked, encodeVarbinds(asked.varbinds)));
}

// A request that wants a report, without user and engine ID.
std::string discovery() {
    UsmEngine nobody(std::make_shared<UsmUser>(), "");
    std::string bytes = nobody.seal({77, 1500, false, false, true, "", "", ""}, encodePdu(request(kGet, {}, kV3), ""));
    const size_t flags = bytes.find("\x04\x01");
    bytes[flags + 2] = '\x04';  // reportable, which seal() as an agent's side never says
    return bytes;
}

std::string engineIdOf(FleetUsm& usm, uint32_t address) {
    FleetAgent agent(kInterfaces);
    Buffer buffer;
    FleetWriter out = buffer.writer();
    const std::string report(text(usm.answer({address, 7700}, bytesOf(discovery()), kMost, agent, out)));
    const size_t at = report.find("\x80\x01\x86\x9f\x01");
    REQUIRE(at != std::string::npos);
    return report.substr(at, 9);
}

}  // namespace

TEST_CASE("a device of the fleet answers what it is asked, in the order asked") {
    const auto answer = answerTo(request(kGet, {kSysName, kSysUpTime, kIfHcInOctets3, {1, 3, 6, 1, 9, 9}}));
    REQUIRE(answer.varbinds.size() == 4);
    CHECK(answer.varbinds[0].value == ber::octets("127.1.2.3"));
    CHECK(answer.varbinds[1].value == ber::unsignedInteger(ber::kTimeTicks, 12345));
    CHECK(answer.varbinds[2].oid == kIfHcInOctets3);
    CHECK(answer.varbinds[2].value == ber::unsignedInteger(ber::kCounter64, 12345 * 10 * 3 * kPace));
    CHECK(answer.varbinds[3].value == ber::tlv(ber::kNoSuchObject, ""));
}

TEST_CASE("a device of the fleet has no Counter64 for v1 and no interface beyond its number") {
    const auto v1 = answerTo(request(kGet, {kSysName, kIfHcInOctets3}, kV1));
    CHECK(v1.error_status == kNoSuchName);
    CHECK(v1.error_index == 2);
    CHECK(v1.varbinds.size() == 2);
    const auto v2c = answerTo(request(kGet, {{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6, 49}, kIfXTable}));
    CHECK(v2c.varbinds[0].value == ber::tlv(ber::kNoSuchInstance, ""));
    CHECK(v2c.varbinds[1].value == ber::tlv(ber::kNoSuchObject, ""));
}

TEST_CASE("a walk of a device meets every object once, whatever the step") {
    CHECK(walk(kIfTable, 25).size() == 22 * kInterfaces);
    CHECK(walk(kIfXTable, 25).size() == 19 * kInterfaces);
    const auto all = walk({1, 3}, 1);
    CHECK(all.size() == 7 + 1 + 41 * kInterfaces);
    for (const int64_t step : {2, 7, 50, 3000}) {
        const auto same = walk({1, 3}, step);
        REQUIRE(same.size() == all.size());
        for (size_t i = 0; i < all.size(); ++i) {
            CHECK(same[i].oid == all[i].oid);
            CHECK(same[i].value == all[i].value);
        }
    }
}

TEST_CASE("what a walk meets is what a GET says") {
    for (const Varbind& varbind : walk({1, 3}, 100))
        CHECK(answerTo(request(kGet, {varbind.oid})).varbinds[0].value == varbind.value);
}

TEST_CASE("GETNEXT finds the first object behind an OID that is none") {
    const auto next = [](Oid oid) { return answerTo(request(kGetNext, {std::move(oid)})).varbinds[0].oid; };
    CHECK(next({1, 3, 6, 1, 2, 1, 1, 4}) == Oid{1, 3, 6, 1, 2, 1, 1, 4, 0});
    CHECK(next({1, 3, 6, 1, 2, 1, 1, 4, 0xffffffff}) == Oid{1, 3, 6, 1, 2, 1, 1, 5, 0});
    CHECK(next({1, 3, 6, 1, 2, 1, 1, 7, 0, 1}) == Oid{1, 3, 6, 1, 2, 1, 2, 1, 0});
    CHECK(next({1, 3, 6, 1, 2, 1, 2, 2, 1, 0, 77}) == Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 1, 1});
    CHECK(next({1, 3, 6, 1, 2, 1, 2, 2, 1, 1, 48}) == Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 2, 1});
    CHECK(next({1, 3, 6, 1, 2, 1, 2, 2, 1, 22, 48}) == Oid{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1, 1});
    CHECK(next({1, 3, 6, 1, 2, 1, 20}) == Oid{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 1, 1});
}

TEST_CASE("GETBULK gives non-repeaters once, the others in turn, and the end of the view") {
    const Oid last{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 19, 48};
    const auto answer = answerTo(bulk({kSysUpTime, kSysName, {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 19, 47}}, 1, 4));
    REQUIRE(answer.varbinds.size() == 1 + 2 * 4);
    CHECK(answer.varbinds[0].oid == Oid{1, 3, 6, 1, 2, 1, 1, 4, 0});
    CHECK(answer.varbinds[1].oid == Oid{1, 3, 6, 1, 2, 1, 1, 6, 0});
    CHECK(answer.varbinds[2].oid == last);
    CHECK(answer.varbinds[4].oid == last);
    CHECK(answer.varbinds[4].value == ber::tlv(ber::kEndOfMibView, ""));
    CHECK(answerTo(bulk({{2, 1}}, 0, 50)).varbinds.size() == 1);
    CHECK_FALSE(ask([] {
        Message v1 = bulk({kSysName}, 0, 5);
        v1.version = kV1;
        return v1;
    }()));
}

TEST_CASE("v1 walks around Counter64 and ends with noSuchName") {
    const auto next = answerTo(request(kGetNext, {{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 5, 48}}, kV1));
    CHECK(next.varbinds[0].oid == Oid{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 14, 1});
    CHECK(answerTo(request(kGetNext, {{1, 4}}, kV1)).error_status == kNoSuchName);
}

TEST_CASE("a device with short messages says tooBig, or has fewer varbinds in a GETBULK") {
    const std::vector<Oid> many(40, kIfHcInOctets3);
    const auto refused = answerTo(request(kGet, many), 484);
    CHECK(refused.error_status == kTooBig);
    CHECK(refused.varbinds.empty());
    CHECK(answerTo(request(kGet, {kSysName}), 484).error_status == kNoError);
    const auto answer = answerTo(bulk({kIfXTable}, 0, 100), 484);
    CHECK(answer.varbinds.size() > 10);
    CHECK(answer.varbinds.size() < 40);
}

TEST_CASE("the fleet gives no answer to noise or to requests whose answer has no room") {
    FleetAgent agent(kInterfaces);
    Buffer buffer;
    FleetWriter out = buffer.writer();
    CHECK(agent.answerCommunity(kDevice, std::array<uint8_t, 5>{0x30, 0x84, 0xff, 0xff, 0xff}, kMost, out).empty());
    const std::string bytes = encode(request(kGet, {kSysName}));
    for (size_t size = 0; size < bytes.size(); ++size)
        CHECK(agent.answerCommunity(kDevice, bytesOf(bytes).first(size), kMost, out).empty());
    buffer.bytes.resize(FleetWriter::kFront + 10);
    FleetWriter narrow = buffer.writer();
    CHECK(agent.answerCommunity(kDevice, bytesOf(bytes), kMost, narrow).empty());
}

TEST_CASE("the shares of devices are what was asked for and do not overlap") {
    const FleetShares shares{{5, 10, 1, 0, 20}};
    std::array<int, 6> found{};
    for (uint32_t address = 0x7f010000; address < 0x7f010000 + 10'000; ++address)
        ++found[static_cast<size_t>(shares.of(address))];
    const std::array<int, 6> expected{500, 1000, 100, 0, 2000, 6400};
    for (size_t kind = 0; kind < found.size(); ++kind)
        CHECK(found[kind] == doctest::Approx(expected[kind]).epsilon(0.05));
    CHECK(FleetShares{}.of(0x7f000001) == FleetKind::live);
}

TEST_CASE("users are read with the security level that they have") {
    CHECK(UsmUser::parse("nobody")->auth_type == 0);
    CHECK(UsmUser::parse("a:SHA-256:auth-passphrase")->priv_type == 0);
    CHECK(UsmUser::parse("a:SHA-256:auth-passphrase:AES:priv-passphrase")->priv_type != 0);
    for (const char* bad : {"", "a:SHA-256", "a:SHA-256:short", "a:ROT13:auth-passphrase", "a:SHA:auth-passphrase:AES",
                            "a:SHA:auth-passphrase:AES:priv-passphrase:x"})
        CHECK_MESSAGE(UsmUser::parse(bad) == nullptr, bad);
}

TEST_CASE("every device of the fleet has an engine of its own, but twins share one") {
    FleetUsm usm(3);
    CHECK(engineIdOf(usm, 0x7f000002) != engineIdOf(usm, 0x7f000003));
    usm.setTwins(100);
    CHECK(engineIdOf(usm, 0x7f000002) == engineIdOf(usm, 0x7f000003));
    CHECK(engineIdOf(usm, 0x7f000001) != engineIdOf(usm, 0x7f000003));
    CHECK(usm.reports().at("unknown_engine_ids") == 6);
}

TEST_CASE("a device of the fleet opens what its user sealed") {
    FleetUsm usm(3);
    usm.add(UsmUser::parse("other"));
    const auto user = UsmUser::parse("walker:SHA-256:auth-passphrase:AES:priv-passphrase");
    usm.add(user);
    const std::string engine_id("\x80\x01\x86\x9f\x01\x7f\x01\x02\x03", 9);
    UsmEngine client(user, engine_id, {3, 12345 / 100, 99});
    FleetAgent agent(kInterfaces);
    Buffer buffer;
    FleetWriter out = buffer.writer();
    const std::string asked = envelopeFor(client, engine_id, "walker", request(kGet, {kSysName}, kV3));
    const Opened opened = client.open(std::string(text(usm.answer(kDevice, bytesOf(asked), kMost, agent, out))));
    REQUIRE(opened.request());
    CHECK(opened.request()->varbinds[0].value == ber::octets("127.1.2.3"));
    CHECK(usm.reports().empty());
}
