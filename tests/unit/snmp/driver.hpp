// Drives an engine as a worker does, for tests: starts tasks, polls until all records are there.
#pragma once

#include <doctest/doctest.h>
#include <poll.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "merged.hpp"
#include "snmp/engine.hpp"
#include "snmp/keys.hpp"
#include "snmp/localise.hpp"

namespace snmpolld::test {

inline void initLibraryOnce() {
    static const bool done = [] {
        snmp::initLibrary([](std::string_view) {});
        return true;
    }();
    (void)done;
}

inline model::Oid oid(std::string_view text) {
    return model::Oid::parse(text).value();
}

inline const char* const kSysDescr = "1.3.6.1.2.1.1.1.0";
inline const char* const kSysUpTime = "1.3.6.1.2.1.1.3.0";
inline const char* const kSysName = "1.3.6.1.2.1.1.5.0";

inline model::PollTask makeTask(uint16_t port, model::Credentials credentials, const std::vector<std::string>& oids) {
    model::PollTask task;
    task.id = 1;
    task.address = model::Address::parse("127.0.0.1", port).value();
    task.credentials = std::make_shared<const model::Credentials>(std::move(credentials));
    auto set = std::make_shared<model::ModuleSet>();
    for (const auto& text : oids)
        set->get.push_back(oid(text));
    task.module_set = set;
    task.timeout = std::chrono::seconds(2);
    task.timeout_min = task.timeout;  // detours wait as long as on a busy machine
    task.retries = 1;
    task.deadline = std::chrono::seconds(20);
    task.detours = std::chrono::seconds(10);
    return task;
}

inline model::Credentials community(model::Version version, std::string_view name = "public") {
    model::Credentials c;
    c.version = version;
    c.community = Secret(name);
    return c;
}

// Of the polls of an engine, by their tasks.
using CredentialsOfTasks = std::map<uint64_t, std::shared_ptr<const model::Credentials>>;

inline model::LocalKeys keysAt(const model::Credentials& credentials, std::string_view engine_id) {
    snmp::UsmCrypto crypto;
    return snmp::localKeys(credentials, engine_id, crypto);
}

// As the supervisor does it; it refuses nothing.
inline void answerKeys(snmp::Engine& engine, const CredentialsOfTasks& credentials) {
    for (const model::KeyWanted& wanted : engine.takeKeysWanted())
        engine.answerKeys(
            {.task_id = wanted.task_id, .keys = keysAt(*credentials.at(wanted.task_id), wanted.engine_id)}, monoNow());
}

// One turn of the loop; waits at most until the engine's own deadline.
inline void turnOnce(snmp::Engine& engine, const std::vector<pollfd>& extra = {}) {
    std::vector<pollfd> fds = extra;
    engine.turn(monoNow(), {});  // what start() has begun goes out
    engine.waitFor(fds);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(engine.nextDeadline() - monoNow()).count();
    ::poll(fds.data(), fds.size(), static_cast<int>(std::clamp<int64_t>(left, 0, 10000)));
    engine.turn(monoNow(), fds);
}

inline std::vector<model::HostRecord> runAll(snmp::Engine& engine, std::vector<model::PollTask> tasks) {
    std::vector<model::HostRecord> records;
    CredentialsOfTasks credentials;
    for (auto& task : tasks) {
        credentials[task.id] = task.credentials;
        engine.start(std::move(task), monoNow());
    }
    while (engine.inFlight() > 0) {
        answerKeys(engine, credentials);
        turnOnce(engine);
    }
    for (auto& record : engine.takeDone())
        records.push_back(merged(std::move(record)));
    return records;
}

inline snmp::Engine makeEngine() {
    initLibraryOnce();
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    return std::move(*engine);
}

inline model::HostRecord runOne(model::PollTask task) {
    auto engine = makeEngine();
    auto records = runAll(engine, {std::move(task)});
    REQUIRE(records.size() == 1);
    return records[0];
}

}  // namespace snmpolld::test

namespace doctest {
template <>
struct StringMaker<snmpolld::model::Status> {
    static String convert(snmpolld::model::Status status) {
        return String(std::string(snmpolld::model::statusName(status)).c_str());
    }
};
}  // namespace doctest
