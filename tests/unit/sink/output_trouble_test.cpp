// What a file sink does when somebody deletes or renames its file, when the readers of a FIFO come and go, and when
// somebody else writes to the same file.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../format/records.hpp"
#include "base/unique_fd.hpp"
#include "files.hpp"
#include "names/name_catalog.hpp"
#include "sink/fanout.hpp"
#include "sink/file_sink.hpp"
#include "sink/open_output.hpp"

using namespace snmpolld;
using namespace snmpolld::sink;
using namespace snmpolld::sink::testing;
using format::Format;
using format::testing::Recorded;

namespace {

const names::NameCatalog kNames;

struct Output {
    explicit Output(Format format = Format::jsonl, const char* name = "out")
        : path(folder / name), spec{.format = format, .path = path} {}

    void open() {
        auto opened = openFileSink(loop, spec, {.names = kNames, .run = "01J"});
        INFO((opened ? "" : opened.error().message));
        REQUIRE(opened);
        sink = std::move(*opened);
    }
    void makeFifo() const { REQUIRE(::mkfifo(path.c_str(), 0600) == 0); }
    UniqueFd reader() const { return UniqueFd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)); }
    void writeOne() {
        sink->write(sample.record);
        CHECK(runUntil(loop, [&] { return sink->idle(); }));
    }
    std::string readUntil(const UniqueFd& from, size_t size) {
        std::string out;
        CHECK(runUntil(loop, [&] {
            char buffer[4096];
            const ssize_t n = ::read(from.get(), buffer, sizeof buffer);
            if (n > 0) out.append(buffer, static_cast<size_t>(n));
            return out.size() >= size;
        }));
        return out;
    }
    std::string line() const {
        std::string out;
        format::formatRecord(spec.format, {.names = kNames, .run = "01J"}, sample.record, out);
        return out;
    }

    loop::Loop loop;
    const TemporaryFolder folder;
    const std::string path;
    FileSinkSpec spec;
    const Recorded sample;
    std::unique_ptr<Sink> sink;
};

const std::string kHeader(format::formatHeader(Format::csv));

std::string refusal(loop::Loop& loop, const FileSinkSpec& spec, const Fanout* present = nullptr) {
    const auto prepared = prepareFileSink(loop, spec, {.names = kNames}, present);
    return prepared ? "" : prepared.error().message;
}

}  // namespace

TEST_CASE("a FIFO that nobody reads is waited for, and its reader gets everything") {
    Output out(Format::csv);
    out.makeFifo();
    out.open();
    CHECK(out.sink->state().trouble == "nobody reads this FIFO");
    CHECK(out.sink->idle());
    out.sink->write(out.sample.record);
    CHECK_FALSE(out.sink->idle());
    CHECK(out.sink->state().unwritten == 1);
    const UniqueFd reader = out.reader();
    const std::string expected = kHeader + out.line();
    CHECK(out.readUntil(reader, expected.size()) == expected);
    CHECK(out.sink->state().trouble.empty());
    CHECK(runUntil(out.loop, [&] { return out.sink->idle(); }));
}

TEST_CASE("a FIFO whose reader leaves waits for the next one, which gets what the first has not read") {
    Output out(Format::csv);
    out.makeFifo();
    UniqueFd reader = out.reader();
    out.open();
    out.writeOne();
    const std::string first = kHeader + out.line();
    CHECK(out.readUntil(reader, first.size()) == first);
    out.writeOne();
    reader.reset();
    out.sink->write(out.sample.record);
    CHECK(runUntil(out.loop, [&] { return !out.sink->state().trouble.empty(); }));
    CHECK(out.sink->state().trouble == "nobody reads this FIFO");
    CHECK_FALSE(out.sink->broken());
    CHECK(out.sink->state().unwritten == 2);
    reader = out.reader();
    const std::string second = first + out.line();
    CHECK(out.readUntil(reader, second.size()) == second);
    CHECK(runUntil(out.loop, [&] { return out.sink->idle(); }));
    CHECK(out.sink->state().written == 3);
    CHECK(out.sink->state().dropped + out.sink->state().lost + out.sink->state().unwritten == 0);
}

TEST_CASE("a FIFO that is removed is waited for; no file takes its place") {
    Output out;
    out.makeFifo();
    UniqueFd reader = out.reader();
    out.open();
    std::filesystem::remove(out.path);
    out.sink->write(out.sample.record);
    CHECK(runUntil(out.loop, [&] { return !out.sink->state().trouble.empty(); }));
    CHECK_FALSE(std::filesystem::exists(out.path));
    out.makeFifo();
    reader = out.reader();
    CHECK(out.readUntil(reader, out.line().size()) == out.line());
}

TEST_CASE("a file that somebody deletes is opened anew within 5 s, also when there is nothing to write") {
    Output out(Format::csv);
    out.open();
    out.writeOne();
    const MonoTime before = monoNow();
    std::filesystem::remove(out.path);
    CHECK(runUntil(out.loop, [&] { return std::filesystem::exists(out.path); }));
    CHECK(monoNow() - before < std::chrono::seconds(5));
    out.writeOne();
    CHECK(contentOf(out.path) == kHeader + out.line());
    std::filesystem::remove(out.path);
    out.writeOne();  // before anybody could have looked
    CHECK(contentOf(out.path) == kHeader + out.line());
    CHECK(out.sink->state().lost == 0);
}

TEST_CASE("a file whose folder is deleted is opened anew once there is a folder again") {
    Output out(Format::jsonl, "logs/out");
    std::filesystem::create_directory(out.folder / "logs");
    out.open();
    out.writeOne();
    std::filesystem::remove_all(out.folder / "logs");
    out.sink->write(out.sample.record);
    CHECK(runUntil(out.loop, [&] { return !out.sink->state().trouble.empty(); }));
    CHECK(out.sink->state().trouble ==
          "open " + out.path + ": the folder " + (out.folder / "logs").string() + " does not exist");
    CHECK(out.sink->state().unwritten == 1);
    std::filesystem::create_directory(out.folder / "logs");
    CHECK(runUntil(out.loop, [&] { return out.sink->idle(); }));
    CHECK(contentOf(out.path) == out.line());
    CHECK(out.sink->state().trouble.empty());
}

TEST_CASE("a file that is renamed is written on until the reopen") {
    Output out;
    out.open();
    out.writeOne();
    std::filesystem::rename(out.path, out.folder / "out.1");
    const MonoTime before = monoNow();
    CHECK(runUntil(out.loop, [&] { return monoNow() - before > std::chrono::milliseconds(2500); }));
    out.writeOne();
    CHECK(contentOf(out.folder / "out.1") == out.line() + out.line());
    CHECK_FALSE(std::filesystem::exists(out.path));
    out.sink->reopen();
    out.writeOne();
    CHECK(contentOf(out.path) == out.line());
}

TEST_CASE("a second writer of a file or a FIFO is refused, whatever the path, until the first is gone") {
    for (const bool is_fifo : {false, true}) {
        Output out;
        if (is_fifo) out.makeFifo();
        const UniqueFd reader = is_fifo ? out.reader() : UniqueFd();
        out.open();
        std::filesystem::create_symlink(out.path, out.folder / "link");
        CHECK(refusal(out.loop, {.path = out.folder / "link"}) ==
              "open " + (out.folder / "link").string() + ": another output of this process writes to it");
        out.sink->reopen();
        CHECK(refusal(out.loop, out.spec) == "open " + out.path + ": another output of this process writes to it");
        out.sink.reset();
        CHECK(refusal(out.loop, out.spec).empty());
    }
}

TEST_CASE("a writer in another process is named, and its lock ends with it") {
    Output out;
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    const UniqueFd read_end(ends[0]);
    const UniqueFd write_end(ends[1]);
    const pid_t child = ::fork();
    if (child == 0) {
        auto opened = openOutput(out.path);
        auto lock = lockOutput(*opened, out.path);
        (void)!::write(write_end.get(), lock ? "y" : "n", 1);
        ::pause();
        ::_exit(0);
    }
    char locked = ' ';
    CHECK(::read(read_end.get(), &locked, 1) == 1);
    CHECK(locked == 'y');
    CHECK(refusal(out.loop, out.spec).find(": process " + std::to_string(child) + " (") != std::string::npos);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    CHECK(refusal(out.loop, out.spec).empty());
}

TEST_CASE("what is not a file of one's own has no lock: devices, standard output") {
    loop::Loop loop;
    for (const char* path : {"/dev/null", "/dev/full", "-"}) {
        auto first = openFileSink(loop, {.path = path}, {.names = kNames});
        auto second = openFileSink(loop, {.path = path}, {.names = kNames});
        CHECK(first.has_value());
        CHECK(second.has_value());
    }
}

TEST_CASE("an output that moves after a rename takes its lock along") {
    Output out;
    out.open();
    std::filesystem::rename(out.path, out.folder / "out.1");
    out.sink->reopen();
    out.writeOne();
    CHECK(refusal(out.loop, {.path = out.folder / "out.1"}).empty());
    CHECK_FALSE(refusal(out.loop, out.spec).empty());
}

TEST_CASE("records that only finish() writes count as unwritten until then") {
    Output out(Format::prometheus);
    Recorded sample;
    const model::MetricDefinition definition{.name = "up"};
    model::Sample one{.definition = &definition, .name = "up", .labels = {}};
    one.value = 1;
    sample.record.samples.push_back(one);
    out.open();
    out.sink->write(sample.record);
    out.sink->write(sample.record);
    CHECK(out.sink->state().unwritten == 2);
    out.sink->finish();
    CHECK(runUntil(out.loop, [&] { return out.sink->idle(); }));
    CHECK(out.sink->state().unwritten == 0);
}
