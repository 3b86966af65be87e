// How long a poll may take, and what another target leaves of a host.
#include <doctest/doctest.h>

#include <memory>

#include "supervisor/host.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace std::chrono_literals;

namespace {

model::Target target(size_t varbinds) {
    model::Target t;
    auto modules = std::make_shared<model::ModuleSet>();
    for (uint32_t i = 0; i < varbinds; ++i)
        modules->get.push_back(model::Oid{1, 3, 6, 1, 2, 1, 1, i});
    t.module_set = modules;
    t.credentials = std::make_shared<model::Credentials>();
    return t;
}

}  // namespace

TEST_CASE("a poll's deadline is the target's own, or long enough for all tries") {
    model::Target t = target(3);
    t.timeout = 1s;
    t.retries = 2;
    CHECK(pollDeadline(t) == 6s);
    t.deadline = 700ms;
    CHECK(pollDeadline(t) == 700ms);
    CHECK(pollDeadline(target(80)) > pollDeadline(target(8)));
}

TEST_CASE("the pauses of a device that answers only so often do not count as time without an answer") {
    model::Target t = target(16);
    t.timeout = 1s;
    t.retries = 0;
    const auto paced = [&](uint32_t max_oids) {
        auto set = std::make_shared<model::ModuleSet>(*t.module_set);
        set->requests.pdu_gap = 350ms;
        set->requests.max_oids = max_oids;
        model::Target slow = t;
        slow.module_set = set;
        return slow;
    };
    CHECK(pollDeadline(t) == 4s);
    CHECK(pollDeadline(paced(0)) == 4s + 4 * 350ms);
    CHECK(pollDeadline(paced(1)) == 4s + 18 * 350ms);
    CHECK(probeDeadline(t) == 3s);
    CHECK(probeDeadline(paced(0)) == 3s + 3 * 350ms);
}

TEST_CASE("a changed target keeps its sequence, and what was learned only with the same credentials") {
    Host host(target(1));
    host.seq = 7;
    host.learned.engine_id = "engine";
    model::Target same = target(2);
    same.interval = 5s;
    host.retarget(same);
    CHECK(host.seq == 7);
    CHECK(host.learned.engine_id == "engine");
    model::Target other = target(2);
    auto credentials = std::make_shared<model::Credentials>();
    credentials->community = Secret("other");
    other.credentials = credentials;
    host.retarget(other);
    CHECK(host.learned.engine_id.empty());
}
