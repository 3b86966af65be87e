#include "base/replace_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "../temporary_folder.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
namespace fs = std::filesystem;

TEST_CASE("a file is replaced as a whole, readable by its owner only") {
    TemporaryFolder folder;
    const fs::path file = folder / "state";
    std::ofstream(file) << "old and longer";
    ::chmod(file.c_str(), 0644);
    REQUIRE(replaceFile(file, "new", 0600).has_value());
    CHECK(contentOf(file) == "new");
    CHECK(fs::status(file).permissions() == fs::perms(0600));
    CHECK(std::distance(fs::directory_iterator(folder / ""), {}) == 1);
}

TEST_CASE("what a crash has left half written is in nobody's way") {
    TemporaryFolder folder;
    std::ofstream(folder / "state.new.aB3xY9") << "half";
    std::ofstream(folder / "state.new.of mine") << "not ours";
    REQUIRE(replaceFile(folder / "state", "whole", 0600).has_value());
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
    REQUIRE(replaceFile(folder / "state", "new", 0600).has_value());
    CHECK(contentOf(folder / "precious") == "precious");
    CHECK(fs::is_regular_file(fs::symlink_status(folder / "state")));
    CHECK(fs::is_symlink(folder / "state.new"));
}

TEST_CASE("a file that cannot be written stays as it was, and the error says why") {
    TemporaryFolder folder;
    const auto nowhere = replaceFile(folder / "nowhere/state", "new", 0600);
    REQUIRE(!nowhere.has_value());
    CHECK(nowhere.error().message.starts_with("open "));
    fs::create_directories(folder / "full/inside");
    const auto full = replaceFile(folder / "full", "new", 0600);
    REQUIRE(!full.has_value());
    CHECK(full.error().message.starts_with("rename "));
    CHECK(fs::exists(folder / "full/inside"));
    CHECK(std::distance(fs::directory_iterator(folder / ""), {}) == 1);
}
