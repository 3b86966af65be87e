#include "config/module_scan.hpp"

#include <doctest/doctest.h>

#include "config/yaml.hpp"

using namespace snmpolld;
using config::scanModules;

namespace {

// Names of the modules found, or "not plain".
std::string namesIn(const std::string& text) {
    const auto scan = scanModules(text);
    if (!scan) return "not plain";
    std::string names;
    for (const config::Block& block : scan->modules)
        names += (names.empty() ? "" : " ") + block.name;
    return names;
}

std::string textOf(const std::string& text, const config::Block& block) {
    return text.substr(block.begin, block.length);
}

}  // namespace

TEST_CASE("each module is found with its lines and the number of the first") {
    const std::string text =
        "# made by somebody\n"
        "auths:\n"
        "  public_v2:\n"
        "    version: 2\n"
        "modules:\n"
        "  a:\n"
        "    walk:\n"
        "    - 1.3.6.1\n"
        "\n"
        "  # about b\n"
        "  b:\n"
        "    get: [1.3.6.1.2]\n";
    const auto scan = scanModules(text);
    REQUIRE(scan.has_value());
    REQUIRE(scan->auths.has_value());
    CHECK(textOf(text, *scan->auths) == "  public_v2:\n    version: 2\n");
    CHECK(scan->auths->line == 3);
    REQUIRE(scan->modules.size() == 2);
    CHECK(scan->modules[0].name == "a");
    CHECK(scan->modules[0].line == 6);
    CHECK(scan->modules[0].column == 3);
    CHECK(textOf(text, scan->modules[0]) == "  a:\n    walk:\n    - 1.3.6.1\n\n  # about b\n");
    CHECK(textOf(text, scan->modules[1]) == "  b:\n    get: [1.3.6.1.2]\n");
}

TEST_CASE("lines inside scalars are no names") {
    CHECK(namesIn("modules:\n  a:\n    help: |\n      text:\n        deep\n    x: 1\n  b:\n    y: 2\n") == "a b");
    CHECK(namesIn("modules:\n  a:\n    help: long text\n      \"of two lines\n    x: 1\n  b:\n    y: 2\n") == "a b");
    CHECK(namesIn("modules:\n  a:\n    help: \"first\n      fake:\n      end\"\n  b:\n    y: 2\n") == "a b");
    CHECK(namesIn("modules:\n  a:\n    help: 'it''s\n      here'\n  b:\n    y: 2\n") == "a b");
    CHECK(namesIn("modules:\n  a:\n    - help: >-\n        - \"x\n    - key: v\n  b:\n    y: 2\n") == "a b");
    CHECK(namesIn("modules:\n  a: {x: \"fake: [\", y: 'it''s'}  # \"\n  b:\n    y: 2\n") == "a b");
    CHECK(namesIn("modules:\n  a:\n    - value # note: \"open\n    - -1: x\n  b:\n    \"\": y\n    'q': \"z\"\n") ==
          "a b");
}

TEST_CASE("what a quoted scalar hides is left to the parser") {
    CHECK(namesIn("modules:\n  a:\n    help: \"x\n  fake:\n    \"\n  b:\n    y: 2\n") == "not plain");
    CHECK(namesIn("modules:\n  a:\n    help: \"x\nfake:\n    \"\n") == "not plain");
    CHECK(namesIn("modules:\n  a:\n    help: \"never closed\n") == "not plain");
    CHECK(namesIn("modules:\n  a:\n    help: |\n      \"open\n    x: \"real\n  fake:\n    y\"\n") == "not plain");
    CHECK(namesIn("modules:\n  a:\n    help: plain\n      \"open\n    x: \"real\n  fake:\n    y\"\n") == "not plain");
    CHECK(namesIn("modules:\n  a:\n    x: [it's, [that's]\n  b:\n    y: ]\n") == "not plain");
    CHECK(namesIn("modules:\n  a:\n    x: [x:\", [y:\"]\n  b:\n    y: ]\n") == "not plain");
}

TEST_CASE("everything that is not plain block style is left to the parser") {
    for (const char* text : {"{modules: {a: {walk: [1.3]}}}\n",
                             "modules: {a: {walk: [1.3]}}\n",
                             "modules: &m\n  a:\n    x: 1\n",
                             "modules:\n  a: &a\n    x: 1\n",
                             "modules:\n  a:\n    x: *a\n",
                             "modules:\n  a:\n    x: !!str 1\n",
                             "modules:\n  ? a\n  : b\n",
                             "modules:\n  \"a\":\n    x: 1\n",
                             "modules:\n  a b:\n    x: 1\n",
                             "modules:\n\ta:\n    x: 1\n",
                             "modules:\n  a:\n\t  x: 1\n",
                             "modules:\n  a:\n    x:\n      text\n",
                             "modules:\n  a:\n    x: [1,\n      2]\n",
                             "%YAML 1.2\n---\nmodules:\n",
                             "modules:\n  a:\n---\nmodules:\n",
                             "modules:\n  a:\n...\n",
                             "modules:\nmodules:\n",
                             "modules:\n  a:\n  a:\n",
                             "walks:\n  a:\n",
                             "a\n",
                             "  a:\n    x: 1\n",
                             "modules:\n    a:\n  b:\n",
                             "modules:\n- a\n",
                             "modules:\r  a:\r",
                             "modules\n"})
        CHECK_MESSAGE(namesIn(text) == "not plain", text);
}

TEST_CASE("line ends of any kind, a byte order mark and the start of a document do no harm") {
    CHECK(namesIn("modules:\r\n  a:\r\n    x: 1\r\n  b:\r\n") == "a b");
    CHECK(namesIn("\xef\xbb\xbfmodules:\n  a:\n    x: 1") == "a");
    CHECK(namesIn("---\nmodules:\n  a:\n    x: 1\n") == "a");
    CHECK(namesIn("") == "");
    CHECK(namesIn("modules:\n") == "");
}

// The parser's opinion, for files made of pieces that scanners trip over.
TEST_CASE("whatever is taken for plain holds the modules that a parser finds") {
    const std::vector<std::string> pieces{
        "  a:\n    x: 1\n",   "  b:\n",        "    y: 'it''s'\n", "    - \"q\n",    "      q\"\n",
        "  c:\n    z: \"d\n", "  \"\n",        "    z: |\n",       "      text:\n",  "# c\n",
        "    k: [a]\n",       "  d: {e: f}\n", "    - k: plain\n", "      \"more\n", "auths:\n  e:\n    v: 1\n"};
    uint64_t random = 1;
    size_t plain = 0;
    for (int round = 0; round < 40'000; ++round) {
        std::string text = "modules:\n";
        for (int i = 0; i < 5; ++i) {
            random = random * 6364136223846793005U + 1442695040888963407U;
            text += pieces[(random >> 33) % pieces.size()];
        }
        const auto scan = scanModules(text);
        const auto tree = config::parseYaml(text);
        if (!scan || !tree) continue;
        ++plain;
        std::string names;
        const config::YamlNode& root = tree->at(tree->root);
        for (size_t i = 0; i < root.children.size(); i += 2) {
            if (tree->at(root.children[i]).text != "modules") continue;
            const config::YamlNode& modules = tree->at(root.children[i + 1]);
            for (size_t k = 0; k < modules.children.size(); k += 2)
                names += (names.empty() ? "" : " ") + tree->at(modules.children[k]).text;
        }
        REQUIRE_MESSAGE(namesIn(text) == names, text);
    }
    CHECK(plain > 500);
}
