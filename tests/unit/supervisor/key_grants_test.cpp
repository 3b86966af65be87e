// Which keys a worker gets: through a Poller, with workers that say what a test wants.
#include "supervisor/key_grants.hpp"

#include <doctest/doctest.h>

#include "poller_world.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;
using namespace std::chrono_literals;
using model::SecurityLevel;
using model::Status;

namespace {

std::shared_ptr<const model::Credentials> user(SecurityLevel level, std::string pinned = "") {
    model::Credentials out;
    out.version = model::Version::v3;
    out.username = "me";
    out.security_level = level;
    out.auth_protocol = model::AuthProtocol::SHA;
    out.engine_id = std::move(pinned);
    return std::make_shared<const model::Credentials>(std::move(out));
}

// Two workers that hold many tasks.
struct Fixture : PollerWorld {
    Fixture() { workers.count = 2; }

    Host& v3(const std::string& node, std::shared_ptr<const model::Credentials> credentials = authentic()) {
        Host& out = host(node);
        out.target.credentials = std::move(credentials);
        return out;
    }
    static std::shared_ptr<const model::Credentials> authentic() {
        static const auto credentials = user(SecurityLevel::authNoPriv);
        return credentials;
    }

    const FakeWorkers::Task& running(uint64_t task) const {
        return *std::ranges::find(workers.tasks, task, [](const auto& one) { return one.task.id; });
    }
    Result<void> want(uint64_t task, const std::string& engine_id) {
        return workers.wantKeys(running(task).worker, {.task_id = task, .engine_id = engine_id});
    }
    // "task: engine", "task: no engine", of all that was answered since the last call.
    Lines answers() {
        Lines out;
        for (const auto& [worker, answer] : std::exchange(workers.key_answers, {})) {
            const bool has_keys = answer.keys == FakeKeys::keysOf(*authentic(), answer.keys.engine_id);
            CHECK(answer.refused != has_keys);
            out.push_back(std::to_string(answer.task_id) + (answer.refused ? ": no " : ": ") + answer.keys.engine_id);
        }
        return out;
    }
    // Begins a poll of the host; returns its task.
    uint64_t begin(Host& of) {
        poll(of);
        return workers.given.back().id;
    }
    // A poll of the host that finds this engine.
    void find(Host& of, const std::string& engine_id) {
        const uint64_t task = begin(of);
        REQUIRE(want(task, engine_id).has_value());
        end(task, engine_id);
        workers.key_answers.clear();
    }
    void end(uint64_t task, const std::string& engine_id, Status status = Status::ok) {
        model::HostRecord record = result(status);
        record.learned.engine_id = engine_id;
        record.begun = clocks.now.mono;
        workers.send(task, std::move(record));
        timing.endTurns();
    }
    // The confirmation that runs; 0: none does.
    uint64_t confirmation() const {
        const auto found =
            std::ranges::find_if(workers.tasks, [](const auto& one) { return !one.task.confirms.empty(); });
        return found == workers.tasks.end() ? 0 : found->task.id;
    }
};

}  // namespace

TEST_CASE("the first poll of a host has no keys, and the next ones have those of the engine that was found") {
    Fixture f;
    Host& host = f.v3("192.0.2.1");
    const uint64_t task = f.begin(host);
    CHECK(f.workers.given.back().keys.empty());
    CHECK(f.want(task, "engine").has_value());
    CHECK(f.answers() == Lines{std::to_string(task) + ": engine"});
    f.end(task, "engine");
    f.begin(host);
    CHECK(f.workers.given.back().keys == std::vector{FakeKeys::keysOf(*Fixture::authentic(), "engine")});
}

TEST_CASE("a pinned engine's keys come with the first task, and nobody may ask for others") {
    Fixture f;
    const uint64_t task = f.begin(f.v3("192.0.2.1", user(SecurityLevel::authNoPriv, "pinned")));
    CHECK(f.workers.given.back().keys.at(0).engine_id == "pinned");
    CHECK(f.want(task, "pinned").has_value());
    CHECK_FALSE(f.want(task, "another").has_value());
}

TEST_CASE("tasks that need no keys get none") {
    Fixture f;
    Host& host = f.v3("192.0.2.1", user(SecurityLevel::noAuthNoPriv));
    f.end(f.begin(host), "engine");
    f.begin(host);
    CHECK(f.workers.given.back().keys.empty());
    f.begin(f.host("192.0.2.2"));
    CHECK(f.workers.given.back().keys.empty());
}

TEST_CASE("keys that take long to make are given when they are ready, if the poll is still there") {
    Fixture f;
    f.keys.slow = true;
    Host& host = f.v3("192.0.2.1");
    const uint64_t task = f.begin(host);
    CHECK(f.want(task, "engine").has_value());
    CHECK(f.answers().empty());
    f.keys.being_made.at(0)();
    CHECK(f.answers() == Lines{std::to_string(task) + ": engine"});
    f.end(task, "engine");
    f.keys.being_made.at(0)();
    CHECK(f.answers().empty());
    const uint64_t next = f.begin(host);
    CHECK(f.workers.given.back().keys.empty());
    CHECK(f.want(next, "engine").has_value());
    CHECK(f.confirmation() == 0);
    f.keys.being_made.at(1)();
    CHECK(f.answers() == Lines{std::to_string(next) + ": engine"});
}

TEST_CASE("the keys of another host's engine are given once another worker finds it there too") {
    Fixture f;
    f.find(f.v3("192.0.2.1"), "engine");
    Host& clone = f.v3("192.0.2.2");
    const uint64_t task = f.begin(clone);
    CHECK(f.want(task, "engine").has_value());
    CHECK(f.answers().empty());
    const uint64_t confirmation = f.confirmation();
    REQUIRE(confirmation != 0);
    const FakeWorkers::Task asked = f.running(confirmation);
    CHECK(asked.worker != f.running(task).worker);
    CHECK(asked.task.confirms == "engine");
    CHECK(asked.task.address.hostString() == "192.0.2.2");
    CHECK(asked.task.keys.empty());
    CHECK_FALSE(model::needsKeys(*asked.task.credentials));
    CHECK(asked.task.credentials->username.empty());
    f.end(confirmation, "");
    CHECK(f.answers() == Lines{std::to_string(task) + ": engine"});
    CHECK(f.log.take().size() == 1);  // that of the first host
    f.end(task, "engine");
    CHECK(f.log.take() == Lines{"192.0.2.2 1 ok"});
    clone.learned = {};
    CHECK(f.want(f.begin(clone), "engine").has_value());
    CHECK(f.confirmation() == 0);
    CHECK(f.answers().size() == 1);
    CHECK(f.ledgerIsSound());
}

TEST_CASE("a claim that another worker does not confirm is refused, and so is each further one") {
    Fixture f;
    f.find(f.v3("192.0.2.1"), "engine");
    Host& other = f.v3("192.0.2.2");
    for (const Status status : {Status::timeout, Status::bad_response}) {
        const uint64_t task = f.begin(other);
        CHECK(f.want(task, "engine").has_value());
        f.end(f.confirmation(), "", status);
        CHECK(f.answers() == Lines{std::to_string(task) + ": no engine"});
        f.end(task, "", Status::auth_failure);
    }
    CHECK(f.ledgerIsSound());
}

TEST_CASE("an engine that was learned in an earlier run is another host's from the beginning") {
    Fixture f;
    Host& host = f.v3("192.0.2.1");
    host.learned.engine_id = "engine";
    f.poller.keyGrants().noteEngine(host);
    CHECK(f.want(f.begin(f.v3("192.0.2.2")), "engine").has_value());
    CHECK(f.answers().empty());
    CHECK(f.confirmation() != 0);
}

TEST_CASE("what a host without keys says of its engine takes no engine away from others") {
    Fixture f;
    f.end(f.begin(f.v3("192.0.2.1", user(SecurityLevel::noAuthNoPriv))), "engine");
    CHECK(f.want(f.begin(f.v3("192.0.2.2")), "engine").has_value());
    CHECK(f.answers().size() == 1);
}

TEST_CASE("where there is only one worker, nobody confirms anything") {
    Fixture f;
    f.workers.count = 1;
    f.find(f.v3("192.0.2.1"), "engine");
    CHECK(f.want(f.begin(f.v3("192.0.2.2")), "engine").has_value());
    CHECK(f.answers().size() == 1);
    CHECK(f.confirmation() == 0);
}

TEST_CASE("a confirmation waits until another worker is ready, and is dropped if its poll ends first") {
    Fixture f;
    f.find(f.v3("192.0.2.1"), "engine");
    f.workers.others_are_ready = false;
    Host& clone = f.v3("192.0.2.2");
    const uint64_t first = f.begin(clone);
    CHECK(f.want(first, "engine").has_value());
    f.end(first, "", Status::timeout);
    const uint64_t task = f.begin(clone);
    CHECK(f.want(task, "engine").has_value());
    f.workers.sayCredit();
    CHECK(f.confirmation() == 0);
    f.workers.others_are_ready = true;
    f.workers.sayCredit();
    f.end(f.confirmation(), "");
    CHECK(f.confirmation() == 0);
    CHECK(f.answers() == Lines{std::to_string(task) + ": engine"});
}

TEST_CASE("a worker that dies with a confirmation costs no record, is blamed on the host, and is tried once more") {
    Fixture f;
    f.find(f.v3("192.0.2.1"), "engine");
    Host& clone = f.v3("192.0.2.2");
    const uint64_t task = f.begin(clone);
    CHECK(f.want(task, "engine").has_value());
    f.log.take();
    f.workers.die(1, true);
    CHECK(clone.deaths == 1);
    CHECK(f.log.take().empty());
    REQUIRE(f.confirmation() != 0);
    f.workers.die(1, true);
    CHECK(f.confirmation() == 0);
    CHECK(f.answers() == Lines{std::to_string(task) + ": no engine"});
    f.end(task, "", Status::auth_failure);
    CHECK(f.ledgerIsSound());
}

TEST_CASE("a poll whose worker dies while it waits has one record, and the confirmation says nothing to anybody") {
    Fixture f;
    f.find(f.v3("192.0.2.1"), "engine");
    const uint64_t task = f.begin(f.v3("192.0.2.2"));
    CHECK(f.want(task, "engine").has_value());
    f.log.take();
    f.workers.die(f.running(task).worker, true);
    f.timing.endTurns();
    CHECK(f.log.take().size() == 1);
    f.end(f.confirmation(), "");
    CHECK(f.answers().empty());
    CHECK(f.ledgerIsSound());
}

TEST_CASE("who asks for keys of a poll that has ended meanwhile is refused") {
    Fixture f;
    const uint64_t task = f.begin(f.v3("192.0.2.1"));
    const int worker = f.running(task).worker;
    f.poller.skipOpen(f.asker);
    CHECK(f.workers.wantKeys(worker, {.task_id = task, .engine_id = "engine"}).has_value());
    CHECK(f.answers() == Lines{std::to_string(task) + ": no engine"});
}
