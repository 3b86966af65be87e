#include "loop/file_writer.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <vector>

#include "loop/file_batch.hpp"
#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using namespace snmpolld::loop::testing;
using namespace std::chrono_literals;

namespace {

UniqueFd openForAppend(const std::filesystem::path& path) {
    return UniqueFd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640));
}

std::array<UniqueFd, 2> makePipe() {
    int fds[2] = {-1, -1};
    REQUIRE(::pipe2(fds, O_CLOEXEC) == 0);
    return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

bool hasContent(const UniqueFd& pipe_end) {
    int octets = 0;
    return ::ioctl(pipe_end.get(), FIONREAD, &octets) == 0 && octets > 0;
}

std::string numbered(int from, int to) {
    std::string out;
    for (int i = from; i < to; ++i)
        out += "line " + std::to_string(i) + "\n";
    return out;
}

struct Log {
    FileWriter::Events events() {
        return {.failed = [this](int e) { failures.push_back(e); },
                .drained = [this] { ++drained; },
                .recovered = [this] { ++recovered; }};
    }
    std::vector<int> failures;
    int drained = 0;
    int recovered = 0;
};

}  // namespace

TEST_CASE("everything that is queued is written in order, with each sync policy") {
    for (const SyncPolicy policy : {SyncPolicy::never, SyncPolicy::interval, SyncPolicy::always}) {
        Loop loop;
        const TemporaryFolder folder;
        Log log;
        FileWriter writer(loop, openForAppend(folder / "out"), policy, log.events());
        for (int i = 0; i < 20000; ++i)
            CHECK(writer.write(numbered(i, i + 1)));
        CHECK(writer.queuedBytes() > 0);
        CHECK(log.drained == 0);
        CHECK(runUntil(loop, [&] { return writer.queuedBytes() == 0 && log.drained > 0; }));
        CHECK(contentOf(folder / "out") == numbered(0, 20000));
        CHECK(log.failures.empty());
    }
}

TEST_CASE("a single line is written without waiting for more") {
    Loop loop;
    const TemporaryFolder folder;
    FileWriter writer(loop, openForAppend(folder / "out"), SyncPolicy::never, {});
    writer.write("alone\n");
    CHECK(runUntil(
        loop, [&] { return writer.queuedBytes() == 0; }, 2s));
    writer.write("and again\n");
    CHECK(runUntil(
        loop, [&] { return writer.queuedBytes() == 0; }, 2s));
    CHECK(contentOf(folder / "out") == "alone\nand again\n");
}

TEST_CASE("a pipe that nobody reads does not hold the loop, and takes no more than the queue's limit") {
    Loop loop;
    auto ends = makePipe();
    Log log;
    FileWriter writer(loop, std::move(ends[1]), SyncPolicy::never, log.events());
    const std::string line(100 * 1024, 'x');
    size_t taken = 0;
    while (writer.write(line))
        ++taken;
    CHECK(runUntil(loop, [&] { return hasContent(ends[0]); }));
    CHECK(writer.queuedBytes() <= FileWriter::kMaxQueue);
    CHECK(writer.queuedBytes() > FileWriter::kMaxQueue / 2);
    CHECK(log.drained == 0);
    ends[0].reset();  // now the thread comes back with EPIPE
    CHECK(runUntil(loop, [&] { return writer.broken(); }));
    CHECK(log.failures == std::vector<int>{EPIPE});
    CHECK(writer.queuedBytes() == 0);
    CHECK_FALSE(writer.write("more\n"));
}

TEST_CASE("a writer may go while a thread hangs in its write, and the loop closes without it") {
    const auto ends = makePipe();
    const pid_t child = ::fork();
    if (child == 0) {
        const MonoTime before = monoNow();
        {
            Loop loop;
            FileWriter writer(loop, UniqueFd(ends[1].get()), SyncPolicy::never, {});
            writer.write(std::string(1U << 20, 'x'));
            runUntil(loop, [&] { return hasContent(ends[0]); });
        }
        ::_exit(monoNow() - before < 5s ? 0 : 1);
    }
    int status = -1;
    CHECK(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("a descriptor that somebody has made non-blocking is written on when it has room") {
    Loop loop;
    auto ends = makePipe();
    ::fcntl(ends[1].get(), F_SETFL, O_NONBLOCK);
    ::fcntl(ends[0].get(), F_SETFL, O_NONBLOCK);
    Log log;
    FileWriter writer(loop, std::move(ends[1]), SyncPolicy::always, log.events());
    writer.write(numbered(0, 50000));
    std::string got;
    CHECK(runUntil(loop, [&] {
        char buffer[65536];
        const ssize_t n = ::read(ends[0].get(), buffer, sizeof buffer);
        if (n > 0) got.append(buffer, static_cast<size_t>(n));
        return got.size() == numbered(0, 50000).size();
    }));
    CHECK(got == numbered(0, 50000));
    CHECK(log.failures.empty());
}

TEST_CASE("a full disk is reported, and what waits goes out when the file is reopened elsewhere") {
    Loop loop;
    const TemporaryFolder folder;
    Log log;
    FileWriter writer(loop, UniqueFd(::open("/dev/full", O_WRONLY | O_CLOEXEC)), SyncPolicy::never, log.events());
    writer.write("one\n");
    CHECK(runUntil(loop, [&] { return !log.failures.empty(); }));
    writer.write("two\n");
    CHECK(log.failures == std::vector<int>{ENOSPC});
    CHECK(log.recovered == 0);
    writer.reopen(openForAppend(folder / "out"), "header\n");
    CHECK(runUntil(
        loop, [&] { return log.drained > 0; }, 2s));
    CHECK(contentOf(folder / "out") == "header\none\ntwo\n");
    CHECK(log.recovered == 1);
}

TEST_CASE("a file that cannot grow is reported once, and gets the rest of a line first when there is room again") {
    Loop loop;
    const TemporaryFolder folder;
    Log log;
    rlimit limit{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
    const rlim_t before = limit.rlim_cur;
    std::signal(SIGXFSZ, SIG_IGN);
    limit.rlim_cur = 10;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    FileWriter writer(loop, openForAppend(folder / "out"), SyncPolicy::never, log.events());
    writer.write("first\n");
    writer.write("second\n");
    CHECK(runUntil(loop, [&] { return !log.failures.empty(); }));
    CHECK(contentOf(folder / "out") == "first\nseco");
    limit.rlim_cur = 12;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    CHECK(runUntil(loop, [&] { return contentOf(folder / "out") == "first\nsecond"; }));
    CHECK(log.recovered == 0);
    limit.rlim_cur = before;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    CHECK(runUntil(loop, [&] { return log.recovered == 1 && writer.queuedBytes() == 0; }));
    CHECK(log.failures.size() == 1);
    CHECK(contentOf(folder / "out") == "first\nsecond\n");
}

TEST_CASE("a writer that goes with a half-written line leaves whole lines only") {
    Loop loop;
    const TemporaryFolder folder;
    Log log;
    rlimit limit{};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
    const rlim_t before = limit.rlim_cur;
    std::signal(SIGXFSZ, SIG_IGN);
    limit.rlim_cur = 10;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    {
        FileWriter writer(loop, openForAppend(folder / "out"), SyncPolicy::never, log.events());
        writer.write("first\n");
        writer.write("second\n");
        CHECK(runUntil(loop, [&] { return !log.failures.empty(); }));
    }
    limit.rlim_cur = before;
    ::setrlimit(RLIMIT_FSIZE, &limit);
    CHECK(contentOf(folder / "out") == "first\n");
}

TEST_CASE("after a reopen the next batch goes to the new file") {
    Loop loop;
    const TemporaryFolder folder;
    Log log;
    FileWriter writer(loop, openForAppend(folder / "old"), SyncPolicy::interval, log.events());
    writer.write("one\n");
    writer.reopen(openForAppend(folder / "new"), "header\n");
    writer.write("two\n");
    CHECK(runUntil(loop, [&] { return writer.queuedBytes() == 0; }));
    CHECK(contentOf(folder / "old") == "one\n");
    CHECK(contentOf(folder / "new") == "header\ntwo\n");
}

TEST_CASE("a writer whose pipe broke works again after a reopen") {
    Loop loop;
    const TemporaryFolder folder;
    auto ends = makePipe();
    ends[0].reset();
    Log log;
    FileWriter writer(loop, std::move(ends[1]), SyncPolicy::never, log.events());
    writer.write("lost\n");
    CHECK(runUntil(loop, [&] { return writer.broken(); }));
    writer.reopen(openForAppend(folder / "out"));
    CHECK(writer.write("found\n"));
    CHECK(runUntil(loop, [&] { return log.recovered == 1; }));
    CHECK(contentOf(folder / "out") == "found\n");
}

TEST_CASE("a writer may be destroyed in its callbacks") {
    Loop loop;
    const TemporaryFolder folder;
    std::unique_ptr<FileWriter> drained;
    std::unique_ptr<FileWriter> failed;
    drained = std::make_unique<FileWriter>(
        loop, openForAppend(folder / "out"), SyncPolicy::always,
        FileWriter::Events{.failed = nullptr, .drained = [&] { drained.reset(); }, .recovered = nullptr});
    failed = std::make_unique<FileWriter>(
        loop, UniqueFd(::open("/dev/full", O_WRONLY | O_CLOEXEC)), SyncPolicy::never,
        FileWriter::Events{.failed = [&](int) { failed.reset(); }, .drained = nullptr, .recovered = nullptr});
    drained->write("x\n");
    failed->write("x\n");
    CHECK(runUntil(loop, [&] { return !drained && !failed; }));
}

TEST_CASE("a half unit is left in a file that somebody else has appended to") {
    const TemporaryFolder folder;
    const UniqueFd fd = openForAppend(folder / "out");
    FileBatch batch;
    batch.append("first\n");
    batch.append("second\n");
    REQUIRE(::write(fd.get(), "first\nsec", 9) == 9);
    batch.advance(fd.get(), 9);
    CHECK(batch.rest() == "ond\n");
    std::ofstream(folder / "out", std::ios::app) << "foreign\n";
    batch.takeBackHalfUnit(fd.get());
    CHECK(contentOf(folder / "out") == "first\nsecforeign\n");
    CHECK(batch.rest() == "second\n");
}

TEST_CASE("a half unit that was written in pieces is taken back whole") {
    const TemporaryFolder folder;
    const UniqueFd fd = openForAppend(folder / "out");
    FileBatch batch;
    batch.append("first\n");
    batch.append("second\n");
    for (const std::string_view piece : {"first\n", "s", "ec"}) {
        REQUIRE(::write(fd.get(), piece.data(), piece.size()) > 0);
        batch.advance(fd.get(), piece.size());
    }
    batch.takeBackHalfUnit(fd.get());
    CHECK(contentOf(folder / "out") == "first\n");
    batch.dropWritten();
    batch.prepend("header\n");
    CHECK(batch.rest() == "header\nsecond\n");
}
