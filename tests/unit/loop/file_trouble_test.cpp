// What a FileWriter does when the file goes, its readers come and go, or the disk cannot be trusted: nothing is lost,
// or it is counted.
#include <dlfcn.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <vector>

#include "loop/file_batch.hpp"
#include "loop/file_writer.hpp"
#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using namespace snmpolld::loop::testing;
using namespace std::chrono_literals;

namespace {

int fsync_error = 0;  // what fsync() fails with; 0: it does not
int fsync_calls = 0;

class FailingDisk {
  public:
    explicit FailingDisk(int error) { fsync_error = error; }
    ~FailingDisk() { fsync_error = 0; }
    FailingDisk(const FailingDisk&) = delete;
};

WrittenFile fileAt(const std::filesystem::path& path) {
    WrittenFile file(UniqueFd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640)));
    file.path = path.string();
    return file;
}

WrittenFile fifoAt(const std::filesystem::path& path) {
    WrittenFile file(UniqueFd(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK)));
    file.path = path.string();
    file.readers_return = true;
    return file;
}

UniqueFd readerOf(const std::filesystem::path& path) {
    return UniqueFd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
}

std::string numbered(int from, int to) {
    std::string out;
    for (int i = from; i < to; ++i)
        out += "line " + std::to_string(i) + "\n";
    return out;
}

std::string readSome(const UniqueFd& fd, size_t most) {
    std::string out(most, '\0');
    const ssize_t n = ::read(fd.get(), out.data(), most);
    out.resize(static_cast<size_t>(std::max<ssize_t>(n, 0)));
    return out;
}

struct Log {
    FileWriter::Events events() {
        return {.failed = [this](int e) { failures.push_back(e); },
                .recovered = [this] { ++recovered; },
                .parted = [this](int e) { partings.push_back(e); },
                .renamed = [this] { ++renamed; },
                .lost = [this](uint64_t records) { lost += records; }};
    }
    std::vector<int> failures;
    std::vector<int> partings;
    int recovered = 0;
    int renamed = 0;
    uint64_t lost = 0;
};

}  // namespace

// The tests' own, in front of the system's.
extern "C" int fsync(int fd) {
    ++fsync_calls;
    if (fsync_error != 0) {
        errno = fsync_error;
        return -1;
    }
    static const auto real = reinterpret_cast<int (*)(int)>(::dlsym(RTLD_NEXT, "fsync"));
    return real(fd);
}

TEST_CASE("records that an fsync has failed for are counted as lost, once") {
    for (const SyncPolicy policy : {SyncPolicy::always, SyncPolicy::interval}) {
        Loop loop;
        const TemporaryFolder folder;
        Log log;
        FileWriter writer(loop, fileAt(folder / "out"), policy, log.events());
        {
            const FailingDisk disk(EIO);
            writer.write("one\n");
            writer.write("two and three\n", 2);
            CHECK(runUntil(loop, [&] { return log.lost == 3; }));
        }
        CHECK(log.failures == std::vector<int>{EIO});
        CHECK(runUntil(loop, [&] { return writer.idle(); }));
        CHECK(log.lost == 3);
        writer.write("four\n");
        CHECK(runUntil(loop, [&] { return writer.idle() && log.recovered == 1; }));
        CHECK(log.lost == 3);
        CHECK(writer.unsyncedRecords() == 0);
    }
}

TEST_CASE("a writer that shall hurry syncs at once, and is not idle before it has") {
    Loop loop;
    const TemporaryFolder folder;
    FileWriter writer(loop, fileAt(folder / "out"), SyncPolicy::interval, {});
    writer.write("one\n");
    CHECK(runUntil(loop, [&] { return writer.idle(); }));
    writer.write("two\n");
    CHECK(runUntil(loop, [&] { return writer.queuedBytes() == 0; }));
    CHECK_FALSE(writer.idle());
    CHECK(writer.unsyncedRecords() == 1);
    const MonoTime before = monoNow();
    const int calls = fsync_calls;
    writer.hurry(true);
    CHECK(runUntil(loop, [&] { return writer.idle(); }));
    CHECK(fsync_calls == calls + 1);
    CHECK(monoNow() - before < 800ms);
}

TEST_CASE("the old file is synced before a reopen leaves it, and when the policy becomes never") {
    Loop loop;
    const TemporaryFolder folder;
    Log log;
    FileWriter writer(loop, fileAt(folder / "old"), SyncPolicy::interval, log.events());
    writer.write("one\n");
    CHECK(runUntil(loop, [&] { return writer.idle(); }));
    writer.write("two\n");
    CHECK(runUntil(loop, [&] { return writer.unsyncedRecords() == 1; }));
    {
        const FailingDisk disk(EIO);
        writer.reopen(fileAt(folder / "new"));
        CHECK(runUntil(loop, [&] { return log.lost == 1; }));
    }
    writer.write("three\n");
    CHECK(runUntil(loop, [&] { return writer.idle(); }));
    CHECK(contentOf(folder / "new") == "three\n");
    writer.write("four\n");
    CHECK(runUntil(loop, [&] { return writer.unsyncedRecords() == 1; }));
    const int calls = fsync_calls;
    writer.setSync(SyncPolicy::never);
    CHECK(runUntil(loop, [&] { return writer.idle(); }));
    CHECK(fsync_calls == calls + 1);
    CHECK(log.lost == 1);
}

TEST_CASE("nothing is written to a file that was deleted: it waits for the next one") {
    Loop loop;
    const TemporaryFolder folder;
    Log log;
    FileWriter writer(loop, fileAt(folder / "out"), SyncPolicy::always, log.events());
    writer.write("one\n");
    CHECK(runUntil(loop, [&] { return writer.idle(); }));
    std::filesystem::remove(folder / "out");
    writer.write("two\n");
    CHECK(runUntil(loop, [&] { return !log.partings.empty(); }));
    writer.write("three\n");
    CHECK(writer.queuedRecords() == 2);
    CHECK(log.partings == std::vector<int>{ENOENT});
    CHECK(log.failures.empty());
    writer.reopen(fileAt(folder / "out"), "header\n");
    CHECK(runUntil(loop, [&] { return writer.idle() && log.recovered == 1; }));
    CHECK(contentOf(folder / "out") == "header\ntwo\nthree\n");
}

TEST_CASE("a look finds out that a file was deleted or renamed, and says the latter once") {
    Loop loop;
    const TemporaryFolder folder;
    Log log;
    FileWriter writer(loop, fileAt(folder / "out"), SyncPolicy::never, log.events());
    writer.look();
    runTurns(loop, 20);
    CHECK(log.renamed == 0);
    std::filesystem::rename(folder / "out", folder / "out.1");
    for (int i = 0; i < 3; ++i) {
        writer.look();
        CHECK(runUntil(loop, [&] { return log.renamed == 1; }));
    }
    writer.write("one\n");
    CHECK(runUntil(loop, [&] { return writer.idle(); }));
    CHECK(contentOf(folder / "out.1") == "one\n");
    std::filesystem::remove(folder / "out.1");
    CHECK(runUntil(loop, [&] {
        writer.look();
        return log.partings == std::vector<int>{ENOENT};
    }));
    CHECK(log.renamed == 1);
}

TEST_CASE("what the reader of a FIFO has not read when it leaves goes to the next reader, in whole lines") {
    Loop loop;
    const TemporaryFolder folder;
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    UniqueFd reader = readerOf(folder / "fifo");
    Log log;
    FileWriter writer(loop, fifoAt(folder / "fifo"), SyncPolicy::never, log.events());
    for (int i = 0; i < 20'000; ++i)
        writer.write(numbered(i, i + 1));
    std::string first;
    CHECK(runUntil(loop, [&] {
        first += readSome(reader, 1000);
        return first.size() > 100'000;
    }));
    CHECK(writer.queuedRecords() > 1000);
    reader.reset();
    CHECK(runUntil(loop, [&] { return !log.partings.empty(); }));
    CHECK(log.partings == std::vector<int>{EPIPE});
    CHECK_FALSE(writer.broken());
    reader = readerOf(folder / "fifo");
    writer.reopen(fifoAt(folder / "fifo"));
    const std::string all = numbered(0, 20'000);
    const std::string expected = all.substr(all.rfind('\n', first.size() - 1) + 1);
    std::string second;
    CHECK(runUntil(loop, [&] {
        second += readSome(reader, 65'536);
        return second.size() >= expected.size();
    }));
    CHECK(second == expected);
    CHECK(runUntil(loop, [&] { return writer.queuedRecords() == 0 && log.recovered == 1; }));
    CHECK(log.lost == 0);
}

TEST_CASE("a look finds out that the reader of a FIFO has left, and takes back what it has not read") {
    Loop loop;
    const TemporaryFolder folder;
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    UniqueFd reader = readerOf(folder / "fifo");
    Log log;
    FileWriter writer(loop, fifoAt(folder / "fifo"), SyncPolicy::never, log.events());
    writer.write("one\n");
    CHECK(runUntil(loop, [&] { return readSome(reader, 100) == "one\n"; }));
    writer.write("two\n");
    CHECK(runUntil(loop, [&] { return writer.idle(); }));
    reader.reset();
    writer.look();
    CHECK(runUntil(loop, [&] { return !log.partings.empty(); }));
    CHECK(writer.queuedRecords() == 1);
    CHECK_FALSE(writer.idle());
}

TEST_CASE("a writer without a file keeps what it gets until there is one") {
    Loop loop;
    const TemporaryFolder folder;
    FileWriter writer(loop, WrittenFile(), SyncPolicy::never, {});
    writer.write("one\n");
    runTurns(loop, 20);
    CHECK(writer.queuedRecords() == 1);
    writer.reopen(fileAt(folder / "out"), "header\n");
    CHECK(runUntil(loop, [&] { return writer.idle(); }));
    CHECK(contentOf(folder / "out") == "header\none\n");
}

TEST_CASE("a full disk leaves the number of records that are not written") {
    Loop loop;
    Log log;
    FileWriter writer(loop, UniqueFd(::open("/dev/full", O_WRONLY | O_CLOEXEC)), SyncPolicy::never, log.events());
    writer.write("header\n", 0);
    writer.write("one\n");
    CHECK(runUntil(loop, [&] { return !log.failures.empty(); }));
    writer.write("two and three\n", 2);
    CHECK(writer.queuedRecords() == 3);
}

TEST_CASE("the queue of a pipe that is closed for good is lost, and counted") {
    Loop loop;
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    UniqueFd read_end(ends[0]);
    Log log;
    FileWriter writer(loop, UniqueFd(ends[1]), SyncPolicy::never, log.events());
    writer.write(std::string(100'000, 'x') + "\n");
    writer.write("two and three\n", 2);
    read_end.reset();
    CHECK(runUntil(loop, [&] { return writer.broken(); }));
    CHECK(log.lost == 3);
    CHECK(writer.queuedRecords() == 0);
}

TEST_CASE("records are complete with their unit, and are taken back with it") {
    FileBatch batch;
    batch.append("first\n", 2);
    batch.append("second\n");
    CHECK(batch.recordsLeft() == 3);
    CHECK(batch.advance(-1, 5) == 0);
    CHECK(batch.advance(-1, 4) == 2);
    CHECK(batch.takeBackUnread(3) == 0);
    CHECK(batch.rest() == "second\n");
    CHECK(batch.advance(-1, 7) == 1);
    CHECK(batch.takeBackUnread(8) == 3);
    CHECK(batch.rest() == "first\nsecond\n");
    CHECK(batch.advance(-1, 13) == 3);
    batch.dropWritten(3);
    CHECK(batch.takeBackUnread(100) == 1);
    CHECK(batch.rest() == "second\n");
}
