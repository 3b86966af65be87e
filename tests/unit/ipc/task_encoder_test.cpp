// What many tasks share: told once, known by its number after that.
#include <doctest/doctest.h>

#include "ipc/worker_codec.hpp"
#include "samples.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;

TEST_CASE("what tasks share is told once, and again when others have taken its number") {
    TaskEncoder encoder;
    TaskDecoder decoder;
    size_t size = 0;
    const auto pass = [&](const model::PollTask& task) {
        std::string out;
        encoder.encode(task, out);
        size = out.size();
        return decoder.decode(payload(out)).value();
    };
    model::PollTask sent = sampleTask();
    sent.keys = {};  // keys are shared by none
    sent.confirms.clear();
    const model::PollTask first = pass(sent);
    const size_t told = size;
    const model::PollTask second = pass(sent);
    CHECK(size < told / 3);
    CHECK(second.credentials == first.credentials);
    CHECK(second.module_set == first.module_set);
    CHECK(second.id == sent.id);
    CHECK(second.learned == sent.learned);

    for (size_t i = 0; i < 3 * kNumbers; ++i) {
        model::PollTask other = sampleTask();
        auto credentials = std::make_shared<model::Credentials>(*first.credentials);
        credentials->username += std::to_string(i);
        other.credentials = credentials;
        auto modules = std::make_shared<model::ModuleSet>(*first.module_set);
        modules->requests.max_rows = i + 1;
        other.module_set = modules;
        const model::PollTask once = pass(other);
        const model::PollTask again = pass(other);
        CHECK(*once.credentials == *credentials);
        CHECK(*once.module_set == *modules);
        CHECK(again.credentials == once.credentials);
        CHECK(again.module_set == once.module_set);
    }
    const model::PollTask last = pass(sent);
    CHECK(size == told);
    CHECK(*last.credentials == *first.credentials);
    CHECK(*last.module_set == *first.module_set);
}

TEST_CASE("a task that needs what was never told is refused") {
    TaskEncoder encoder;
    std::string told;
    encoder.encode(sampleTask(), told);
    const model::PollTask task = sampleTask();
    std::string first;
    encoder.encode(task, first);
    std::string out;
    encoder.encode(task, out);
    CHECK_FALSE(TaskDecoder().decode(payload(out)).has_value());
    TaskDecoder decoder;
    CHECK(decoder.decode(payload(first)).has_value());
    CHECK(decoder.decode(payload(out)).has_value());
}

TEST_CASE("a refused task changes nothing of what the next ones need") {
    TaskEncoder encoder;
    TaskDecoder decoder;
    const model::PollTask good = sampleTask();
    std::string out;
    encoder.encode(good, out);
    const auto first = decoder.decode(payload(out));
    REQUIRE(first.has_value());
    model::PollTask bad = sampleTask();
    bad.module_set = std::make_shared<model::ModuleSet>(model::ModuleSet{.get = {model::Oid{1}}});
    CHECK_FALSE(decoder.decode(payload(encoded(bad))).has_value());
    out.clear();
    encoder.encode(good, out);
    CHECK(decoder.decode(payload(out)).value().module_set == first->module_set);
}

TEST_CASE("what was told is not kept alive, and what is made in its place is told") {
    TaskEncoder encoder;
    TaskDecoder decoder;
    std::weak_ptr<const model::Credentials> told;
    for (uint64_t i = 1; i < 100; ++i) {
        model::PollTask task = sampleTask();
        auto credentials = std::make_shared<model::Credentials>(*task.credentials);
        credentials->username = std::to_string(i);
        task.credentials = credentials;
        std::string out;
        encoder.encode(task, out);
        CHECK(decoder.decode(payload(out)).value().credentials->username == std::to_string(i));
        told = credentials;
    }
    CHECK(told.expired());
}

TEST_CASE("credentials are forgotten at both ends, and told again with the next task") {
    TaskEncoder encoder;
    TaskDecoder decoder;
    const model::PollTask task = sampleTask();
    std::string first;
    encoder.encode(task, first);
    std::string second;
    encoder.encode(task, second);
    CHECK_FALSE(decoder.forgets(payload(first)));
    const auto known = decoder.decode(payload(first));
    REQUIRE(known.has_value());

    std::string order;
    CHECK(encoder.hasToldCredentials());
    encoder.forget(order);
    CHECK_FALSE(encoder.hasToldCredentials());
    CHECK(decoder.forgets(payload(order)));
    CHECK_FALSE(decoder.decode(payload(order)).has_value());
    CHECK_FALSE(decoder.decode(payload(second)).has_value());

    std::string third;
    encoder.encode(task, third);
    const auto again = decoder.decode(payload(third));
    REQUIRE(again.has_value());
    CHECK(*again->credentials == *known->credentials);
    CHECK(again->module_set == known->module_set);
}

TEST_CASE("credentials that nobody has any more are forgotten at both ends, others are not") {
    TaskEncoder encoder;
    TaskDecoder decoder;
    std::string out;
    encoder.forgetGone(out);
    CHECK(out.empty());
    const model::PollTask kept = sampleTask();
    model::PollTask gone = sampleTask();
    const auto told = [&](const model::PollTask& task) {
        std::string frame;
        encoder.encode(task, frame);
        return decoder.decode(payload(frame)).value().credentials;
    };
    told(kept);
    const std::weak_ptr<const model::Credentials> held = told(gone);
    CHECK_FALSE(held.expired());
    encoder.forgetGone(out);
    CHECK(out.empty());
    gone = {};
    encoder.forgetGone(out);
    CHECK(decoder.forgets(payload(out)));
    CHECK(held.expired());
    CHECK(encoder.hasToldCredentials());
    out.clear();
    encoder.encode(kept, out);
    CHECK(out.size() < encoded(kept).size());
    CHECK(decoder.decode(payload(out)).has_value());
    out.clear();
    encoder.forgetGone(out);
    CHECK(out.empty());
}

TEST_CASE("what only looks like an order to forget is none") {
    TaskDecoder decoder;
    std::string order;
    TaskEncoder().forget(order);
    for (size_t size = 0; size < 8; ++size)
        CHECK_FALSE(decoder.forgets(payload(order).first(size)));
    std::string other(16, '\xff');
    other.replace(4, 4, "SNFO");
    CHECK_FALSE(decoder.forgets(std::as_bytes(std::span(other))));
}
