#include "child/child_process.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <functional>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "frames.hpp"

using namespace snmpolld;
using namespace snmpolld::child;
using namespace std::chrono_literals;

namespace {

constexpr ipc::Protocol kEcho{.name = "echo", .version = 2};

// Keeps what a child says.
class Fixture : public ChildProcess::Owner {
  public:
    explicit Fixture(const std::string& name, const std::string& file = SNMPOLLD_ECHO_CHILD) {
        log::configure(log::Level::error, log::Format::terminal);
        auto spawned = ChildProcess::spawn(loop, {.file = file, .name = name, .protocol = kEcho}, *this);
        if (spawned)
            child = std::move(*spawned);
        else
            refused = spawned.error().message;
    }

    Result<void> childReady(std::string_view text) override {
        details = text;
        return {};
    }
    Result<void> frameCame(std::span<const std::byte> frame) override {
        if (reject) return fail(ErrorKind::protocol, "not what was wanted");
        frames.emplace_back(textOf(frame));
        return {};
    }
    Result<void> logLineCame(std::string_view line) override {
        lines.emplace_back(line);
        return {};
    }
    void childGone(const Death& how) override {
        death = how;
        child.reset();
    }

    // Runs the loop until then; false if it takes longer than 20 s.
    bool runUntil(const std::function<bool()>& happened) {
        const MonoTime give_up = monoNow() + 20s;
        loop::Timer look(loop, [&] {
            if (happened() || monoNow() > give_up) loop.stop();
        });
        look.startEvery(1ms);
        loop.run();
        return happened();
    }
    bool runUntilReady() {
        return runUntil([this] { return details.has_value() || death.has_value(); }) && details.has_value();
    }
    bool runUntilGone() {
        return runUntil([this] { return death.has_value(); });
    }
    void send(std::string_view text) { appendFrame(text, child->batch()); }

    loop::Loop loop;
    std::unique_ptr<ChildProcess> child;
    std::string refused;
    std::optional<std::string> details;
    std::vector<std::string> frames;
    std::vector<std::string> lines;
    std::optional<Death> death;
    bool reject = false;
};

}  // namespace

TEST_CASE("a child says that it is ready, with its details, and its log lines come before that") {
    Fixture fixture("echo");
    REQUIRE(fixture.runUntilReady());
    CHECK(fixture.child->isReady());
    CHECK(fixture.details == "three ears");
    CHECK(fixture.lines == std::vector<std::string>{"good morning"});
}

TEST_CASE("frames go to the child and come back whole, small ones and large ones") {
    Fixture fixture("echo");
    const std::vector<std::string> sent{"one", "two", std::string(3'000'000, 'x'), "four"};
    for (const std::string& text : sent)
        fixture.send(text);
    CHECK(fixture.child->hasUnsent());
    CHECK(fixture.runUntil([&] { return fixture.frames.size() == sent.size(); }));
    CHECK(fixture.frames == sent);
    CHECK_FALSE(fixture.child->hasUnsent());
}

TEST_CASE("what was sent does not stay behind in the memory from which it was sent") {
    Fixture fixture("echo");
    REQUIRE(fixture.runUntilReady());
    const std::string secret(200, 's');
    fixture.send(secret);
    const char* const memory = fixture.child->batch().data();
    const size_t size = fixture.child->batch().size();
    REQUIRE(fixture.runUntil([&] { return fixture.frames.size() == 1; }));
    REQUIRE(fixture.child->batch().data() == memory);
    CHECK(std::string_view(memory, size).find("sss") == std::string_view::npos);
}

TEST_CASE("a child that drains works off what it was sent, and what it says meanwhile is read") {
    Fixture fixture("echo");
    fixture.send("one");
    fixture.send("two");
    fixture.child->drain();
    REQUIRE(fixture.runUntilGone());
    CHECK(fixture.frames == std::vector<std::string>{"one", "two", "farewell"});
    CHECK(fixture.death->isClean());
    CHECK(fixture.death->was_ready);
}

TEST_CASE("a child that is stopped ends by itself, and nothing more is read of it") {
    Fixture fixture("echo");
    REQUIRE(fixture.runUntilReady());
    fixture.child->stop();
    REQUIRE(fixture.runUntilGone());
    CHECK(fixture.frames.empty());
    CHECK(fixture.death->isClean());
}

TEST_CASE("the end of a child that dies is reported, after what it had said") {
    Fixture fixture("exit");
    REQUIRE(fixture.runUntilReady());
    fixture.send("now");
    REQUIRE(fixture.runUntilGone());
    CHECK(fixture.death->how() == "exit status 3");
    CHECK(fixture.death->isOfItsOwnDoing());
    CHECK_FALSE(fixture.death->isClean());
}

TEST_CASE("a crash is of the child's own doing, a kill from outside is not") {
    Fixture crashed("crash");
    crashed.send("now");
    REQUIRE(crashed.runUntilGone());
    CHECK(crashed.death->isOfItsOwnDoing());
    Fixture killed("echo");
    REQUIRE(killed.runUntilReady());
    killed.child->kill(SIGTERM);
    REQUIRE(killed.runUntilGone());
    CHECK_FALSE(killed.death->isOfItsOwnDoing());
    CHECK(killed.death->status.signal == SIGTERM);
}

TEST_CASE("a child that hangs is killed for it, and the first reason counts") {
    Fixture fixture("hang");
    REQUIRE(fixture.runUntilReady());
    fixture.send("now");
    fixture.child->killFor("no answer in time");
    fixture.child->killFor("too late");
    REQUIRE(fixture.runUntilGone());
    CHECK(fixture.death->how() == "no answer in time");
    CHECK(fixture.death->isOfItsOwnDoing());
}

TEST_CASE("a child that says nonsense is killed, before it is ready and after") {
    for (const char* name : {"garbage", "babble"}) {
        Fixture fixture(name);
        fixture.send("now");
        REQUIRE(fixture.runUntilGone());
        CHECK(fixture.death->fault.starts_with("bad message: "));
        CHECK(fixture.death->was_ready == (std::string_view(name) == "garbage"));
    }
}

TEST_CASE("a frame before the child is ready is refused") {
    Fixture fixture("early");
    REQUIRE(fixture.runUntilGone());
    CHECK(fixture.death->how() == "bad message: it came before the child was ready");
    CHECK(fixture.frames.empty());
}

TEST_CASE("a child that says twice that it is ready is refused") {
    Fixture fixture("twice");
    REQUIRE(fixture.runUntilGone());
    CHECK(fixture.death->how() == "bad message: the child said twice that it is ready");
}

TEST_CASE("a child of another version is refused with both versions") {
    Fixture fixture("old");
    REQUIRE(fixture.runUntilGone());
    CHECK(fixture.death->how() == "bad message: it speaks protocol echo 1, not protocol echo 2");
    CHECK_FALSE(fixture.death->was_ready);
    CHECK_FALSE(fixture.details.has_value());
}

TEST_CASE("what the owner refuses ends the child") {
    Fixture fixture("echo");
    fixture.reject = true;
    fixture.send("one");
    REQUIRE(fixture.runUntilGone());
    CHECK(fixture.death->how() == "bad message: not what was wanted");
}

TEST_CASE("a child that never becomes ready stays until it is killed") {
    Fixture fixture("mute");
    fixture.child->drain();
    CHECK_FALSE(fixture.child->isReady());
    fixture.child->killFor("did not become ready in time");
    REQUIRE(fixture.runUntilGone());
    CHECK_FALSE(fixture.death->was_ready);
}

TEST_CASE("while reading is held nothing comes, and all of it comes after that") {
    Fixture fixture("echo");
    REQUIRE(fixture.runUntilReady());
    fixture.child->holdReading(true);
    fixture.send("one");
    int turns = 0;
    fixture.runUntil([&] { return ++turns > 50; });
    CHECK(fixture.frames.empty());
    fixture.child->holdReading(false);
    CHECK(fixture.runUntil([&] { return fixture.frames.size() == 1; }));
}

TEST_CASE("a program that does not exist is an error with its name") {
    Fixture fixture("echo", "/nowhere/snmpolld-echo");
    CHECK(fixture.child == nullptr);
    CHECK(fixture.refused.find("/nowhere/snmpolld-echo") != std::string::npos);
}
