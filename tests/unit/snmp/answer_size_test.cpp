// How much a walk asks for after tries that were in vain.
#include <doctest/doctest.h>

#include "snmp/answer_size.hpp"

using namespace snmpolld;
using snmp::AnswerSize;

namespace {

constexpr uint32_t kWhole = 25;

// A request of one subtree of which only the second try is answered, with all that it asks for.
void answerSecondTry(AnswerSize& size) {
    size.begin(1, false);
    size.retry(false);
    size.answersTry(1);
    size.learn(size.varbinds(), false);
}

uint32_t nextRepetitions(AnswerSize& size) {
    size.begin(1, false);
    return size.repetitions();
}

uint32_t learnedLimit(const AnswerSize& size) {
    model::Learned learned;
    size.saveTo(learned);
    return learned.max_answer_varbinds;
}

}  // namespace

TEST_CASE("one or two requests that were lost do not make the answers smaller, three in a row do") {
    AnswerSize size(kWhole, false, {});
    answerSecondTry(size);
    CHECK(nextRepetitions(size) == kWhole);
    answerSecondTry(size);
    CHECK(nextRepetitions(size) == kWhole);
    answerSecondTry(size);
    CHECK(nextRepetitions(size) == kWhole / 2);
}

TEST_CASE("a request that is answered at once between two that were not shows that these were lost") {
    AnswerSize size(kWhole, false, {});
    for (int lost = 0; lost < 5; ++lost) {
        answerSecondTry(size);
        size.begin(1, false);
        size.answersTry(0);
        size.learn(size.varbinds(), false);
    }
    CHECK(nextRepetitions(size) == kWhole);
    CHECK(learnedLimit(size) == 0);
}

TEST_CASE("a poll that ends before it is clear takes a smaller answer for a limit, unless a larger one has come") {
    AnswerSize size(kWhole, false, {});
    answerSecondTry(size);
    CHECK(learnedLimit(size) == kWhole / 2);
    size.begin(1, false);
    size.answersTry(0);
    size.learn(size.varbinds(), false);
    answerSecondTry(size);
    CHECK(learnedLimit(size) == 0);
}

TEST_CASE("an agent that has answered a GETBULK in this poll has not lost it, however often only GETNEXT is answered") {
    for (const bool answered : {false, true}) {
        AnswerSize size(kWhole, false, {});
        if (answered) {
            size.begin(1, false);
            size.answersTry(0);
            size.learn(size.varbinds(), false);
        }
        for (int lost = 0; lost < 4; ++lost) {
            size.begin(1, false);
            size.retry(true);
            size.answersTry(1);
            size.learn(1, false);
        }
        CHECK(size.hasBulk() == answered);
    }
}
