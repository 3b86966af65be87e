// What becomes of a poll when the agent does something else than answer: every outcome has its case here.
#include <doctest/doctest.h>

#include "answers.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Status;
using model::Version;

TEST_CASE("a lost request is sent again with a request-id of its own") {
    std::vector<int32_t> ids;
    Responder agent([&](const auto& request, int number) {
        ids.push_back(*request.pdu.request_id);
        return number == 1 ? Answers{} : Answers{answer(request, values({kSysDescr}))};
    });
    const auto record = agent.run(taskFor(agent));
    CHECK(record.status == Status::ok);
    CHECK(record.retries == 1);
    CHECK(record.requests == 1);
    REQUIRE(ids.size() == 2);
    CHECK(ids[0] != ids[1]);
}

TEST_CASE("silence is a timeout that counts the tries") {
    Responder agent([](const auto&, int) { return Answers{}; });
    const auto record = agent.run(taskFor(agent));
    CHECK(record.status == Status::timeout);
    CHECK(has(record, "no answer in 2 tries of 60ms"));
    CHECK(record.rtt < Duration::zero());
    CHECK(record.duration >= std::chrono::milliseconds(120));
    CHECK(agent.requests() == 2);
}

TEST_CASE("the deadline ends a poll before its tries do") {
    Responder agent([](const auto&, int) { return Answers{}; });
    auto task = taskFor(agent);
    task.deadline = std::chrono::milliseconds(90);
    const auto record = agent.run(std::move(task));
    CHECK(record.status == Status::timeout);
    CHECK(record.error == "deadline of 90ms passed");
    CHECK(record.duration < std::chrono::milliseconds(1000));
}

TEST_CASE("an answer from another source never counts") {
    Responder agent([](const auto& request, int) { return Answers{answer(request, values({kSysDescr}))}; });
    agent.answerFromElsewhere();
    CHECK(agent.run(taskFor(agent)).status == Status::timeout);
}

TEST_CASE("an answer from another source counts where that is allowed, and only with its request-id and community") {
    const auto ask = [](int32_t id_change, std::string_view community) {
        Responder agent([&](auto request, int) {
            *request.pdu.request_id ^= id_change;
            request.community = community;
            return Answers{answer(request, values({kSysDescr}))};
        });
        agent.answerFromElsewhere();
        auto task = taskFor(agent);
        auto set = std::make_shared<model::ModuleSet>(*task.module_set);
        set->requests.quirks = {model::Quirk::any_source};
        task.module_set = set;
        return agent.run(std::move(task));
    };
    const auto record = ask(0, "public");
    CHECK(record.status == Status::ok);
    CHECK(record.varbinds.size() == 1);
    CHECK(ask(1, "public").status == Status::timeout);
    const auto other = ask(0, "other");
    CHECK(other.status == Status::timeout);
    CHECK(has(other, "community"));
}

TEST_CASE("of polls in flight together only those that allow it take answers from elsewhere") {
    initLibraryOnce();
    Responder agent([](const auto& request, int) { return Answers{answer(request, values({kSysDescr}))}; });
    agent.answerFromElsewhere();
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    for (uint64_t id = 1; id <= 20; ++id) {
        auto task = taskFor(agent);
        task.id = id;
        auto set = std::make_shared<model::ModuleSet>(*task.module_set);
        if (id % 2 == 0) set->requests.quirks = {model::Quirk::any_source};
        task.module_set = set;
        engine->start(std::move(task), monoNow());
    }
    while (engine->inFlight() > 0) {
        turnOnce(*engine, {{.fd = agent.fd(), .events = POLLIN, .revents = 0}});
        agent.serve();
    }
    const auto records = engine->takeDone();
    CHECK(records.size() == 20);
    for (const auto& record : records)
        CHECK(record.status == (record.task_id % 2 == 0 ? Status::ok : Status::timeout));
    CHECK(engine->strayDatagrams() > 0);
}

TEST_CASE("an answer with another request-id is ignored and noted") {
    Responder agent([](auto request, int number) {
        *request.pdu.request_id ^= 1;
        return number == 1 ? Answers{answer(request, values({kSysDescr}))} : Answers{};
    });
    const auto record = agent.run(taskFor(agent));
    CHECK(record.status == Status::timeout);
    CHECK(has(record, "1 answer with another request-id was ignored"));
}

TEST_CASE("an answer with another community is ignored and noted") {
    const auto record = afterAnswer([](auto request) {
        request.community = "other";
        return answer(request, values({kSysDescr}));
    });
    CHECK(record.status == Status::timeout);
    CHECK(has(record, "another community"));
}

TEST_CASE("an answer in another version is a bad_response") {
    const auto record = afterAnswer([](auto request) {
        request.version = 0;
        return answer(request, values({kSysDescr}));
    });
    CHECK(record.status == Status::bad_response);
    CHECK(has(record, "version"));
}

TEST_CASE("what matches of an answer is kept, and the others are asked for again and have their reason") {
    struct Case {
        std::vector<std::string> given;
        Status status;
        size_t values;
    };
    for (const auto& c : std::vector<Case>{{{kSysDescr, kSysUpTime}, Status::partial, 1},
                                           {{kSysDescr}, Status::partial, 1},
                                           {{}, Status::bad_response, 0},
                                           {{kSysDescr, kSysName, kSysUpTime}, Status::ok, 2},
                                           {{kSysName, kSysDescr}, Status::ok, 2}}) {
        Responder agent([&](const auto& request, int) { return Answers{answer(request, values(c.given))}; });
        const auto record = agent.run(taskFor(agent, {kSysDescr, kSysName}));
        CHECK(record.status == c.status);
        const auto is_value = [](const model::Varbind& v) { return !model::isFailure(v.type); };
        CHECK(static_cast<size_t>(std::ranges::count_if(record.varbinds, is_value)) == c.values);
        CHECK(record.error.empty() == (c.status == Status::ok));
    }
}

TEST_CASE("a value that stays malformed is reported as the octets that came") {
    const std::string over_long = tlv(0x41, std::string("\x01\x00\x00\x00\x05", 5));
    for (const auto& value : {over_long, tlv(0x46, ""), tlv(0x02, std::string(6, '\x01'))}) {
        const auto record =
            afterAnswer([&](const auto& request) { return answer(request, values({kSysDescr}, value)); });
        CHECK(record.status == Status::bad_response);
        REQUIRE(record.varbinds.size() == 1);
        CHECK(record.varbinds[0].type == model::Type::Malformed);
        CHECK(std::get<model::Failure>(record.varbinds[0].value).octets == value.substr(2));
        CHECK(record.requests == 2);
    }
}

TEST_CASE("an answer that is damaged as a whole is waited out, and is the reason if no other comes") {
    const auto cut = afterAnswer([](const auto& request) {
        auto text = answer(request, values({kSysDescr}));
        return text.substr(0, text.size() - 2);
    });
    CHECK(cut.status == Status::bad_response);
    CHECK(has(cut, "goes beyond what encloses it"));
    CHECK(cut.retries == 1);
}

TEST_CASE("one damaged answer is made good by the next try") {
    Responder agent([](const auto& request, int number) {
        auto text = answer(request, values({kSysDescr}));
        return Answers{number == 1 ? text.substr(0, text.size() - 2) : text};
    });
    CHECK(agent.run(taskFor(agent, {kSysDescr})).status == Status::ok);
}

TEST_CASE("garbage is waited out and makes silence a bad_response") {
    const auto record = afterAnswer([](const auto&) { return std::string("HTTP/1.1 400 Bad Request"); });
    CHECK(record.status == Status::bad_response);
    CHECK(record.retries == 1);
    CHECK(has(record, "2 malformed messages"));
}

TEST_CASE("garbage before the right answer changes nothing") {
    Responder agent([](const auto& request, int) {
        return Answers{"garbage", std::string(3, '\0'), answer(request, values({kSysDescr}))};
    });
    CHECK(agent.run(taskFor(agent)).status == Status::ok);
}

TEST_CASE("a closed port is unreachable at once") {
    uint16_t port = 0;
    {
        Responder gone([](const auto&, int) { return Answers{}; });
        port = gone.port();
    }
    auto task = makeTask(port, community(Version::v2c), {kSysDescr});
    task.timeout = std::chrono::seconds(5);
    const auto record = runOne(std::move(task));
    CHECK(record.status == Status::unreachable);
    CHECK(has(record, "refused"));
    CHECK(record.duration < std::chrono::seconds(1));
}

TEST_CASE("a refusal touches only the host that it is about") {
    Responder agent([](const auto& request, int) { return Answers{answer(request, values({kSysDescr}))}; });
    initLibraryOnce();
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    auto closed = taskFor(agent);
    closed.address = model::Address::parse("127.77.77.77", agent.port()).value();
    closed.id = 100;
    for (uint64_t i = 0; i < 5; ++i) {
        engine->start(model::PollTask(closed), monoNow());
        auto good = taskFor(agent);
        good.id = i;
        engine->start(std::move(good), monoNow());
    }
    while (engine->inFlight() > 0) {
        turnOnce(*engine);
        agent.serve();
    }
    const auto records = engine->takeDone();
    REQUIRE(records.size() == 10);
    for (const auto& record : records)
        CHECK(record.status == (record.task_id == 100 ? Status::unreachable : Status::ok));
}

TEST_CASE("tooBig halves the request until it fits, and the size is learned") {
    std::vector<std::string> oids;
    for (int i = 0; i < 40; ++i)
        oids.push_back("1.3.6.1.4.1.99." + std::to_string(i));
    size_t at = 0;
    std::vector<size_t> sizes;
    // The agent takes no more than 6 varbinds; what was asked is counted from the echo of its own bookkeeping.
    Responder agent([&](const auto& request, int) {
        sizes.push_back(request.pdu.varbinds);
        if (request.pdu.varbinds > 6) return Answers{answer(request, "", {.error_status = 1})};
        const std::vector<std::string> part(oids.begin() + static_cast<std::ptrdiff_t>(at),
                                            oids.begin() + static_cast<std::ptrdiff_t>(at + request.pdu.varbinds));
        at += request.pdu.varbinds;
        return Answers{answer(request, values(part))};
    });
    const auto record = agent.run(taskFor(agent, oids));
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    CHECK(record.varbinds.size() == 40);
    CHECK(sizes.front() == 40);
    CHECK(record.learned.max_request_bytes > 0);
    CHECK(record.learned.max_request_bytes < 200);

    at = 0;
    sizes.clear();
    auto again = taskFor(agent, oids);
    again.learned = record.learned;
    CHECK(agent.run(std::move(again)).status == Status::ok);
    CHECK(sizes.front() <= 6);
}

TEST_CASE("tooBig for a single varbind is an agent_error") {
    const auto record = afterAnswer([](const auto& request) { return answer(request, "", {.error_status = 1}); });
    CHECK(record.status == Status::agent_error);
    CHECK(has(record, "tooBig"));
}

TEST_CASE("an error-status for one varbind leaves that one out and keeps the rest") {
    Responder agent([](const auto& request, int number) {
        const std::vector<std::string> three{kSysDescr, kSysUpTime, kSysName};
        if (number == 1) return Answers{answer(request, values(three), {.error_status = 5, .error_index = 2})};
        if (number == 3) return Answers{answer(request, values({kSysUpTime}), {.error_status = 5, .error_index = 1})};
        return Answers{answer(request, values({kSysDescr, kSysName}))};
    });
    const auto record = agent.run(taskFor(agent, {kSysDescr, kSysUpTime, kSysName}));
    CHECK(record.status == Status::partial);
    CHECK(record.error == std::string("genErr for ") + kSysUpTime);
    REQUIRE(record.varbinds.size() == 3);
    CHECK(record.varbinds[1].type == model::Type::Missing);
    CHECK(record.varbinds[2].oid == oid(kSysName));
    CHECK(record.requests == 3);
}

TEST_CASE("an error-status for everything, wherever its index points, is an agent_error of each OID") {
    for (const int index : {0, 9}) {
        Responder agent([&](const auto& request, int) {
            return Answers{answer(request, "", {.error_status = 16, .error_index = index})};
        });
        const auto record = agent.run(taskFor(agent, {kSysDescr, kSysName}));
        CHECK(record.status == Status::agent_error);
        CHECK(record.error ==
              std::string("authorizationError for ") + kSysDescr + ", authorizationError for " + kSysName);
    }
}

TEST_CASE("v1 noSuchName for every varbind is ok with exceptions only") {
    Responder agent(
        [](const auto& request, int) { return Answers{answer(request, "", {.error_status = 2, .error_index = 1})}; });
    const auto record = agent.run(taskFor(agent, {kSysDescr, kSysName}, Version::v1));
    CHECK(record.status == Status::ok);
    REQUIRE(record.varbinds.size() == 2);
    CHECK(record.varbinds[0].type == model::Type::noSuchInstance);
    CHECK(record.varbinds[0].oid == oid(kSysDescr));
}

TEST_CASE("what came before a later request failed is kept") {
    std::vector<std::string> oids;
    for (int i = 0; i < 70; ++i)
        oids.push_back("1.3.6.1.4.1.99." + std::to_string(i));
    Responder agent([&](const auto& request, int number) {
        if (number > 1) return Answers{};
        return Answers{answer(request, values({oids.begin(), oids.begin() + request.pdu.varbinds}))};
    });
    const auto record = agent.run(taskFor(agent, oids));
    CHECK(record.status == Status::partial);
    CHECK(std::ranges::count_if(record.varbinds, [](const auto& v) { return !model::isFailure(v.type); }) == 60);
    CHECK(record.learned.silent.empty());
    CHECK(has(record, "the host has stopped answering"));
}

TEST_CASE("values arrive as their SMI types say") {
    const std::vector<std::pair<std::string, model::Varbind>> cases{
        {tlv(0x02, "\xff"), {{}, model::Type::Integer32, int64_t{-1}}},
        {tlv(0x41, std::string("\xff\xff\xff\xff", 4)), {{}, model::Type::Counter32, uint64_t{4294967295}}},
        {tlv(0x42, std::string("\x00\x80\x00\x00\x00", 5)), {{}, model::Type::Gauge32, uint64_t{2147483648}}},
        {tlv(0x43, "\x05"), {{}, model::Type::TimeTicks, uint64_t{5}}},
        {tlv(0x46, std::string(8, '\xff')), {{}, model::Type::Counter64, uint64_t{0xffffffffffffffff}}},
        {tlv(0x46, std::string("\x00\xff\xff\xff\xff\xff\xff\xff\xff", 9)),
         {{}, model::Type::Counter64, uint64_t{0xffffffffffffffff}}},
        {tlv(0x40, "\x0a\x01\x02\x03"), {{}, model::Type::IpAddress, std::string("\x0a\x01\x02\x03")}},
        {tlv(0x06, oidContent("1.3.6.1.4.1.4294967295")),
         {{}, model::Type::ObjectIdentifier, oid("1.3.6.1.4.1.4294967295")}},
        {tlv(0x44, std::string("\x9f\x78\x04\x3f\x80\x00\x00", 7)), {{}, model::Type::Float, 1.0}},
        {tlv(0x44, "\x01\x02"), {{}, model::Type::Opaque, std::string("\x01\x02")}},
        {tlv(0x44, "\x9f\x7a\x01\xff"), {{}, model::Type::Opaque, std::string("\x9f\x7a\x01\xff")}},
        {tlv(0x44, std::string("\x9f\x76\x01\x05", 4)), {{}, model::Type::Opaque, std::string("\x9f\x76\x01\x05")}},
        {tlv(0x05, ""), {{}, model::Type::Null, {}}},
        {tlv(0x81, ""), {{}, model::Type::noSuchInstance, {}}},
    };
    for (const auto& [raw, expected] : cases) {
        const std::string& value = raw;
        const auto record =
            afterAnswer([&](const auto& request) { return answer(request, values({kSysDescr}, value)); });
        CHECK_MESSAGE(record.status == Status::ok, record.error);
        REQUIRE(record.varbinds.size() == 1);
        CHECK(record.varbinds[0].type == expected.type);
        CHECK(record.varbinds[0].value == expected.value);
    }
}

TEST_CASE("a datagram from where nothing was asked is dropped and counted") {
    Responder agent([](const auto&, int) { return Answers{}; });
    Responder stranger([](const auto& request, int) { return Answers{answer(request, values({kSysDescr}))}; });
    initLibraryOnce();
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    // The stranger learns the engine's port from a poll of its own, which is over when its second answer comes.
    auto first = taskFor(stranger);
    first.retries = 0;
    engine->start(std::move(first), monoNow());
    engine->turn(monoNow(), {});
    stranger.serve();
    turnOnce(*engine);
    CHECK(engine->inFlight() == 0);
    engine->start(taskFor(agent), monoNow());
    stranger.repeatLast();
    while (engine->inFlight() > 0)
        turnOnce(*engine);
    CHECK(engine->strayDatagrams() == 1);
}

TEST_CASE("nothing to ask is ok at once") {
    Responder agent([](const auto&, int) { return Answers{}; });
    const auto record = agent.run(taskFor(agent, {}));
    CHECK(record.status == Status::ok);
    CHECK(agent.requests() == 0);
}

TEST_CASE("polls still in flight when the engine goes are given up quietly") {
    Responder agent([](const auto&, int) { return Answers{}; });
    initLibraryOnce();
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    for (int i = 0; i < 3; ++i)
        engine->start(taskFor(agent), monoNow());
    CHECK(engine->inFlight() == 3);
}
