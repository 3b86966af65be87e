// Names with several addresses.
#include <doctest/doctest.h>

#include "poller_world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::Status;

namespace {

struct Fixture : PollerWorld {
    Fixture() { resolver.known.emplace("sw1", FakeResolver::addresses({"192.0.2.1", "192.0.2.2", "2001:db8::3"})); }

    void insistOn(Host& host) {
        poller.poll({.asker = asker, .host = host, .question = &host, .scheduled = clocks.now.wall, .insisted = true});
    }
    std::string askedNow() const { return workers.tasks.empty() ? "" : workers.tasks[0].task.address.hostString(); }
    void answerNow(Status status) {
        model::HostRecord record = result(status, status == Status::ok ? "" : "no answer");
        record.duration = 1s;
        answer(askedNow(), record);
    }
};

}  // namespace

TEST_CASE("after a poll without an answer the next one goes to the next address, and what answered is remembered") {
    Fixture f;
    Host& host = f.host("sw1");
    std::vector<std::string> asked;
    for (const Status status : {Status::timeout, Status::unreachable, Status::timeout, Status::timeout, Status::ok,
                                Status::agent_error, Status::ok}) {
        f.poll(host);
        asked.push_back(f.askedNow());
        f.answerNow(status);
    }
    CHECK(asked == Lines{"192.0.2.1", "192.0.2.2", "2001:db8::3", "192.0.2.1", "192.0.2.2", "192.0.2.2", "192.0.2.2"});
    CHECK(host.addresses == 3);
    CHECK_FALSE(host.address_silent);
    CHECK(f.log.lines.size() == 7);
}

TEST_CASE("the address that answered is asked as long as the name has it, in whatever order") {
    Fixture f;
    Host& host = f.host("sw1");
    f.poll(host);
    f.answerNow(Status::ok);
    f.resolver.known.at("sw1") = FakeResolver::addresses({"192.0.2.2", "192.0.2.1"});
    f.poll(host);
    CHECK(f.askedNow() == "192.0.2.1");
    f.answerNow(Status::ok);
    f.resolver.known.at("sw1") = FakeResolver::addresses({"192.0.2.2", "192.0.2.5"});
    f.poll(host);
    CHECK(f.askedNow() == "192.0.2.2");
}

TEST_CASE("a poll that somebody waits for asks the other addresses itself, and has one record") {
    Fixture f;
    Host& host = f.host("sw1");
    f.insistOn(host);
    f.answerNow(Status::timeout);
    CHECK(f.askedNow() == "192.0.2.2");
    CHECK(f.log.lines.empty());
    CHECK(f.asker.lines.empty());
    f.clocks.now.mono += 1s;
    f.answerNow(Status::ok);
    CHECK(f.log.take() == Lines{"sw1 1 ok"});
    const model::HostRecord& record = f.log.records[0];
    CHECK(record.address->hostString() == "192.0.2.2");
    CHECK(record.requests == 2);
    CHECK(record.duration == 2s);
    CHECK(host.address->hostString() == "192.0.2.2");
    CHECK(f.ledgerIsSound());
    CHECK(host.open_polls == 0);
    f.insistOn(host);
    CHECK(f.askedNow() == "192.0.2.2");
}

TEST_CASE("when no address answers, the record is that of the first") {
    Fixture f;
    f.insistOn(f.host("sw1"));
    f.answerNow(Status::timeout);
    f.answerNow(Status::unreachable);
    f.answerNow(Status::unreachable);
    CHECK(f.log.take() ==
          Lines{"sw1 1 timeout: no answer; nor is there an answer from the other addresses of the name"});
    CHECK(f.log.records[0].address->hostString() == "192.0.2.1");
    CHECK(f.log.records[0].requests == 3);
    CHECK(f.workers.given.size() == 3);
}

TEST_CASE("all addresses together have the time of the target's deadline") {
    Fixture f;
    Host& host = f.host("sw1");
    host.target.deadline = 5s;
    f.insistOn(host);
    f.timing.advance(3s);
    model::HostRecord late = result(Status::timeout, "no answer");
    late.duration = 3s;
    late.begun = f.clocks.now.mono - 3s;
    f.workers.send(f.workers.tasks[0].task.id, late);
    REQUIRE(f.askedNow() == "192.0.2.2");
    CHECK(f.workers.tasks[0].task.deadline == 2s);
    f.timing.advance(2s);
    f.answerNow(Status::timeout);
    CHECK(f.log.lines.size() == 1);
    CHECK(f.workers.tasks.empty());
}
