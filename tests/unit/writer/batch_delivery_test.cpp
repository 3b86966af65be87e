#include "writer/batch_delivery.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

#include "world.hpp"

using namespace snmpolld;
using namespace snmpolld::writer;
using namespace std::chrono_literals;
using writer::test::Points;
using writer::test::pollWith;
using writer::test::World;

TEST_CASE("records wait for a full batch, but no longer than a second") {
    World world({.batch_samples = 4, .shards = 1});
    world.delivery.take(1, pollWith("a", 2));
    world.timing.advance(999ms);
    CHECK(world.transport.count == 0);
    world.timing.advance(1ms);
    REQUIRE(world.transport.count == 1);
    CHECK(world.transport.answer({.status = 204}) == Points{"a/0", "a/1"});
    CHECK(world.settledIds() == std::vector<uint64_t>{1});
    world.delivery.take(2, pollWith("a", 2));
    world.delivery.take(3, pollWith("b", 2));
    CHECK(world.transport.count == 2);
}

TEST_CASE("one request of a shard is under way at a time, and a batch ends at the number of samples") {
    World world({.batch_samples = 4, .shards = 1});
    for (uint64_t id = 1; id <= 5; ++id)
        world.delivery.take(id, pollWith("a", id == 3 ? 9 : 2));
    REQUIRE(world.transport.under_way.size() == 1);
    CHECK(world.transport.answer({.status = 204}).size() == 4);
    REQUIRE(world.transport.under_way.size() == 1);
    CHECK(world.transport.answer({.status = 204}).size() == 9);
    CHECK(world.transport.answer({.status = 204}).size() == 4);
    CHECK(world.settledIds() == std::vector<uint64_t>{1, 2, 3, 4, 5});
    CHECK(world.delivery.isIdle());
    CHECK(world.delivery.state().octets == 0);
    CHECK(world.delivery.state().samples_written == 17);
}

TEST_CASE("a batch ends at the number of octets") {
    World world({.batch_octets = 500, .shards = 1});
    for (uint64_t id = 1; id <= 4; ++id)
        world.delivery.take(id, pollWith("a", 2));
    CHECK(world.transport.answer({.status = 204}).size() == 2);
}

TEST_CASE("the same is sent again after growing pauses until the server takes it") {
    World world;
    world.delivery.hurry();
    world.delivery.take(1, pollWith("a", 1));
    std::vector<Duration> pauses;
    for (int i = 0; i < 10; ++i) {
        CHECK(world.transport.answer({.trouble = "127.0.0.1:9: connection refused"}) == Points{"a/0"});
        const MonoTime before = world.clocks.now.mono;
        while (world.transport.under_way.empty())
            world.timing.advance(1ms);
        pauses.push_back(world.clocks.now.mono - before);
    }
    CHECK(pauses[0] == 500ms);
    CHECK(pauses[1] == 750ms);
    CHECK(pauses[2] == 1500ms);
    CHECK(pauses[9] == 45s);
    CHECK(world.delivery.state().trouble == "127.0.0.1:9: connection refused");
    CHECK(world.delivery.state().retried == 10);
    CHECK(world.settledIds().empty());
    world.transport.answer({.status = 200});
    CHECK(world.delivery.state().trouble.empty());
    CHECK(world.settledIds() == std::vector<uint64_t>{1});
}

TEST_CASE("a server that is busy or not set up is waited for, and what it says is kept") {
    for (const int status : {301, 401, 403, 404, 405, 408, 429, 500, 503, 599}) {
        World world;
        world.delivery.hurry();
        world.delivery.take(1, pollWith("a", 1));
        world.transport.answer({.status = status, .body = "database\x1b not found\nmore"});
        CHECK(world.transport.under_way.empty());
        const std::string trouble = world.delivery.state().trouble;
        CHECK(trouble.starts_with("HTTP " + std::to_string(status)));
        if (status != 301) CHECK(trouble.ends_with(": database\\x1b not found"));
        world.timing.advance(500ms);
        CHECK(world.transport.under_way.size() == 1);
    }
}

TEST_CASE("the pause that a server asks for is kept, up to an hour") {
    World world;
    world.delivery.hurry();
    world.delivery.take(1, pollWith("a", 1));
    world.transport.answer({.status = 429, .retry_after = 90s});
    world.timing.advance(89s);
    CHECK(world.transport.under_way.empty());
    world.timing.advance(1s);
    world.transport.answer({.status = 503, .retry_after = std::chrono::hours(24 * 365)});
    world.timing.advance(1h);
    CHECK(world.transport.under_way.size() == 1);
}

TEST_CASE("of a refused batch everything is written but the samples that are at fault") {
    World world({.batch_samples = 100'000, .shards = 1});
    Points sent;
    for (uint64_t id = 1; id <= 20; ++id) {
        world.delivery.take(id, pollWith("h" + std::to_string(id), 50));
        for (int row = 0; row < 50; ++row)
            sent.push_back("h" + std::to_string(id) + "/" + std::to_string(row));
    }
    world.timing.advance(1s);
    Points has;
    world.serve({"h3/17", "h20/49"}, has);
    std::erase(sent, "h3/17");
    std::erase(sent, "h20/49");
    std::ranges::sort(has);
    std::ranges::sort(sent);
    CHECK(has == sent);
    CHECK(world.poison == std::vector<std::string>{"3: 17", "20: 49"});
    CHECK(world.last_why == "HTTP 400: bad point");
    CHECK(world.transport.count < 50);
    REQUIRE(world.settledIds().size() == 20);
    CHECK(world.outcomes[2].is_rejected);
    CHECK(world.outcomes[2].samples_rejected == 1);
    CHECK_FALSE(world.outcomes[3].is_rejected);
    CHECK(world.delivery.state().samples_written == 998);
    CHECK(world.delivery.state().samples_rejected == 2);
}

TEST_CASE("a record without samples that is refused is rejected alone") {
    World world;
    world.delivery.take(1, pollWith("a", 0));
    world.delivery.take(2, pollWith("b", 0));
    world.timing.advance(1s);
    Points has;
    world.serve({"a"}, has);
    CHECK(has == Points{"b"});
    CHECK(world.poison == std::vector<std::string>{"1:"});
    CHECK(world.outcomes.at(0).is_rejected);
}

TEST_CASE("a server that refuses everything costs few requests, and one bad sample is still found afterwards") {
    World world({.batch_samples = 10'000, .shards = 1});
    std::set<std::string> bad;
    for (int row = 0; row < 10'000; ++row)
        bad.insert("old/" + std::to_string(row));
    Points has;
    for (uint64_t id = 1; id <= 6; ++id) {
        world.delivery.take(id, pollWith("old", 10'000));
        world.serve(bad, has);
    }
    CHECK(has.empty());
    CHECK(world.transport.count <= 513 + 257 + 129 + 65 + 33 + 33);
    CHECK(world.delivery.state().samples_rejected == 60'000);
    world.poison.clear();
    world.delivery.take(7, pollWith("new", 10'000));
    world.serve({"new/4711"}, has);
    CHECK(world.poison == std::vector<std::string>{"7: 4711"});
    CHECK(has.size() == 9'999);
}

TEST_CASE("where a server refuses the first half of a batch, after many batches in vain, the other half is written") {
    World world({.batch_samples = 10'000, .shards = 1});
    std::set<std::string> bad;
    for (int row = 0; row < 10'000; ++row)
        for (const char* host : {"old/", "half/"})
            if (row < 3'333 || host[0] == 'o') bad.insert(host + std::to_string(row));
    Points has;
    for (uint64_t id = 1; id <= 6; ++id) {
        world.delivery.take(id, pollWith("old", 10'000));
        world.serve(bad, has);
    }
    const int before = world.transport.count;
    world.delivery.take(7, pollWith("half", 10'000));
    world.serve(bad, has);
    CHECK(has.size() > 6'600);
    CHECK(world.transport.count - before < 600);
}

TEST_CASE("a request that is too large is sent in halves, and later ones are smaller from the start") {
    World world({.batch_samples = 8, .shards = 1});
    world.delivery.take(1, pollWith("a", 4));
    world.delivery.take(2, pollWith("a", 4));
    CHECK(world.transport.answer({.status = 413}).size() == 8);
    CHECK(world.transport.answer({.status = 204}).size() == 4);
    CHECK(world.transport.answer({.status = 204}).size() == 4);
    for (uint64_t id = 3; id <= 4; ++id)
        world.delivery.take(id, pollWith("a", 4));
    CHECK(world.transport.answer({.status = 413}).size() == 4);
    CHECK(world.transport.answer({.status = 204}) == Points{"a/0", "a/1"});
    CHECK(world.transport.answer({.status = 204}) == Points{"a/2", "a/3"});
    CHECK(world.poison.empty());
}

TEST_CASE("a single sample that is too large is rejected") {
    World world;
    world.delivery.hurry();
    world.delivery.take(1, pollWith("a", 1));
    world.transport.answer({.status = 413, .body = "too large"});
    CHECK(world.poison == std::vector<std::string>{"1: 0"});
    CHECK(world.settledIds() == std::vector<uint64_t>{1});
}

TEST_CASE("records of a host arrive in order, whatever happens, and settle in the order in which they came") {
    World world({.batch_samples = 2, .shards = 4});
    Points has;
    Points sent;
    const int statuses[] = {204, 503, 413, 204, 429, 204, 0, 204};
    for (uint64_t id = 0; id < 200; ++id) {
        model::OutputRecord record = writer::test::poll("h" + std::to_string(id % 7));
        for (int i = 0; i < 3; ++i) {
            writer::test::add(record, "a", {{"row", std::to_string(id) + "." + std::to_string(i)}}, 1);
            sent.push_back(record.host + "/" + record.label_sets.back()[0].second);
        }
        world.delivery.take(id, std::move(record));
    }
    for (size_t i = 0; !world.delivery.isIdle(); ++i) {
        REQUIRE(world.transport.under_way.size() <= 4);
        if (world.transport.under_way.empty()) {
            world.timing.advance(1s);
            continue;
        }
        const int status = statuses[i % std::size(statuses)];
        const bool divisible = world.transport.under_way[0].points.size() > 1;
        const Points points = world.transport.answer({.status = status == 413 && !divisible ? 204 : status});
        if (status == 204 || (status == 413 && !divisible)) has.insert(has.end(), points.begin(), points.end());
        world.timing.endTurns();
    }
    const auto ofHost = [](Points points, const std::string& host) {
        std::erase_if(points, [&](const std::string& point) { return !point.starts_with(host + "/"); });
        return points;
    };
    for (int host = 0; host < 7; ++host)
        CHECK(ofHost(has, "h" + std::to_string(host)) == ofHost(sent, "h" + std::to_string(host)));
    CHECK(std::ranges::is_sorted(world.settledIds()));
    CHECK(world.outcomes.size() == 200);
    CHECK(world.poison.empty());
}

TEST_CASE("a shard that cannot go on does not hold up the requests of others") {
    World world({.batch_samples = 1, .shards = 2});
    world.delivery.take(1, pollWith("a", 1));
    std::string other = "b";
    while (world.transport.under_way.size() < 2 && other.size() < 20) {
        other += 'b';
        world.delivery.take(2, pollWith(other, 1));
    }
    REQUIRE(world.transport.under_way.size() == 2);
    world.transport.answer({.status = 500});
    world.transport.answer({.status = 204});
    CHECK(world.settledIds().empty());
    world.timing.advance(1s);
    while (!world.transport.under_way.empty())
        world.transport.answer({.status = 204});
    CHECK(world.settledIds().size() >= 2);
    CHECK(world.outcomes.at(0).id == 1);
    CHECK(world.delivery.isIdle());
}

TEST_CASE("there is room up to a number of records and of octets") {
    World world({.shards = 1, .most_records = 2});
    CHECK(world.delivery.hasRoom());
    world.delivery.take(1, pollWith("a", 0));
    world.delivery.take(2, pollWith("a", 0));
    CHECK_FALSE(world.delivery.hasRoom());
    world.timing.advance(1s);
    world.transport.answer({.status = 204});
    world.timing.endTurns();
    CHECK(world.delivery.hasRoom());
    World narrow({.shards = 1, .most_octets = 10'000});
    narrow.delivery.take(1, pollWith("a", 1'000));
    CHECK_FALSE(narrow.delivery.hasRoom());
}

TEST_CASE("where a batch may have a host once only, it ends before the host's next record") {
    World world;
    world.backend.hosts_once = true;
    for (const char* host : {"a", "b", "a", "c"})
        world.delivery.take(1, pollWith(host, 1));
    world.delivery.hurry();
    CHECK(world.transport.answer({.status = 204}) == Points{"a/0", "b/0"});
    CHECK(world.transport.answer({.status = 204}) == Points{"a/0", "c/0"});
}

TEST_CASE("a record of which nothing is to be written is settled without a request") {
    World world;
    model::OutputRecord record = pollWith("a", 0);
    record.status = model::Status::skipped;
    world.delivery.take(1, record);
    world.timing.advance(1s);
    CHECK(world.transport.count == 0);
    CHECK(world.settledIds() == std::vector<uint64_t>{1});
}

TEST_CASE("what a backend wants beside a record is written before it, and what it wants aside is not waited for") {
    World world;
    world.backend.next_beside = pollWith("beside", 1);
    world.backend.next_aside = Request{.body = "aside\n"};
    world.delivery.hurry();
    world.delivery.take(1, pollWith("a", 1));
    REQUIRE(world.transport.under_way.size() == 2);
    CHECK(world.transport.answer({.status = 500}) == Points{"aside"});
    CHECK(world.transport.answer({.status = 204}) == Points{"beside/0", "a/0"});
    CHECK(world.settledIds() == std::vector<uint64_t>{1});
}
