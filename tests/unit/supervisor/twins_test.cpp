// Hosts that give one engine ID.
#include "supervisor/twins.hpp"

#include <doctest/doctest.h>

#include <memory>

#include "base/log.hpp"
#include "supervisor/host.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;

namespace {

struct Fixture {
    Fixture() { log::configure(log::Level::error, log::Format::terminal); }

    Host& add(const std::string& node, const std::string& engine_id) {
        model::Target target;
        target.host = target.node = node;
        target.credentials = std::make_shared<model::Credentials>();
        target.module_set = std::make_shared<model::ModuleSet>();
        hosts.push_back(std::make_unique<Host>(target));
        say(*hosts.back(), engine_id);
        return *hosts.back();
    }

    void say(Host& host, const std::string& engine_id) {
        host.learned.engine_id = engine_id;
        twins.note(host);
    }

    std::vector<std::unique_ptr<Host>> hosts;
    Twins twins;
};

}  // namespace

TEST_CASE("hosts at different addresses with one engine ID are twins, with a number each") {
    Fixture f;
    Host& one = f.add("192.0.2.1", "engine");
    Host& other = f.add("192.0.2.2", "another");
    CHECK(f.twins.engines() == 0);
    Host& two = f.add("192.0.2.3", "engine");
    Host& three = f.add("192.0.2.4", "engine");
    CHECK(f.twins.engines() == 1);
    CHECK(f.twins.hosts() == 3);
    CHECK((one.twin == 0 && two.twin == 1 && three.twin == 2 && other.twin == -1));
    const auto shown = f.twins.shown();
    REQUIRE(shown.size() == 1);
    CHECK(shown[0].engine_id == "engine");
    CHECK(shown[0].hosts == std::vector<std::string>{"192.0.2.1", "192.0.2.3", "192.0.2.4"});
}

TEST_CASE("one device under two names is no twin of itself") {
    Fixture f;
    f.add("192.0.2.1", "engine");
    Host& again = f.add("192.0.2.1", "engine");
    CHECK(f.twins.hosts() == 0);
    Host& twin = f.add("192.0.2.2", "engine");
    CHECK(f.twins.hosts() == 3);
    f.twins.leave(twin);
    CHECK(f.twins.hosts() == 0);
    CHECK(again.twin == -1);
}

TEST_CASE("hosts without an engine ID are nobody's twins") {
    Fixture f;
    f.add("192.0.2.1", "");
    f.add("192.0.2.2", "");
    CHECK(f.twins.engines() == 0);
}

TEST_CASE("a twin that gets an engine ID of its own is none any more, and the numbers have no gap") {
    Fixture f;
    Host& one = f.add("192.0.2.1", "engine");
    Host& two = f.add("192.0.2.2", "engine");
    Host& three = f.add("192.0.2.3", "engine");
    f.say(one, "its own");
    CHECK((one.twin == -1 && three.twin == 0 && two.twin == 1));
    f.say(two, "");
    CHECK(f.twins.engines() == 0);
    CHECK(f.twins.hosts() == 0);
    CHECK(three.twin == -1);
    f.say(two, "engine");
    CHECK(f.twins.hosts() == 2);
}

TEST_CASE("whatever hosts say and whoever goes, who is counted and numbered are those that share") {
    Fixture f;
    for (int i = 0; i < 60; ++i)
        f.add("192.0.2." + std::to_string(i % 50), std::string(1, static_cast<char>('a' + i % 7)));
    uint32_t chance = 1;
    for (int step = 0; step < 2000; ++step) {
        chance = chance * 1664525U + 1013904223U;
        Host& host = *f.hosts[chance >> 16 & 0x1f];
        if ((chance >> 24 & 7U) == 0)
            f.twins.leave(host);
        else
            f.say(host, std::string(chance >> 24 & 1U, static_cast<char>('a' + (chance >> 12) % 7)));
    }
    uint64_t numbered = 0;
    for (const auto& host : f.hosts)
        numbered += host->twin >= 0 ? 1 : 0;
    CHECK(numbered == f.twins.hosts());
    uint64_t listed = 0;
    for (const auto& shared : f.twins.shown())
        listed += shared.count;
    CHECK(listed == numbered);
    for (const auto& host : f.hosts)
        f.twins.leave(*host);
    CHECK(f.twins.engines() == 0);
    CHECK(f.twins.hosts() == 0);
}

TEST_CASE("of many twins a few are shown") {
    Fixture f;
    for (int i = 0; i < 200; ++i)
        f.add("192.0.2." + std::to_string(i), "engine");
    const auto shown = f.twins.shown();
    REQUIRE(shown.size() == 1);
    CHECK(shown[0].count == 200);
    CHECK(shown[0].hosts.size() == Twins::kHostsShown);
}
