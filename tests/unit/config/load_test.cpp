#include "config/load.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "config/dump.hpp"
#include "config/expand.hpp"
#include "config/schema.hpp"
#include "folder.hpp"
#include "names/name_file.hpp"
#include "names/names.hpp"

namespace fs = std::filesystem;
using namespace snmpolld;
using namespace snmpolld::test;

namespace {

std::string messageOf(const Result<config::Config>& config) {
    REQUIRE_FALSE(config.has_value());
    return config.error().message;
}

}  // namespace

TEST_CASE("a secret comes from a file without its last line end") {
    Folder folder;
    folder.write("auth.pass", "passphrase with space \n", 0600);
    folder.write("community", "c0mmunity\r\n", 0640);
    const auto config = folder.load(
        "auths:\n"
        "  a: {version: 3, username: u, security_level: authNoPriv, password_file: auth.pass}\n"
        "  b: {version: 2, community_file: community}\n");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK(config->auths.at("a")->password.reveal() == "passphrase with space ");
    CHECK(config->auths.at("b")->community.reveal() == "c0mmunity");
}

TEST_CASE("a secret file that others may read is refused and named") {
    Folder folder;
    folder.write("auth.pass", "passphrase\n", 0644);
    const std::string message = messageOf(folder.load("auths: {a: {version: 2, community_file: auth.pass}}"));
    CHECK(message.find("main.yaml:1:41: community_file: ") != std::string::npos);
    CHECK(message.find("auth.pass holds a secret and is readable by others") != std::string::npos);
    CHECK(message.find("passphrase") == std::string::npos);
}

TEST_CASE("what is no file, or too large, is no secret file") {
    Folder folder;
    CHECK_FALSE(config::readSecretFile(folder.path()).has_value());
    CHECK_FALSE(config::readSecretFile("/dev/null").has_value());
    CHECK_FALSE(config::readSecretFile(folder.path() / "missing").has_value());
    REQUIRE(::mkfifo((folder.path() / "fifo").c_str(), 0600) == 0);
    CHECK_FALSE(config::readSecretFile(folder.path() / "fifo").has_value());
    CHECK_FALSE(config::readSecretFile(folder.write("large", std::string(65'537, 'x'))).has_value());
    CHECK(config::readSecretFile(folder.write("full", std::string(65'536, 'x')))->reveal().size() == 65'536);
    CHECK(config::readSecretFile(folder.write("bytes", std::string("a\0b", 3)))->reveal().size() == 3);
}

TEST_CASE("a value that is no secret comes from any readable text file") {
    Folder folder;
    folder.write("name", "poller\n", 0644);
    folder.write("bytes", "\xff\xfe", 0644);
    const auto config = folder.load("auths: {a: {version: 3, username_file: name}}");
    REQUIRE(config.has_value());
    CHECK(config->auths.at("a")->username == "poller");
    CHECK(messageOf(folder.load("auths: {a: {version: 3, username_file: bytes}}")).find("is not text") !=
          std::string::npos);
    folder.write("retries", "12\n", 0644);
    CHECK(messageOf(folder.load("defaults: {retries_file: retries}")).find("between 0 and 10") != std::string::npos);
}

TEST_CASE("a wrong file is refused at line and column") {
    using namespace std::string_literals;
    Folder folder;
    CHECK(messageOf(folder.load("targets:\n  - sw\0"s)).find("main.yaml:2:7: a NUL character") != std::string::npos);
    CHECK(messageOf(folder.load("# \xc0\x80\n")).find("main.yaml:1:3: ") != std::string::npos);
    CHECK(messageOf(config::load(folder.path(), noEnvironment)).find("read ") == 0);
    CHECK(messageOf(config::load(folder.path() / "missing", noEnvironment)).find("open ") == 0);
    fs::resize_file(folder.write("huge", ""), (size_t{64} << 20) + 1);
    CHECK(messageOf(config::load(folder.path() / "huge", noEnvironment)).find("larger than") != std::string::npos);
}

TEST_CASE("an error never shows a secret") {
    Folder folder;
    for (const std::string text :
         {"auths: {a: {version: 3, username: u, security_level: authNoPriv, password: hunter2}}",
          "auths: {a: {version: 1, password: hunter2}}", "targets: [\"hunter2@10.0.0.256\"]"})
        CHECK(messageOf(folder.load(text)).find("hunter2") == std::string::npos);
}

TEST_CASE("globs are read in order, and each file once") {
    Folder folder;
    folder.write("hosts.d/b.yaml", "targets: [b]");
    folder.write("hosts.d/a.yaml", "targets: [a]");
    folder.write("hosts.d/c.yaml.example", "nonsense");
    const auto config = folder.load("include: [hosts.d/*.yaml, hosts.d/b.yaml]\ntargets: [main]");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    REQUIRE(config->targets.size() == 3);
    CHECK(config->targets[0].spec.text == "main");
    CHECK(config->targets[1].spec.text == "a");
    CHECK(config->targets[2].spec.text == "b");
    CHECK(config->targets[2].where == (folder.path() / "hosts.d/b.yaml").string() + ":1:11");
}

TEST_CASE("a glob that matches nothing is a warning with its place") {
    Folder folder;
    folder.write("m/a.yml", "modules:\n  a: {walk: [1.3.6]}\n");
    const auto config = folder.load("include: [\"hosts.d/*.yaml\"]\nmodules_files: [m/*.yml,\n  m/*.yaml]\n");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    const std::string at = folder.path().string();
    CHECK(config->warnings ==
          std::vector<std::string>{at + "/main.yaml:1:11: include: no file matches " + at + "/hosts.d/*.yaml",
                                   at + "/main.yaml:3:3: modules_files: no file matches " + at + "/m/*.yaml"});
}

TEST_CASE("a file with a secret in it that others can read is refused with the place of the secret") {
    ::setenv("SNMPOLLD_TEST_SECRET", "hush hush", 1);
    Folder folder;
    folder.write("secret", "in a file");
    const auto loaded = [&](const std::string& text, mode_t mode) -> std::string {
        const auto config = config::load(folder.write("open.yaml", text, mode), config::processEnvironment());
        return config ? "" : config.error().message;
    };
    const std::string_view refused = " holds a secret and is readable by others; chmod o-r it, or put the secret in";
    for (const std::string text : {
             "auths: {lan: {community: hush}}\n",
             "auths: {lan: {version: 3, username: u, security_level: authNoPriv, password: hush hush}}\n",
             "auths: {lan: &lan {community: hush}, wan: {<<: *lan}}\n",
             "targets: [hush@192.0.2.1]\n",
             "targets: [{hosts: [192.0.2.1, hush@192.0.2.2]}]\n",
         }) {
        CAPTURE(text);
        CHECK(loaded(text, 0644).find("open.yaml:1:") != std::string::npos);
        CHECK(loaded(text, 0644).find(refused) != std::string::npos);
        CHECK(loaded(text, 0644).find("hush") == std::string::npos);
        CHECK(loaded(text, 0640) == "");
    }
    for (const std::string text : {"auths: {lan: {community: public}}\n", "auths: {lan: {community: \"***\"}}\n",
                                   "auths: {lan: {community: \"${SNMPOLLD_TEST_SECRET}\"}}\n",
                                   "auths: {lan: {community_file: secret}}\n", "targets: [public@192.0.2.1]\n"})
        CHECK(loaded(text, 0644) == "");
    folder.write("hush.yaml", "auths: {lan: {community: hush}}\n", 0644);
    CHECK(loaded("include: [hush.yaml]\n", 0600).find(refused) != std::string::npos);
    for (const char* modules : {"auths:\n  lan:\n    community: hush\n", "{auths: {lan: {community: hush}}}\n"}) {
        folder.write("m.yml", modules, 0644);
        CHECK(loaded("modules_files: [m.yml]\n", 0600).find(refused) != std::string::npos);
    }
    ::unsetenv("SNMPOLLD_TEST_SECRET");
}

TEST_CASE("a folder with the characters of a glob stands for itself") {
    Folder folder;
    folder.write("a[b]*/hosts.d/x.yaml", "targets: [x]");
    const auto main = folder.write("a[b]*/main.yaml", "include: [hosts.d/*.yaml, hosts.d/x.yaml]");
    const auto config = config::load(main, noEnvironment);
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK(config->targets.size() == 1);
}

TEST_CASE("files that include each other are refused") {
    Folder folder;
    folder.write("other.yaml", "include: [main.yaml]");
    CHECK(messageOf(folder.load("include: [other.yaml]"))
              .find("other.yaml:1:1: include is allowed only in the main file") != std::string::npos);
    CHECK(messageOf(folder.load("include: [\"*.yaml\"]")).find("is the file that includes it") != std::string::npos);
}

TEST_CASE("the built-ins are there unless the file says otherwise") {
    const auto built_in = config::builtIn();
    CHECK(built_in.auths.at("public_v2")->community.reveal() == "public");
    CHECK(config::moduleSet(built_in, {"system"}).value()->get.size() == 5);
    CHECK(built_in.outputs.size() == 1);
    Folder folder;
    const auto config = folder.load("auths: {public_v2: {community: other}}\nmodules: {system: {get: [sysName.0]}}");
    REQUIRE(config.has_value());
    CHECK(config->auths.at("public_v2")->community.reveal() == "other");
    CHECK(config->modules.at("system").get.size() == 1);
}

TEST_CASE("only the shipped modules that are named are in a config") {
    Folder folder;
    const auto config = folder.load(
        "targets: [{host: sw1, modules: [lldp]}, {host: sw2, modules: [mine]}]\n"
        "modules: {mine: {get: [sysName.0]}}");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK(config->modules.size() == 3);
    CHECK(config->modules.contains("lldp"));
    CHECK(config->modules.contains("system"));
    CHECK(messageOf(folder.load("defaults: {modules: [interface]}")).find("did you mean interfaces?") !=
          std::string::npos);
}

TEST_CASE("an ambiguous name in a walk is refused with the candidates, and its module makes it plain") {
    Folder folder;
    const fs::path names = folder.path() / "names";
    REQUIRE(names::writeNames(names, {{{1, 3, 6, 1, 4, 1, 99998, 1}, "A-MIB", "fanTable", names::NameKind::table},
                                      {{1, 3, 6, 1, 4, 1, 99999, 1}, "B-MIB", "fanTable", names::NameKind::table}}));
    REQUIRE(::setenv("SNMPOLLD_NAMES", names.c_str(), 1) == 0);
    const auto loaded = [&](const std::string& text) {
        return config::load(folder.write("main.yaml", text), noEnvironment, names::withImportedNames());
    };
    const std::string message = messageOf(loaded("modules: {fans: {walk: [fanTable]}}"));
    const auto plain = loaded("modules: {fans: {walk: [\"B-MIB::fanTable\"]}}");
    REQUIRE_MESSAGE(plain.has_value(), plain.error().message);
    const auto again = loaded(config::dump(*plain));
    REQUIRE_MESSAGE(again.has_value(), again.error().message);
    REQUIRE(::setenv("SNMPOLLD_NAMES", "", 1) == 0);
    CHECK(message.find("main.yaml:1:25: \"fanTable\" is ambiguous") != std::string::npos);
    CHECK(message.find("A-MIB::fanTable") < message.find("B-MIB::fanTable"));
    CHECK(plain->modules.at("fans").walk == std::vector<model::Oid>{{1, 3, 6, 1, 4, 1, 99999, 1}});
    CHECK(again->modules.at("fans").walk == plain->modules.at("fans").walk);
}

TEST_CASE("variables come from the process's environment") {
    REQUIRE(::setenv("SNMPOLLD_TEST_VARIABLE", "value", 1) == 0);
    CHECK(config::processEnvironment()("SNMPOLLD_TEST_VARIABLE") == "value");
    CHECK(config::processEnvironment()("SNMPOLLD_TEST_NOT_SET") == std::nullopt);
}

TEST_CASE("the shipped sample loads, and its dump loads again") {
    const auto sample = config::load(fs::path(SNMPOLLD_SOURCE_DIR) / "config/snmpolld.yaml", noEnvironment);
    REQUIRE_MESSAGE(sample.has_value(), sample.error().message);
    const auto targets = config::expandTargets(*sample);
    REQUIRE_MESSAGE(targets.has_value(), targets.error().message);
    CHECK(targets->size() == 1);
    CHECK(targets->front().host == "localhost");
    Folder folder;
    const auto again = folder.load(config::dump(*sample));
    REQUIRE_MESSAGE(again.has_value(), again.error().message);
    CHECK(config::dump(*again) == config::dump(*sample));
}

TEST_CASE("the shipped sample shows every option") {
    std::ifstream file(fs::path(SNMPOLLD_SOURCE_DIR) / "config/snmpolld.yaml");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    for (const char* section :
         {"", "defaults", "auths", "modules", "filters", "static", "dynamic", "metrics", "indexes", "lookups",
          "regex_extracts", "modules_files", "targets", "workers", "state", "outputs", "http", "control", "log"})
        for (const config::Option& option : config::optionsOf(section)) {
            CAPTURE(option.key);
            CHECK(text.find(std::string(option.key) + ":") != std::string::npos);
            CHECK_FALSE(option.help.empty());
        }
}

TEST_CASE("the shipped example of an included file loads") {
    const auto config = config::load(fs::path(SNMPOLLD_SOURCE_DIR) / "config/hosts.d/site.yaml.example", noEnvironment);
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK_FALSE(config->targets.empty());
}

TEST_CASE("every default in the schema is a value that its option allows") {
    for (const char* section : {"defaults", "auths", "modules", "metrics", "indexes", "lookups", "modules_files",
                                "targets", "workers", "state", "outputs", "control", "log"})
        for (const config::Option& option : config::optionsOf(section)) {
            CAPTURE(option.key);
            if (config::isScalar(option) && !option.fallback.empty())
                CHECK(config::checkValue(option, option.fallback) == "");
        }
}
