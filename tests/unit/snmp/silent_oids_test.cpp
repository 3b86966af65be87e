#include "snmp/silent_oids.hpp"

#include <doctest/doctest.h>

#include "driver.hpp"

using namespace snmpolld;
using namespace std::chrono_literals;
using snmp::SilentOids;

namespace {

const model::Oid kOne{1, 3, 6, 1, 1, 0};
const model::Oid kOther{1, 3, 6, 1, 2, 0};

// The next poll, at `now`: it leaves the OID out or, if that is asked for, has no answer. Returns whether it asked.
bool asksInVain(model::Learned& learned, MonoTime now) {
    SilentOids silent(learned, now);
    const bool asks = !silent.pauses(kOne);
    if (asks) silent.add(kOne);
    silent.saveTo(learned);
    return asks;
}

}  // namespace

TEST_CASE("a silent OID is asked for again after 1, 2, 4 .. polls, and after a day at the latest") {
    model::Learned learned;
    MonoTime now = monoNow();
    std::vector<int> asked;
    for (int poll = 0; poll < 20; ++poll)
        if (asksInVain(learned, now += 1s)) asked.push_back(poll);
    CHECK(asked == std::vector<int>{0, 2, 5, 10, 19});
    CHECK_FALSE(asksInVain(learned, now += 1s));
    CHECK(asksInVain(learned, now += SilentOids::kLongestPause));
}

TEST_CASE("one that is not asked for any more is forgotten") {
    model::Learned learned;
    const MonoTime now = monoNow();
    asksInVain(learned, now);
    SilentOids(learned, now + 36h).saveTo(learned);
    CHECK(learned.silent.size() == 1);
    SilentOids(learned, now + 49h).saveTo(learned);
    CHECK(learned.silent.empty());
}

TEST_CASE("an answer ends the silence, an answer to GETNEXT the pause") {
    SilentOids silent({}, monoNow());
    silent.add(kOne);
    silent.addNext(kOther);
    CHECK(silent.isKnown(kOne));
    CHECK_FALSE(silent.answersNext(kOne));
    CHECK(silent.answersNext(kOther));
    CHECK_FALSE(silent.pauses(kOther));
    silent.remove(kOne);
    silent.remove(kOther);
    CHECK(silent.empty());
}

TEST_CASE("where a walk has passed, nothing is silent any more") {
    SilentOids silent({}, monoNow());
    silent.add(kOne);
    silent.add(kOther);
    silent.removeBetween(kOne, kOther);
    CHECK_FALSE(silent.isKnown(kOne));
    CHECK(silent.isKnown(kOther));
}
