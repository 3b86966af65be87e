// Conditions, what is done to single varbinds and whole answers, and devices that remember. The other behaviours:
// agents_test.cpp.
#include <doctest/doctest.h>

#include "agent.hpp"

using namespace snmpolld::agents;

namespace {

const Oid kDescr{1, 3, 6, 1, 2, 1, 1, 1, 0};
const Oid kContact{1, 3, 6, 1, 2, 1, 1, 4, 0};
const Oid kLocation{1, 3, 6, 1, 2, 1, 1, 6, 0};
const Oid kServices{1, 3, 6, 1, 2, 1, 1, 7, 0};
const Oid kMissing{1, 3, 6, 1, 2, 1, 1, 5, 7};
const Oid kIfDescr{1, 3, 6, 1, 2, 1, 2, 2, 1, 2};
const Oid kIfAlias{1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 18};

Message request(std::vector<Oid> oids, Pdu pdu = kGet, int64_t plain = 0, int64_t repetitions = 0) {
    Message message{.community = "public",
                    .pdu = pdu,
                    .request_id = 0x12345678,
                    .error_status = plain,
                    .error_index = repetitions,
                    .varbinds = {}};
    for (Oid& oid : oids)
        message.varbinds.push_back({std::move(oid), ber::tlv(ber::kNull, "")});
    return message;
}

// One device with one rule; each question is put to it in its turn.
class Device {
  public:
    explicit Device(const std::string& rule) : agent_(rules(rule), 4, 1) {}

    std::string bytes(const Message& message) {
        const auto replies = agent_.answer(encode(message), *parseAddress("127.1.2.3"));
        return replies.empty() ? "" : replies.at(0).bytes;
    }

    bool answers(const Message& message) { return !bytes(message).empty(); }

    Message ask(const Message& message) {
        const auto answer = decode(bytes(message));
        REQUIRE(answer);
        return *answer;
    }

    std::string statistics() const { return agent_.statistics(); }

  private:
    static Rules rules(const std::string& rule) {
        Rules rules;
        REQUIRE_MESSAGE(rules.add("127.0.0.0/8=" + rule), rule);
        return rules;
    }

    Agent agent_;
};

Message answerOf(const std::string& rule, const Message& message) {
    return Device(rule).ask(message);
}

bool isAnswered(const std::string& rule, const Message& message) {
    return Device(rule).answers(message);
}

const Message kFour = request({kDescr, kContact, kLocation, kServices});
const Message kWalk = request({kIfDescr}, kGetBulk, 0, 3);

}  // namespace

TEST_CASE("a behaviour is left out unless all conditions before it hold") {
    CHECK_FALSE(isAnswered("get?drop", kFour));
    CHECK(isAnswered("walk?drop", kFour));
    CHECK(isAnswered("!get?drop", kFour));
    CHECK_FALSE(isAnswered("get?more_than:3?drop", kFour));
    CHECK(isAnswered("get?more_than:4?drop", kFour));
    CHECK(isAnswered("bulk?more_than:3?drop", kFour));
    CHECK_FALSE(isAnswered("more_than:4?drop+asks:1.3.6.1.2.1.1.6?drop", kFour));
}

TEST_CASE("conditions look at the kind of a request, at what it asks and at the honest answer") {
    CHECK_FALSE(isAnswered("bulk?drop", kWalk));
    CHECK_FALSE(isAnswered("walk?drop", kWalk));
    CHECK(isAnswered("next?drop", kWalk));
    CHECK_FALSE(isAnswered("asks:#-1?drop", kFour));
    CHECK(isAnswered("asks:1.3.6.1.2.1.1.5?drop", kFour));
    CHECK(isAnswered("asks:1.3.6.1.2.1.2.2.1.2.1?drop", kWalk));
    CHECK_FALSE(isAnswered("answers:1.3.6.1.2.1.2.2.1.2.1?drop", kWalk));
    CHECK(isAnswered("longer_than:3?drop", kWalk));
    CHECK_FALSE(isAnswered("longer_than:2?drop", kWalk));
    CHECK(isAnswered("at_end?drop", kWalk));
    CHECK_FALSE(isAnswered("at_end?drop", request({kIfAlias}, kGetBulk, 0, 5)));
    Message v1 = request({kDescr, kMissing});
    v1.version = kV1;
    CHECK_FALSE(isAnswered("failed?drop", v1));
    CHECK(isAnswered("failed?drop", request({kDescr, kMissing})));
}

TEST_CASE("conditions count the requests of a device") {
    Device first("first:2?drop"), every("every:3?drop"), again("again?drop");
    for (const bool answered : {false, false, true, true})
        CHECK(first.answers(kFour) == answered);
    for (const bool answered : {true, true, false, true, true, false})
        CHECK(every.answers(kFour) == answered);
    for (const bool answered : {true, false})
        CHECK(again.answers(kFour) == answered);
}

TEST_CASE("values of chosen varbinds are changed, their neighbours are not") {
    const Message honest = answerOf("ok", kFour);
    for (const char* rule : {"value:1.3.6.1.2.1.1.4=0201ff", "value:#2=0201ff", "empty:#2"}) {
        const Message answer = answerOf(rule, kFour);
        for (const size_t i : {0, 2, 3})
            CHECK(answer.varbinds[i].value == honest.varbinds[i].value);
    }
    CHECK(Device("value:#2=02050000").bytes(kFour).find(*ber::unhex("02050000")) != std::string::npos);
    CHECK(answerOf("empty:#2-", kFour).varbinds[1].value == std::string("\x04\0", 2));
    CHECK(answerOf("empty:#2-", kFour).varbinds[3].value == std::string("\x02\0", 2));
    CHECK(answerOf("empty:#-1", kFour).varbinds[2].value == honest.varbinds[2].value);
    CHECK_FALSE(decode(Device("length:#4=1").bytes(kFour)));
    CHECK(answerOf("length:#4=-1", kFour).varbinds[3].value == std::string("\x02\0", 2));
    CHECK(Device("octets:#1=0102").bytes(kFour).find(*ber::unhex("30020102")) != std::string::npos);
}

TEST_CASE("OIDs of chosen varbinds are changed") {
    const Message answer = answerOf("below:#1=0+name:#2=1.3.6.1.9+below:#3=1.2.3", kFour);
    CHECK(answer.varbinds[0].oid == Oid{1, 3, 6, 1, 2, 1, 1, 1, 0, 0});
    CHECK(answer.varbinds[1].oid == Oid{1, 3, 6, 1, 9});
    CHECK(answer.varbinds[2].oid == Oid{1, 3, 6, 1, 2, 1, 1, 6, 0, 1, 2, 3});
    CHECK(answer.varbinds[3].oid == kServices);
}

TEST_CASE("varbinds are left out or given twice") {
    CHECK(answerOf("leave_out:1.3.6.1.2.1.1.4", kFour).varbinds[1].oid == kLocation);
    CHECK(answerOf("twice:#1", kFour).varbinds.at(1).oid == kDescr);
    CHECK(answerOf("shorten:3", kFour).varbinds.size() == 3);
    CHECK(answerOf("shorten:5", kFour).varbinds.size() == 4);
    CHECK(answerOf("no_varbinds", kFour).varbinds.empty());
}

TEST_CASE("the end of the view is another exception") {
    const Message behind = request({kIfAlias}, kGetBulk, 0, 5);
    const Message answer = answerOf("end_with:8000", behind);
    REQUIRE(answer.varbinds.size() == 5);
    CHECK(answer.varbinds[3].value == ber::octets("port 4"));
    CHECK(answer.varbinds[4].value == ber::tlv(ber::kNoSuchObject, ""));
}

TEST_CASE("an error-index is a number, the last place, or where an OID was asked") {
    CHECK(answerOf("error:5+index:last", kFour).error_index == 4);
    CHECK(answerOf("error:5+index:-7", kFour).error_index == -7);
    CHECK(answerOf("error:5+index:1.3.6.1.2.1.1.6", kFour).error_index == 3);
    CHECK(answerOf("error:5+index:1.3.6.1.9", kFour).error_index == 0);
    CHECK(answerOf("index:24", kFour).error_index == 24);
    CHECK(answerOf("index:24", kFour).error_status == kNoError);
}

TEST_CASE("a GETBULK is understood otherwise than it was meant") {
    CHECK(answerOf("more_repetitions:2", kWalk).varbinds.size() == 5);
    const Message two = request({kDescr, kIfDescr}, kGetBulk, 1, 2);
    CHECK(answerOf("ok", two).varbinds.size() == 3);
    CHECK(answerOf("no_non_repeaters", two).varbinds.size() == 4);
    CHECK(answerOf("more_repetitions:2", kFour).varbinds.size() == 4);
}

TEST_CASE("heads and octets of a message") {
    CHECK(answerOf("short_request_id", kFour).request_id == 0x5678);
    CHECK(answerOf("no_community", kFour).community.empty());
    const std::string honest = Device("ok").bytes(kFour);
    CHECK(Device("behind:00ff").bytes(kFour) == honest + *ber::unhex("00ff"));
    std::string flipped = honest;
    flipped.back() ^= '\xff';
    CHECK(Device("flip:-1").bytes(kFour) == flipped);
    CHECK(Device("flip:-9999").bytes(kFour) == honest);
}

TEST_CASE("a paced device answers only so often, whoever waits is answered") {
    const auto pace = Behaviour::parse("pace:3"), rest = Behaviour::parse("rest:100");
    std::mt19937 random;
    DeviceMemory of_pace, of_rest;
    const auto answers = [&](const Behaviour& behaviour, DeviceMemory& memory, int ms) {
        return behaviour
            .apply({.request = kFour,
                    .repeated = false,
                    .random = random,
                    .memory = memory,
                    .now = Clock::time_point() + std::chrono::hours(1) + std::chrono::milliseconds(ms)},
                   {.answer = [](const Message& message) { return message; }, .encode = encode})
            .size();
    };
    const std::vector<std::pair<int, size_t>> paced{{0, 1}, {10, 1}, {20, 1}, {30, 0}, {999, 0}, {1000, 1}, {1005, 0}};
    for (const auto& [ms, count] : paced)
        CHECK_MESSAGE(answers(*pace, of_pace, ms) == count, ms);
    for (const auto& [ms, count] : std::vector<std::pair<int, size_t>>{{0, 1}, {99, 0}, {198, 0}, {298, 1}})
        CHECK_MESSAGE(answers(*rest, of_rest, ms) == count, ms);
}

TEST_CASE("statistics say how many OIDs were asked at once") {
    Device device("get?more_than:3?drop");
    device.bytes(kFour);
    device.bytes(kFour);
    device.bytes(request({kDescr}));
    CHECK(device.statistics() ==
          R"({"requests":{"get?more_than:3?drop":3},"oids":{"get?more_than:3?drop":{"1":1,"4":2}},)"
          R"("replies":1,"malformed":0,"repeated":1})");
}

TEST_CASE("an agent over SNMPv3 misbehaves as over the others") {
    Rules rules;
    REQUIRE(rules.add("127.1.2.3=value:#2=0200"));
    const auto user = UsmUser::parse("walker:SHA-256:auth-passphrase:AES:priv-passphrase");
    Agent agent(std::move(rules), 4, 1, user);
    const std::string id = std::string("\x80\x01\x86\x9f\x02", 5) + std::string(10, '\0') + "\xff\xff\x7f\x01\x02\x03";
    UsmEngine client(user, id);  // keys and clock of the agent's engine
    const Envelope envelope{.message_id = 7,
                            .max_size = 65507,
                            .auth = true,
                            .priv = true,
                            .reportable = true,
                            .user = "walker",
                            .context_engine_id = id,
                            .context_name = ""};
    const std::string sealed = client.seal(envelope, encodePdu(kFour, encodeVarbinds(kFour.varbinds)));
    const auto replies = agent.answer(sealed, *parseAddress("127.1.2.3"));
    REQUIRE(replies.size() == 1);
    const auto answer = client.open(replies[0].bytes).request();
    REQUIRE(answer);
    CHECK(answer->request_id == kFour.request_id);
    CHECK(answer->varbinds[1].value == std::string("\x02\0", 2));
    CHECK(answer->varbinds[3].value == ber::integer(72));
}

TEST_CASE("conditions and arguments that say nothing known are refused") {
    for (const char* bad :
         {"get?", "?drop", "gets?drop", "get:1?drop", "more_than?drop", "more_than:x?drop", "asks:x?drop",
          "asks:#0?drop", "value:#1", "value:#1=0", "value:=00", "empty:#-2-", "length:#1=x", "name:#1=x",
          "below:1.3=", "index:first", "end_with:8", "pace:", "behind:xx"}) {
        CHECK_MESSAGE(!Behaviour::parse(bad), bad);
    }
}
