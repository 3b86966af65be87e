// Messages with every field set, for the tests of this folder.
#pragma once

#include <chrono>
#include <memory>

#include "ipc/worker_codec.hpp"
#include "ipc/worker_messages.hpp"

namespace snmpolld::ipc {

inline model::Learned sampleLearned() {
    return {.max_request_bytes = 700,
            .max_answer_varbinds = 12,
            .full_answers = 3,
            .no_bulk = true,
            .engine_id = std::string("\x80\0\x1f\x88\x04", 5),
            .engine_boots = 3,
            .engine_time = 4711,
            .engine_seen = MonoTime(std::chrono::seconds(99)),
            .round_trip = {std::chrono::microseconds(5100), std::chrono::microseconds(300)},
            .max_get_oids = 4,
            .max_walk_columns = 2,
            .limits_since = MonoTime(std::chrono::seconds(8)),
            .pdu_gap = std::chrono::milliseconds(333),
            .gap_since = MonoTime(std::chrono::seconds(9)),
            .gap_pause = std::chrono::minutes(10)};
}

inline std::vector<model::SilentOid> sampleSilent() {
    return {{.oid = {1}},
            {.oid = {1, 3, 6, 1, 2, 1, 1, 5, 0}, .pause = 8, .left = 3, .since = MonoTime(std::chrono::seconds(7))}};
}

inline std::vector<model::Varbind> oneOfEachType() {
    using enum model::Type;
    const model::Oid name{1, 3, 6, 1, 2, 1, 1, 1, 0};
    return {{name, Integer32, int64_t{-2147483647 - 1}},
            {name, OctetString, std::string("a\0\xff", 3)},
            {name, OctetString, std::string()},
            {name, ObjectIdentifier, model::Oid{1, 3, 6, 1, 4, 1, 8072, 3, 2, 10}},
            {name, IpAddress, std::string("\xc0\0\2\1", 4)},
            {name, Counter32, uint64_t{4294967295}},
            {name, Gauge32, uint64_t{7}},
            {name, TimeTicks, uint64_t{123456}},
            {name, Counter64, uint64_t{18446744073709551615U}},
            {name, Opaque, std::string("\x9f\x78", 2)},
            {name, Float, 1.5},
            {name, Double, -1e300},
            {name, Null, {}},
            {name, noSuchObject, {}},
            {name, noSuchInstance, {}},
            {name, Malformed, model::Failure{"INTEGER of 5 octets", std::string("\0\xff\xff\xfc\x19", 5)}},
            {name, Malformed, model::Failure{"INTEGER of 0 octets"}},
            {name, Missing, model::Failure{"no answer"}},
            {model::Oid{1, 3, 4294967295}, endOfMibView, {}}};
}

inline model::LookupMarks sampleMarks() {
    return {.sys_up_time = 4294967295, .if_table_last_change = 17, .taken = MonoTime(std::chrono::seconds(98))};
}

inline model::HostRecord sampleRecord() {
    model::HostRecord record;
    record.task_id = 0x1122334455667788;
    record.status = model::Status::partial;
    record.error = "no answer to request 2 of 2";
    record.varbinds = oneOfEachType();
    record.rtt = std::chrono::microseconds(412);
    record.requests = 2;
    record.retries = 3;
    record.learned = sampleLearned();
    record.learned.silent = sampleSilent();
    record.begun = MonoTime(std::chrono::milliseconds(123456));
    record.duration = std::chrono::milliseconds(1930);
    record.part = 3;
    record.last = false;
    record.lookup_marks = sampleMarks();
    record.lookups_left_out = true;
    record.clocks = {{0, true, 4294967295}, {2, false, 0}, {15, true, 17}};
    return record;
}

inline model::PollTask sampleTask() {
    auto credentials = std::make_shared<model::Credentials>();
    credentials->version = model::Version::v3;
    credentials->community = Secret("c0mm");
    credentials->username = "poller";
    credentials->security_level = model::SecurityLevel::authPriv;
    credentials->auth_protocol = model::AuthProtocol::SHA512;
    credentials->password = Secret("never on the wire: auth");
    credentials->priv_protocol = model::PrivProtocol::AES256C;
    credentials->priv_password = Secret("never on the wire: priv");
    credentials->context_name = "bridge1";
    credentials->context_engine_id = "\x80\x01\x02\x03\x04";
    credentials->engine_id = "\x80\x05\x06\x07\x08";
    credentials->auth_key = Secret("never on the wire: Ku");
    credentials->priv_key = Secret("never on the wire: Ku");
    credentials->quirks = {model::Quirk::any_community};
    auto modules = std::make_shared<model::ModuleSet>();
    modules->modules = {"system"};
    modules->get = {model::Oid{1, 3, 6, 1, 2, 1, 1, 1, 0}, model::Oid{1, 3}};
    modules->walk = {model::Oid{1}, model::Oid{1, 3, 6, 1, 2, 1, 2, 2}};
    modules->lookups = {model::Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 2}};
    modules->requests.max_repetitions = 7;
    modules->requests.max_oids = 12;
    modules->requests.cache_lookups = std::chrono::minutes(10);
    modules->requests.max_rows = 5'000'000'000;
    modules->requests.allow_nonincreasing_oids = true;
    modules->requests.rates = true;
    modules->filters = {{model::Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 2}, {"^eth", ""}}, {model::Oid{1, 3}, {"x"}}};
    modules->filtered = {{model::Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 10}, {1, 0}, true}, {model::Oid{1}, {0}, false}};
    modules->requests.quirks = {model::Quirk::any_source, model::Quirk::unauthenticated_reports};
    modules->requests.pdu_gap = std::chrono::milliseconds(30);
    modules->requests.source = "eth0.100";
    modules->requests.max_message_size = 1472;
    model::PollTask task;
    task.id = 0x8877665544332211;
    task.transport = model::Transport::tcp;
    task.address = *model::Address::parse("2001:db8::1", 1161);
    task.credentials = credentials;
    task.keys = {{credentials->engine_id, Secret(std::string_view("k\0ey-a", 6)), Secret("key-p")}};
    task.confirms = "\x80\x09";
    task.module_set = modules;
    task.timeout = std::chrono::milliseconds(1500);
    task.timeout_min = std::chrono::milliseconds(150);
    task.retries = 2;
    task.deadline = std::chrono::seconds(30);
    task.learned = sampleLearned();
    task.detours = std::chrono::seconds(5);
    task.alive = true;
    task.keeps_lookups = true;
    task.held_lookups = sampleMarks();
    return task;
}

// To a worker that has been told nothing yet.
inline std::string encoded(const model::PollTask& task) {
    std::string out;
    TaskEncoder().encode(task, out);
    return out;
}

// The payload of the only frame in `out`.
inline std::span<const std::byte> payload(const std::string& out) {
    return std::as_bytes(std::span(out)).subspan(4);
}

}  // namespace snmpolld::ipc
