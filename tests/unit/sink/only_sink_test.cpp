#include "sink/only_sink.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../format/records.hpp"

using namespace snmpolld;
using namespace snmpolld::sink;
using format::testing::Recorded;
using model::Status;

namespace {

// What has been passed on, as task and part: "7.1 7.2 ".
class Seen : public Sink {
  public:
    explicit Seen(std::string& seen) : seen_(seen) {}
    void write(const model::HostRecord& record) override {
        seen_ += std::to_string(record.task_id) + "." + std::to_string(record.part) + " ";
        hosts.push_back(record.target->host);
    }
    void reopen() override { seen_ += "reopened "; }
    void finish() override { seen_ += "finished "; }
    bool idle() const override { return false; }
    bool saturated() const override { return true; }
    bool broken() const override { return true; }
    SinkState state() const override { return {.name = "inner"}; }

    std::vector<std::string> hosts;

  private:
    std::string& seen_;
};

struct Filtered {
    explicit Filtered(Only only) {
        auto inner = std::make_unique<Seen>(seen);
        inner_sink = inner.get();
        sink = filtered(std::move(inner), only);
    }
    void part(uint64_t task, uint32_t number, size_t varbinds = 1) {
        Recorded part;
        for (size_t i = 0; i < varbinds; ++i)
            part.add(model::Type::OctetString, std::string("x"));
        part.record.last = false;
        write(part, task, number);
    }
    void last(uint64_t task, uint32_t number, Status status) {
        Recorded end;
        end.record.status = status;
        write(end, task, number);
    }
    void write(Recorded& made, uint64_t task, uint32_t number) {
        made.record.task_id = task;
        made.record.part = number;
        sink->write(made.record);
    }

    std::string seen;
    Seen* inner_sink = nullptr;
    std::unique_ptr<Sink> sink;
};

}  // namespace

TEST_CASE("records are passed on by their status") {
    for (const auto& [only, expected] :
         {std::pair{Only::all, "1.1 2.1 3.1 "}, {Only::ok, "1.1 "}, {Only::failed, "2.1 3.1 "}}) {
        Filtered out(only);
        out.last(1, 1, Status::ok);
        out.last(2, 1, Status::partial);
        out.last(3, 1, Status::timeout);
        CHECK(out.seen == expected);
    }
}

TEST_CASE("the parts of a poll wait for its last one and are passed on in their order, all or none") {
    Filtered out(Only::ok);
    out.part(1, 1);
    out.part(2, 1);
    out.part(1, 2);
    CHECK(out.seen.empty());
    out.last(2, 2, Status::worker_lost);
    CHECK(out.seen.empty());
    out.last(1, 3, Status::ok);
    CHECK(out.seen == "1.1 1.2 1.3 ");
}

TEST_CASE("a part that was held back is passed on with the target of the last record") {
    Filtered out(Only::ok);
    {
        Recorded gone;
        gone.target.host = "gone";
        gone.record.last = false;
        out.write(gone, 1, 1);
    }
    Recorded end;
    end.target.host = "here";
    out.write(end, 1, 2);
    CHECK(out.inner_sink->hosts == std::vector<std::string>{"here", "here"});
}

TEST_CASE("a poll that would hold back too much is passed on whatever its status is, and only that one") {
    Filtered out(Only::failed);
    out.part(1, 1);
    out.part(2, 1, 60'000);
    out.part(2, 2, 40'000);
    CHECK(out.seen == "2.1 2.2 ");
    out.part(2, 3);
    CHECK(out.seen == "2.1 2.2 2.3 ");
    out.last(2, 4, Status::ok);
    out.last(1, 2, Status::ok);
    CHECK(out.seen == "2.1 2.2 2.3 2.4 ");
}

TEST_CASE("what has been passed on or dropped makes room again") {
    Filtered out(Only::ok);
    for (uint64_t task = 1; task <= 3; ++task) {
        out.part(task, 1, 60'000);
        out.last(task, 2, Status::timeout);
    }
    CHECK(out.seen.empty());
}

TEST_CASE("everything but records goes straight to the sink behind it") {
    Filtered out(Only::ok);
    out.sink->reopen();
    out.sink->finish();
    CHECK(out.seen == "reopened finished ");
    CHECK_FALSE(out.sink->idle());
    CHECK(out.sink->saturated());
    CHECK(out.sink->broken());
    CHECK(out.sink->state().name == "inner");
}
