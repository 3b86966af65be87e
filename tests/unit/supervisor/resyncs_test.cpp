// What has become of an SNMPv3 engine between two polls.
#include "supervisor/resyncs.hpp"

#include <doctest/doctest.h>

#include "base/log.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace std::chrono_literals;

namespace {

model::Learned engine(const std::string& id, uint32_t boots, uint32_t time, Duration at = 0s) {
    model::Learned out;
    out.engine_id = id;
    out.engine_boots = boots;
    out.engine_time = time;
    out.engine_seen = MonoTime(1000h + at);
    return out;
}

}  // namespace

TEST_CASE("an engine whose clock goes on is the same, within the time window") {
    CHECK(!resyncBetween(engine("e", 3, 500), engine("e", 3, 560, 60s)));
    CHECK(!resyncBetween(engine("e", 3, 500), engine("e", 3, 710, 60s)));
    CHECK(!resyncBetween(engine("e", 3, 500), engine("e", 3, 410, 60s)));
    CHECK(!resyncBetween(engine("e", 3, 0x7fffff00), engine("e", 3, 0x7fffff3c, 60s)));
}

TEST_CASE("a restart, another device and a clock that jumps are told apart") {
    CHECK(resyncBetween(engine("e", 3, 500), engine("e", 4, 2, 60s)) == Resync::reboot);
    CHECK(resyncBetween(engine("e", 3, 500), engine("e", 1, 560, 60s)) == Resync::reboot);
    CHECK(resyncBetween(engine("e", 3, 500), engine("f", 3, 560, 60s)) == Resync::new_engine);
    CHECK(resyncBetween(engine("e", 3, 500), engine("e", 3, 711, 60s)) == Resync::clock);
    CHECK(resyncBetween(engine("e", 3, 500), engine("e", 3, 0, 60s)) == Resync::clock);
}

TEST_CASE("what was heard from an engine later stays, whichever poll ends first, and nothing else of it") {
    const model::Learned before_reboot = engine("e", 3, 500, 10s);
    const model::Learned after_reboot = engine("e", 4, 2, 20s);
    const MonoTime now = after_reboot.engine_seen + 1s;
    model::Learned learned = before_reboot;
    learned.no_bulk = true;
    keepLaterEngine(after_reboot, learned, now);
    CHECK(!resyncBetween(after_reboot, learned));
    CHECK(learned.no_bulk);
    learned = after_reboot;
    keepLaterEngine(before_reboot, learned, now);
    CHECK(learned == after_reboot);
    learned = {};
    keepLaterEngine(after_reboot, learned, now);
    CHECK(learned.engine_id == "e");
    learned = before_reboot;
    keepLaterEngine(engine("e", 9, 2, 1h), learned, now);
    CHECK(learned == before_reboot);
}

TEST_CASE("a first answer, and hosts without SNMPv3, are no resync") {
    CHECK(!resyncBetween({}, engine("e", 3, 500)));
    CHECK(!resyncBetween(engine("e", 3, 500), {}));
    CHECK(!resyncBetween({}, {}));
}

TEST_CASE("resyncs are counted by their reason") {
    log::configure(log::Level::error, log::Format::terminal);
    Resyncs resyncs;
    resyncs.note("sw1", engine("e", 3, 500), engine("e", 4, 2, 60s));
    resyncs.note("sw1", engine("e", 4, 2, 60s), engine("e", 4, 62, 120s));
    resyncs.note("sw2", engine("f", 1, 2), engine("f", 2, 2));
    CHECK(resyncs.count(Resync::reboot) == 2);
    CHECK(resyncs.count(Resync::clock) == 0);
    CHECK(resyncs.count(Resync::new_engine) == 0);
}
