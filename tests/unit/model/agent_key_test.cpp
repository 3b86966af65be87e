#include "model/agent_key.hpp"

#include <doctest/doctest.h>

#include "model/target.hpp"

using namespace snmpolld;
using model::AgentKey;
using model::Target;

namespace {

Target target() {
    Target out;
    out.node = "sw1";
    out.credentials = std::make_shared<const model::Credentials>();
    return out;
}

bool isOther(void (*change)(Target&)) {
    const Target before = target();
    Target after = before;
    change(after);
    CHECK(AgentKey::of(before).isOf(after) == sameAgent(before, after));
    CHECK((AgentKey::of(before) == AgentKey::of(after)) == sameAgent(before, after));
    return !sameAgent(before, after);
}

}  // namespace

TEST_CASE("node, port, transport and credentials make the agent") {
    CHECK(isOther([](Target& t) { t.node = "sw2"; }));
    CHECK(isOther([](Target& t) { t.port = 1161; }));
    CHECK(isOther([](Target& t) { t.transport = model::Transport::tcp; }));
    CHECK(isOther([](Target& t) {
        model::Credentials other;
        other.community = Secret("other");
        t.credentials = std::make_shared<const model::Credentials>(other);
    }));
}

TEST_CASE("an agent stays the same under another name, with other settings or with a copy of its credentials") {
    CHECK_FALSE(isOther([](Target& t) { t.host = "core-1"; }));
    CHECK_FALSE(isOther([](Target& t) { t.labels["site"] = "ams"; }));
    CHECK_FALSE(isOther([](Target& t) { t.timeout *= 2; }));
    CHECK_FALSE(isOther([](Target& t) { t.module_set = std::make_shared<const model::ModuleSet>(); }));
    CHECK_FALSE(isOther([](Target& t) { t.credentials = std::make_shared<const model::Credentials>(*t.credentials); }));
}
