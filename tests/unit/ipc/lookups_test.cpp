// What tasks and records say of lookup tables that are kept between polls.
#include <doctest/doctest.h>

#include <cstring>

#include "ipc/worker_codec.hpp"
#include "samples.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;

namespace {

using snmpolld::ipc::encoded;

std::string encoded(const model::HostRecord& record) {
    std::string out;
    encodeFromWorker(record, out);
    return out;
}

model::PollTask roundTrip(const model::PollTask& task) {
    return TaskDecoder().decode(payload(encoded(task))).value();
}

model::HostRecord roundTrip(const model::HostRecord& record) {
    return std::get<model::HostRecord>(decodeFromWorker(payload(encoded(record))).value());
}

// The frame with the marks' time made negative.
std::string withImpossibleTime(std::string frame) {
    const int64_t taken = sampleMarks().taken.time_since_epoch().count();
    const size_t at = frame.find(std::string(reinterpret_cast<const char*>(&taken), sizeof taken));
    REQUIRE(at != std::string::npos);
    frame[at + sizeof taken - 1] = '\x80';
    return frame;
}

}  // namespace

TEST_CASE("marks come back, with and without ifTableLastChange, and so does that there are none") {
    model::PollTask task = sampleTask();
    model::HostRecord record = sampleRecord();
    CHECK(roundTrip(task).keeps_lookups);
    CHECK(roundTrip(task).held_lookups == sampleMarks());
    CHECK(roundTrip(record).lookup_marks == sampleMarks());
    CHECK(roundTrip(record).lookups_left_out);
    task.held_lookups->if_table_last_change.reset();
    record.lookup_marks->if_table_last_change.reset();
    CHECK(roundTrip(task).held_lookups == task.held_lookups);
    CHECK(roundTrip(record).lookup_marks == record.lookup_marks);
    task.held_lookups.reset();
    record.lookup_marks.reset();
    record.lookups_left_out = false;
    CHECK_FALSE(roundTrip(task).held_lookups.has_value());
    CHECK_FALSE(roundTrip(record).lookup_marks.has_value());
}

TEST_CASE("marks of an impossible time are refused") {
    CHECK_FALSE(TaskDecoder().decode(payload(withImpossibleTime(encoded(sampleTask())))).has_value());
    CHECK_FALSE(decodeFromWorker(payload(withImpossibleTime(encoded(sampleRecord())))).has_value());
}

TEST_CASE("lookups left out without the marks that allowed it are refused") {
    model::HostRecord record = sampleRecord();
    record.lookup_marks.reset();
    CHECK_FALSE(decodeFromWorker(payload(encoded(record))).has_value());
}

TEST_CASE("lookups of no size or too long are refused, and others make another module set") {
    model::PollTask task = sampleTask();
    TaskDecoder decoder;
    const auto first = decoder.decode(payload(encoded(task)));
    REQUIRE(first.has_value());
    const auto with = [&](std::vector<model::Oid> lookups) {
        auto set = std::make_shared<model::ModuleSet>(*task.module_set);
        set->lookups = std::move(lookups);
        task.module_set = set;
        return decoder.decode(payload(encoded(task)));
    };
    CHECK_FALSE(with({model::Oid{}}).has_value());
    CHECK_FALSE(with({model::Oid(std::vector<uint32_t>(129, 1))}).has_value());
    const auto other = with({model::Oid{1, 3, 7}});
    REQUIRE(other.has_value());
    CHECK(other->module_set != first->module_set);
    CHECK(other->module_set->lookups == std::vector<model::Oid>{{1, 3, 7}});
}
