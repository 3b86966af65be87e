#include "sink/fanout.hpp"

#include <doctest/doctest.h>

#include "../format/records.hpp"

using namespace snmpolld;
using namespace snmpolld::sink;

namespace {

struct Condition {
    int written = 0;
    int reopened = 0;
    bool idle = true;
    bool saturated = false;
    bool broken = false;
    bool gone = false;
    SinkState state{};
};

class FakeSink : public Sink {
  public:
    explicit FakeSink(Condition& c, std::string destination = "") : destination_(std::move(destination)), c_(c) {}
    std::string_view destination() const override { return destination_; }
    ~FakeSink() override { c_.gone = true; }
    void write(const model::HostRecord&) override { ++c_.written; }
    void reopen() override { ++c_.reopened; }
    bool idle() const override { return c_.idle; }
    bool saturated() const override { return c_.saturated; }
    bool broken() const override { return c_.broken; }
    SinkState state() const override { return c_.state; }

  private:
    std::string destination_;
    Condition& c_;
};

class PreparedFake : public PreparedSink {
  public:
    PreparedFake(std::string destination, Condition& c) : destination_(std::move(destination)), c_(c) {}
    std::string_view destination() const override { return destination_; }
    std::unique_ptr<Sink> begin(std::unique_ptr<Sink> before) override {
        return before ? std::move(before) : std::make_unique<FakeSink>(c_, destination_);
    }

  private:
    std::string destination_;
    Condition& c_;
};

void replace(Fanout& fanout, std::vector<std::pair<std::string, Condition*>> next) {
    std::vector<std::unique_ptr<PreparedSink>> prepared;
    for (const auto& [destination, condition] : next)
        prepared.push_back(std::make_unique<PreparedFake>(destination, *condition));
    fanout.replace(std::move(prepared));
}

struct Two {
    Two() {
        fanout.add(std::make_unique<FakeSink>(a));
        fanout.add(std::make_unique<FakeSink>(b));
    }
    Condition a, b;
    Fanout fanout;
};

}  // namespace

TEST_CASE("every sink gets every record, also when one is stuck") {
    const format::testing::Recorded sample;
    Two two;
    two.a.saturated = true;
    two.fanout.write(sample.record);
    two.fanout.reopen();
    CHECK(two.a.written == 1);
    CHECK(two.b.written == 1);
    CHECK(two.b.reopened == 1);
    CHECK(two.fanout.states().size() == 2);
}

TEST_CASE("a broken sink counts neither as busy nor as saturated") {
    Two two;
    two.a.idle = false;
    two.a.saturated = true;
    CHECK_FALSE(two.fanout.idle());
    CHECK(two.fanout.saturated());
    two.a.broken = true;
    CHECK(two.fanout.idle());
    CHECK_FALSE(two.fanout.saturated());
    CHECK_FALSE(two.fanout.broken());
    two.b.broken = true;
    CHECK(two.fanout.broken());
}

TEST_CASE("no sinks at all are idle and not broken") {
    const Fanout fanout;
    CHECK(fanout.idle());
    CHECK_FALSE(fanout.broken());
}

TEST_CASE("sinks that are replaced get no more records and stay until they have written what they hold") {
    const format::testing::Recorded sample;
    Two two;
    two.a.idle = false;
    two.fanout.replace({});
    CHECK(two.b.gone);
    CHECK_FALSE(two.a.gone);
    CHECK_FALSE(two.fanout.idle());
    two.a.idle = true;
    two.fanout.write(sample.record);
    CHECK(two.a.gone);
    CHECK(two.a.written == 0);
    CHECK(two.fanout.idle());
}

TEST_CASE("a sink goes on when one of the new ones has its destination, be it among the replaced ones") {
    const format::testing::Recorded sample;
    Condition a, b, not_begun;
    Fanout fanout;
    replace(fanout, {{"a", &a}, {"b", &b}});
    a.idle = false;
    replace(fanout, {{"b", &not_begun}, {"", &not_begun}});
    CHECK_FALSE(a.gone);
    fanout.write(sample.record);
    CHECK(a.written == 0);
    CHECK(b.written == 1);
    CHECK(not_begun.written == 1);
    replace(fanout, {{"a", &not_begun}});
    CHECK(b.gone);
    fanout.write(sample.record);
    CHECK(a.written == 1);
    CHECK(not_begun.written == 1);
    CHECK(fanout.states().size() == 1);
}

TEST_CASE("a broken sink does not go on: a new one takes its place") {
    const format::testing::Recorded sample;
    Condition before, after;
    Fanout fanout;
    replace(fanout, {{"a", &before}});
    before.broken = true;
    replace(fanout, {{"a", &after}});
    CHECK(before.gone);
    fanout.write(sample.record);
    CHECK(after.written == 1);
}

TEST_CASE("what sinks have not written is counted by output, also of those that are gone") {
    Condition a, b, again;
    Fanout fanout;
    CHECK(fanout.notWritten().empty());
    replace(fanout, {{"a", &a}, {"b", &b}});
    a.state = {.name = "a", .dropped = 2, .lost = 3, .unwritten = 4, .trouble = "Input/output error"};
    replace(fanout, {{"b", &b}});
    CHECK(a.gone);
    b.state = {.name = "b", .written = 7, .unwritten = 1};
    auto missing = fanout.notWritten();
    REQUIRE(missing.size() == 2);
    CHECK(missing[0].output == "a");
    CHECK(missing[0].records == 9);
    CHECK(missing[0].why == "Input/output error");
    CHECK(missing[1].records == 1);
    CHECK(missing[1].why.empty());
    replace(fanout, {{"a", &again}});
    again.state = {.name = "a", .dropped = 1};
    b.state = {};
    missing = fanout.notWritten();
    REQUIRE(missing.size() == 2);
    CHECK(missing[0].records == 10);
}
