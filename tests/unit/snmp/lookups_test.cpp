// Polls whose lookup tables may be at hand already: what is asked for that, what is left out, what the record shows.
#include <doctest/doctest.h>

#include "responder.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::LookupMarks;
using model::Status;
using model::Version;

namespace {

using Answers = std::vector<std::string>;

const std::string kLastChange = "1.3.6.1.2.1.31.1.5.0";
const std::string kValues = "1.3.6.1.2.1.31.1.1.1.6";
const std::string kNames = "1.3.6.1.2.1.31.1.1.1.1";
const std::string kText = tlv(0x04, "x");
const std::string kNoSuchObject = tlv(0x80, "");
const std::string kBehind = "1.3.9.1.0";  // all that is walked

std::string ticks(uint32_t value) {
    return '\x43' + integer(value).substr(1);
}

// One row in each column. It knows what it will be asked: first `gets`, with these answers, then the walks, of which it
// ends each behind the row.
struct Device {
    std::vector<std::pair<std::string, std::string>> gets;
    std::string clock{};            // in front of each answer
    std::vector<uint32_t> asked{};  // varbinds of each request

    Answers answer(const snmp::RawMessage& request, int) {
        asked.push_back(request.pdu.varbinds);
        std::string varbinds = clock;
        if (asked.size() == 1) {
            for (const auto& [oid, value] : gets)
                varbinds += varbind(oid, value);
            return respond(request, varbinds);
        }
        const uint32_t walks = request.pdu.varbinds - (clock.empty() ? 0 : 1);
        const bool end = asked.size() > 2;
        varbinds += varbind(end ? kBehind : kValues + ".1", kText);
        if (walks == 2) varbinds += varbind(end ? kBehind : kNames + ".1", kText);
        return respond(request, varbinds);
    }

    static Answers respond(const snmp::RawMessage& request, const std::string& varbinds, PduParts parts = {}) {
        parts.request_id = request.pdu.request_id.value_or(0);
        return {communityMessage(request.version, request.community, pdu(parts, varbinds))};
    }
};

struct Question {
    std::vector<std::string> get{kSysDescr};
    std::optional<LookupMarks> held{};
    bool rates = false;
    Version version = Version::v2c;
};

model::PollTask taskFor(const Responder& agent, const Question& question) {
    auto task = makeTask(agent.port(), community(question.version), question.get);
    auto set = std::make_shared<model::ModuleSet>(*task.module_set);
    set->walk = {oid(kValues), oid(kNames)};
    set->lookups = {oid(kNames)};
    set->requests.max_repetitions = 2;
    set->requests.rates = question.rates;
    task.module_set = set;
    task.timeout = 60ms;
    task.retries = 0;
    task.keeps_lookups = true;
    task.held_lookups = question.held;
    return task;
}

model::HostRecord poll(Device& device, const Question& question) {
    Responder agent([&](const auto& request, int number) { return device.answer(request, number); });
    return agent.run(taskFor(agent, question));
}

// Marks of 100 s ago.
LookupMarks before(uint32_t up_time, std::optional<uint32_t> last_change) {
    return {up_time, last_change, monoNow() - 100s};
}

Device usual() {
    return {.gets = {{kSysDescr, kText}, {kSysUpTime, ticks(100'000)}, {kLastChange, ticks(700)}}};
}

std::vector<std::string> shown(const model::HostRecord& record) {
    std::vector<std::string> out;
    for (const auto& varbind : record.varbinds)
        out.push_back(varbind.oid.toString());
    return out;
}

const std::vector<std::string> kAll{kSysDescr, kValues + ".1", kNames + ".1"};
const std::vector<std::string> kWithoutNames{kSysDescr, kValues + ".1"};

}  // namespace

TEST_CASE("the first poll walks the lookups and says the marks, which are no part of its result") {
    Device device = usual();
    const auto record = poll(device, {});
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(shown(record) == kAll);
    CHECK(device.asked == std::vector<uint32_t>{3, 2, 2});
    REQUIRE(record.lookup_marks.has_value());
    CHECK(*record.lookup_marks == LookupMarks{100'000, 700, record.begun});
    CHECK_FALSE(record.lookups_left_out);
}

TEST_CASE("while the marks hold the lookups are left out") {
    Device device = usual();
    const auto record = poll(device, {.held = before(90'000, 700)});
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(shown(record) == kWithoutNames);
    CHECK(device.asked == std::vector<uint32_t>{3, 1, 1});
    CHECK(record.lookups_left_out);
}

TEST_CASE("other interfaces or a restart: the lookups are walked in that same poll") {
    for (const LookupMarks& held :
         {before(90'000, 600), before(90'000, {}), before(400'000, 700), before(20'000, 700)}) {
        Device device = usual();
        const auto record = poll(device, {.held = held});
        CHECK_MESSAGE(record.status == Status::ok, record.error);
        CHECK(shown(record) == kAll);
        CHECK_FALSE(record.lookups_left_out);
        CHECK(record.lookup_marks->if_table_last_change == 700);
    }
}

TEST_CASE("without ifTableLastChange the device's clock decides") {
    Device device = usual();
    device.gets.back().second = kNoSuchObject;
    const auto record = poll(device, {.held = before(90'000, {})});
    CHECK(record.lookups_left_out);
    CHECK_FALSE(record.lookup_marks->if_table_last_change.has_value());
    CHECK(shown(record) == kWithoutNames);
}

TEST_CASE("without sysUpTime there are no marks and nothing is left out") {
    Device device = usual();
    device.gets[1].second = kNoSuchObject;
    const auto record = poll(device, {.held = before(90'000, 700)});
    CHECK(record.status == Status::ok);
    CHECK_FALSE(record.lookup_marks.has_value());
    CHECK(shown(record) == kAll);
}

TEST_CASE("what the modules ask themselves is asked once, and shown") {
    Device device{.gets = {{kLastChange, ticks(700)}, {kSysUpTime, ticks(100'000)}}};
    const auto record = poll(device, {.get = {kLastChange, kSysUpTime}, .held = before(90'000, 700)});
    CHECK(record.lookups_left_out);
    CHECK(device.asked.front() == 2);
    CHECK(shown(record) == std::vector<std::string>{kLastChange, kSysUpTime, kValues + ".1"});
}

TEST_CASE("a poll with rates has sysUpTime in each answer and does not ask for it again") {
    Device device{.gets = {{kSysDescr, kText}, {kLastChange, ticks(700)}},
                  .clock = varbind(kSysUpTime, ticks(100'000))};
    const auto record = poll(device, {.held = before(90'000, 700), .rates = true});
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(device.asked.front() == 3);
    CHECK(record.lookups_left_out);
    CHECK(shown(record) == kWithoutNames);
    CHECK(record.clocks.size() == 2);
}

TEST_CASE("a module without GETs asks the marks alone, and its clocks belong to what is shown") {
    Device device{.gets = {{kLastChange, ticks(700)}}, .clock = varbind(kSysUpTime, ticks(100'000))};
    const auto record = poll(device, {.get = {}, .held = before(90'000, 700), .rates = true});
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(shown(record) == std::vector<std::string>{kValues + ".1"});
    REQUIRE(record.clocks.size() == 1);
    CHECK(record.clocks[0].first == 0);
}

TEST_CASE("that an agent refuses the marks is no fault of the poll") {
    const auto refusing = [](long status, long index, Version version) {
        Device device = usual();
        bool refused = false;
        Responder agent([&](const auto& request, int number) {
            if (!std::exchange(refused, true))
                return Device::respond(request, "", {.error_status = status, .error_index = index});
            if (index == 0) device.gets.resize(1);
            if (index > 0 && device.gets.size() == 3) device.gets.erase(device.gets.begin() + index - 1);
            return device.answer(request, number);
        });
        return agent.run(taskFor(agent, {.held = before(90'000, 700), .version = version}));
    };
    const auto no_such_name = refusing(2, 3, Version::v1);
    CHECK_MESSAGE(no_such_name.status == Status::ok, no_such_name.error);
    CHECK(no_such_name.lookup_marks->sys_up_time == 100'000);
    CHECK_FALSE(no_such_name.lookup_marks->if_table_last_change.has_value());
    for (const auto& record : {refusing(5, 2, Version::v2c), refusing(5, 0, Version::v2c)}) {
        CHECK_MESSAGE(record.status == Status::ok, record.error);
        CHECK_FALSE(record.lookup_marks.has_value());
        CHECK(shown(record) == kAll);
    }
}

TEST_CASE("marks alone make no partial result") {
    Device device{.gets = {{kSysUpTime, ticks(100'000)}, {kLastChange, ticks(700)}}};
    Responder agent(
        [&](const auto& request, int number) { return number == 1 ? device.answer(request, number) : Answers{}; });
    const auto record = agent.run(taskFor(agent, {.get = {}}));
    CHECK(record.status == Status::timeout);
    CHECK(std::ranges::all_of(record.varbinds, [](const auto& v) { return v.type == model::Type::Missing; }));
}

TEST_CASE("lookups that nobody keeps are walked and nothing is asked for them") {
    Device device{.gets = {{kSysDescr, kText}}};
    Responder agent([&](const auto& request, int number) { return device.answer(request, number); });
    auto task = taskFor(agent, {});
    task.keeps_lookups = false;
    const auto record = agent.run(std::move(task));
    CHECK(shown(record) == kAll);
    CHECK(device.asked.front() == 1);
    CHECK_FALSE(record.lookup_marks.has_value());
}
