// Restarts, wraps of sysUpTime, ifCounterDiscontinuityTime.
#include "polls.hpp"
#include "rates/rate_keeper.hpp"

using namespace snmpolld;
using namespace snmpolld::rates;
using namespace snmpolld::rates::testing;

namespace {

constexpr uint32_t kLastTick = 0xffffffffU;

model::Learned engine(const std::string& id, uint32_t boots) {
    model::Learned learned;
    learned.engine_id = id;
    learned.engine_boots = boots;
    return learned;
}

std::vector<model::ClockMark> up(uint32_t ticks) {
    return {{0, true, ticks}};
}

}  // namespace

TEST_CASE("a restart is a reset of every counter, and the series begins anew") {
    Polls host;
    const auto a = kIfInOctets + "1", b = kIfInOctets + "2";
    host.poll(0s, 500'000, {counter32(a, 1'000'000), counter32(b, 7)});
    checkStates(host.poll(60s, 3000, {counter32(a, 500), counter32(b, 8)}), {RateState::reset, RateState::reset});
    checkRated(host.poll(120s, 9000, {counter32(a, 1100), counter32(b, 68)}), {10, 1});
}

TEST_CASE("a counter that the poll after a restart did not reach is a reset when it comes again") {
    Polls host;
    const auto a = kIfInOctets + "1", b = kIfInOctets + "2";
    host.poll(0s, 500'000, {counter32(a, 0), counter32(b, 0)});
    host.status = model::Status::partial;
    checkStates(host.poll(60s, 3000, {counter32(a, 1)}), {RateState::reset});
    host.status = model::Status::ok;
    checkStates(host.poll(120s, 9000, {counter32(a, 61), counter32(b, 61)}), {RateState::rated, RateState::reset});
}

TEST_CASE("sysUpTime wraps after 497 days") {
    Polls host;
    host.poll(0s, kLastTick - 2999, {counter32(kScalar, 100)});  // 30 s before it
    checkRated(host.poll(60s, 3000, {counter32(kScalar, 700)}), {10});
    checkRated(host.poll(120s, 9000, {counter32(kScalar, 1300)}), {10});
}

TEST_CASE("a wrap may be met by a device's clock that is 4 % wrong, after a gap of an hour") {
    Polls host;
    host.poll(0s, kLastTick, {counter32(kScalar, 0)});
    host.fail(1800s);
    checkRated(host.poll(3600s, 374'400 - 1, {counter32(kScalar, 3744)}), {1});
}

TEST_CASE("a restart shortly before the wrap is none") {
    Polls host;
    host.poll(0s, kLastTick - 100'000, {counter32(kScalar, 5000)});
    checkStates(host.poll(60s, 2000, {counter32(kScalar, 5100)}), {RateState::reset});
    Polls late;
    late.poll(0s, kLastTick - 999, {counter32(kScalar, 5000)});
    // A wrap would stand at 3500 s - 10 s; the device says 100 s.
    checkStates(late.poll(3500s, 10'000, {counter32(kScalar, 5100)}), {RateState::reset});
}

TEST_CASE("a restart is seen when sysUpTime is larger after it than before") {
    Polls host;
    host.poll(0s, 1000, {counter32(kScalar, 5000)});
    host.fail(300s);
    // 10 min for us, 9 min for the device.
    checkStates(host.poll(600s, 1000 + 54'000, {counter32(kScalar, 6000)}), {RateState::reset});
    checkRated(host.poll(660s, 61'000, {counter32(kScalar, 6060)}), {1});
}

TEST_CASE("a device whose clock is 4 % slow, or read every few seconds, was not restarted") {
    Polls slow;
    slow.poll(0s, 1000, {counter32(kScalar, 0)});
    checkRated(slow.poll(3600s, 1000 + 345'600, {counter32(kScalar, 3456)}), {1});
    Polls cached;
    cached.poll(0s, 1000, {counter32(kScalar, 0)});
    checkRated(cached.poll(10s, 1000 + 500, {counter32(kScalar, 5)}), {1});
}

TEST_CASE("a slow poll does not look like a restart") {
    Polls host;
    host.next();
    host.part(0s, up(1000), {counter32(kScalar, 0)}, false);
    host.part(300s, up(31'000), {counter32(kIfInOctets + "1", 0)}, true);
    host.next();
    // The first PDU was answered at 301 s; its record came at 310 s.
    checkRated(host.part(301s, up(31'100), {counter32(kScalar, 301)}, false), {1});
}

TEST_CASE("answers of one poll out of order are no restart") {
    Polls host;
    const auto a = kIfInOctets + "1";
    const auto marks = [](uint32_t first, uint32_t second) {
        return std::vector<model::ClockMark>{{0, true, first}, {1, true, second}};
    };
    host.poll(0s, marks(1000, 990), {counter32(kScalar, 0), counter32(a, 0)});
    checkRated(host.poll(10s, marks(2000, 1990), {counter32(kScalar, 10), counter32(a, 10)}), {1, 1});
}

TEST_CASE("a restart in the middle of a poll is one for what comes after it, and for the others the next time") {
    Polls host;
    const auto a = kIfInOctets + "1", b = kIfInOctets + "2";
    host.poll(0s, 100'000, {counter32(a, 0), counter32(b, 0)});
    checkStates(host.poll(60s, std::vector<model::ClockMark>{{0, true, 106'000}, {1, true, 200}},
                          {counter32(a, 60), counter32(b, 1)}),
                {RateState::rated, RateState::reset});
    checkStates(host.poll(120s, 6200, {counter32(a, 5), counter32(b, 61)}), {RateState::reset, RateState::rated});
}

TEST_CASE("SNMPv3: other boots are a restart, whatever sysUpTime says") {
    Polls host;
    host.learned = engine("engine", 4);
    host.poll(0s, 1000, {counter32(kScalar, 0)});
    checkRated(host.poll(10s, 2000, {counter32(kScalar, 10)}), {1});
    host.learned = engine("engine", 5);
    checkStates(host.poll(20s, 3000, {counter32(kScalar, 20)}), {RateState::reset});
    checkRated(host.poll(30s, 4000, {counter32(kScalar, 30)}), {1});
    host.learned = engine("other", 5);
    checkStates(host.poll(40s, 5000, {counter32(kScalar, 40)}), {RateState::reset});
}

TEST_CASE("SNMPv3: equal boots prove a wrap that our clock would not believe") {
    Polls host;
    host.learned = engine("engine", 4);
    host.poll(0s, kLastTick, {counter32(kScalar, 0)});
    checkRated(host.poll(60s, 9000 - 1, {counter32(kScalar, 90)}), {1});
    Polls without;
    without.poll(0s, kLastTick, {counter32(kScalar, 0)});
    checkStates(without.poll(60s, 9000 - 1, {counter32(kScalar, 90)}), {RateState::reset});
}

TEST_CASE("SNMPv3: an agent that never counts its boots is still seen to restart") {
    Polls host;
    host.learned = engine("engine", 1);
    host.poll(0s, 8'640'000, {counter32(kScalar, 1'000'000)});
    checkStates(host.poll(60s, 3000, {counter32(kScalar, 1'000'100)}), {RateState::reset});
}

TEST_CASE("SNMPv3: boots that were not known before prove nothing") {
    Polls host;
    host.poll(0s, 1000, {counter32(kScalar, 0)});
    host.learned = engine("engine", 0);
    checkRated(host.poll(10s, 2000, {counter32(kScalar, 10)}), {1});
    host.learned = engine("engine", 7);
    checkRated(host.poll(20s, 3000, {counter32(kScalar, 20)}), {1});
    host.learned = {};
    checkRated(host.poll(30s, 4000, {counter32(kScalar, 30)}), {1});
    host.learned = engine("engine", 8);
    checkStates(host.poll(40s, 5000, {counter32(kScalar, 40)}), {RateState::reset});
}

TEST_CASE("SNMPv3: a restart that the first part told is not told again by the last") {
    Polls host;
    const auto a = kIfInOctets + "1";
    host.learned = engine("engine", 1);
    host.poll(0s, 100'000, {counter32(kScalar, 0), counter32(a, 0)});
    host.next();
    host.learned = engine("engine", 2);
    checkStates(host.part(60s, up(1000), {counter32(kScalar, 1)}, false), {RateState::reset});
    checkStates(host.part(61s, up(1100), {counter32(a, 1)}, true), {RateState::reset});
    checkRated(host.poll(120s, 7000, {counter32(kScalar, 61), counter32(a, 60)}), {1, 1});
}

TEST_CASE("a moved ifCounterDiscontinuityTime is a discontinuity of that interface, wherever it stands") {
    for (const bool first : {true, false}) {
        CAPTURE(first);
        Polls host;
        const auto poll = [&](Duration at, uint32_t uptime, uint64_t value, uint64_t moved) {
            std::vector<model::Varbind> all{counter32(kIfInOctets + "1", value), counter64(kIfHcInOctets + "1", value),
                                            counter32(kIfInOctets + "2", value), counter32(kScalar, value),
                                            counter32("1.3.6.1.2.1.2.2.1.10.1.1", value)};
            const std::vector<model::Varbind> times{ticks(kDiscontinuityTime + "1", moved),
                                                    ticks(kDiscontinuityTime + "2", 50)};
            all.insert(first ? all.begin() : all.end(), times.begin(), times.end());
            auto rates = host.poll(at, uptime, all);
            if (first) rates.erase(rates.begin(), rates.begin() + 2);
            rates.resize(5);
            return rates;
        };
        poll(0s, 1000, 0, 0);
        checkRated(poll(10s, 2000, 10, 0), {1, 1, 1, 1, 1});
        checkStates(poll(20s, 3000, 20, 2500), {RateState::discontinuity, RateState::discontinuity, RateState::rated,
                                                RateState::rated, RateState::rated});
        checkRated(poll(30s, 4000, 30, 2500), {1, 1, 1, 1, 1});
    }
}

TEST_CASE("a discontinuity of an earlier part holds for the later ones, and of a later part for what comes after it") {
    Polls host;
    const auto poll = [&](Duration at, uint32_t uptime, uint64_t value, uint64_t moved) {
        host.next();
        auto rates = host.part(at, up(uptime), {counter32(kIfInOctets + "1", value)}, false);
        host.part(at + 1s, up(uptime + 100), {ticks(kDiscontinuityTime + "1", moved)}, false);
        const auto after = host.part(at + 2s, up(uptime + 200), {counter64(kIfHcInOctets + "1", value)}, true);
        rates.insert(rates.end(), after.begin(), after.end());
        return rates;
    };
    poll(0s, 1000, 0, 0);
    checkRated(poll(10s, 2000, 10, 0), {1, 1});
    checkStates(poll(20s, 3000, 20, 2500), {RateState::rated, RateState::discontinuity});
    checkStates(poll(30s, 4000, 30, 2500), {RateState::discontinuity, RateState::rated});
    checkRated(poll(40s, 5000, 40, 2500), {1, 1});
}

TEST_CASE("after a restart the reason is the restart, and a discontinuity time that began anew adds none") {
    Polls host;
    const auto poll = [&](Duration at, uint32_t uptime, uint64_t value, uint64_t moved) {
        auto rates =
            host.poll(at, uptime, {counter32(kIfInOctets + "1", value), ticks(kDiscontinuityTime + "1", moved)});
        rates.resize(1);
        return rates;
    };
    poll(0s, 100'000, 500, 7000);
    checkStates(poll(60s, 1000, 5, 0), {RateState::reset});
    checkRated(poll(120s, 7000, 65, 0), {1});
}

TEST_CASE("a discontinuity that a poll without a clock met is not forgotten") {
    Polls host;
    const auto values = [](uint64_t value, uint64_t moved) {
        return std::vector<model::Varbind>{ticks(kDiscontinuityTime + "1", moved), counter32(kIfInOctets + "1", value)};
    };
    host.poll(0s, 1000, values(0, 0));
    checkStates(host.poll(10s, std::vector<model::ClockMark>{{0, false, 0}}, values(10, 1500)),
                {RateState::none, RateState::no_clock});
    checkStates(host.poll(20s, 3000, values(20, 1500)), {RateState::none, RateState::discontinuity});
}
