// The keys of engines that a worker does not have: polls that wait for them, get them or are refused, and polls that
// only find out which engine an agent is.
#include <doctest/doctest.h>

#include <functional>

#include "v3_agent.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::SecurityLevel;
using model::Status;

namespace {

using Refuses = std::function<bool(const model::KeyWanted&)>;

const std::string kOtherEngine("\x80\0\0\0\x07 of another", 16);

const model::Credentials& me() {
    static const auto credentials = user(SecurityLevel::authPriv);
    return credentials;
}

// An agent that discoveries are answered for by these engines, one datagram each, and that is V3Parts{}.engine_id.
Responder agentNamed(std::vector<std::string> engines) {
    return Responder([engines = std::move(engines), sealer = Sealer(me(), V3Parts{}.engine_id, false)](
                         const snmp::RawMessage& request, int) {
        Answers out;
        for (const std::string& engine_id : isDiscovery(request) ? engines : std::vector<std::string>{}) {
            V3Parts p = replyTo(request);
            p.engine_id = engine_id;
            out.push_back(report(p, kUnknownEngine));
        }
        if (request.engine_id != V3Parts{}.engine_id) return out;
        const V3Parts p = replyTo(request);
        out.push_back(sealer.seal(p, scopedPdu(p, pdu({.request_id = requestIdIn(request, me())}, kDescr))));
        return out;
    });
}

model::PollTask taskFor(const Responder& agent) {
    auto task = makeTask(agent.port(), me(), {kSysDescr});
    task.timeout = 60ms;
    task.timeout_min = 20ms;
    return task;
}

struct Run {
    model::HostRecord record;
    std::vector<std::string> asked;  // engines
};

Run run(
    Responder& agent, const model::PollTask& task, const Refuses& refuses = [](const auto&) { return false; }) {
    auto engine = makeEngine();
    Run out;
    engine.start(model::PollTask(task), monoNow());
    while (engine.inFlight() > 0) {
        for (const model::KeyWanted& wanted : engine.takeKeysWanted()) {
            CHECK(wanted.task_id == task.id);
            out.asked.push_back(wanted.engine_id);
            model::KeyAnswer answer{.task_id = wanted.task_id, .refused = refuses(wanted)};
            answer.keys = answer.refused ? model::LocalKeys{.engine_id = wanted.engine_id}
                                         : keysAt(*task.credentials, wanted.engine_id);
            engine.answerKeys(answer, monoNow());
        }
        turnOnce(engine, {{.fd = agent.fd(), .events = POLLIN, .revents = 0}});
        agent.serve();
    }
    out.record = std::move(engine.takeDone().at(0));
    return out;
}

const std::vector<std::string> kOwn{V3Parts{}.engine_id};

}  // namespace

TEST_CASE("keys are asked for once the engine is found, and not if they came with the task") {
    auto agent = agentNamed(kOwn);
    auto task = taskFor(agent);
    const Run first = run(agent, task);
    CHECK_MESSAGE(first.record.status == Status::ok, first.record.error);
    CHECK(first.asked == kOwn);
    CHECK(first.record.requests == 2);
    CHECK(first.record.retries == 0);
    task.learned = first.record.learned;
    CHECK(run(agent, task).asked == kOwn);  // they were not ready
    task.keys = {keysAt(me(), V3Parts{}.engine_id)};
    const Run with_keys = run(agent, task);
    CHECK(with_keys.record.status == Status::ok);
    CHECK(with_keys.asked.empty());
    CHECK(with_keys.record.requests == 1);
}

TEST_CASE("without authentication nobody asks for keys") {
    Responder agent([](const auto& r, int) {
        return Answers{isDiscovery(r) ? report(replyTo(r), kUnknownEngine) : response(replyTo(r), r, kDescr)};
    });
    const Run out = run(agent, makeTask(agent.port(), user(SecurityLevel::noAuthNoPriv), {kSysDescr}));
    CHECK(out.record.status == Status::ok);
    CHECK(out.asked.empty());
}

TEST_CASE("a poll whose keys are refused goes to another engine that was named") {
    auto agent = agentNamed({kOtherEngine, V3Parts{}.engine_id});
    const Run out = run(agent, taskFor(agent), [](const auto& wanted) { return wanted.engine_id == kOtherEngine; });
    CHECK_MESSAGE(out.record.status == Status::ok, out.record.error);
    CHECK(out.asked == std::vector<std::string>{kOtherEngine, V3Parts{}.engine_id});
    CHECK(out.record.learned.engine_id == V3Parts{}.engine_id);
}

TEST_CASE("a poll whose only engine is refused ends, asks for its keys once and learns nothing of it") {
    auto agent = agentNamed({kOtherEngine});
    const Run out = run(agent, taskFor(agent), [](const auto&) { return true; });
    CHECK(out.record.status != Status::ok);
    CHECK(out.record.error.find("another host") != std::string::npos);
    CHECK(out.asked == std::vector<std::string>{kOtherEngine});
    CHECK(out.record.learned.engine_id.empty());
    CHECK(out.record.requests == 3);  // two discoveries, and between them the request that waited
}

TEST_CASE("a poll that waits for keys ends at its deadline, holds up no other, and needs no late answer") {
    auto agent = agentNamed(kOwn);
    auto engine = makeEngine();
    auto waits = taskFor(agent);
    waits.id = 7;
    waits.deadline = 200ms;
    auto other = taskFor(agent);
    other.id = 8;
    other.keys = {keysAt(me(), V3Parts{}.engine_id)};
    other.learned.engine_id = V3Parts{}.engine_id;
    engine.start(std::move(waits), monoNow());
    engine.start(std::move(other), monoNow());
    std::vector<model::HostRecord> records;
    while (engine.inFlight() > 0) {
        turnOnce(engine, {{.fd = agent.fd(), .events = POLLIN, .revents = 0}});
        agent.serve();
        for (auto& record : engine.takeDone())
            records.push_back(std::move(record));
    }
    REQUIRE(records.size() == 2);
    CHECK(records[0].task_id == 8);
    CHECK(records[0].status == Status::ok);
    CHECK(records[1].task_id == 7);
    CHECK(records[1].status == Status::timeout);
    CHECK(records[1].duration >= 200ms);
    engine.answerKeys({.task_id = 7, .keys = keysAt(me(), V3Parts{}.engine_id)}, monoNow());
    CHECK(engine.inFlight() == 0);
}

TEST_CASE("keys that nobody waits for change nothing") {
    auto agent = agentNamed(kOwn);
    auto engine = makeEngine();
    engine.start(taskFor(agent), monoNow());
    engine.answerKeys({.task_id = 1, .keys = keysAt(me(), V3Parts{}.engine_id)}, monoNow());
    while (engine.inFlight() > 0) {
        for (const model::KeyWanted& wanted : engine.takeKeysWanted()) {
            engine.answerKeys({.task_id = 1, .keys = keysAt(me(), kOtherEngine)}, monoNow());
            engine.answerKeys({.task_id = 1, .keys = keysAt(me(), wanted.engine_id)}, monoNow());
            engine.answerKeys({.task_id = 1, .refused = true, .keys = {.engine_id = wanted.engine_id}}, monoNow());
        }
        turnOnce(engine, {{.fd = agent.fd(), .events = POLLIN, .revents = 0}});
        agent.serve();
    }
    CHECK(engine.takeDone().at(0).status == Status::ok);
}

TEST_CASE("a confirmation is ok if the agent says once that it is this engine, whatever else is said") {
    model::Credentials nobody;
    nobody.version = model::Version::v3;
    for (const auto& [named, expected] : std::vector<std::pair<std::vector<std::string>, bool>>{
             {kOwn, true}, {{kOtherEngine, V3Parts{}.engine_id}, true}, {{kOtherEngine}, false}, {{}, false}}) {
        auto agent = agentNamed(named);
        auto task = makeTask(agent.port(), nobody, {});
        task.timeout = 60ms;
        task.confirms = V3Parts{}.engine_id;
        const Run out = run(agent, task);
        CHECK((out.record.status == Status::ok) == expected);
        CHECK(out.record.varbinds.empty());
        CHECK(out.record.requests == 1);
        CHECK(out.asked.empty());
    }
}
