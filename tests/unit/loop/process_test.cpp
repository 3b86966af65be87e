#include "loop/process.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <optional>

#include "loop/stream.hpp"
#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using namespace snmpolld::loop::testing;
using namespace std::chrono_literals;

namespace {

Process::Spec shell(const std::string& script, UniqueFd channel = {}) {
    return {.file = "/bin/sh",
            .arguments = {"sh", "-c", script},
            .environment = {"GREETING=hello"},
            .directory = "/",
            .channel = std::move(channel)};
}

struct Child {
    void start(Loop& loop, const std::string& script) {
        auto pair = socketPair();
        REQUIRE(pair);
        channel = std::move(*Stream::adopt(loop, std::move(pair->first)));
        channel->start({.data = [this](auto b) { text.append(reinterpret_cast<const char*>(b.data()), b.size()); },
                        .ended = [this] { ended = true; }});
        auto spawned =
            Process::spawn(loop, shell(script, std::move(pair->second)), [this](ExitStatus s) { status = s; });
        REQUIRE(spawned);
        process = std::move(*spawned);
    }

    std::unique_ptr<Stream> channel;
    std::unique_ptr<Process> process;
    std::string text;
    bool ended = false;
    std::optional<ExitStatus> status;
};

}  // namespace

TEST_CASE("a child speaks over descriptor 3 and its exit status is reported") {
    Loop loop;
    Child child;
    child.start(loop, "echo $GREETING $PWD >&3; exit 71");
    CHECK(runUntil(loop, [&] { return child.ended && child.status; }));
    CHECK(child.text == "hello /\n");
    CHECK(child.status->code == 71);
    CHECK(child.status->toString() == "exit status 71");
}

TEST_CASE("a child has no other descriptors than 0 to 3, and /dev/null as its input and output") {
    Loop loop;
    Child child;
    const UniqueFd foreign(::dup(2));  // not close-on-exec, like what our own parent may have left open
    child.start(loop,
                "echo lost; (readlink /proc/$$/fd/0; readlink /proc/$$/fd/1; ls /proc/$$/fd) | while read line; do "
                "echo $line >&3; done; true");
    CHECK(runUntil(loop, [&] { return child.ended && child.status; }));
    CHECK(child.text == "/dev/null\n/dev/null\n0\n1\n2\n3\n");
}

TEST_CASE("a child is in a process group of its own") {
    Loop loop;
    Child child;
    child.start(loop, "read wait <&3");
    CHECK(::getpgid(child.process->pid()) == child.process->pid());
    child.channel.reset();  // its end is what ends the child
    CHECK(runUntil(loop, [&] { return child.status.has_value(); }));
}

TEST_CASE("a signal that ends a child is told by number and name") {
    Loop loop;
    Child child;
    child.start(loop, "read wait <&3");
    child.process->kill(SIGSEGV);
    CHECK(runUntil(loop, [&] { return child.status.has_value(); }));
    CHECK(child.status->signal == SIGSEGV);
    CHECK(child.status->toString() == "signal 11 (Segmentation fault)");
    child.process->kill(SIGKILL);  // nothing: it is over
}

TEST_CASE("a program that cannot be executed is an error that names it") {
    Loop loop;
    Process::Spec spec = shell("true");
    spec.file = "/nonexistent/worker";
    const auto spawned = Process::spawn(loop, std::move(spec), nullptr);
    REQUIRE_FALSE(spawned);
    CHECK(spawned.error().message == "start /nonexistent/worker: no such file or directory");
}

TEST_CASE("a process may be destroyed in its exit callback") {
    Loop loop;
    std::unique_ptr<Process> process;
    auto spawned = Process::spawn(loop, shell("true"), [&](ExitStatus) { process.reset(); });
    REQUIRE(spawned);
    process = std::move(*spawned);
    CHECK(runUntil(loop, [&] { return !process; }));
}

TEST_CASE("a child whose Process has gone is still waited for when it ends") {
    Loop loop;
    Child child;
    child.start(loop, "read wait <&3");
    const int pid = child.process->pid();
    child.process.reset();
    child.channel.reset();
    CHECK(runUntil(loop, [&] { return ::kill(pid, 0) != 0; }));  // a zombie would still be there
    CHECK_FALSE(child.status);
}

TEST_CASE("a loop closes with a child that is still running") {
    auto pair = socketPair();
    REQUIRE(pair);
    int pid = 0;
    {
        Loop loop;
        const auto spawned = Process::spawn(loop, shell("read wait <&3", std::move(pair->second)), nullptr);
        REQUIRE(spawned);
        pid = (*spawned)->pid();
    }
    pair->first.reset();
    int status = 0;
    CHECK(::waitpid(pid, &status, 0) == pid);
}
