// Host: what its ended polls say of it, and what another target under its name leaves.
#include "supervisor/host.hpp"

#include <doctest/doctest.h>

#include "../targets.hpp"

using namespace snmpolld;
using namespace std::chrono_literals;
using model::Status;
using supervisor::heard;
using supervisor::Heard;
using supervisor::Host;
using test::target;

namespace {

model::HostRecord ended(Status status, const std::string& error = "", Duration rtt = Duration(-1)) {
    model::HostRecord record;
    record.status = status;
    record.error = error;
    record.rtt = rtt;
    return record;
}

Host silentHost(const schedule::BreakerSettings& settings) {
    Host host(target("192.0.2.1"));
    for (uint32_t i = 0; i < settings.after; ++i)
        host.breaker.silent(settings);
    return host;
}

}  // namespace

TEST_CASE("whoever answers anything is there, a refusal included") {
    for (const Status status :
         {Status::ok, Status::partial, Status::auth_failure, Status::agent_error, Status::bad_response})
        CHECK(heard(ended(status)) == Heard::something);
    CHECK(heard(ended(Status::timeout, "no answer in 3 tries", 2ms)) == Heard::something);
}

TEST_CASE("a poll without any answer is silence; one that never reached the network says nothing") {
    for (const Status status : {Status::timeout, Status::unreachable})
        CHECK(heard(ended(status)) == Heard::silence);
    for (const Status status : {Status::unresolved, Status::worker_lost, Status::skipped})
        CHECK(heard(ended(status)) == Heard::unknown);
}

TEST_CASE("a host that is left alone keeps showing how its last poll ended") {
    Host host(target("192.0.2.1"));
    host.ended(ended(Status::timeout, "no answer"), WallTime{});
    host.ended(ended(Status::skipped, std::string(supervisor::kBreakerOpen)), WallTime{});
    CHECK(host.last == Status::timeout);
    CHECK(host.outcomes.newestFirst().size() == 1);
    host.ended(ended(Status::skipped, "overrun"), WallTime{});
    CHECK(host.last == Status::skipped);
}

TEST_CASE("under another address a host is not suspect; with another interval it stays so") {
    const schedule::BreakerSettings settings;
    Host host = silentHost(settings);
    model::Target slower = host.target;
    slower.interval = 5min;
    host.retarget(slower);
    CHECK(host.breaker.isSuspect(settings));
    host.retarget(target("192.0.2.2"));
    CHECK_FALSE(host.breaker.isSuspect(settings));
}

TEST_CASE("what another device kept silent about is asked of this one") {
    Host host(target("192.0.2.1"));
    host.learned.silent = {{.oid = {1, 3, 6, 1, 2, 1, 1, 5, 0}, .pause = 4, .left = 3}};
    model::Target slower = host.target;
    slower.interval = 5min;
    host.retarget(slower);
    CHECK(host.learned.silent.size() == 1);
    host.retarget(target("192.0.2.2"));
    CHECK(host.learned.silent.empty());
}

TEST_CASE("a host's outcome is that of the question that went wrong") {
    Host host(target("192.0.2.1"));
    CHECK_FALSE(supervisor::lastOutcome(host));
    host.further = std::make_unique<supervisor::Question>(target("192.0.2.1"));
    host.ended(ended(Status::ok), WallTime{});
    CHECK(supervisor::lastOutcome(host) == Status::ok);
    host.further->ended(ended(Status::agent_error, "genErr"), WallTime{});
    CHECK(supervisor::lastOutcome(host) == Status::agent_error);
    CHECK(*host.further->last_error == "genErr");
    CHECK(host.last_error == nullptr);
    host.further->removed = true;
    CHECK(supervisor::lastOutcome(host) == Status::ok);
    CHECK(supervisor::questionsOf(host).size() == 1);
}
