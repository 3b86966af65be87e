// When an exchange tries again, with a clock that the test sets: how long each try waits, which of them an answer
// belongs to, and what is learned of it.
#include <doctest/doctest.h>

#include "answers.hpp"
#include "messages.hpp"
#include "responder.hpp"
#include "snmp/exchange.hpp"
#include "snmp/varbind_octets.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::Status;

namespace {

class Sent final : public snmp::Link {
  public:
    int send(snmp::Bytes message) override {
        messages_.emplace_back(message.begin(), message.end());
        return 0;
    }
    size_t count() const { return messages_.size(); }
    int32_t idOf(size_t number) {
        auto& bytes = messages_.at(number);
        const auto first = snmp::readMessage(bytes);
        const char* const tag = first.community.data() + first.community.size();
        bytes[static_cast<size_t>(reinterpret_cast<const uint8_t*>(tag) - bytes.data())] = snmp::kPduResponse;
        return snmp::readMessage(bytes).pdu.request_id.value();
    }

  private:
    std::vector<std::vector<uint8_t>> messages_;
};

// A poll of sysDescr.0, or of what `walk` says.
class Poll {
  public:
    explicit Poll(model::RoundTrip known, int retries = 2, std::vector<model::Oid> walk = {}) {
        task_ = makeTask(161, community(model::Version::v2c),
                         walk.empty() ? std::vector<std::string>{kSysDescr} : std::vector<std::string>{});
        if (!walk.empty()) task_.module_set = std::make_shared<const model::ModuleSet>(model::ModuleSet{.walk = walk});
        task_.timeout = 1s;
        task_.timeout_min = 200ms;
        task_.retries = retries;
        task_.learned.round_trip = known;
    }
    model::PollTask& task() { return task_; }

    void begin() {
        initLibraryOnce();
        exchange_.emplace(model::PollTask(task_), link_, shared_, now_);
        exchange_->begin(now_);
    }
    // Nothing comes until the next deadline; how long that took.
    Duration passTry() {
        const MonoTime due = exchange_->deadline();
        exchange_->onDeadline(due - 1ns);
        const Duration waited = due - std::exchange(now_, due);
        exchange_->onDeadline(now_);
        return waited;
    }
    void pass(Duration time) { now_ += time; }
    // The answer to try `number` comes now.
    void answer(size_t number, const std::string& varbinds) {
        const std::string bytes = communityMessage(1, "public", pdu({.request_id = link_.idOf(number)}, varbinds));
        const auto raw = snmp::readMessage(bytesOf(bytes));
        REQUIRE(exchange_->owns(raw));
        exchange_->onMessage(raw, bytesOf(bytes), now_);
    }
    Sent& link() { return link_; }
    bool done() const { return exchange_->done(); }
    model::HostRecord record() {
        REQUIRE(exchange_->done());
        return merged(exchange_->takeRecord());
    }

  private:
    Sent link_;
    snmp::Exchange::Shared shared_;
    MonoTime now_{std::chrono::hours(1)};
    model::PollTask task_;
    std::optional<snmp::Exchange> exchange_;
};

const std::string kValue = varbind(kSysDescr, tlv(0x04, "x"));
constexpr model::RoundTrip kNear{5ms, 1ms};

}  // namespace

TEST_CASE("a host of which nothing is known gets the whole timeout for each try") {
    Poll poll({});
    poll.begin();
    CHECK(poll.passTry() == 1s);
    CHECK(poll.passTry() == 1s);
    CHECK(poll.passTry() == 1s);
    const auto record = poll.record();
    CHECK(record.status == Status::timeout);
    CHECK(record.error.starts_with("no answer in 3 tries of 1s"));
    CHECK(!record.learned.round_trip.known());
}

TEST_CASE("tries of a host that is near follow sooner, the last one waits for the whole timeout") {
    Poll poll(kNear);
    poll.begin();
    CHECK(poll.passTry() == 200ms);
    CHECK(poll.passTry() == 400ms);
    CHECK(poll.passTry() == 1s);
    const auto record = poll.record();
    CHECK(record.error.starts_with("no answer in 3 tries of 200ms to 1s"));
    CHECK(record.duration == 1600ms);
    CHECK(record.retries == 2);
    CHECK(record.learned.round_trip == kNear);
}

TEST_CASE("without retries the whole timeout is waited, and so it is over TCP") {
    Poll single(kNear, 0);
    single.begin();
    CHECK(single.passTry() == 1s);
    CHECK(single.record().error.starts_with("no answer in 1 try of 1s"));
    Poll tcp(kNear);
    tcp.task().transport = model::Transport::tcp;
    tcp.begin();
    CHECK(tcp.passTry() == 1s);
    tcp.pass(5ms);
    tcp.answer(1, kValue);
    CHECK(tcp.record().learned.round_trip == kNear);
}

TEST_CASE("an answer to an earlier try counts, and its round trip is that of its try") {
    Poll poll(kNear);
    poll.begin();
    poll.passTry();
    poll.passTry();
    CHECK(poll.link().idOf(0) != poll.link().idOf(1));
    poll.pass(350ms);
    poll.answer(0, kValue);
    const auto record = poll.record();
    CHECK(record.status == Status::ok);
    CHECK(record.rtt == 950ms);
    auto learned = kNear;
    learned.add(950ms);
    CHECK(record.learned.round_trip == learned);
    CHECK(model::waitOfTry(learned, {2s, 200ms, 2}, 0) > 950ms);
}

TEST_CASE("an answer to the retry says how long the retry took") {
    Poll poll(kNear);
    poll.begin();
    poll.passTry();
    poll.pass(6ms);
    poll.answer(1, kValue);
    const auto record = poll.record();
    CHECK(record.rtt == 6ms);
    CHECK(record.learned.round_trip.smoothed < 6ms);
}

TEST_CASE("the first poll of a host learns from its slowest answer, and waits for the whole timeout") {
    const model::Oid column{1, 3, 6, 1, 2, 1, 2, 2, 1, 2};
    Poll poll({}, 2, {column});
    poll.begin();
    poll.pass(300ms);
    poll.answer(0, varbind("1.3.6.1.2.1.2.2.1.2.1", tlv(0x04, "a")));
    CHECK(poll.passTry() == 1s);
    poll.pass(20ms);
    poll.answer(2, varbind("1.3.6.1.2.1.2.2.1.3.1", tlv(0x04, "b")));
    const auto record = poll.record();
    CHECK(record.status == Status::ok);
    CHECK(record.learned.round_trip == model::RoundTrip{300ms, 150ms});
}

TEST_CASE("a large request that takes longer than those of the polls before is tried again once, not each time") {
    const model::Oid column{1, 3, 6, 1, 2, 1, 2, 2, 1, 2};
    Poll poll(kNear, 2, {column});
    poll.begin();
    poll.passTry();
    poll.pass(100ms);
    std::string rows;
    for (int row = 1; row <= 25; ++row)
        rows += varbind("1.3.6.1.2.1.2.2.1.2." + std::to_string(row), tlv(0x04, "a"));
    poll.answer(0, rows);
    REQUIRE(poll.link().count() == 3);
    poll.pass(300ms);
    poll.answer(2, varbind("1.3.6.1.2.1.2.2.1.3.1", tlv(0x04, "b")));
    const auto record = poll.record();
    CHECK(record.status == Status::ok);
    CHECK(record.varbinds.size() == 25);
    CHECK(record.retries == 1);
    CHECK(record.learned.max_answer_varbinds == 0);
}

TEST_CASE("a limit of OIDs is kept for an hour and then tried again") {
    const std::vector<std::string> oids{kSysDescr, kSysUpTime, kSysName};
    const auto firstRequestAfter = [&](std::chrono::minutes age) {
        uint32_t asked = 0;
        Responder agent([&](const auto& request, int number) {
            if (number == 1) asked = request.pdu.varbinds;
            return Answers{answer(request, "", {.error_status = 5})};
        });
        auto task = taskFor(agent, oids);
        task.learned.max_get_oids = 2;
        task.learned.limits_since = monoNow() - age;
        agent.run(std::move(task));
        return asked;
    };
    CHECK(firstRequestAfter(std::chrono::minutes(59)) == 2);
    CHECK(firstRequestAfter(std::chrono::minutes(61)) == 3);
}

static std::string firstOidIn(const snmp::RawMessage& request) {
    snmp::Bytes list = request.pdu.list;
    std::array<uint32_t, snmp::kMaxSubIds> ids{};
    const size_t count = snmp::subIds(snmp::readVarbind(snmp::takeTlv(list)->content).name, ids);
    return model::Oid(std::span<const uint32_t>(ids).first(count)).toString();
}

TEST_CASE("an agent that has room for one varbind is asked without sysUpTime, in GETs and walks") {
    const std::string column = "1.3.6.1.4.1.99.1";
    Responder agent([&](const auto& request, int) {
        if (request.pdu.varbinds > 1) return Answers{answer(request, "", {.error_status = 1})};
        const auto asked = firstOidIn(request);
        if (!asked.starts_with(column)) return Answers{answer(request, values({asked}))};
        const std::string next = asked == column ? column + ".1" : asked == column + ".1" ? column + ".2" : "1.3.9.1";
        return Answers{answer(request, values({next}))};
    });
    auto task = taskFor(agent, {kSysDescr, kSysName});
    auto set = std::make_shared<model::ModuleSet>(*task.module_set);
    set->walk = {test::oid(column)};
    set->requests.rates = true;
    task.module_set = set;
    const auto record = agent.run(task);
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(record.varbinds.size() == 4);
    CHECK(std::ranges::none_of(record.clocks, &model::ClockMark::known));
}

TEST_CASE("a request of which only the try for one OID was answered is sent whole again before less is asked") {
    std::vector<uint32_t> asked;
    Responder agent([&](const auto& request, int number) {
        asked.push_back(request.pdu.varbinds);
        if (number == 1) return Answers{};
        if (number == 2) return Answers{answer(request, varbind(kSysDescr, kText))};
        return Answers{answer(request, varbind(kSysUpTime, tlv(0x43, "\x01")) + values({kSysDescr, kSysName}))};
    });
    auto task = taskFor(agent, {kSysDescr, kSysName});
    auto set = std::make_shared<model::ModuleSet>(*task.module_set);
    set->requests.rates = true;
    task.module_set = set;
    const auto record = agent.run(task);
    CHECK(asked == std::vector<uint32_t>{3, 1, 3});
    CHECK(record.status == Status::ok);
    REQUIRE(record.clocks.size() == 1);
    CHECK(record.clocks[0].known);
    CHECK(record.clocks[0].first == 0);
    CHECK(record.learned.max_get_oids == 0);
}
