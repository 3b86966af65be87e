#include "loop/file_replacer.hpp"

#include <doctest/doctest.h>

#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using namespace snmpolld::loop::testing;
namespace fs = std::filesystem;

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
