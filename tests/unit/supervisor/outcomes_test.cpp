#include "supervisor/outcomes.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace std::chrono_literals;
using model::Status;
using supervisor::Outcomes;

namespace {

const WallTime kThen{std::chrono::seconds(1'800'000'000)};

}  // namespace

TEST_CASE("a host that was never polled has no outcomes") {
    CHECK(Outcomes{}.newestFirst().empty());
}

TEST_CASE("the last outcomes are kept, the newest first") {
    Outcomes outcomes;
    for (int i = 0; i < 100; ++i) {
        outcomes.add(i % 2 == 0 ? Status::ok : Status::skipped, kThen + i * 10s, i * 1ms);
        const auto entries = outcomes.newestFirst();
        const size_t expected = std::min<size_t>(static_cast<size_t>(i) + 1, Outcomes::kKept);
        REQUIRE(entries.size() == expected);
        for (int back = 0; back < static_cast<int>(expected); ++back) {
            const auto& entry = entries[static_cast<size_t>(back)];
            CHECK(entry.status == ((i - back) % 2 == 0 ? Status::ok : Status::skipped));
            CHECK(entry.at == kThen + (i - back) * 10s);
            CHECK(entry.duration == (i - back) * 1ms);
        }
    }
}

TEST_CASE("durations are kept to a tenth of a millisecond and for some hours") {
    Outcomes outcomes;
    outcomes.add(Status::ok, kThen + 999ms, 1'940us);
    outcomes.add(Status::timeout, kThen, 30 * 24h);
    const auto entries = outcomes.newestFirst();
    CHECK(entries[1].duration == 1'900us);
    CHECK(entries[1].at == kThen);
    CHECK(entries[0].duration > 7h);
}
