// Unheard: who has been silent for too long, and who counts again.
#include "snmp/unheard.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>

#include "driver.hpp"
#include "responder.hpp"

using namespace snmpolld;
using namespace snmpolld::snmp;
using namespace snmpolld::test;

namespace {

struct Item {
    Hearing<Item> hearing;
};

constexpr MonoTime at(int milliseconds) {
    return MonoTime(std::chrono::seconds(100)) + std::chrono::milliseconds(milliseconds);
}

}  // namespace

TEST_CASE("a host that says nothing is silent when the patience with it has ended, not before") {
    Unheard<Item> unheard;
    CHECK(unheard.next() == MonoTime::max());
    Item item;
    unheard.add(&item, at(0));
    CHECK(unheard.next() == at(0) + Unheard<Item>::kPatience);
    unheard.pass(at(0) + Unheard<Item>::kPatience - Duration(1));
    CHECK(unheard.silent() == 0);
    unheard.pass(at(0) + Unheard<Item>::kPatience);
    CHECK(unheard.silent() == 1);
    CHECK(unheard.next() == MonoTime::max());
    unheard.remove(&item);
    CHECK(unheard.silent() == 0);
    unheard.remove(&item);  // its end, after its first word
    CHECK(unheard.silent() == 0);
}

TEST_CASE("hosts that speak leave the list from anywhere in it") {
    Unheard<Item> unheard;
    std::array<Item, 5> items;
    for (int i = 0; i < 5; ++i)
        unheard.add(&items[static_cast<size_t>(i)], at(i));
    for (const size_t gone : {2, 0, 4})
        unheard.remove(&items[gone]);
    CHECK(unheard.next() == at(1) + Unheard<Item>::kPatience);
    unheard.pass(at(1000));
    CHECK(unheard.silent() == 2);
    unheard.remove(&items[3]);
    CHECK(unheard.silent() == 1);
    unheard.add(&items[0], at(2000));
    unheard.pass(at(3000));
    CHECK(unheard.silent() == 2);
}

TEST_CASE("a host that says nothing is counted as silent until it is given up") {
    Responder agent([](const auto&, int) { return std::vector<std::string>{}; });
    initLibraryOnce();
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    auto task = makeTask(agent.port(), community(model::Version::v2c), {kSysDescr});
    task.timeout = std::chrono::milliseconds(500);
    task.retries = 0;
    engine->start(std::move(task), monoNow());
    CHECK(engine->silent() == 0);
    while (engine->inFlight() > 0 && engine->silent() == 0)
        turnOnce(*engine);
    CHECK(engine->inFlight() == 1);
    CHECK(engine->silent() == 1);
    while (engine->inFlight() > 0)
        turnOnce(*engine);
    CHECK(engine->silent() == 0);
}
