// Budgets against a plain model: a list of all that wait, gone through from its front.
#include "supervisor/budgets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace std::chrono_literals;

namespace {

using Labels = std::map<std::string, std::string>;

const MonoTime kStart = MonoTime(1000h);

config::Budgets settings(config::Limits site, config::Limits subnet = {}) {
    config::Budgets budgets;
    budgets.site = site;
    budgets.subnet = subnet;
    return budgets;
}

model::Address address(const std::string& text) {
    return *model::Address::parse(text, 161);
}

QueuedTask poll(uint64_t id) {
    QueuedTask queued;
    queued.task.id = id;
    return queued;
}

void wait(Budgets& budgets, uint64_t id, const std::string& site, const std::string& host = "192.0.2.1") {
    budgets.wait(budgets.claim(Labels{{"site", site}}, address(host), kStart), poll(id));
}

std::vector<uint64_t> startable(Budgets& budgets, MonoTime now) {
    std::vector<uint64_t> ids;
    while (budgets.next(now) != nullptr)
        ids.push_back(budgets.take(now).task.id);
    return ids;
}

using Ids = std::vector<uint64_t>;

}  // namespace

TEST_CASE("a site has no more polls in flight than its budget, and holds up no other") {
    Budgets budgets(settings({.in_flight = 2}));
    for (uint64_t id = 1; id <= 5; ++id)
        wait(budgets, id, "ams");
    wait(budgets, 6, "ber");
    CHECK(startable(budgets, kStart) == Ids{1, 6, 2});
    CHECK(budgets.held(BudgetKind::site) == 3);
    CHECK(budgets.ready() == 0);
    budgets.ended(6, 1, kStart);
    CHECK(startable(budgets, kStart).empty());
    budgets.ended(2, 1, kStart);
    CHECK(startable(budgets, kStart) == Ids{3});
}

TEST_CASE("a budget of a single site stands in place of the others'") {
    config::Budgets one = settings({.in_flight = 1});
    one.sites["ams"] = {.in_flight = 3};
    one.sites["free"] = {};
    Budgets budgets(one);
    for (uint64_t id = 1; id <= 4; ++id)
        wait(budgets, id, "ams");
    wait(budgets, 5, "ber");
    wait(budgets, 6, "ber");
    CHECK(startable(budgets, kStart).size() == 4);
    CHECK(!budgets.claim(Labels{{"site", "free"}}, address("192.0.2.1"), kStart));
    CHECK(!budgets.claim(Labels{{"room", "ams"}}, address("192.0.2.1"), kStart));
}

TEST_CASE("subnets are those of the prefix, of IPv4 and of IPv6") {
    config::Budgets narrow = settings({}, {.in_flight = 1});
    narrow.prefix = 25;
    narrow.prefix6 = 48;
    Budgets budgets(narrow);
    wait(budgets, 1, "", "192.0.2.1");
    wait(budgets, 2, "", "192.0.2.127");
    wait(budgets, 3, "", "192.0.2.128");
    wait(budgets, 4, "", "2001:db8:0:1::1");
    wait(budgets, 5, "", "2001:db8:0:2::1");
    wait(budgets, 6, "", "2001:db8:1::1");
    CHECK(startable(budgets, kStart) == Ids{1, 3, 4, 6});
    const auto held = budgets.report();
    REQUIRE(held.size() == 2);
    CHECK(held[0].name == "192.0.2.0/25");
    CHECK(held[1].name == "2001:db8::/48");
    CHECK(held[0].in_flight == 1);
    CHECK(held[0].waiting == 1);
}

TEST_CASE("a poll needs room in both of its budgets and takes none of the one while it waits for the other") {
    Budgets budgets(settings({.in_flight = 2}, {.in_flight = 1}));
    wait(budgets, 1, "ams", "192.0.2.1");
    wait(budgets, 2, "ams", "192.0.2.2");
    wait(budgets, 3, "ams", "198.51.100.1");
    CHECK(startable(budgets, kStart) == Ids{1, 3});
    budgets.ended(3, 1, kStart);
    CHECK(startable(budgets, kStart).empty());
    wait(budgets, 4, "ams", "203.0.113.1");
    CHECK(startable(budgets, kStart) == Ids{4});
    budgets.ended(1, 1, kStart);
    CHECK(startable(budgets, kStart) == Ids{2});
}

TEST_CASE("the requests of a poll beyond the first are taken off what is still to come") {
    Budgets budgets(settings({.requests_per_second = 10}));
    for (uint64_t id = 1; id <= 3; ++id)
        wait(budgets, id, "ams");
    CHECK(startable(budgets, kStart) == Ids{1});
    budgets.ended(1, 11, kStart);
    CHECK(budgets.wakeAt() == kStart + 100ms);
    CHECK(startable(budgets, kStart + 500ms).empty());
    CHECK(budgets.wakeAt() > kStart + 500ms);
    CHECK(startable(budgets, kStart + 1100ms) == Ids{2});
    budgets.ended(2, 1, kStart + 1100ms);
    CHECK(startable(budgets, kStart + 1200ms) == Ids{3});
    CHECK(budgets.wakeAt() == MonoTime::max());
}

TEST_CASE("polls that were begun before the budgets count") {
    Budgets budgets(settings({.in_flight = 1}));
    budgets.hold(1, budgets.claim(Labels{{"site", "ams"}}, address("192.0.2.1"), kStart));
    wait(budgets, 2, "ams");
    CHECK(startable(budgets, kStart).empty());
    budgets.ended(1, 1, kStart);
    CHECK(startable(budgets, kStart) == Ids{2});
    budgets.ended(77, 1, kStart);
}

TEST_CASE("what waits is given back, and the budgets go on") {
    Budgets budgets(settings({.in_flight = 1}));
    for (uint64_t id = 1; id <= 3; ++id)
        wait(budgets, id, "ams");
    startable(budgets, kStart);
    CHECK(budgets.clear().size() == 2);
    CHECK(budgets.waiting() == 0);
    CHECK(budgets.held(BudgetKind::site) == 0);
    budgets.ended(1, 1, kStart);
    wait(budgets, 4, "ams");
    CHECK(startable(budgets, kStart) == Ids{4});
}

namespace {

// Who may start by the letter of the budgets: nothing is remembered but what is in flight and what was sent when.
class Model {
  public:
    explicit Model(const config::Budgets& settings) : settings_(settings) {}

    struct Poll {
        uint64_t id;
        std::string site;
        std::string subnet;
    };

    void wait(const Poll& poll) { waiting_.push_back(poll); }
    bool mayStart(const Poll& poll, MonoTime now) {
        return site(poll.site).hasRoom(now) && subnet(poll.subnet).hasRoom(now);
    }
    bool anyMayStart(MonoTime now) {
        return std::ranges::any_of(waiting_, [&](const Poll& poll) { return mayStart(poll, now); });
    }
    // False: it waits behind another with the same budgets, or it may not start.
    bool start(uint64_t id, MonoTime now) {
        const auto it = std::ranges::find(waiting_, id, &Poll::id);
        if (it == waiting_.end() || !mayStart(*it, now)) return false;
        const auto same = [&](const Poll& p) { return p.site == it->site && p.subnet == it->subnet; };
        if (std::ranges::find_if(waiting_, same) != it) return false;
        spend(*it, 1, now);
        ++site(it->site).in_flight;
        ++subnet(it->subnet).in_flight;
        flying_.push_back(*it);
        waiting_.erase(it);
        return true;
    }
    void end(size_t which, uint64_t requests, MonoTime now) {
        const Poll poll = flying_[which];
        flying_.erase(flying_.begin() + static_cast<std::ptrdiff_t>(which));
        --site(poll.site).in_flight;
        --subnet(poll.subnet).in_flight;
        spend(poll, static_cast<double>(requests) - 1, now);
    }
    const std::vector<Poll>& flying() const { return flying_; }
    const std::vector<Poll>& waiting() const { return waiting_; }

  private:
    struct Part {
        config::Limits limits;
        uint32_t in_flight = 0;
        TokenBucket tokens{0};

        bool hasRoom(MonoTime now) {
            return (limits.in_flight == 0 || in_flight < limits.in_flight) && tokens.ready(now);
        }
    };
    Part& site(const std::string& name) { return part("site " + name, settings_.ofSite(name)); }
    Part& subnet(const std::string& name) { return part("net " + name, settings_.subnet); }
    Part& part(const std::string& name, const config::Limits& limits) {
        return parts_.try_emplace(name, Part{limits, 0, TokenBucket(limits.requests_per_second)}).first->second;
    }
    void spend(const Poll& poll, double tokens, MonoTime now) {
        site(poll.site).tokens.spend(tokens, now);
        subnet(poll.subnet).tokens.spend(tokens, now);
    }

    config::Budgets settings_;
    std::vector<Poll> waiting_;
    std::vector<Poll> flying_;
    std::map<std::string, Part> parts_;
};

class Comparison {
  public:
    explicit Comparison(uint32_t seed)
        : random_(seed), settings_(anySettings()), model_(settings_), budgets_(settings_) {}

    void run() {
        for (int step = 0; step < 2000; ++step) {
            switch (below(4)) {
                case 0:
                    now_ += std::chrono::microseconds(below(20'000));
                    break;
                case 1:
                    if (!model_.flying().empty()) endOne();
                    break;
                default:
                    waitOne();
            }
            startAll();
        }
    }

  private:
    uint32_t below(uint32_t end) { return static_cast<uint32_t>(random_() % end); }
    config::Limits anyLimits() { return {below(3) == 0 ? 0 : 1 + below(5), below(3) == 0 ? 0 : 20 + below(500)}; }
    config::Budgets anySettings() {
        config::Budgets budgets = settings(anyLimits(), anyLimits());
        budgets.sites["b"] = anyLimits();
        return budgets;
    }
    void waitOne() {
        const std::string site(1, static_cast<char>('a' + below(4)));
        const std::string net = "10.0." + std::to_string(below(6)) + ".";
        model_.wait({++id_, site, net});
        const auto claim = budgets_.claim(Labels{{"site", site}}, address(net + std::to_string(below(256))), now_);
        if (claim)
            budgets_.wait(claim, poll(id_));
        else
            REQUIRE(model_.start(id_, now_));
    }
    void endOne() {
        const size_t which = below(static_cast<uint32_t>(model_.flying().size()));
        const uint64_t requests = below(6);
        budgets_.ended(model_.flying()[which].id, requests, now_);
        model_.end(which, std::max<uint64_t>(requests, 1), now_);
    }
    void startAll() {
        while (const QueuedTask* next = budgets_.next(now_)) {
            REQUIRE(model_.start(next->task.id, now_));
            budgets_.take(now_);
        }
        REQUIRE(!model_.anyMayStart(now_));
        REQUIRE(budgets_.waiting() == model_.waiting().size());
        REQUIRE(budgets_.ready() == 0);
        size_t reported = 0;
        for (const BudgetReport& report : budgets_.report())
            reported += report.waiting;
        REQUIRE(reported == budgets_.waiting());
    }

    std::mt19937 random_;
    MonoTime now_ = kStart;
    config::Budgets settings_;
    Model model_;
    Budgets budgets_;
    uint64_t id_ = 0;
};

}  // namespace

TEST_CASE("whatever comes and ends, exactly those start whose budgets have room") {
    for (uint32_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        Comparison(seed).run();
    }
}

TEST_CASE("time alone lets start who waits for it, at the time that was said") {
    Budgets budgets(settings({}, {.requests_per_second = 200}));
    for (uint64_t id = 1; id <= 1000; ++id)
        wait(budgets, id, "", "192.0.2.1");
    size_t started = startable(budgets, kStart).size();
    CHECK(started == 10);
    MonoTime now = kStart;
    while (budgets.wakeAt() <= kStart + 1s) {
        now = budgets.wakeAt();
        started += startable(budgets, now).size();
    }
    CHECK(started >= 209);
    CHECK(started <= 210);
}

TEST_CASE("subnets that are idle are forgotten, those in debt are not") {
    Budgets budgets(settings({}, {.requests_per_second = 1}));
    for (uint32_t i = 0; i < 5000; ++i) {
        const MonoTime now = kStart + i * 100ms;
        const std::string host = "10." + std::to_string(i / 256) + "." + std::to_string(i % 256) + ".1";
        budgets.wait(budgets.claim({}, address(host), now), poll(i));
        CHECK(budgets.next(now) != nullptr);
        budgets.take(now);
        budgets.ended(i, i == 0 ? 100'000 : 1, now);
    }
    CHECK(budgets.subnets() < 1100);
    budgets.wait(budgets.claim({}, address("10.0.0.1"), kStart + 600s), poll(9999));
    CHECK(budgets.next(kStart + 600s) == nullptr);
}
