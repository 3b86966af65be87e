#include "sink/file_sink.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "../format/records.hpp"
#include "base/unique_fd.hpp"
#include "files.hpp"
#include "names/name_catalog.hpp"
#include "sink/fanout.hpp"

using namespace snmpolld;
using namespace snmpolld::sink;
using namespace snmpolld::sink::testing;
using format::Format;
using format::testing::Recorded;

namespace {

const names::NameCatalog kNames;

std::unique_ptr<Sink> open(loop::Loop& loop, Format format, const std::string& path) {
    auto sink = openFileSink(loop, {.format = format, .path = path}, {.names = kNames, .run = "01J"});
    INFO((sink ? "" : sink.error().message));
    REQUIRE(sink);
    return std::move(*sink);
}

std::string errorOf(loop::Loop& loop, const std::string& path) {
    const auto sink = openFileSink(loop, {.path = path}, {.names = kNames});
    return sink ? "opened" : sink.error().message;
}

std::string lineOf(Format format, const Recorded& sample) {
    std::string out;
    format::formatRecord(format, {.names = kNames, .run = "01J"}, sample.record, out);
    return out;
}

const std::string kHeader(format::formatHeader(Format::csv));

}  // namespace

TEST_CASE("records are appended to a file that is made with mode 0640 at most") {
    loop::Loop loop;
    const TemporaryFolder folder;
    const Recorded sample;
    const auto sink = open(loop, Format::jsonl, folder / "out");
    sink->write(sample.record);
    sink->write(sample.record);
    CHECK_FALSE(sink->idle());
    CHECK(runUntil(loop, [&] { return sink->idle(); }));
    const std::string line = lineOf(Format::jsonl, sample);
    CHECK(contentOf(folder / "out") == line + line);
    struct stat info {};
    REQUIRE(::stat((folder / "out").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777 & ~0640U) == 0);
    CHECK(sink->state().name == "jsonl " + (folder / "out").string());
    CHECK(sink->state().written == 2);
    CHECK(sink->state().dropped == 0);
}

TEST_CASE("what is kept for the end is written whole, also when it is larger than the queue") {
    loop::Loop loop;
    const TemporaryFolder folder;
    Recorded sample;
    const model::MetricDefinition definition{.name = "big"};
    model::Sample one{.definition = &definition, .name = "big", .labels = {{"text", std::string(1000, 'x')}}};
    for (int i = 0; i < 1000; ++i) {
        one.value = i;
        sample.record.samples.push_back(one);
    }
    const auto sink = open(loop, Format::prometheus, folder / "out");
    constexpr size_t kRecords = 40;
    for (size_t i = 0; i < kRecords; ++i)
        sink->write(sample.record);
    sink->finish();
    CHECK_FALSE(sink->idle());
    CHECK(runUntil(loop, [&] { return sink->idle(); }));
    const std::string text = contentOf(folder / "out");
    CHECK(text.size() > loop::FileWriter::kMaxQueue * 2);
    CHECK(static_cast<size_t>(std::count(text.begin(), text.end(), '\n')) == kRecords * 1000 + 2);
    CHECK(sink->state().dropped == 0);
}

TEST_CASE("CSV's header is written once, when the file is empty") {
    loop::Loop loop;
    const TemporaryFolder folder;
    const Recorded sample;
    for (int start = 0; start < 2; ++start) {
        const auto sink = open(loop, Format::csv, folder / "out");
        sink->write(sample.record);
        CHECK(runUntil(loop, [&] { return sink->idle(); }));
    }
    const std::string row = lineOf(Format::csv, sample);
    CHECK(contentOf(folder / "out") == kHeader + row + row);
}

TEST_CASE("a line that was cut off when somebody crashed stays alone") {
    loop::Loop loop;
    const TemporaryFolder folder;
    const Recorded sample;
    std::ofstream(folder / "out") << "{\"run\":\"01H\",\"se";
    const auto sink = open(loop, Format::jsonl, folder / "out");
    sink->write(sample.record);
    CHECK(runUntil(loop, [&] { return sink->idle(); }));
    CHECK(contentOf(folder / "out") == "{\"run\":\"01H\",\"se\n" + lineOf(Format::jsonl, sample));
}

TEST_CASE("a file that cannot be opened is an error that says why") {
    loop::Loop loop;
    const TemporaryFolder folder;
    CHECK(errorOf(loop, folder / "no/out") ==
          "open " + (folder / "no/out").string() + ": the folder " + (folder / "no").string() + " does not exist");
    CHECK(errorOf(loop, folder / ".") == "open " + (folder / ".").string() + ": Is a directory");
}

TEST_CASE("a reader that stops reading makes the sink saturated, then records are dropped and counted") {
    loop::Loop loop;
    const TemporaryFolder folder;
    Recorded sample;
    sample.add(model::Type::OctetString, std::string(300000, 'x'));
    REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
    UniqueFd reader(::open((folder / "fifo").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    const auto sink = open(loop, Format::jsonl, folder / "fifo");
    sink->write(sample.record);
    CHECK_FALSE(sink->saturated());
    for (int i = 0; i < 100; ++i)
        sink->write(sample.record);
    CHECK(sink->saturated());
    CHECK_FALSE(sink->broken());
    const SinkState state = sink->state();
    CHECK(state.dropped > 0);
    CHECK(state.written + state.dropped == 101);
    CHECK(state.queued_bytes <= loop::FileWriter::kMaxQueue);
    CHECK(state.unwritten == state.written);
    reader.reset();
    CHECK(runUntil(loop, [&] { return sink->state().trouble == "nobody reads this FIFO"; }));
    CHECK(sink->state().unwritten == state.written);
    CHECK_FALSE(sink->broken());
}

TEST_CASE("a full disk is shown as trouble until a write succeeds") {
    loop::Loop loop;
    const TemporaryFolder folder;
    const Recorded sample;
    std::filesystem::create_symlink("/dev/full", folder / "out");
    const auto sink = open(loop, Format::jsonl, folder / "out");
    sink->write(sample.record);
    CHECK(runUntil(loop, [&] { return !sink->state().trouble.empty(); }));
    CHECK(sink->state().trouble == "No space left on device");
    CHECK_FALSE(sink->broken());
    std::filesystem::remove(folder / "out");
    sink->reopen();
    CHECK(runUntil(loop, [&] { return sink->idle() && sink->state().trouble.empty(); }));
    CHECK(contentOf(folder / "out") == lineOf(Format::jsonl, sample));
}

TEST_CASE("a reopen goes on in a new file with its own header, and one that fails keeps the old file") {
    loop::Loop loop;
    const TemporaryFolder folder;
    const Recorded sample;
    const std::string row = lineOf(Format::csv, sample);
    std::filesystem::create_directory(folder / "logs");
    const auto sink = open(loop, Format::csv, folder / "logs/out");
    sink->write(sample.record);
    CHECK(runUntil(loop, [&] { return sink->idle(); }));
    std::filesystem::rename(folder / "logs/out", folder / "logs/out.1");
    sink->reopen();
    sink->write(sample.record);
    CHECK(runUntil(loop, [&] { return sink->idle(); }));
    CHECK(contentOf(folder / "logs/out.1") == kHeader + row);
    CHECK(contentOf(folder / "logs/out") == kHeader + row);

    std::filesystem::rename(folder / "logs", folder / "moved");
    sink->reopen();
    sink->write(sample.record);
    CHECK(runUntil(loop, [&] { return sink->idle(); }));
    CHECK(contentOf(folder / "moved/out") == kHeader + row + row);
}

TEST_CASE("standard output is written through a copy that stays blocking") {
    const TemporaryFolder folder;
    const Recorded sample;
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    const UniqueFd read_end(ends[0]);
    UniqueFd write_end(ends[1]);
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(write_end.get(), STDOUT_FILENO);
        loop::Loop loop;
        auto sink = openFileSink(loop, {.format = Format::text}, {.names = kNames, .run = "01J"});
        if (!sink) ::_exit(1);
        (*sink)->write(sample.record);
        (*sink)->reopen();  // nothing to do
        const bool done = runUntil(loop, [&] { return (*sink)->idle(); });
        ::_exit(done && (::fcntl(STDOUT_FILENO, F_GETFL) & O_NONBLOCK) == 0 ? 0 : 2);
    }
    int status = -1;
    CHECK(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
    char buffer[4096];
    const ssize_t n = ::read(read_end.get(), buffer, sizeof buffer);
    CHECK(std::string(buffer, static_cast<size_t>(std::max<ssize_t>(n, 0))) == lineOf(Format::text, sample));
}

namespace {

// No file may grow beyond `octets`: a write that passes the limit is cut off there, as on a full disk.
class FileSizeLimit {
  public:
    explicit FileSizeLimit(size_t octets) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const struct rlimit limit { octets, before_.rlim_max };
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { lift(); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    void lift() const { ::setrlimit(RLIMIT_FSIZE, &before_); }

  private:
    struct rlimit before_ {};
};

void reload(loop::Loop& loop, Fanout& fanout, const std::vector<FileSinkSpec>& specs) {
    std::vector<std::unique_ptr<PreparedSink>> next;
    for (const FileSinkSpec& spec : specs) {
        auto prepared = prepareFileSink(loop, spec, {.names = kNames, .run = "01J"}, &fanout);
        REQUIRE(prepared);
        next.push_back(std::move(*prepared));
    }
    fanout.replace(std::move(next));
}

// An output that has written one record and half of the next one.
struct HalfWritten {
    HalfWritten() {
        reload(loop, fanout, {{.path = path}});
        fanout.write(sample.record);
        fanout.write(sample.record);
        REQUIRE(runUntil(loop, [&] { return fanout.failing(); }));
        REQUIRE(contentOf(path) == (line + line).substr(0, line.size() * 3 / 2));
    }
    std::string contentOnceThereIsRoom() {
        full.lift();
        CHECK(runUntil(loop, [&] { return fanout.idle(); }));
        return contentOf(path);
    }

    loop::Loop loop;
    const TemporaryFolder folder;
    const std::string path = folder / "out";
    const Recorded sample;
    const std::string line = lineOf(Format::jsonl, sample);
    const FileSizeLimit full{line.size() * 3 / 2};
    Fanout fanout;
};

}  // namespace

TEST_CASE("an output that is stuck inside a record goes on after a reload that keeps its path") {
    HalfWritten half;
    reload(half.loop, half.fanout, {{.path = half.folder / "another"}, {.path = half.path}});
    half.fanout.write(half.sample.record);
    CHECK(half.contentOnceThereIsRoom() == half.line + half.line + half.line);
    CHECK(contentOf(half.folder / "another") == half.line);
    const SinkState state = half.fanout.states().back();
    CHECK(state.written == 3);
    CHECK(state.dropped == 0);
}

TEST_CASE("an output that is stuck inside a record goes on after a reload that gives its file another path") {
    HalfWritten half;
    std::filesystem::create_symlink(half.path, half.folder / "link");
    reload(half.loop, half.fanout, {{.path = half.folder / "link"}});
    half.fanout.write(half.sample.record);
    CHECK(half.contentOnceThereIsRoom() == half.line + half.line + half.line);
    CHECK(half.fanout.states().size() == 1);
    CHECK(half.fanout.states()[0].written == 3);
}

TEST_CASE("an output that is stuck inside a record writes it anew when its file is deleted") {
    HalfWritten half;
    std::filesystem::remove(half.path);
    CHECK(half.contentOnceThereIsRoom() == half.line);
}

TEST_CASE("an output that is stuck inside a record says how many it has not written") {
    HalfWritten half;
    half.fanout.write(half.sample.record);
    reload(half.loop, half.fanout, {});
    const auto missing = half.fanout.notWritten();
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].output == "jsonl " + half.path);
    CHECK(missing[0].records == 2);
    CHECK(missing[0].why == "File too large");
    half.contentOnceThereIsRoom();
    CHECK(half.fanout.notWritten().empty());
}

TEST_CASE("an output that is stuck inside a record goes on when a later reload has its path again") {
    HalfWritten half;
    reload(half.loop, half.fanout, {});
    half.fanout.write(half.sample.record);  // to nobody
    reload(half.loop, half.fanout, {{.path = half.path}});
    half.fanout.write(half.sample.record);
    CHECK(half.contentOnceThereIsRoom() == half.line + half.line + half.line);
}

TEST_CASE("an output that is stuck inside a record writes what follows in the format that a reload gives it") {
    HalfWritten half;
    reload(half.loop, half.fanout, {{.format = Format::csv, .path = half.path, .sync = loop::SyncPolicy::always}});
    half.fanout.write(half.sample.record);
    CHECK(half.contentOnceThereIsRoom() == half.line + half.line + lineOf(Format::csv, half.sample));
    CHECK(half.fanout.states()[0].name == "csv " + half.path);
}

TEST_CASE("an output that is stuck inside a record goes on when it is told to open the same file again") {
    HalfWritten half;
    half.fanout.reopen();
    half.fanout.write(half.sample.record);
    CHECK(half.contentOnceThereIsRoom() == half.line + half.line + half.line);
}

TEST_CASE("a reload moves an output to the file that its path names by then") {
    HalfWritten half;
    std::filesystem::rename(half.path, half.folder / "out.1");
    reload(half.loop, half.fanout, {{.path = half.path}});
    CHECK(runUntil(half.loop, [&] { return half.fanout.idle(); }));
    CHECK(contentOf(half.folder / "out.1") == half.line);
    CHECK(half.contentOnceThereIsRoom() == half.line);
}

TEST_CASE("a reload that makes an empty file one of CSV puts the header first") {
    loop::Loop loop;
    const TemporaryFolder folder;
    const Recorded sample;
    Fanout fanout;
    reload(loop, fanout, {{.path = folder / "out"}});
    reload(loop, fanout, {{.format = Format::csv, .path = folder / "out"}});
    fanout.write(sample.record);
    CHECK(runUntil(loop, [&] { return fanout.idle(); }));
    CHECK(contentOf(folder / "out") == kHeader + lineOf(Format::csv, sample));
}
