#include "loop/stream.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>

#include "loop/process.hpp"
#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using namespace snmpolld::loop::testing;
using namespace std::chrono_literals;

namespace {

struct Pair {
    explicit Pair(Loop& loop) {
        auto fds = socketPair();
        REQUIRE(fds);
        peer = std::move(fds->second);
        stream = std::move(*Stream::adopt(loop, std::move(fds->first)));
    }

    void collect() {
        stream->start(
            {.data = [this](auto bytes) { text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size()); },
             .ended = [this] { ++ends; }});
    }

    std::unique_ptr<Stream> stream;
    UniqueFd peer;
    std::string text;
    int ends = 0;
};

// Everything that is there now; the peer's end is blocking.
size_t drain(int fd, std::string& into) {
    char buffer[65536];
    const ssize_t n = ::recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
    if (n > 0) into.append(buffer, static_cast<size_t>(n));
    return n > 0 ? static_cast<size_t>(n) : 0;
}

int connectTo(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, path.c_str());
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) return fd;
    ::close(fd);
    return -1;
}

}  // namespace

TEST_CASE("a stream hands over what the peer sends, then its end, once") {
    Loop loop;
    Pair pair(loop);
    pair.collect();
    REQUIRE(::send(pair.peer.get(), "hello", 5, 0) == 5);
    pair.peer.reset();
    CHECK(runUntil(loop, [&] { return pair.ends > 0; }));
    runTurns(loop, 5);
    CHECK(pair.text == "hello");
    CHECK(pair.ends == 1);
}

TEST_CASE("a write reaches the peer at once when there is room") {
    Loop loop;
    Pair pair(loop);
    pair.stream->write("task");
    CHECK(pair.stream->queuedBytes() == 0);
    std::string got;
    drain(pair.peer.get(), got);
    CHECK(got == "task");
}

TEST_CASE("what the socket does not take is queued and goes out in order") {
    Loop loop;
    Pair pair(loop);
    pair.collect();
    std::string sent;
    for (int i = 0; i < 2000; ++i) {
        std::string line = std::to_string(i) + std::string(1000, 'x') + "\n";
        sent += line;
        pair.stream->write(std::move(line));
    }
    CHECK(pair.stream->queuedBytes() > 0);
    std::string got;
    CHECK(runUntil(loop, [&] {
        while (drain(pair.peer.get(), got) > 0) {
        }
        return got.size() == sent.size();
    }));
    CHECK(got == sent);
    CHECK(runUntil(loop, [&] { return pair.stream->queuedBytes() == 0; }));
}

TEST_CASE("a stream may be destroyed in its data callback and in its end callback") {
    Loop loop;
    Pair first(loop);
    Pair second(loop);
    first.stream->start({.data = [&](auto) { first.stream.reset(); }, .ended = [] { FAIL("after its destruction"); }});
    second.stream->start({.data = nullptr, .ended = [&] { second.stream.reset(); }});
    REQUIRE(::send(first.peer.get(), "x", 1, 0) == 1);
    first.peer.reset();
    second.peer.reset();
    CHECK(runUntil(loop, [&] { return !first.stream && !second.stream; }));
    runTurns(loop, 5);
}

TEST_CASE("a stream that is destroyed with a full queue is closed and its bytes are dropped") {
    Loop loop;
    Pair pair(loop);
    pair.collect();
    pair.stream->write(std::string(4U << 20, 'x'));
    pair.stream.reset();
    runTurns(loop, 5);
    std::string got;
    while (drain(pair.peer.get(), got) > 0) {
    }
    CHECK(got.size() < 4U << 20);
    CHECK(pair.ends == 0);
}

TEST_CASE("a write to a peer that is gone ends the stream, after what the peer had sent") {
    Loop loop;
    Pair pair(loop);
    REQUIRE(::send(pair.peer.get(), "last words", 10, 0) == 10);
    pair.peer.reset();
    std::signal(SIGPIPE, SIG_IGN);
    pair.stream->write("too late");
    pair.collect();
    CHECK(pair.ends == 0);
    CHECK(runUntil(loop, [&] { return pair.ends > 0; }));
    CHECK(pair.text == "last words");
    pair.stream->write("nothing happens");
    CHECK(pair.stream->queuedBytes() == 0);
}

TEST_CASE("finishWrites sends what is queued and the end, and still reads what the peer says") {
    Loop loop;
    Pair pair(loop);
    pair.collect();
    pair.stream->write("last words");
    pair.stream->finishWrites();
    pair.stream->write("too late");
    std::string got;
    char byte = 0;
    const auto peerSeesEnd = [&] {
        drain(pair.peer.get(), got);
        return ::recv(pair.peer.get(), &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0;
    };
    CHECK(runUntil(loop, peerSeesEnd));
    CHECK(got == "last words");
    REQUIRE(::send(pair.peer.get(), "answer", 6, MSG_NOSIGNAL) == 6);
    pair.peer.reset();
    CHECK(runUntil(loop, [&] { return pair.ends == 1; }));
    CHECK(pair.text == "answer");
}

TEST_CASE("closeAfterWrites sends what is queued, then both sides see the end") {
    Loop loop;
    Pair pair(loop);
    pair.collect();
    pair.stream->write(std::string(1U << 20, 'x'));
    pair.stream->closeAfterWrites();
    CHECK(pair.ends == 0);
    std::string got;
    CHECK(runUntil(loop, [&] {
        while (drain(pair.peer.get(), got) > 0) {
        }
        return pair.ends > 0;
    }));
    while (drain(pair.peer.get(), got) > 0) {
    }
    CHECK(got.size() == 1U << 20);
    char byte = 0;
    CHECK(::recv(pair.peer.get(), &byte, 1, MSG_DONTWAIT) == 0);
}

TEST_CASE("a listener hands over clients, with the mode asked for, and removes its file") {
    Loop loop;
    const TemporaryFolder folder;
    const auto path = folder / "control.sock";
    std::unique_ptr<Stream> client;
    auto listener = Listener::listen(loop, path, 0660, [&](std::unique_ptr<Stream> s) { client = std::move(s); });
    REQUIRE(listener);
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 0777) == 0660);
    const UniqueFd fd(connectTo(path));
    REQUIRE(fd.get() >= 0);
    CHECK(runUntil(loop, [&] { return client != nullptr; }));
    client->write("answer");
    std::string got;
    CHECK(runUntil(loop, [&] { return drain(fd.get(), got) > 0; }));
    CHECK(got == "answer");
    listener->reset();
    CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a live socket is an error, a stale one is replaced, another file is left alone") {
    Loop loop;
    const TemporaryFolder folder;
    const auto path = folder / "control.sock";
    const auto ignore = [](std::unique_ptr<Stream>) {};
    auto first = Listener::listen(loop, path, 0600, ignore);
    REQUIRE(first);
    const auto second = Listener::listen(loop, path, 0600, ignore);
    REQUIRE_FALSE(second);
    CHECK(second.error().message == "socket " + path.string() + ": another process answers on it");

    std::filesystem::rename(path, folder / "stale.sock");  // the file stays when its listener goes
    first->reset();
    runTurns(loop, 2);
    CHECK(std::filesystem::exists(folder / "stale.sock"));
    CHECK(Listener::listen(loop, folder / "stale.sock", 0600, ignore));

    std::ofstream(folder / "notes.txt") << "precious";
    CHECK_FALSE(Listener::listen(loop, folder / "notes.txt", 0600, ignore));
    CHECK(contentOf(folder / "notes.txt") == "precious");
}

TEST_CASE("a listener names the path that it cannot use") {
    Loop loop;
    const auto ignore = [](std::unique_ptr<Stream>) {};
    const auto missing = Listener::listen(loop, "/nonexistent/control.sock", 0600, ignore);
    REQUIRE_FALSE(missing);
    CHECK(missing.error().message == "bind socket /nonexistent/control.sock: No such file or directory");
    CHECK_FALSE(Listener::listen(loop, std::string(200, 'x'), 0600, ignore));
}
