// What a config may be read from, and how large it may be.
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <fstream>

#include "base/unique_fd.hpp"
#include "config/load.hpp"
#include "folder.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

namespace {

// "" if there is none.
std::string errorOf(const Result<config::Config>& config) {
    return config ? "" : config.error().message;
}

}  // namespace

TEST_CASE(
    "a config, an include, a module file or a secret that is no regular file is refused at once, with what it is") {
    Folder folder;
    REQUIRE(::mkfifo((folder.path() / "fifo").c_str(), 0600) == 0);
    std::filesystem::create_directory(folder.path() / "folder");
    const UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder.path() / "socket").string().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    const auto refused = [&](const std::string& name, const std::string& what) {
        const std::string sentence = name + ": it is " + what + "; only regular files are read";
        const auto says = [&](const Result<config::Config>& config) {
            INFO(errorOf(config));
            CHECK(errorOf(config).ends_with(sentence));
        };
        says(config::load(folder.path() / name, noEnvironment));
        says(folder.load("include: [" + name + "]\ntargets: [sw1]\n"));
        says(folder.load("modules_files: [" + name + "]\ntargets: [sw1]\n"));
        says(folder.load("auths: {a: {version: 2, community_file: " + name + "}}"));
    };
    refused("fifo", "a FIFO or pipe");
    refused("folder", "a folder");
    refused("socket", "a socket");
    CHECK(errorOf(config::load("/dev/zero", noEnvironment)) ==
          "read /dev/zero: it is a device; only regular files are read");
    CHECK(
        errorOf(folder.load("include: [/dev/tty]")).ends_with("/dev/tty: it is a device; only regular files are read"));
}

TEST_CASE("labels are bounded in length and number") {
    Folder folder;
    const auto load = [&](const std::string& labels) {
        return errorOf(folder.load("targets:\n  - {host: sw1, labels: {" + labels + "}}\n"));
    };
    CHECK(load("site: " + std::string(4096, 'x')).empty());
    CHECK(load("site: " + std::string(4097, 'x'))
              .ends_with("main.yaml:2:32: label site: a value of more than 4096 octets"));
    CHECK(load(std::string(129, 'n') + ": x").ends_with("nnnn..: a name of more than 128 characters"));
    std::string many;
    for (int i = 0; i < 64; ++i)
        many += "l" + std::to_string(i) + ": x, ";
    CHECK(load(many).empty());
    CHECK(load(many + "more: x").ends_with("label more: more than 64 labels"));
}

TEST_CASE("a text is bounded, wherever it stands, and the message names its key") {
    Folder folder;
    const std::string large(65'537, 'x');
    const auto load = [&](const std::string& text) { return errorOf(folder.load(text)); };
    CHECK(load("control: {group: " + large + "}").ends_with("main.yaml:1:18: group: longer than 64 KiB"));
    CHECK(load("include: [a, " + large + "]").ends_with("main.yaml:1:14: include: longer than 64 KiB"));
    CHECK(load("outputs: [{type: jsonl, path: " + large + "}]").ends_with("path: longer than 64 KiB"));
}

TEST_CASE("the number of included files is bounded") {
    Folder folder;
    for (int i = 0; i < 10'000; ++i)
        std::ofstream(folder.path() / (std::to_string(i) + ".inc"));
    const std::string message = errorOf(folder.load("include: ['*.inc']\ntargets: [sw1]\n"));
    CHECK(message.find("main.yaml:1:11: include: more than 10000 files up to ") != std::string::npos);
}
