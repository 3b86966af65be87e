// The recorded devices: what a recording may hold, how it is walked, what goes wrong when told, SNMPv3. How they look
// to Net-SNMP: test_agents.py.
#include <doctest/doctest.h>

#include "generated_rows.hpp"
#include "recorded_network.hpp"
#include "recorded_value.hpp"
#include "recording.hpp"

using namespace snmpolld::agents;

namespace {

constexpr const char* kText =
    "# a comment\n"
    "1.3.6.1.2.1.1.1.0|4|text | with bars\n"
    "1.3.6.1.2.1.1.3.0|67|4294967295\r\n"
    "\n"
    "1.3.6.1.2.1.2.2.1.10.2|70|18446744073709551615\n"
    "1.3.6.1.2.1.2.2.1.10.10|2|-1\n"
    "1.3.6.1.2.1.2.2.1.11.1|65|7\n"
    "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999\n"
    "1.3.6.1.2.1.2.2.1.11.1|4|\n";

const Oid kRoot{1, 3};
const Oid kColumn{1, 3, 6, 1, 2, 1, 2, 2, 1, 10};

Recording parse(std::string_view text, const RecordingOptions& options = {}) {
    std::string error;
    auto recording = Recording::parse(text, options, error);
    REQUIRE_MESSAGE(recording, error);
    return std::move(*recording);
}

std::shared_ptr<const Rows> rows(const RecordingOptions& options = {}) {
    return std::make_shared<Recording>(parse(kText, options));
}

std::vector<std::string> walkOrder(const Rows& rows) {
    std::vector<std::string> out;
    for (size_t row = 0; row < rows.size(); ++row)
        out.push_back(formatOid(rows.oid(row)));
    return out;
}

Message request(uint8_t pdu, std::vector<Oid> oids, int64_t version = kV2c) {
    Message message{.version = version, .community = "public", .pdu = pdu, .request_id = 4711, .varbinds = {}};
    for (Oid& oid : oids)
        message.varbinds.push_back({std::move(oid), ber::tlv(ber::kNull, "")});
    return message;
}

Message bulk(std::vector<Oid> oids, int64_t repetitions, int64_t plain = 0) {
    Message message = request(kGetBulk, std::move(oids));
    message.error_status = plain;
    message.error_index = repetitions;
    return message;
}

Message answer(RecordedDevice& device, const Message& asked, size_t room = 65'000) {
    const auto bytes = device.answer(asked, room);
    REQUIRE(bytes);
    Message out;
    REQUIRE(decodePdu(*ber::Reader(*bytes).next(), out));
    CHECK(out.pdu == kResponse);
    CHECK(out.request_id == 4711);
    return out;
}

Message answer(const Trouble& trouble, const Message& asked, size_t room = 65'000) {
    RecordedDevice device(rows(), trouble);
    return answer(device, asked, room);
}

// The OIDs of a GETNEXT walk, at most `most`.
std::vector<std::string> walk(std::shared_ptr<const Rows> rows, const Trouble& trouble, size_t most = 30) {
    RecordedDevice device(std::move(rows), trouble);
    std::vector<std::string> out;
    for (Oid oid = kRoot; out.size() < most;) {
        const Message next = answer(device, request(kGetNext, {oid}));
        if (static_cast<uint8_t>(next.varbinds[0].value[0]) == ber::kEndOfMibView) break;
        oid = next.varbinds[0].oid;
        out.push_back(formatOid(oid));
    }
    return out;
}

const std::string kEndOfMib = ber::tlv(ber::kEndOfMibView, "");

}  // namespace

TEST_CASE("a recorded value is encoded by its tag") {
    CHECK(encodeRecorded("2", "-129") == ber::integer(-129));
    CHECK(encodeRecorded("4", "") == ber::octets(""));
    CHECK(encodeRecorded("4x", "00ff") == ber::octets({"\0\xff", 2}));
    CHECK(encodeRecorded("5", "") == ber::tlv(ber::kNull, ""));
    CHECK(encodeRecorded("6", "0.0") == ber::oid({0, 0}));
    CHECK(encodeRecorded("64", "192.0.2.1") == std::string("\x40\x04\xc0\x00\x02\x01", 6));
    CHECK(encodeRecorded("64", "J}M}") == ber::tlv(ber::kIpAddress, "J}M}"));
    CHECK(encodeRecorded("64x", "c0000201") == std::string("\x40\x04\xc0\x00\x02\x01", 6));
    CHECK(encodeRecorded("70", "18446744073709551615") == ber::unsignedInteger(ber::kCounter64, UINT64_MAX));
    CHECK(encodeRecorded("68x", "9f78043f800000") ==
          ber::tlv(ber::kOpaque, "\x9f\x78\x04\x3f\x80" + std::string(2, '\0')));
    CHECK(encodeRecorded("2:numeric", "min=1,max=9,initial=3") == ber::integer(3));
    CHECK(encodeRecorded("66:numeric", "rate=2") == ber::unsignedInteger(ber::kGauge32, 0));
    CHECK(encodeRecorded("4:writecache", "value=a b") == ber::octets("a b"));
}

TEST_CASE("what is no value of its tag is refused") {
    const std::pair<const char*, const char*> bad[] = {{"2", "2147483648"},
                                                       {"2", ""},
                                                       {"2x", "01"},
                                                       {"65", "-1"},
                                                       {"66", "4294967296"},
                                                       {"70", "18446744073709551616"},
                                                       {"4x", "0"},
                                                       {"4x", "0g"},
                                                       {"4e", "x"},
                                                       {"5", "x"},
                                                       {"6", "1"},
                                                       {"64", "1.2.3.256"},
                                                       {"64x", "00"},
                                                       {"71", "1"},
                                                       {"", ""},
                                                       {"x", "00"}};
    for (const auto& [type, value] : bad)
        CHECK_MESSAGE(!encodeRecorded(type, value), type << "|" << value);
}

TEST_CASE("a recording is sorted by numbers, and of rows with one OID the first counts") {
    const Recording recording = parse(kText);
    CHECK(walkOrder(recording) == std::vector<std::string>{"1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0",
                                                           "1.3.6.1.2.1.1.3.0", "1.3.6.1.2.1.2.2.1.10.2",
                                                           "1.3.6.1.2.1.2.2.1.10.10", "1.3.6.1.2.1.2.2.1.11.1"});
    CHECK(recording.tag(5) == ber::kCounter32);
    CHECK(recording.find(Oid{1, 3, 6, 1, 2, 1, 1, 2, 0}) == 1);
    CHECK_FALSE(recording.find(Oid{1, 3, 6, 1, 2, 1, 1, 2}));
    CHECK(recording.after(Oid{1, 3, 6, 1, 2, 1, 1, 2}) == 1);
    CHECK(recording.after(Oid{1, 3, 6, 1, 2, 1, 1, 2, 0}) == 2);
    CHECK(recording.after(Oid{2, 0}) == 6);
}

TEST_CASE("a recording can keep the order of its file") {
    RecordingOptions options;
    options.unsorted = true;
    const auto kept = rows(options);
    CHECK(walkOrder(*kept).back() == "1.3.6.1.2.1.1.2.0");
    CHECK(kept->find(Oid{1, 3, 6, 1, 2, 1, 1, 2, 0}) == 5);
    CHECK(walk(kept, {}).size() == 6);
}

TEST_CASE("a line that cannot be read is told") {
    std::string error;
    CHECK_FALSE(Recording::parse("1.3.6.1|4|ok\n1.3.6.1.2|99|what\n", {}, error));
    CHECK(error == "2: 1.3.6.1.2|99|what");
    for (const char* bad : {"1.3.6|4", "1|2|3", "1..3|2|3", "1.3.|2|3", "1.4294967296|2|3", "|2|3"})
        CHECK_MESSAGE(!Recording::parse(bad, {}, error), bad);
}

TEST_CASE("big strings take the place of every n-th value") {
    RecordingOptions options;
    options.big_string = 5000;
    options.big_every = 2;
    RecordedDevice device(rows(options), {});
    const Oid second{1, 3, 6, 1, 2, 1, 1, 2, 0};
    CHECK(answer(device, request(kGet, {second})).varbinds[0].value == ber::octets(bigString(second, 5000)));
    CHECK(bigString(second, 25) == "1.3.6.1.2.1.1.2.0 xxxxxxx");
}

TEST_CASE("a computed table is in order, and every row is found") {
    const GeneratedRows table(21);  // 8 columns of 3, the last ones missing
    REQUIRE(table.size() == 21);
    for (size_t row = 0; row < table.size(); ++row) {
        CHECK(table.find(table.oid(row)) == row);
        CHECK(table.after(table.oid(row)) == row + 1);
        std::string varbind;
        table.append(row, varbind);
        ber::Reader reader(*ber::Reader(varbind).next(ber::kSequence));
        CHECK(ber::toOid(*reader.next(ber::kObjectIdentifier)) == table.oid(row));
        CHECK(reader.next()->tag == table.tag(row));
    }
    const Oid entry{1, 3, 6, 1, 4, 1, 99999, 2, 1};
    CHECK(table.after(kRoot) == 0);
    CHECK(table.after(entry) == 0);
    CHECK(table.after(Oid{1, 3, 6, 1, 4, 1, 99999, 2, 1, 2}) == 3);
    CHECK(table.after(Oid{1, 3, 6, 1, 4, 1, 99999, 2, 1, 2, 3, 1}) == 6);
    CHECK(table.after(Oid{1, 3, 6, 1, 4, 1, 99999, 2, 1, 8}) == 21);
    CHECK(table.after(Oid{1, 4}) == 21);
    CHECK_FALSE(table.find(Oid{1, 3, 6, 1, 4, 1, 99999, 2, 1, 8, 1}));
}

TEST_CASE("GET gives values, and exceptions where there are none") {
    const Message got = answer(
        Trouble{},
        request(kGet, {{1, 3, 6, 1, 2, 1, 1, 1, 0}, {1, 3, 6, 1, 2, 1, 2, 2, 1, 10, 3}, {1, 3, 6, 1, 2, 1, 9, 0}}));
    CHECK(got.varbinds[0].value == ber::octets("text | with bars"));
    CHECK(got.varbinds[1].value == ber::tlv(ber::kNoSuchInstance, ""));
    CHECK(got.varbinds[2].value == ber::tlv(ber::kNoSuchObject, ""));
}

TEST_CASE("v1 has no Counter64 and no exceptions") {
    const Message next = answer(Trouble{}, request(kGetNext, {kColumn}, kV1));
    CHECK(formatOid(next.varbinds[0].oid) == "1.3.6.1.2.1.2.2.1.10.10");
    const Message got =
        answer(Trouble{}, request(kGet, {{1, 3, 6, 1, 2, 1, 1, 1, 0}, {1, 3, 6, 1, 2, 1, 2, 2, 1, 10, 2}}, kV1));
    CHECK(got.error_status == kNoSuchName);
    CHECK(got.error_index == 2);
    const Message end = answer(Trouble{}, request(kGetNext, {{1, 3, 6, 1, 2, 1, 2, 2, 1, 11, 1}}, kV1));
    CHECK(end.error_status == kNoSuchName);
    CHECK(end.varbinds.size() == 1);
}

TEST_CASE("GETBULK: non-repeaters once, repeaters in turn, endOfMibView under the last OID") {
    const Message got = answer(Trouble{}, bulk({kRoot, kColumn, {1, 3, 6, 1, 2, 1, 2, 2, 1, 11}}, 10, 1));
    REQUIRE(got.varbinds.size() == 9);
    CHECK(formatOid(got.varbinds[0].oid) == "1.3.6.1.2.1.1.1.0");
    CHECK(formatOid(got.varbinds[1].oid) == "1.3.6.1.2.1.2.2.1.10.2");
    CHECK(formatOid(got.varbinds[2].oid) == "1.3.6.1.2.1.2.2.1.11.1");
    CHECK(got.varbinds[4].value == kEndOfMib);
    CHECK(formatOid(got.varbinds[4].oid) == "1.3.6.1.2.1.2.2.1.11.1");
    CHECK(got.varbinds[7].value == kEndOfMib);
    CHECK(answer(Trouble{}, bulk({kRoot}, 0)).varbinds.empty());
    CHECK(answer(Trouble{}, bulk({kRoot}, -5, -5)).varbinds.empty());
    CHECK(answer(Trouble{}, bulk({kRoot}, 3, 99)).varbinds.size() == 1);
    CHECK(answer(Trouble{}, bulk({{1, 9}}, 3)).varbinds.size() == 1);
}

TEST_CASE("a large answer is cut in GETBULK and tooBig elsewhere") {
    const Message cut = answer(Trouble{}, bulk({kRoot}, 10), 80);
    CHECK(cut.error_status == kNoError);
    CHECK(cut.varbinds.size() == 3);
    CHECK(answer(Trouble{}, bulk({kRoot}, 10), 10).error_status == kTooBig);
    const Message big = answer(Trouble{}, request(kGetNext, {kRoot, kColumn}), 40);
    CHECK(big.error_status == kTooBig);
    CHECK(big.varbinds.empty());
    CHECK(answer(Trouble{}, request(kGetNext, {kRoot, kColumn}, kV1), 40).varbinds.size() == 2);
    Trouble trouble;
    trouble.toobig_bulk = true;
    CHECK(answer(trouble, bulk({kRoot}, 10), 80).error_status == kTooBig);
    CHECK(answer(trouble, bulk({kRoot}, 2), 80).error_status == kNoError);
}

TEST_CASE("GETBULK can be refused, empty, or short") {
    RecordedDevice silent(rows(), {.bulk = Trouble::Bulk::silent});
    CHECK_FALSE(silent.answer(bulk({kRoot}, 3), 1000));
    CHECK(silent.answer(request(kGetNext, {kRoot}), 1000));
    CHECK(answer(Trouble{.bulk = Trouble::Bulk::generr}, bulk({kRoot}, 3)).error_status == kGenErr);
    CHECK(answer(Trouble{.empty_bulk = true}, bulk({kRoot}, 3)).varbinds.empty());
    CHECK(answer(Trouble{.cut = 2}, bulk({kRoot}, 5)).varbinds.size() == 2);
    CHECK(answer(Trouble{.toobig_bulk = true, .cut = 2}, bulk({kRoot}, 5)).varbinds.size() == 2);
}

TEST_CASE("walks that do not end") {
    const auto loop = walk(rows(), Trouble{.loop = true});
    CHECK(loop.size() == 30);
    CHECK(loop[6] == loop[0]);
    const auto repeat = walk(rows(), Trouble{.repeat = true});
    CHECK(repeat[29] == repeat[0]);
    const auto endless = walk(rows(), Trouble{.endless = true});
    CHECK(endless[6] == "1.3.6.1.2.1.2.2.1.11.1.1");
    CHECK(endless[29] == "1.3.6.1.2.1.2.2.1.11.1.24");
}

TEST_CASE("rows vanish and appear from PDU to PDU") {
    const auto table = std::make_shared<GeneratedRows>(800);
    const size_t shrunk = walk(table, Trouble{.shrink = true}, 1000).size();
    const size_t grown = walk(table, Trouble{.grow = true}, 1000).size();
    CHECK(shrunk <= 64);
    CHECK(grown > 500);
    CHECK(grown < 800);
}

TEST_CASE("the answer of another column") {
    const Trouble trouble{.other_column = true};
    const Message one = answer(trouble, request(kGetNext, {kColumn}));
    CHECK(formatOid(one.varbinds[0].oid) == "1.3.6.1.2.1.2.2.1.11.1");
    const Message two = answer(trouble, request(kGet, {{1, 3, 6, 1, 2, 1, 1, 1, 0}, {1, 3, 6, 1, 2, 1, 1, 3, 0}}));
    CHECK(formatOid(two.varbinds[0].oid) == "1.3.6.1.2.1.1.3.0");
}

TEST_CASE("devices stand on addresses side by side, each with its engine") {
    const auto user = UsmUser::make("walker", "SHA-256", "auth-passphrase", "AES", "priv-passphrase");
    REQUIRE(user);
    RecordedNetwork network(*parseAddress("127.40.0.255"), "secret", user, 1);
    network.add(rows(), {});
    CHECK(formatAddress(network.add(rows(), {.loss_percent = 100})) == "127.40.1.0");
    Message asked = request(kGet, {{1, 3, 6, 1, 2, 1, 1, 1, 0}});
    CHECK(network.answer(encode(asked), *parseAddress("127.40.0.255")).empty());
    asked.community = "secret";
    CHECK(network.answer(encode(asked), *parseAddress("127.40.0.255")).size() == 1);
    CHECK(network.answer(encode(asked), *parseAddress("127.40.1.0")).empty());
    CHECK(network.answer(encode(asked), *parseAddress("127.40.1.1")).empty());
    CHECK(network.answer("noise", *parseAddress("127.40.0.255")).empty());
    CHECK(network.statistics() ==
          R"({"devices":2,"requests":{"get":2},"replies":1,"varbinds":2,"reports":{},"malformed":1})");
}

TEST_CASE("USM opens what it sealed, refuses what was changed, and reports the rest") {
    for (const char* priv : {"DES", "AES", "AES-256"}) {
        const auto user = UsmUser::make("walker", "SHA", "auth-passphrase", priv, "priv-passphrase");
        REQUIRE(user);
        UsmEngine engine(user, "engine");
        Envelope envelope{.message_id = 77,
                          .max_size = 1500,
                          .auth = true,
                          .priv = true,
                          .user = "walker",
                          .context_engine_id = "engine",
                          .context_name = "context"};
        const Message asked = request(kGetNext, {kRoot}, kV3);
        std::string bytes = engine.seal(envelope, encodePdu(asked, encodeVarbinds(asked.varbinds)));
        const Opened opened = engine.open(bytes);
        REQUIRE(opened.request());
        CHECK(opened.request()->varbinds[0].oid == kRoot);
        CHECK(opened.envelope.context_name == "context");
        CHECK(bytes.size() <= encodePdu(asked, encodeVarbinds(asked.varbinds)).size() + engine.overhead(envelope));
        bytes.back() = static_cast<char>(bytes.back() ^ 1);
        CHECK_FALSE(engine.open(bytes).request());
        UsmEngine other(user, "other");
        CHECK_FALSE(other.open(bytes).request());
        CHECK(other.reports().count("unknown_engine_ids") == 1);
        CHECK(engine.reports().count("wrong_digests") == 1);
    }
    CHECK_FALSE(UsmUser::make("walker", "SHA-1000", "auth-passphrase", "", ""));
    CHECK_FALSE(UsmUser::make("walker", "SHA", "short", "", ""));
}
