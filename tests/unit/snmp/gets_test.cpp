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

Values valuesOf(Gets& gets) {
    Values out;
    gets.takeValues(out.values, out.clocks);
    return out;
}

}  // namespace

TEST_CASE("an answer with the OIDs that were asked for gives its values and leads to the next request") {
    Gets gets(kAsked, {.overhead = 40}, 0, {});
    REQUIRE(gets.begin());
    VarbindList answer;
    for (const auto& asked : kAsked)
        answer.integer(asked, 5);
    const model::ClockMark clock{.known = true, .sys_up_time = 77};
    CHECK(gets.take(answer.first(), &clock).step == Step::next);
    CHECK_FALSE(gets.begin());
    const auto got = valuesOf(gets);
    CHECK(got.values.size() == 3);
    REQUIRE(got.clocks.size() == 1);
    CHECK(got.clocks[0].sys_up_time == 77);
}

TEST_CASE("an answer whose OIDs are others ends the poll, and nothing in it counts") {
    Gets gets(kAsked, {.overhead = 40}, 0, {});
    REQUIRE(gets.begin());
    VarbindList answer;
    answer.integer(kAsked[0], 5);
    const auto verdict = gets.take(answer.first(), nullptr);
    CHECK(verdict.step == Step::end);
    CHECK(verdict.status == Status::bad_response);
    CHECK(valuesOf(gets).values.empty());
}

TEST_CASE("an OID that the agent refuses is left out, with its error, and the others are asked for again") {
    Gets gets(kAsked, {.overhead = 40}, 0, {});
    REQUIRE(gets.begin());
    CHECK(gets.refused(5, 2, Version::v2c).step == Step::next);  // genErr
    CHECK(gets.results().errorText() == "genErr for " + kAsked[1].toString());
    REQUIRE(gets.begin());
    CHECK(gets.oids().size() == 2);
    CHECK(gets.refused(5, 3, Version::v2c).status == Status::bad_response);  // points beyond the two
}

TEST_CASE("what is quiet is left out without an error") {
    Gets gets(kAsked, {.overhead = 40}, 0, {.quiet = 2});
    REQUIRE(gets.begin());
    CHECK(gets.refused(5, 2, Version::v2c).step == Step::next);
    CHECK_FALSE(gets.results().anyError());
}

TEST_CASE("noSuchName of SNMPv1 is a value: the object is not there") {
    Gets gets(kAsked, {.overhead = 40}, 0, {});
    REQUIRE(gets.begin());
    CHECK(gets.refused(2, 1, Version::v1).step == Step::next);
    const auto got = valuesOf(gets);
    REQUIRE(got.values.size() == 1);
    CHECK(got.values[0].type == model::Type::noSuchObject);
}

TEST_CASE("an error that points at none of several OIDs ends the poll, unless hidden ones can be left out") {
    Gets gets(kAsked, {.overhead = 40}, 0, {.hidden = 1});
    REQUIRE(gets.begin());
    CHECK(gets.refused(5, 0, Version::v2c).step == Step::next);
    REQUIRE(gets.begin());
    CHECK(gets.oids().size() == 2);
    const auto verdict = gets.refused(5, 0, Version::v2c);
    CHECK(verdict.step == Step::end);
    CHECK(verdict.status == Status::agent_error);
    CHECK(verdict.error == "genErr");
}

TEST_CASE("tooBig halves the request, and the size is learned") {
    Gets gets(kAsked, {.overhead = 40}, 0, {});
    REQUIRE(gets.begin());
    CHECK(gets.refused(1, 0, Version::v2c).step == Step::next);
    REQUIRE(gets.begin());
    CHECK(gets.oids().size() == 1);
    model::Learned learned;
    gets.saveTo(learned);
    CHECK(learned.max_request_bytes == gets.maxBytes());
}

TEST_CASE("without an answer the status follows from what came instead") {
    CHECK(snmp::statusWithoutAnswer({}) == Status::timeout);
    CHECK(snmp::statusWithoutAnswer({.other_id = 3}) == Status::timeout);
    CHECK(snmp::statusWithoutAnswer({.unverified = 1}) == Status::bad_response);
    CHECK(snmp::statusWithoutAnswer({.malformed = 1}) == Status::bad_response);
    CHECK(snmp::statusWithoutAnswer({.wrong_digest = 1, .malformed = 1}) == Status::auth_failure);
}
