#include "loop/file_replacer.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <optional>

#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using namespace snmpolld::loop::testing;
namespace fs = std::filesystem;

TEST_CASE("a file is replaced as a whole, readable by its owner only") {
    TemporaryFolder folder;
    const fs::path file = folder / "state";
    std::ofstream(file) << "old and longer";
    ::chmod(file.c_str(), 0644);
    REQUIRE(replaceFile(file, "new").has_value());
    CHECK(contentOf(file) == "new");
    CHECK(fs::status(file).permissions() == fs::perms(0600));
    CHECK(std::distance(fs::directory_iterator(folder / ""), {}) == 1);
}

TEST_CASE("what a crash has left half written is in nobody's way") {
    TemporaryFolder folder;
    std::ofstream(folder / "state.new.aB3xY9") << "half";
    std::ofstream(folder / "state.new.of mine") << "not ours";
    REQUIRE(replaceFile(folder / "state", "whole").has_value());
    CHECK(contentOf(folder / "state") == "whole");
    CHECK(!fs::exists(folder / "state.new.aB3xY9"));
    CHECK(fs::exists(folder / "state.new.of mine"));
}

TEST_CASE("what stands in the place of the file, such as a link, is replaced and never written to") {
    TemporaryFolder folder;
    std::ofstream(folder / "precious") << "precious";
    fs::create_symlink(folder / "precious", folder / "state");
    fs::create_symlink(folder / "precious", folder / "state.new");
    fs::create_symlink(folder / "precious", folder / "state.new.aB3xY9");
    REQUIRE(replaceFile(folder / "state", "new").has_value());
    CHECK(contentOf(folder / "precious") == "precious");
    CHECK(fs::is_regular_file(fs::symlink_status(folder / "state")));
    CHECK(fs::is_symlink(folder / "state.new"));
}

TEST_CASE("a file that cannot be written stays as it was, and the error says why") {
    TemporaryFolder folder;
    const auto nowhere = replaceFile(folder / "nowhere/state", "new");
    REQUIRE(!nowhere.has_value());
    CHECK(nowhere.error().message.starts_with("open "));
    fs::create_directories(folder / "full/inside");
    const auto full = replaceFile(folder / "full", "new");
    REQUIRE(!full.has_value());
    CHECK(full.error().message.starts_with("rename "));
    CHECK(fs::exists(folder / "full/inside"));
    CHECK(std::distance(fs::directory_iterator(folder / ""), {}) == 1);
}

TEST_CASE("the loop goes on while a file is written, and the next may begin when one is done") {
    TemporaryFolder folder;
    Loop loop;
    FileReplacer replacer(loop);
    std::vector<std::string> seen;
    const fs::path file = folder / "state";
    replacer.replace(file, std::string(4U << 20, 'x'), [&](const Result<void>& first) {
        CHECK(first.has_value());
        CHECK(!replacer.busy());
        seen.push_back(contentOf(file).substr(0, 1));
        replacer.replace(file, "y", [&](const Result<void>&) { seen.push_back(contentOf(file)); });
    });
    CHECK(replacer.busy());
    CHECK(seen.empty());
    REQUIRE(runUntil(loop, [&] { return seen.size() == 2; }));
    CHECK(seen == std::vector<std::string>{"x", "y"});
}

TEST_CASE("whoever is gone is not told") {
    TemporaryFolder folder;
    Loop loop;
    bool told = false;
    {
        FileReplacer replacer(loop);
        replacer.replace(folder / "state", "x", [&](const Result<void>&) { told = true; });
    }
    REQUIRE(runUntil(loop, [&] { return fs::exists(folder / "state"); }));
    runTurns(loop, 20);
    CHECK(!told);
}
