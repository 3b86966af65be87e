// Rates over series computed by hand: wraps, gaps, clocks, parts, rows that vanish.
#include "rates/rate_keeper.hpp"

#include "polls.hpp"

using namespace snmpolld;
using namespace snmpolld::rates;
using namespace snmpolld::rates::testing;

TEST_CASE("a rate is the difference over the device's own ticks") {
    Polls host;
    checkStates(host.poll(0s, 1000, {counter32(kScalar, 500)}), {RateState::first});
    checkRated(host.poll(60s, 7000, {counter32(kScalar, 6500)}), {100});
    // Ours says 61.5 s, the device 60.02 s.
    checkRated(host.poll(121500ms, 13002, {counter32(kScalar, 12502)}), {100});
    checkRated(host.poll(180s, 19002, {counter32(kScalar, 12502)}), {0});
}

TEST_CASE("only counters have rates, and a record without counters has none at all") {
    Polls host;
    host.poll(0s, 1000, {counter32(kScalar, 1)});
    const auto rates = host.poll(10s, 2000,
                                 {varbind("1.3.6.1.2.1.2.2.1.5.1", Type::Gauge32, 7),
                                  counter32(kScalar, 11),
                                  {{1, 3, 6, 1}, Type::noSuchObject, {}}});
    checkStates(rates, {RateState::none, RateState::rated, RateState::none});
    CHECK(host.poll(20s, 3000, {varbind("1.3.6.1.2.1.2.2.1.5.1", Type::Gauge32, 7)}).empty());
}

TEST_CASE("the counters of a record without clocks say so, and it changes nothing") {
    Polls host;
    host.poll(0s, 1000, {counter32(kScalar, 100)});
    checkStates(host.poll(10s, std::vector<model::ClockMark>{}, {counter32(kScalar, 150)}), {RateState::no_clock});
    CHECK(host.poll(11s, std::vector<model::ClockMark>{}, {}).empty());
    checkRated(host.poll(20s, 3000, {counter32(kScalar, 300)}), {10});
}

TEST_CASE("Counter32 and Counter64 wrap") {
    Polls host;
    host.poll(0s, 0, {counter32(kScalar, kRange32 - 100), counter64(kIfHcInOctets + "1", ~0ULL)});
    checkRated(host.poll(10s, 1000, {counter32(kScalar, 900), counter64(kIfHcInOctets + "1", 9)}), {100, 1});
    checkRated(
        host.poll(20s, 2000, {counter32(kScalar, 900 + 0x80000000U), counter64(kIfHcInOctets + "1", ~0ULL >> 20)}),
        {214748364.8, (static_cast<double>(~0ULL >> 20) - 9) / 10});
}

TEST_CASE("Counter64 is exact up to its last value") {
    Polls host;
    host.poll(0s, 0, {counter64(kScalar, ~0ULL - 5)});
    checkRated(host.poll(1s, 100, {counter64(kScalar, ~0ULL)}), {5});
    checkRated(host.poll(2s, 200, {counter64(kScalar, 1)}), {2});
}

TEST_CASE("a counter that falls further than a wrap explains is a discontinuity, not a spike") {
    Polls host;
    const auto oid = kIfHcInOctets + "1";
    host.poll(0s, 0, {counter32(kScalar, 2'000'000'000), counter64(oid, 1ULL << 63)});
    checkStates(host.poll(10s, 1000, {counter32(kScalar, 1000), counter64(oid, 1000)}),
                {RateState::discontinuity, RateState::discontinuity});
    checkRated(host.poll(20s, 2000, {counter32(kScalar, 2000), counter64(oid, 3000)}), {100, 200});
    // Half the range and one: 0x80000001 would have to be added.
    host.poll(30s, 3000, {counter32(kScalar, 0x80000000U)});
    checkStates(host.poll(40s, 4000, {counter32(kScalar, 1)}), {RateState::discontinuity});
    // Half the range exactly.
    host.poll(50s, 5000, {counter32(kScalar, 0x80000000U)});
    checkRated(host.poll(60s, 6000, {counter32(kScalar, 0)}), {214748364.8});
}

TEST_CASE("a Counter64 beyond half the range that was cleared is no spike either") {
    Polls host;
    host.poll(0s, 0, {counter64(kScalar, (1ULL << 63) + (1ULL << 62))});
    checkStates(host.poll(10s, 1000, {counter64(kScalar, 5)}), {RateState::discontinuity});
}

TEST_CASE("a counter that becomes 64 bits wide begins anew") {
    Polls host;
    host.poll(0s, 0, {counter32(kScalar, 100)});
    checkStates(host.poll(10s, 1000, {counter64(kScalar, 200)}), {RateState::discontinuity});
    checkRated(host.poll(20s, 2000, {counter64(kScalar, 300)}), {10});
}

TEST_CASE("a failed poll leaves the values, and the next rate spans the gap") {
    Polls host;
    host.poll(0s, 1000, {counter32(kScalar, 0)});
    host.fail(60s);
    host.fail(120s);
    checkRated(host.poll(180s, 19000, {counter32(kScalar, 1800)}), {10});
}

TEST_CASE("without sysUpTime, or while it stands still, there is no rate and the value stays") {
    Polls host;
    const std::vector<model::ClockMark> unknown{{0, false, 0}};
    checkStates(host.poll(0s, unknown, {counter32(kScalar, 5)}), {RateState::no_clock});
    checkStates(host.poll(10s, 1000, {counter32(kScalar, 10)}), {RateState::first});
    checkStates(host.poll(20s, unknown, {counter32(kScalar, 110)}), {RateState::no_clock});
    checkRated(host.poll(30s, 3000, {counter32(kScalar, 210)}), {10});
    checkStates(host.poll(40s, 3000, {counter32(kScalar, 310)}), {RateState::no_clock});
    checkStates(host.poll(50s, 3000, {counter32(kScalar, 410)}), {RateState::no_clock});
    checkRated(host.poll(60s, 6000, {counter32(kScalar, 510)}), {10});
}

TEST_CASE("each varbind is rated by the clock of its own PDU") {
    Polls host;
    const auto a = kIfInOctets + "1", b = kIfInOctets + "2";
    host.poll(0s, std::vector<model::ClockMark>{{0, true, 1000}, {2, true, 1050}},
              {counter32(kScalar, 0), counter32(a, 0), counter32(b, 0)});
    checkRated(host.poll(10s, std::vector<model::ClockMark>{{0, true, 2000}, {1, true, 2100}, {2, true, 2250}},
                         {counter32(kScalar, 1000), counter32(a, 1100), counter32(b, 1200)}),
               {100, 100, 100});
}

TEST_CASE("varbinds before the first mark have no clock, and marks beyond the end mean nothing") {
    Polls host;
    const auto rates = host.poll(0s, std::vector<model::ClockMark>{{1, true, 1000}, {7, true, 1001}, {3, true, 1002}},
                                 {counter32(kScalar, 0), counter32(kIfInOctets + "1", 0)});
    checkStates(rates, {RateState::no_clock, RateState::first});
}

TEST_CASE("a mark without sysUpTime holds for its own stretch only") {
    Polls host;
    const auto a = kIfInOctets + "1", b = kIfInOctets + "2", c = kIfInOctets + "3";
    host.poll(0s, 1000, {counter32(a, 0), counter32(b, 0), counter32(c, 0)});
    checkStates(host.poll(10s, std::vector<model::ClockMark>{{0, true, 2000}, {1, false, 0}, {2, true, 2010}},
                          {counter32(a, 10), counter32(b, 10), counter32(c, 10)}),
                {RateState::rated, RateState::no_clock, RateState::rated});
}

TEST_CASE("an OID that comes again in the same poll has its rate once") {
    Polls host;
    checkStates(host.poll(0s, 1000, {counter32(kScalar, 5), counter32(kScalar, 5)}),
                {RateState::first, RateState::none});
    checkStates(host.poll(10s, 2000, {counter32(kScalar, 15), counter32(kScalar, 15)}),
                {RateState::rated, RateState::none});
    checkRated(host.poll(20s, 3000, {counter32(kScalar, 25)}), {1});
}

TEST_CASE("rows that vanish from a complete poll are forgotten and come back as the first") {
    Polls host;
    const auto a = kIfInOctets + "1", b = kIfInOctets + "2";
    host.poll(0s, 1000, {counter32(a, 0), counter32(b, 0)});
    CHECK(host.keeper.readings() == 2);
    host.poll(10s, 2000, {counter32(a, 10)});
    CHECK(host.keeper.readings() == 1);
    checkStates(host.poll(20s, 3000, {counter32(a, 20), counter32(b, 20)}), {RateState::rated, RateState::first});
}

TEST_CASE("rows that a poll cut short did not reach are kept") {
    Polls host;
    const auto a = kIfInOctets + "1", b = kIfInOctets + "2";
    host.poll(0s, 1000, {counter32(a, 0), counter32(b, 0)});
    host.status = model::Status::partial;
    host.poll(10s, 2000, {counter32(a, 10)});
    host.status = model::Status::ok;
    checkRated(host.poll(20s, 3000, {counter32(a, 20), counter32(b, 20)}), {1, 1});
}

TEST_CASE("an agent that is cut short with other rows each time does not fill the memory") {
    Polls host;
    host.status = model::Status::partial;
    for (uint32_t i = 0; i < 1000; ++i)
        host.poll(i * 10s, 1000 * (i + 1), {counter32(kIfInOctets + std::to_string(i), i)});
    CHECK(host.keeper.readings() <= RateKeeper::kMostMisses);
}

TEST_CASE("records of tasks that are to be ignored change nothing") {
    RateKeeper keeper(7);
    model::HostRecord record;
    record.task_id = 7;
    record.status = model::Status::ok;
    record.clocks = {{0, true, 1000}};
    record.varbinds = {counter32(kScalar, 5)};
    keeper.apply(record, kStart);
    CHECK(record.rates.empty());
    CHECK(keeper.readings() == 0);
}

TEST_CASE("a record of parts is rated part by part") {
    Polls host;
    const auto at = [](uint32_t up) { return std::vector<model::ClockMark>{{0, true, up}}; };
    const auto a = kIfInOctets + "1", b = kIfInOctets + "2", c = kIfInOctets + "3";
    for (uint32_t i = 0; i < 3; ++i) {
        const Duration now = i * 60s;
        host.next();
        const auto first = host.part(now, at(6000 * i + 100), {counter32(a, 600 * i)}, false);
        const auto second = host.part(now + 1s, at(6000 * i + 200), {counter32(b, 1200 * i)}, false);
        const auto third = host.part(now + 2s, at(6000 * i + 300), {counter32(c, 1800 * i)}, true);
        if (i == 0) continue;
        checkRated(first, {10});
        checkRated(second, {20});
        checkRated(third, {30});
    }
    CHECK(host.keeper.readings() == 3);
    host.next();
    host.part(180s, at(18100), {counter32(a, 1800)}, false);
    CHECK(host.keeper.readings() == 3);
    host.part(182s, at(18300), {counter32(c, 5400)}, true);
    CHECK(host.keeper.readings() == 2);
}

TEST_CASE("a poll whose worker died between two parts keeps what it saw") {
    Polls host;
    const auto at = [](uint32_t up) { return std::vector<model::ClockMark>{{0, true, up}}; };
    const auto a = kIfInOctets + "1", b = kIfInOctets + "2";
    host.poll(0s, 100, {counter32(a, 0), counter32(b, 0)});
    host.next();
    checkRated(host.part(10s, at(1100), {counter32(a, 100)}, false), {10});
    checkRated(host.poll(20s, 2100, {counter32(a, 200), counter32(b, 200)}), {10, 10});
}

TEST_CASE("2,000 counters cost at most 40 octets each") {
    for (const uint32_t count : {500U, 1000U, 2000U, 20'000U}) {
        Polls host;
        std::vector<model::Varbind> varbinds;
        for (uint32_t i = 0; i < count; ++i)
            varbinds.push_back(counter64(kIfHcInOctets + std::to_string(i + 1), i));
        host.poll(0s, 100, varbinds);
        const double each = static_cast<double>(host.keeper.bytes()) / count;
        MESSAGE(count << " counters: " << each << " octets each");
        CHECK(each < 40.5);
        varbinds.resize(count / 3);
        host.poll(10s, 1100, varbinds);
        CHECK(static_cast<double>(host.keeper.bytes()) / (count / 3) < 41);
    }
}

TEST_CASE("a counter that has failed has no rate, and its next rate spans both polls") {
    Polls host;
    const std::string other = kIfInOctets + "1";
    host.poll(0s, 0, {counter32(kScalar, 100), counter32(other, 0)});
    host.status = model::Status::partial;
    const model::Varbind failed{*model::Oid::parse(kScalar), Type::Malformed, model::Failure{"Counter32 of 9 octets"}};
    checkStates(host.poll(10s, 1000, {failed, counter32(other, 10)}), {RateState::none, RateState::rated});
    host.status = model::Status::ok;
    checkRated(host.poll(20s, 2000, {counter32(kScalar, 300), counter32(other, 20)}), {10, 1});
}
