#include "report/plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace snmpolld;
using namespace snmpolld::report;
using namespace std::chrono_literals;

namespace {

// 1,000 polls a second, of one request of five varbinds.
PlannedPolls polls() {
    return {.hosts = 10'000, .interval = 10s, .timeout = 1s, .retries = 1, .rtt = 5ms, .requests = 1, .varbinds = 5};
}

PlanSettings settings() {
    return {.hosts = 10'000, .workers = 2, .sessions = 400, .cores = 2, .memory = 8e9, .breaker = {}, .budgets = {}};
}

const PlanLimit& limit(const Plan& plan, std::string_view name) {
    const auto it = std::ranges::find(plan.limits, name, &PlanLimit::name);
    REQUIRE(it != plan.limits.end());
    return *it;
}

std::vector<std::string> failing(const Plan& plan) {
    std::vector<std::string> names;
    for (const PlanLimit& limit : plan.limits)
        if (!limit.fits()) names.push_back(limit.name);
    return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a plan says what is asked per second and what is in flight") {
    PlannedPolls slow = polls();
    slow.interval = 100s;
    const Plan plan = makePlan({polls(), slow}, settings());
    REQUIRE(plan.intervals.size() == 2);
    const PlanLine& line = plan.intervals.at(10s);
    CHECK(line.hosts == 10'000);
    CHECK(line.polls == doctest::Approx(1000));
    CHECK(line.requests[0] == doctest::Approx(1000));
    CHECK(line.requests[3] == doctest::Approx(0.7 * 1000 + 0.3 * 2 * 1000));
    CHECK(line.in_flight[0] == doctest::Approx(5));
    CHECK(line.in_flight[3] == doctest::Approx(0.7 * 5 + 0.3 * 2000));
    CHECK(line.once_known[3] == doctest::Approx(0.7 * 5 + 0.3 * 10'000 / 60));
    CHECK(plan.total.polls == doctest::Approx(1100));
    CHECK(plan.fits());
    CHECK(plan.notes.empty());
}

TEST_CASE("hosts that say nothing take no session for long, unless workers hold but one") {
    CHECK(limit(makePlan({polls()}, settings()), "sessions").used[3] == doctest::Approx(0.7 * 5 + 0.3 * 20));
    PlanSettings blocking = settings();
    blocking.sessions = 1;
    blocking.workers = 64;
    const Plan plan = makePlan({polls()}, blocking);
    CHECK(limit(plan, "sessions").used[0] == doctest::Approx(5));
    CHECK(limit(plan, "sessions").used[1] == doctest::Approx(0.97 * 5 + 0.03 * 2000));
    CHECK(failing(plan) == Names{"sessions"});
}

TEST_CASE("cores run out: the supervisor's own, the workers', all of them") {
    PlannedPolls many = polls();
    many.hosts = 2'000'000;
    PlanSettings large = settings();
    large.cores = large.workers = 16;
    CHECK(failing(makePlan({many}, large)) == Names{"CPU of the supervisor"});
    many.hosts = 1000;
    many.varbinds = 100'000;
    many.requests = 1000;
    many.interval = 60s;
    const Plan plan = makePlan({many}, settings());
    CHECK(limit(plan, "CPU of the workers").used[0] > 0.7);
    many.v3 = true;
    CHECK(limit(makePlan({many}, settings()), "CPU of the workers").used[0] >
          limit(plan, "CPU of the workers").used[0] + 0.1);
}

TEST_CASE("a live poll that is longer than its interval does not fit, a dead one is told of") {
    PlannedPolls walk = polls();
    walk.hosts = 1;
    walk.interval = 1s;
    walk.requests = 300;
    const Plan plan = makePlan({walk}, settings());
    CHECK(failing(plan) == Names{"slowest poll"});
    CHECK(limit(plan, "slowest poll").used[0] == doctest::Approx(1.5));
    REQUIRE(plan.notes.size() == 1);
    CHECK(plan.notes[0] ==
          "interval 1s: a poll that is not answered takes 2s (timeout 1s, 2 tries), so that those due meanwhile are "
          "skipped: overrun");
    CHECK(plan.intervals.at(1s).in_flight[0] == doctest::Approx(0.75));
}

TEST_CASE("budgets that do not suffice are named") {
    PlanSettings tight = settings();
    tight.budgets.starts_per_second = 999;
    tight.budgets.site.in_flight = 20;
    tight.budgets.sites["ber"] = {.requests_per_second = 250};
    tight.budgets.subnet.requests_per_second = 5000;
    PlannedPolls ams = polls(), ber = polls();
    ams.hosts = 8000;
    ams.site = "ams";
    ber.hosts = 2000;
    ber.site = "ber";
    ams.subnet = ber.subnet = "10.0.0.0/24";
    const Plan plan = makePlan({ams, ber}, tight);
    CHECK(failing(plan) == Names{"budgets.starts_per_second", "site ams: in_flight", "site ber: requests_per_second"});
    CHECK(limit(plan, "site ams: in_flight").used[0] == doctest::Approx(4));
    CHECK(limit(plan, "site ber: requests_per_second").used[3] == doctest::Approx(260));
    CHECK(limit(plan, "subnet 10.0.0.0/24: requests_per_second").used[0] == doctest::Approx(1000));
}

TEST_CASE("of many budgets that do not suffice the worst are named, the others counted") {
    PlanSettings tight = settings();
    tight.budgets.subnet.requests_per_second = 1;
    std::vector<PlannedPolls> all;
    for (int i = 0; i < 9; ++i) {
        all.push_back(polls());
        all.back().hosts = 100 + i;
        all.back().subnet = "10.0." + std::to_string(i) + ".0/24";
    }
    const Plan plan = makePlan(all, tight);
    CHECK(failing(plan).size() == 5);
    CHECK(failing(plan)[0] == "subnet 10.0.8.0/24: requests_per_second");
    CHECK(plan.notes == Names{"4 more budgets of a subnet do not suffice"});
}

TEST_CASE("without a breaker dead hosts are polled as before") {
    PlanSettings never = settings();
    never.breaker.after = 0;
    const Plan plan = makePlan({polls()}, never);
    CHECK(plan.total.once_known == plan.total.in_flight);
}

TEST_CASE("memory grows with hosts and with varbinds in flight") {
    PlanSettings small = settings();
    small.memory = 100e6;
    small.hosts = 100'000;
    CHECK(failing(makePlan({polls()}, small)) == Names{"memory"});
    PlannedPolls walk = polls();
    walk.varbinds = 5000;
    walk.requests = 100;
    CHECK(limit(makePlan({walk}, settings()), "memory").used[0] >
          limit(makePlan({polls()}, settings()), "memory").used[0] + 2000);
}
