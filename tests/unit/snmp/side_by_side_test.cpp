// Polls of one address that are in flight together, over one socket. SNMPv3 has its case in v3_test.cpp.
#include <doctest/doctest.h>

#include "responder.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Status;

TEST_CASE("two polls of one address are in flight together, and each takes its own answer, in any order") {
    initLibraryOnce();
    std::vector<std::string> held;
    Responder agent([&](const auto& request, int number) {
        const auto varbinds = varbind(kSysDescr, tlv(0x04, std::to_string(number)));
        held.insert(held.begin(), communityMessage(request.version, request.community,
                                                   pdu({.request_id = request.pdu.request_id.value_or(0)}, varbinds)));
        return number == 2 ? held : std::vector<std::string>{};
    });
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    for (const uint64_t id : {1, 2}) {
        auto task = makeTask(agent.port(), community(model::Version::v2c), {kSysDescr});
        task.id = id;
        engine->start(std::move(task), monoNow());
    }
    CHECK(engine->inFlight() == 2);
    while (engine->inFlight() > 0) {
        turnOnce(*engine, {{.fd = agent.fd(), .events = POLLIN, .revents = 0}});
        agent.serve();
    }
    const auto records = engine->takeDone();
    REQUIRE(records.size() == 2);
    CHECK(records[0].task_id == 2);
    for (const auto& record : records) {
        CHECK_MESSAGE(record.status == Status::ok, record.error);
        REQUIRE(record.varbinds.size() == 1);
    }
    CHECK(records[0].varbinds[0].value != records[1].varbinds[0].value);
}
