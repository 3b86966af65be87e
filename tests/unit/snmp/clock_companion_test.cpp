#include "snmp/clock_companion.hpp"

#include <doctest/doctest.h>

#include "model/sys_up_time.hpp"
#include "snmp/silent_oids.hpp"

using namespace snmpolld;
using snmp::ClockCompanion;
using snmp::SilentOids;

namespace {

// A poll in which a request of four OIDs and sysUpTime was in vain, and the same without it is being sent.
struct InVain {
    explicit InVain(bool walking) {
        companion.begin();
        companion.firstTry(false, walking);
        REQUIRE(companion.travels());
        companion.setCompany(4);
        REQUIRE(companion.test());
        companion.begin();
        REQUIRE(companion.isTesting());
        companion.firstTry(true, walking);
        REQUIRE_FALSE(companion.travels());
    }

    void next(bool walking = false) {
        companion.begin();
        companion.firstTry(companion.isChecking(), walking);
    }

    SilentOids silent{{}, monoNow()};
    ClockCompanion companion{true, {}, silent};
};

}  // namespace

TEST_CASE("sysUpTime that is answered alone was one OID too many") {
    InVain poll(false);
    poll.companion.settle(true);
    poll.next();
    REQUIRE(poll.companion.isChecking());
    poll.companion.checked(true, false);
    CHECK(poll.companion.tooMany() == 5);
    CHECK(poll.silent.empty());
    poll.next();
    CHECK(poll.companion.travels());
}

TEST_CASE("sysUpTime that is not answered alone either is left out, of walks as well") {
    InVain poll(false);
    poll.companion.settle(true);
    poll.next();
    poll.companion.checked(false, false);
    CHECK(poll.silent.isKnown(model::kSysUpTimeInstance));
    poll.next(true);
    CHECK_FALSE(poll.companion.travels());
}

TEST_CASE("a walk of an agent that does not answer it to GETNEXT goes without it, GETs do not") {
    InVain poll(true);
    poll.companion.settle(true);
    poll.next(true);
    REQUIRE(poll.companion.isChecking());
    poll.companion.checked(false, true);
    poll.next(true);
    CHECK_FALSE(poll.companion.travels());
    poll.next(false);
    CHECK(poll.companion.travels());
    CHECK(poll.silent.isKnown(model::kSysUpTime));
}

TEST_CASE("what fails without sysUpTime as well is not its fault, and it is tested once in a poll") {
    InVain poll(false);
    poll.companion.settle(false);
    poll.next();
    CHECK(poll.companion.travels());
    CHECK_FALSE(poll.companion.test());
    CHECK(poll.silent.empty());
}
