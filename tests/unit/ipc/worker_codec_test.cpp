#include "ipc/worker_codec.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "ipc/frame.hpp"
#include "samples.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;
using namespace std::chrono_literals;

namespace {

using snmpolld::ipc::encoded;

std::string encoded(const FromWorker& message) {
    std::string out;
    encodeFromWorker(message, out);
    return out;
}

model::HostRecord roundTrip(const model::HostRecord& record) {
    const std::string out = encoded(record);
    auto back = decodeFromWorker(payload(out));
    REQUIRE(back.has_value());
    return std::get<model::HostRecord>(*back);
}

model::PollTask roundTrip(const model::PollTask& task) {
    const std::string out = encoded(task);
    auto back = TaskDecoder().decode(payload(out));
    REQUIRE(back.has_value());
    return *back;
}

bool refused(const model::HostRecord& record) {
    return !decodeFromWorker(payload(encoded(record))).has_value();
}

model::HostRecord recordOf(model::Varbind varbind) {
    model::HostRecord record;
    record.status = model::Status::ok;
    record.varbinds.push_back(std::move(varbind));
    return record;
}

const model::Oid kName{1, 3, 6, 1};

}  // namespace

TEST_CASE("a record comes back as it was sent, with every type of value") {
    const model::HostRecord sent = sampleRecord();
    const model::HostRecord back = roundTrip(sent);
    CHECK(back.task_id == sent.task_id);
    CHECK(back.status == sent.status);
    CHECK(back.error == sent.error);
    CHECK(back.varbinds == sent.varbinds);
    CHECK(back.rtt == sent.rtt);
    CHECK(back.requests == sent.requests);
    CHECK(back.retries == sent.retries);
    CHECK(back.learned == sent.learned);
    CHECK(back.begun == sent.begun);
    CHECK(back.duration == sent.duration);
    CHECK(back.part == sent.part);
    CHECK(back.last == sent.last);
    CHECK(back.clocks == sent.clocks);
}

TEST_CASE("a clock of no varbind, clocks out of order and a part 0 are refused") {
    auto record = sampleRecord();
    record.clocks = {{3, true, 1}, {2, true, 1}};
    CHECK(refused(record));
    record.clocks.assign(record.varbinds.size() + 1, {});
    CHECK(refused(record));
    record.clocks.clear();
    record.part = 0;
    CHECK(refused(record));
}

TEST_CASE("a record without an answer keeps its negative round trip time") {
    model::HostRecord record;
    record.status = model::Status::timeout;
    CHECK(roundTrip(record).rtt == Duration(-1));
    CHECK(roundTrip(record).learned == model::Learned{});
    CHECK(roundTrip(record).varbinds.empty());
}

TEST_CASE("every status that a worker may give passes, the supervisor's own do not") {
    using enum model::Status;
    model::HostRecord record;
    for (const auto status : {ok, partial, timeout, unreachable, auth_failure, agent_error, bad_response}) {
        record.status = status;
        CHECK(roundTrip(record).status == status);
    }
    for (const auto status : {unresolved, worker_lost, skipped}) {
        record.status = status;
        CHECK(refused(record));
    }
}

TEST_CASE("a task comes back complete, keys included") {
    const model::PollTask sent = sampleTask();
    const model::PollTask back = roundTrip(sent);
    CHECK(back.id == sent.id);
    CHECK(back.transport == sent.transport);
    CHECK(back.address == sent.address);
    CHECK(back.timeout == sent.timeout);
    CHECK(back.timeout_min == sent.timeout_min);
    CHECK(back.retries == sent.retries);
    CHECK(back.deadline == sent.deadline);
    CHECK(back.detours == sent.detours);
    CHECK(back.alive);
    CHECK(back.learned == sent.learned);
    model::ModuleSet asked = *sent.module_set;
    asked.modules.clear();
    CHECK(*back.module_set == asked);
    const model::Credentials& from = *sent.credentials;
    const model::Credentials& to = *back.credentials;
    CHECK(to.version == from.version);
    CHECK(to.community == from.community);
    CHECK(to.username == from.username);
    CHECK(to.security_level == from.security_level);
    CHECK(to.auth_protocol == from.auth_protocol);
    CHECK(to.priv_protocol == from.priv_protocol);
    CHECK(to.context_name == from.context_name);
    CHECK(to.context_engine_id == from.context_engine_id);
    CHECK(to.engine_id == from.engine_id);
    CHECK(back.keys == sent.keys);
    CHECK(back.confirms == sent.confirms);
}

TEST_CASE("neither passphrases, nor keys that serve everywhere, nor module names travel") {
    const std::string frame = encoded(sampleTask());
    CHECK(frame.find("never on the wire") == std::string::npos);
    CHECK(roundTrip(sampleTask()).credentials->auth_key.empty());
    CHECK(roundTrip(sampleTask()).credentials->priv_key.empty());
    CHECK(frame.find("system") == std::string::npos);
    CHECK(roundTrip(sampleTask()).credentials->password.empty());
    CHECK(roundTrip(sampleTask()).module_set->modules.empty());
}

TEST_CASE("an IPv4 task for no OIDs passes") {
    model::PollTask task = sampleTask();
    task.address = *model::Address::parse("192.0.2.1", 161);
    task.module_set = std::make_shared<model::ModuleSet>();
    CHECK(roundTrip(task).address == task.address);
    CHECK(roundTrip(task).module_set->get.empty());
}

TEST_CASE("Silent, Dropped and Sockets come back") {
    const auto silent = decodeFromWorker(payload(encoded(Silent{4711})));
    REQUIRE(silent.has_value());
    CHECK(std::get<Silent>(*silent).polls == 4711);
    const auto dropped = decodeFromWorker(payload(encoded(Dropped{uint64_t{1} << 40})));
    REQUIRE(dropped.has_value());
    CHECK(std::get<Dropped>(*dropped).datagrams == uint64_t{1} << 40);
    const auto sockets = decodeSockets(encodeSockets({.receive_buffer = 425'984, .room = 2944}));
    REQUIRE(sockets.has_value());
    CHECK(sockets->receive_buffer == 425'984);
    CHECK(sockets->room == 2944);
}

TEST_CASE("impossible sockets and what is none are refused") {
    CHECK_FALSE(decodeSockets(encodeSockets({.receive_buffer = 1U << 31, .room = 1})).has_value());
    CHECK_FALSE(decodeSockets(encodeSockets({.receive_buffer = 1, .room = 1U << 31})).has_value());
    CHECK_FALSE(decodeSockets("").has_value());
    CHECK_FALSE(decodeSockets(encoded(Silent{4711}).substr(kFrameHeader)).has_value());
}

TEST_CASE("a message is read from any address, large ones too") {
    model::HostRecord record = sampleRecord();
    for (const size_t size : {3U, 100'000U}) {
        record.varbinds.push_back({kName, model::Type::OctetString, std::string(size, 'x')});
        const std::string frame = encoded(record);
        for (size_t shift = 0; shift < 8; ++shift) {
            const std::string moved = std::string(shift, '\0') + frame;
            const auto back = decodeFromWorker(std::as_bytes(std::span(moved)).subspan(shift + kFrameHeader));
            REQUIRE(back.has_value());
            CHECK(std::get<model::HostRecord>(*back).varbinds == record.varbinds);
        }
    }
}

TEST_CASE("texts are cut at 4 KiB, between two characters") {
    model::HostRecord record;
    record.status = model::Status::agent_error;
    record.error = std::string(4095, 'e') + "\xc3\xa9" + std::string(100, 'f');
    CHECK(roundTrip(record).error == std::string(4095, 'e'));
}

TEST_CASE("times beyond the wire's range are clamped, not refused") {
    model::PollTask task = sampleTask();
    task.timeout = -5s;
    task.deadline = std::chrono::hours(24 * 3650);
    task.retries = -1;
    CHECK(roundTrip(task).timeout == 0s);
    CHECK(roundTrip(task).deadline == std::chrono::hours(24 * 365) - 1ns);
    CHECK(roundTrip(task).retries == 0);
    model::HostRecord record = sampleRecord();
    record.duration = -1ns;
    record.rtt = -7s;
    record.begun = MonoTime::max();
    CHECK(roundTrip(record).duration == 0s);
    CHECK(roundTrip(record).rtt == Duration(-1));
    CHECK(roundTrip(record).begun.time_since_epoch().count() > 0);
}

TEST_CASE("an engine ID of a length that no RFC allows is not passed on") {
    model::HostRecord record = sampleRecord();
    record.learned.engine_id = std::string(33, 'x');
    CHECK(roundTrip(record).learned.engine_id.empty());
    CHECK(roundTrip(record).learned.engine_boots == 0);
    CHECK(roundTrip(record).learned.max_request_bytes == record.learned.max_request_bytes);
}

TEST_CASE("silent OIDs travel without anything else that was learned, at most a thousand of them") {
    model::HostRecord record;
    record.status = model::Status::ok;
    record.learned.silent = sampleSilent();
    CHECK(roundTrip(record).learned == record.learned);
    record.learned.silent.assign(1001, {.oid = kName, .pause = 2});
    CHECK(roundTrip(record).learned.silent.size() == 1000);
    CHECK(roundTrip(record).learned.silent.back() == record.learned.silent.back());
    for (const size_t size : {0U, 129U}) {
        record.learned.silent = {{.oid = model::Oid(std::vector<uint32_t>(size, 1))}};
        CHECK(refused(record));
    }
    model::PollTask task = sampleTask();
    task.learned = {.silent = sampleSilent()};
    CHECK(roundTrip(task).learned == task.learned);
}

TEST_CASE("a record with as many varbinds as a frame holds has room for silent OIDs") {
    model::HostRecord record;
    record.status = model::Status::ok;
    record.varbinds.assign(1100, {kName, model::Type::OctetString, std::string(65'000, 'x')});
    record.learned.silent.assign(1000, {.oid = model::Oid(std::vector<uint32_t>(128, 1))});
    const std::string frame = encoded(record);
    CHECK(frame.size() <= kMaxFrame + kFrameHeader);
    const auto back = decodeFromWorker(payload(frame));
    REQUIRE(back.has_value());
    CHECK(std::get<model::HostRecord>(*back).learned.silent == record.learned.silent);
}

TEST_CASE("a failure says why in at most 4 KiB, and only a malformed value has octets") {
    const auto back = [](model::Type type, const std::string& why, const std::string& octets) {
        const model::HostRecord record = roundTrip(recordOf({kName, type, model::Failure{why, octets}}));
        return std::get<model::Failure>(record.varbinds.front().value);
    };
    using enum model::Type;
    CHECK(back(Malformed, std::string(5000, 'w'), "octets") == model::Failure{std::string(4096, 'w'), "octets"});
    CHECK(back(Malformed, "", "") == model::Failure{});
    CHECK(back(Missing, "no answer", "octets") == model::Failure{"no answer"});
    std::string frame = encoded(recordOf({kName, Malformed, model::Failure{"why", "octets"}}));
    const std::string varbind{6, 0, 0, 0, 3, 0, 0, 0, static_cast<char>(Malformed), 4};
    const size_t at = frame.find(varbind);
    REQUIRE(at != std::string::npos);
    for (const auto& [offset, value] : {std::pair{0, 7}, {0, 5}, {4, 4}, {5, 0x11}, {8, static_cast<int>(Missing)}}) {
        std::string broken = frame;
        broken[at + static_cast<size_t>(offset)] = static_cast<char>(value);
        CHECK_FALSE(decodeFromWorker(payload(broken)).has_value());
    }
}

TEST_CASE("values that their type does not have are refused") {
    using enum model::Type;
    CHECK(refused(recordOf({kName, Integer32, int64_t{2147483648}})));
    CHECK(refused(recordOf({kName, Integer32, int64_t{-2147483649}})));
    CHECK(refused(recordOf({kName, Counter32, uint64_t{4294967296}})));
    CHECK(refused(recordOf({kName, Gauge32, uint64_t{4294967296}})));
    CHECK(refused(recordOf({kName, TimeTicks, uint64_t{4294967296}})));
    CHECK(refused(recordOf({kName, IpAddress, std::string("abc")})));
    CHECK(refused(recordOf({kName, IpAddress, std::string("abcde")})));
    CHECK(refused(recordOf({kName, Float, 1e39})));
    const model::Oid longest(std::vector<uint32_t>(129, 1));
    CHECK(refused(recordOf({longest, Null, {}})));
    CHECK(refused(recordOf({kName, ObjectIdentifier, longest})));
    CHECK_FALSE(refused(recordOf({model::Oid(std::vector<uint32_t>(128, 1)), Null, {}})));
}

TEST_CASE("OIDs that cannot be asked are refused in a task") {
    model::PollTask task = sampleTask();
    for (const size_t size : {0U, 1U, 129U}) {
        auto modules = std::make_shared<model::ModuleSet>();
        modules->get = {model::Oid(std::vector<uint32_t>(size, 1))};
        task.module_set = modules;
        CHECK_FALSE(TaskDecoder().decode(payload(encoded(task))).has_value());
    }
}

TEST_CASE("walks of nothing, and limits that would ask for nothing, are refused") {
    const auto refuses = [](auto change) {
        auto task = sampleTask();
        auto set = std::make_shared<model::ModuleSet>(*task.module_set);
        change(*set);
        task.module_set = set;
        return !TaskDecoder().decode(payload(encoded(task))).has_value();
    };
    CHECK(refuses([](model::ModuleSet& set) { set.walk = {model::Oid{}}; }));
    CHECK(refuses([](model::ModuleSet& set) { set.requests.max_repetitions = 0; }));
    CHECK(refuses([](model::ModuleSet& set) { set.requests.max_repetitions = 100'001; }));
    CHECK(refuses([](model::ModuleSet& set) { set.requests.max_rows = 0; }));
    CHECK(refuses([](model::ModuleSet& set) { set.requests.max_message_size = 483; }));
    CHECK(refuses([](model::ModuleSet& set) { set.requests.max_message_size = 65'508; }));
}

TEST_CASE("a task of port 0 is refused") {
    model::PollTask task = sampleTask();
    task.address.port = 0;
    CHECK_FALSE(TaskDecoder().decode(payload(encoded(task))).has_value());
}

TEST_CASE("enumerations beyond their last value are refused") {
    for (const int bad : {17, 18, 255}) {
        model::HostRecord record = recordOf({kName, model::Type::Null, {}});
        std::string frame = encoded(record);
        // The only varbind: eight octets of value 0, the type, the size of the name.
        const std::string varbind{0, 0, 0, 0, 0, 0, 0, 0, static_cast<char>(model::Type::Null), 4};
        const size_t at = frame.find(varbind);
        REQUIRE(at != std::string::npos);
        frame[at + 8] = static_cast<char>(bad);
        CHECK_FALSE(decodeFromWorker(payload(frame)).has_value());
    }
    model::HostRecord record;
    record.status = static_cast<model::Status>(10);
    CHECK(refused(record));
    model::PollTask task = sampleTask();
    task.transport = static_cast<model::Transport>(2);
    CHECK_FALSE(TaskDecoder().decode(payload(encoded(task))).has_value());
    task = sampleTask();
    task.address.family = static_cast<model::Family>(2);
    CHECK_FALSE(TaskDecoder().decode(payload(encoded(task))).has_value());
}

TEST_CASE("columns that are too short or too long for their varbinds are refused") {
    const std::string frame = encoded(recordOf({kName, model::Type::OctetString, std::string("12345678")}));
    const std::string varbind{8, 0, 0, 0, 0, 0, 0, 0, static_cast<char>(model::Type::OctetString), 4};
    const size_t at = frame.find(varbind);
    REQUIRE(at != std::string::npos);
    for (const auto& [offset, value] : {std::pair{0, 9}, {0, 7}, {7, 0x7f}, {9, 5}, {9, 3}}) {
        std::string broken = frame;
        broken[at + static_cast<size_t>(offset)] = static_cast<char>(value);
        CHECK_FALSE(decodeFromWorker(payload(broken)).has_value());
    }
}

TEST_CASE("a frame cut anywhere is refused, but for padding at its end") {
    const std::string frame = encoded(sampleRecord());
    for (size_t size = 0; size + kFrameHeader < frame.size(); ++size) {
        const std::vector<std::byte> cut(payload(frame).begin(), payload(frame).begin() + static_cast<ptrdiff_t>(size));
        CHECK_EQ(decodeFromWorker(cut).has_value(), size + kFrameHeader + 4 > frame.size());
    }
}

TEST_CASE("a task is no worker's message and the other way round") {
    CHECK_FALSE(decodeFromWorker(payload(encoded(sampleTask()))).has_value());
    CHECK_FALSE(TaskDecoder().decode(payload(encoded(sampleRecord()))).has_value());
    CHECK_FALSE(TaskDecoder().decode({}).has_value());
    CHECK(TaskDecoder().decode({}).error().kind == ErrorKind::protocol);
}

TEST_CASE("an answer too large for a frame loses its last varbinds and becomes partial") {
    model::HostRecord record;
    record.status = model::Status::ok;
    record.varbinds.assign(1100, {kName, model::Type::OctetString, std::string(65'000, 'x')});
    const std::string frame = encoded(record);
    CHECK(frame.size() <= kMaxFrame + kFrameHeader);
    const auto back = decodeFromWorker(payload(frame));
    REQUIRE(back.has_value());
    const auto& cut = std::get<model::HostRecord>(*back);
    CHECK(cut.status == model::Status::partial);
    CHECK(cut.error == "the answer is too large for one record: its last varbinds were dropped");
    CHECK(cut.varbinds.size() == 1031);
    CHECK(cut.varbinds.back() == record.varbinds.front());
}

TEST_CASE("a cut record that had failed already keeps its own status and error") {
    model::HostRecord record;
    record.status = model::Status::bad_response;
    record.error = "row 500001 is cut";
    record.varbinds.assign(500'001, {kName, model::Type::Null, {}});
    const model::HostRecord back = roundTrip(record);
    CHECK(back.varbinds.size() == 500'000);
    CHECK(back.status == model::Status::bad_response);
    CHECK(back.error == record.error);
}
