#include "snmp/gets.hpp"

#include <doctest/doctest.h>

#include "snmp/answer_check.hpp"
#include "varbind_list.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Status;
using model::Version;
using snmp::Gets;
using Step = snmp::Verdict::Step;

namespace {

const std::vector<model::Oid> kAsked{{1, 3, 6, 1, 1, 0}, {1, 3, 6, 1, 2, 0}, {1, 3, 6, 1, 3, 0}};

struct Values {
    std::vector<model::Varbind> values;
    std::vector<model::ClockMark> clocks;
};

struct Asked : Gets {
    explicit Asked(Parts parts = {}, const model::Learned& learned = {}, snmp::SilentOids& silent = noSilence())
        : Gets(kAsked, {.overhead = 40}, learned, silent, parts) {}

    std::vector<model::Oid> oids() const {
        snmp::Request request;
        describe(request);
        std::vector<model::Oid> out;
        for (const model::Oid* asked_for : request.oids)
            out.push_back(*asked_for);
        return out;
    }
    bool isNext() const {
        snmp::Request request;
        describe(request);
        return request.ask == snmp::Ask::get_next;
    }
};

// An answer to what is asked now, with a value for each OID.
void answerAll(Asked& gets) {
    VarbindList answer;
    for (const auto& asked_for : gets.oids())
        answer.integer(asked_for, 5);
    CHECK(gets.take(answer.all(), nullptr, true).step == Step::next);
}

Values valuesOf(Gets& gets) {
    Values out;
    gets.results().take(out.values, out.clocks);
    return out;
}

}  // namespace

TEST_CASE("an answer with the OIDs that were asked for gives its values and leads to the next request") {
    Asked gets;
    REQUIRE(gets.begin(true));
    VarbindList answer;
    for (const auto& asked : kAsked)
        answer.integer(asked, 5);
    const model::ClockMark clock{.known = true, .sys_up_time = 77};
    CHECK(gets.take(answer.all(), &clock, true).step == Step::next);
    CHECK_FALSE(gets.begin(true));
    const auto got = valuesOf(gets);
    CHECK(got.values.size() == 3);
    REQUIRE(got.clocks.size() == 1);
    CHECK(got.clocks[0].sys_up_time == 77);
}

TEST_CASE("an answer without any of the OIDs is as if none had come") {
    Asked gets;
    REQUIRE(gets.begin(true));
    VarbindList answer;
    answer.integer({1, 3, 6, 1, 9, 0}, 5);
    const auto verdict = gets.take(answer.all(), nullptr, true);
    CHECK(verdict.step == Step::wait);
    CHECK(verdict.error == "answered as 1.3.6.1.9.0");
    answerAll(gets);
    CHECK_FALSE(gets.begin(true));
}

TEST_CASE("what matches is kept, wherever it stands, and the rest is asked for again") {
    Asked gets;
    REQUIRE(gets.begin(true));
    VarbindList answer;
    answer.integer(kAsked[2], 5);
    answer.integer({1, 3, 6, 1, 2, 0, 0}, 5);
    answer.integer(kAsked[0], 5);
    CHECK(gets.take(answer.all(), nullptr, true).step == Step::next);
    REQUIRE(gets.begin(true));
    CHECK(gets.oids() == std::vector{kAsked[1]});
    VarbindList again;
    again.integer({1, 3, 6, 1, 2, 0, 0}, 5);
    CHECK(gets.take(again.all(), nullptr, true).step == Step::next);
    CHECK_FALSE(gets.begin(true));
    const auto got = valuesOf(gets);
    REQUIRE(got.values.size() == 3);
    CHECK(got.values[0].oid == kAsked[0]);
    CHECK(got.values[1].type == model::Type::Missing);
    CHECK(std::get<model::Failure>(got.values[1].value).why == "answered as 1.3.6.1.2.0.0");
}

TEST_CASE("a damaged value is asked for again alone, and reported with its reason if it stays damaged") {
    Asked gets;
    REQUIRE(gets.begin(true));
    VarbindList answer;
    answer.integer(kAsked[0], 5);
    answer.octets(kAsked[1], "xyz");
    answer.damage("INTEGER of 5 octets");
    answer.integer(kAsked[2], 5);
    CHECK(gets.take(answer.all(), nullptr, true).step == Step::next);
    REQUIRE(gets.begin(true));
    CHECK(gets.oids() == std::vector{kAsked[1]});
    VarbindList again;
    again.octets(kAsked[1], "xyz");
    again.damage("INTEGER of 5 octets");
    CHECK(gets.take(again.all(), nullptr, true).step == Step::next);
    CHECK_FALSE(gets.begin(true));
    const auto got = valuesOf(gets);
    REQUIRE(got.values.size() == 3);
    CHECK(got.values[1].type == model::Type::Malformed);
    CHECK(std::get<model::Failure>(got.values[1].value).why == "INTEGER of 5 octets");
}

TEST_CASE("an error-index is a hint: what it points at is asked for alone before it is given up") {
    Asked gets;
    REQUIRE(gets.begin(true));
    CHECK(gets.refused(5, 2, Version::v2c).step == Step::next);  // genErr
    REQUIRE(gets.begin(true));
    CHECK(gets.oids() == std::vector{kAsked[0], kAsked[2]});
    answerAll(gets);
    REQUIRE(gets.begin(true));
    CHECK(gets.oids() == std::vector{kAsked[1]});
    CHECK(gets.refused(5, 1, Version::v2c).step == Step::next);
    CHECK_FALSE(gets.begin(true));
    CHECK(gets.results().errorText() == "genErr for " + kAsked[1].toString());
}

TEST_CASE("an agent whose error-index always points at the last OID loses nothing") {
    Asked gets;
    const model::Oid& missing = kAsked[1];
    while (gets.begin(true)) {
        const auto oids = gets.oids();
        if (std::ranges::find(oids, missing) == oids.end())
            answerAll(gets);
        else
            gets.refused(2, static_cast<long>(oids.size()), Version::v1);
    }
    const auto got = valuesOf(gets);
    REQUIRE(got.values.size() == 3);
    CHECK(got.values[0].type == model::Type::Integer32);
    CHECK(got.values[1].type == model::Type::noSuchInstance);
    CHECK(got.values[2].type == model::Type::Integer32);
}

TEST_CASE("an error that points at none of the OIDs is narrowed down to the one that causes it") {
    for (const long index : {0L, -1L, 99L}) {
        Asked gets;
        while (gets.begin(true)) {
            const auto oids = gets.oids();
            if (std::ranges::find(oids, kAsked[2]) == oids.end())
                answerAll(gets);
            else
                gets.refused(5, index, Version::v2c);
        }
        const auto got = valuesOf(gets);
        REQUIRE(got.values.size() == 3);
        CHECK(got.values[0].type == model::Type::Integer32);
        CHECK(got.values[1].type == model::Type::Integer32);
        CHECK(got.values[2].type == model::Type::Missing);
    }
}

TEST_CASE("what is quiet is left out without an error") {
    Asked gets({.quiet = 2});
    REQUIRE(gets.begin(true));
    gets.refused(5, 2, Version::v2c);
    REQUIRE(gets.begin(true));
    answerAll(gets);
    REQUIRE(gets.begin(true));
    CHECK(gets.refused(5, 1, Version::v2c).step == Step::next);
    CHECK_FALSE(gets.begin(true));
    CHECK_FALSE(gets.results().anyError());
}

TEST_CASE("an error that points at nothing is blamed on hidden OIDs first") {
    Asked gets({.hidden = 1});
    REQUIRE(gets.begin(true));
    CHECK(gets.refused(5, 0, Version::v2c).step == Step::next);
    REQUIRE(gets.begin(true));
    CHECK(gets.oids().size() == 2);
}

TEST_CASE("an OID that is never answered is found, asked for with GETNEXT as well, and named") {
    Asked gets;
    model::Learned learned;
    snmp::SilentOids silent(learned, MonoTime{});
    Asked narrowed({}, {}, silent);
    int silences = 0;
    while (narrowed.begin(true)) {
        const auto oids = narrowed.oids();
        if (!narrowed.isNext() && std::ranges::find(oids, kAsked[0]) == oids.end()) {
            answerAll(narrowed);
            continue;
        }
        narrowed.unanswered({}, true);
        ++silences;
    }
    CHECK(silences == 3);  // three, one, one with GETNEXT
    const auto got = valuesOf(narrowed);
    REQUIRE(got.values.size() == 3);
    CHECK(got.values[0].type == model::Type::Missing);
    CHECK(got.values[2].type == model::Type::Integer32);
    silent.saveTo(learned);
    REQUIRE(learned.silent.size() == 1);
    CHECK(learned.silent[0].oid == kAsked[0]);

    snmp::SilentOids known(learned, MonoTime{});
    Asked next({}, learned, known);
    REQUIRE(next.begin(true));
    CHECK(next.oids().size() == 2);
    answerAll(next);
    CHECK_FALSE(next.begin(true));
    CHECK(valuesOf(next).values[0].type == model::Type::Missing);
}

TEST_CASE("a GET that is too large for the agent is learned, so that the next poll asks for no more") {
    std::vector<model::Oid> asked;
    for (uint32_t i = 0; i < 9; ++i)
        asked.push_back({1, 3, 6, 1, i, 0});
    Gets gets(asked, {.overhead = 40}, {}, noSilence(), {});
    snmp::Request request;
    while (gets.begin(true)) {
        gets.describe(request);
        if (request.oids.size() > 4) {
            gets.unanswered({}, true);
            continue;
        }
        VarbindList answer;
        for (const model::Oid* asked_for : request.oids)
            answer.integer(*asked_for, 5);
        gets.take(answer.all(), nullptr, true);
    }
    CHECK_FALSE(gets.results().anyError());
    model::Learned learned;
    gets.saveTo(learned);
    CHECK(learned.max_get_oids == 4);
    Gets next(asked, {.overhead = 40}, learned, noSilence(), {});
    REQUIRE(next.begin(true));
    next.describe(request);
    CHECK(request.oids.size() == 4);
    CHECK_FALSE(next.isDetour());
}

TEST_CASE("a poll of which answers leave out one OID, and that is silent to many, comes to its end") {
    std::vector<model::Oid> asked;
    for (uint32_t i = 0; i < 9; ++i)
        asked.push_back({1, 3, 6, 1, i, 0});
    Gets gets(asked, {.overhead = 40}, {}, noSilence(), {});
    int requests = 0;
    while (gets.begin(true)) {
        REQUIRE(++requests < 40);
        snmp::Request request;
        gets.describe(request);
        if (request.oids.size() > 2 || request.ask == snmp::Ask::get_next) {
            gets.unanswered({}, true);
            continue;
        }
        VarbindList answer;
        for (const model::Oid* asked_for : request.oids)
            if (*asked_for != asked[1]) answer.integer(*asked_for, 5);
        if (gets.take(answer.all(), nullptr, true).step == Step::wait) gets.unanswered({}, true);
    }
    CHECK(gets.results().status() != Status::ok);
    CHECK(gets.results().errorText().find("1.3.6.1.1.0") != std::string::npos);
    CHECK(gets.results().errorText().find(',') == std::string::npos);
}

TEST_CASE("tooBig halves the request, and the size is learned") {
    Asked gets;
    REQUIRE(gets.begin(true));
    CHECK(gets.refused(1, 0, Version::v2c).step == Step::next);
    REQUIRE(gets.begin(true));
    CHECK(gets.oids().size() == 1);
    model::Learned learned;
    gets.saveTo(learned);
    CHECK(learned.max_request_bytes > 0);
}

TEST_CASE("without an answer the status follows from what came instead") {
    CHECK(snmp::statusWithoutAnswer({}) == Status::timeout);
    CHECK(snmp::statusWithoutAnswer({.other_id = 3}) == Status::timeout);
    CHECK(snmp::statusWithoutAnswer({.unverified = 1}) == Status::bad_response);
    CHECK(snmp::statusWithoutAnswer({.malformed = 1}) == Status::bad_response);
    CHECK(snmp::statusWithoutAnswer({.wrong_digest = 1, .malformed = 1}) == Status::auth_failure);
}
