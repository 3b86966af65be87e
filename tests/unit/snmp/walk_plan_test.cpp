// WalkPlan against an agent that is a sorted map in the test: what it asks, what it takes, what it learns.
#include "snmp/walk_plan.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>

#include "driver.hpp"
#include "snmp/net_snmp.hpp"
#include "varbind_list.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

namespace {

using Mib = std::map<model::Oid, long>;

using Answer = VarbindList;

// As RFC 3416 says, no more than `most` varbinds.
void answer(const Mib& mib, snmp::WalkPlan& plan, size_t most, Answer& out) {
    std::vector<model::Oid> at;
    for (const model::Oid* id : plan.oids())
        at.push_back(*id);
    const uint32_t rows = plan.size().isBulk() ? plan.size().repetitions() : 1;
    for (uint32_t row = 0; row < rows; ++row)
        for (model::Oid& id : at) {
            if (out.size() == most) return;
            const auto next = mib.upper_bound(id);
            if (next == mib.end()) {
                out.end(id);
                continue;
            }
            id = next->first;
            out.integer(id, next->second);
        }
}

struct Walked {
    model::VarbindColumns values;
    int requests = 0;
};

Walked walk(snmp::WalkPlan& plan, const Mib& mib, size_t most = 1000) {
    Walked out;
    while (plan.begin() && ++out.requests < 10000) {
        Answer given;
        answer(mib, plan, most, given);
        REQUIRE(plan.take(given.all(), out.values).step == snmp::Verdict::Step::next);
    }
    return out;
}

Mib table(uint32_t columns, uint32_t rows) {
    Mib mib{{test::oid("1.3.6.1.2.1.99.9.0"), 1}};
    for (uint32_t column = 1; column <= columns; ++column)
        for (uint32_t row = 1; row <= rows; ++row)
            mib[model::Oid{1, 3, 6, 1, 4, 1, 7, 1, column, row}] = column * 1000 + row;
    return mib;
}

std::vector<model::Oid> columnsOf(uint32_t count) {
    std::vector<model::Oid> out;
    for (uint32_t column = 1; column <= count; ++column)
        out.push_back(model::Oid{1, 3, 6, 1, 4, 1, 7, 1, column});
    return out;
}

bool holds(const Walked& walked, Mib mib) {
    for (const auto& varbind : walked.values.from({})) {
        const auto it = mib.find(varbind.oid);
        if (it == mib.end() || varbind.value != model::Value(int64_t{it->second})) return false;
        mib.erase(it);
    }
    return mib.size() <= 1;  // the scalar outside
}

}  // namespace

TEST_CASE("a walk gives every row once, whatever the repetitions and however much the agent cuts") {
    const Mib mib = table(3, 40);
    for (const uint32_t repetitions : {1U, 10U, 25U, 100U})
        for (const size_t most : {1U, 2U, 7U, 1000U}) {
            CAPTURE(repetitions);
            CAPTURE(most);
            const model::ModuleSet set{.walk = columnsOf(3), .requests = {.max_repetitions = repetitions}};
            snmp::WalkTroubles plan_troubles;
            snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
            CHECK(holds(walk(plan, mib, most), mib));
            CHECK(plan_troubles.status() == model::Status::ok);
        }
}

TEST_CASE("columns are walked side by side where that saves round trips") {
    const Mib mib = table(20, 5);
    const model::ModuleSet set{.walk = columnsOf(20)};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    const Walked walked = walk(plan, mib);
    CHECK(holds(walked, mib));
    CHECK(walked.requests <= 6);
}

TEST_CASE("version 1 walks with GETNEXT and ends with noSuchName") {
    const Mib mib = table(2, 9);
    const model::ModuleSet set{.walk = columnsOf(2)};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, true, {}, noSilence(), plan_troubles);
    Walked walked;
    while (plan.begin()) {
        CHECK_FALSE(plan.size().isBulk());
        const auto last =
            std::ranges::find_if(plan.oids(), [&](const auto* id) { return mib.upper_bound(*id) == mib.end(); });
        if (last != plan.oids().end()) {
            plan.refused(SNMP_ERR_NOSUCHNAME, last - plan.oids().begin() + 1);
            continue;
        }
        Answer given;
        answer(mib, plan, 100, given);
        REQUIRE(plan.take(given.all(), walked.values).step == snmp::Verdict::Step::next);
    }
    CHECK(holds(walked, mib));
    CHECK(plan_troubles.status() == model::Status::ok);
}

TEST_CASE("everything is walked from its first sub-identifier") {
    const Mib mib = table(1, 3);
    const model::ModuleSet set{.walk = {model::Oid{1}}};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    CHECK(walk(plan, mib).values.size() == mib.size());
    CHECK(snmp::emptyRoots(plan.walks()).empty());
}

TEST_CASE("an OID that does not increase ends its walk with what came before") {
    const model::Oid root{1, 3, 6, 1, 4, 1, 7};
    const model::ModuleSet set{.walk = {root}};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    REQUIRE(plan.begin());
    Answer given;
    for (const uint32_t row : {1U, 2U, 2U, 3U})
        given.integer(model::Oid{1, 3, 6, 1, 4, 1, 7, row}, 5);
    model::VarbindColumns values;
    CHECK(plan.take(given.all(), values).step == snmp::Verdict::Step::next);
    CHECK(values.size() == 2);
    CHECK(plan_troubles.status() == model::Status::bad_response);
    CHECK(plan_troubles.error() == "OID 1.3.6.1.4.1.7.2 does not follow 1.3.6.1.4.1.7.2");
    CHECK_FALSE(plan.begin());
}

TEST_CASE("OIDs without order are taken where that is allowed, each once") {
    const model::ModuleSet set{.walk = {model::Oid{1, 3, 7}}, .requests = {.allow_nonincreasing_oids = true}};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    REQUIRE(plan.begin());
    Answer given;
    for (const uint32_t row : {5U, 2U, 9U, 2U})
        given.integer(model::Oid{1, 3, 7, row}, 1);
    model::VarbindColumns values;
    CHECK(plan.take(given.all(), values).step == snmp::Verdict::Step::next);
    CHECK(values.size() == 3);
    CHECK_FALSE(plan.begin());
    CHECK(plan_troubles.status() == model::Status::bad_response);
}

TEST_CASE("a walk stops at its limit of rows, and only when there are more") {
    const Mib mib = table(1, 30);
    for (const uint64_t limit : {29U, 30U}) {
        const model::ModuleSet set{.walk = columnsOf(1), .requests = {.max_rows = limit}};
        snmp::WalkTroubles plan_troubles;
        snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
        CHECK(walk(plan, mib).values.size() == limit);
        CHECK(plan_troubles.status() == (limit < 30 ? model::Status::partial : model::Status::ok));
    }
}

TEST_CASE("an agent that answers with nothing is asked for less, and then its walk ends with the reason") {
    const model::ModuleSet set{.walk = columnsOf(1)};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    model::VarbindColumns values;
    int requests = 0;
    for (; plan.begin(); ++requests)
        CHECK(plan.take(snmp::AnswerVarbinds({}), values).step == snmp::Verdict::Step::next);
    CHECK(requests == 3);
    CHECK(values.empty());
    CHECK(plan_troubles.status() == model::Status::bad_response);
    CHECK(plan_troubles.takeMissing().size() == 1);
}

TEST_CASE("more repetitions than asked for are taken as long as their OIDs ascend") {
    const model::ModuleSet set{.walk = columnsOf(1), .requests = {.max_repetitions = 2}};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    REQUIRE(plan.begin());
    Answer given;
    for (const uint32_t row : {1U, 2U, 3U})
        given.integer(model::Oid{1, 3, 6, 1, 4, 1, 7, 1, 1, row}, 5);
    model::VarbindColumns values;
    CHECK(plan.take(given.all(), values).step == snmp::Verdict::Step::next);
    CHECK(values.size() == 3);
}

TEST_CASE("repetitions are halved by tooBig and by silence, remembered, and raised again after full answers") {
    const Mib mib = table(1, 5000);
    const model::ModuleSet set{.walk = columnsOf(1)};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    REQUIRE(plan.begin());
    CHECK(plan.size().repetitions() == 25);
    plan.refused(SNMP_ERR_TOOBIG, 0);
    REQUIRE(plan.begin());
    CHECK(plan.size().repetitions() == 12);
    plan.size().retry(false);
    CHECK(plan.size().repetitions() == 6);
    model::Learned learned;
    plan.saveTo(learned);
    snmp::WalkTroubles next_troubles;
    snmp::WalkPlan next(set, false, learned, noSilence(), next_troubles);
    REQUIRE(next.begin());
    CHECK(next.size().repetitions() == 6);
    CHECK(holds(walk(next, mib), mib));
    next.saveTo(learned);
    CHECK((learned.max_answer_varbinds == 0 || learned.max_answer_varbinds > 12));
}

TEST_CASE("what retries made smaller is undone when the first try is answered after all") {
    const Mib mib = table(1, 5000);
    const model::ModuleSet set{.walk = columnsOf(1)};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    REQUIRE(plan.begin());
    plan.size().retry(false);
    plan.size().retry(true);
    CHECK_FALSE(plan.size().isBulk());
    plan.size().answersTry(1);
    CHECK(plan.size().isBulk());
    CHECK(plan.size().repetitions() == 12);
    plan.size().answersTry(0);
    CHECK(plan.size().repetitions() == 25);
    CHECK(holds(walk(plan, mib), mib));
    model::Learned learned;
    plan.saveTo(learned);
    CHECK(learned.max_answer_varbinds == 0);
}

TEST_CASE("an agent that only answers GETNEXT is known after three requests, and asked again much later") {
    const Mib mib = table(1, 2000);
    const model::ModuleSet set{.walk = columnsOf(1)};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    Walked walked;
    int bulks = 0;
    while (plan.begin() && ++walked.requests < 10000) {
        bulks += plan.size().isBulk() ? 1 : 0;
        plan.size().retry(true);
        CHECK_FALSE(plan.size().isBulk());
        Answer given;
        answer(mib, plan, 100, given);
        REQUIRE(plan.take(given.all(), walked.values).step == snmp::Verdict::Step::next);
    }
    CHECK(holds(walked, mib));
    CHECK(bulks <= 5);
    model::Learned learned;
    plan.saveTo(learned);
    CHECK(learned.no_bulk);
}

TEST_CASE("a GETBULK that is refused goes on with GETNEXT, an object that is refused ends its walk alone") {
    const Mib mib = table(2, 3);
    const model::ModuleSet set{.walk = columnsOf(2)};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    Walked walked;
    while (plan.begin() && ++walked.requests < 100) {
        const auto broken = std::ranges::find(plan.oids(), model::Oid{1, 3, 6, 1, 4, 1, 7, 1, 1, 2},
                                              [](const auto* id) { return *id; });
        if (plan.size().isBulk() || broken != plan.oids().end()) {
            plan.refused(SNMP_ERR_GENERR, broken == plan.oids().end() ? 0 : broken - plan.oids().begin() + 1);
            continue;
        }
        Answer given;
        answer(mib, plan, 100, given);
        REQUIRE(plan.take(given.all(), walked.values).step == snmp::Verdict::Step::next);
    }
    CHECK(walked.requests < 20);
    CHECK(walked.values.size() == 5);
    CHECK(plan_troubles.status() == model::Status::agent_error);
    CHECK(plan_troubles.error() == "genErr for 1.3.6.1.4.1.7.1.1.2");
}

TEST_CASE("a walk without a row may be of an instance") {
    const model::ModuleSet set{.walk = {test::oid("1.3.6.1.2.1.1.5.0"), test::oid("1.3.6.1.4.1.7.1.1")}};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    CHECK(walk(plan, table(1, 2)).values.size() == 2);
    CHECK(snmp::emptyRoots(plan.walks()) == std::vector<model::Oid>{test::oid("1.3.6.1.2.1.1.5.0")});
}

TEST_CASE("a filter's column is walked beside the others, and its values stay aside") {
    const Mib mib = table(3, 5);
    const auto columns = columnsOf(3);
    model::ModuleSet set{.walk = {columns[0]}};
    set.filters = {{columns[0], {"x"}}, {columns[1], {"x"}}, {columns[1], {"y"}}};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    model::VarbindColumns values;
    std::vector<model::Varbind> aside;
    while (plan.begin()) {
        CHECK(plan.oids().size() <= 2);
        Answer given;
        answer(mib, plan, 1000, given);
        REQUIRE(plan.take(given.all(), values).step == snmp::Verdict::Step::next);
        std::ranges::move(plan.aside().from({}), std::back_inserter(aside));
    }
    const auto isIn = [&](const model::Oid& column) {
        return [&](const model::Varbind& varbind) { return varbind.oid.startsWith(column); };
    };
    CHECK((values.size() == 5 && std::ranges::all_of(values.from({}), isIn(columns[0]))));
    CHECK((aside.size() == 5 && std::ranges::all_of(aside, isIn(columns[1]))));
    CHECK_FALSE(snmp::isStopped(plan.walks(), columns[1]));
    CHECK_FALSE(plan.add(columns[0]));
    CHECK(plan.add(columns[1]));
    CHECK(plan.add(columns[2]));
    CHECK(walk(plan, mib).values.size() == 10);
}

TEST_CASE("a filter's column that is not there is no instance to ask for") {
    model::ModuleSet set;
    set.filters = {{test::oid("1.3.6.1.2.1.1.5.0"), {"x"}}};
    snmp::WalkTroubles plan_troubles;
    snmp::WalkPlan plan(set, false, {}, noSilence(), plan_troubles);
    CHECK(walk(plan, table(1, 2)).values.empty());
    CHECK(snmp::emptyRoots(plan.walks()).empty());
}
