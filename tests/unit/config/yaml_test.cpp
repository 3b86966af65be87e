#include "config/yaml.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using config::parseYaml;
using config::YamlKind;

TEST_CASE("every value keeps its place") {
    const auto document = parseYaml("a: 1\nb:\n  - x\n  - {c: y}\n");
    REQUIRE(document.has_value());
    const auto& root = document->at(document->root);
    REQUIRE(root.kind == YamlKind::map);
    REQUIRE(root.children.size() == 4);
    CHECK(document->at(root.children[0]).is_key);
    CHECK(document->at(root.children[1]).text == "1");
    CHECK(document->at(root.children[1]).column == 4);
    const auto& list = document->at(root.children[3]);
    REQUIRE(list.kind == YamlKind::sequence);
    const auto& inner = document->at(list.children[1]);
    CHECK(inner.kind == YamlKind::map);
    CHECK(inner.line == 4);
    CHECK(inner.column == 5);
    CHECK(document->at(inner.children[1]).text == "y");
}

TEST_CASE("nothing at all is a null document") {
    for (const char* text : {"", "\n", "# only a comment\n", "---\n", "~", "\xef\xbb\xbf"}) {
        const auto document = parseYaml(text);
        REQUIRE(document.has_value());
        CHECK(document->at(document->root).kind == YamlKind::null);
    }
}

TEST_CASE("quoted null is text") {
    const auto document = parseYaml("[null, \"null\", ~, '']");
    REQUIRE(document.has_value());
    const auto& list = document->at(document->root).children;
    CHECK(document->at(list[0]).kind == YamlKind::null);
    CHECK(document->at(list[1]).kind == YamlKind::scalar);
    CHECK(document->at(list[2]).kind == YamlKind::null);
    CHECK(document->at(list[3]).kind == YamlKind::scalar);
}

TEST_CASE("binary bytes are refused at their place") {
    using namespace std::string_literals;
    for (const auto& text : {"a: b\nc: \xff"s, "a: b\nc: \0"s, "a: b\nc: \x1b[0m"s, "a: b\nc: \xc3"s}) {
        const auto document = parseYaml(text);
        REQUIRE_FALSE(document.has_value());
        CHECK(document.error().line == 2);
        CHECK(document.error().column == 4);
    }
}

TEST_CASE("a later document is refused, an end mark is not") {
    CHECK(parseYaml("a: 1\n...\n").has_value());
    CHECK_FALSE(parseYaml("a: 1\n---\nb: 2\n").has_value());
    CHECK_FALSE(parseYaml("a: 1\n...\n---\n").has_value());
}

TEST_CASE("aliases share their anchor's nodes and are bounded") {
    const auto shared = parseYaml("a: &x {k: v}\nb: *x\n");
    REQUIRE(shared.has_value());
    const auto& root = shared->at(shared->root);
    CHECK(root.children[1] == root.children[3]);
    std::string bomb = "a: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 30; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        bomb += "k" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + ", " + before +
                "]\n";
    }
    CHECK_FALSE(parseYaml(bomb).has_value());
}

TEST_CASE("deep nesting ends in an error, not in the stack") {
    CHECK_FALSE(parseYaml(std::string(100'000, '[')).has_value());
    std::string nested;
    for (int i = 0; i < 5'000; ++i)
        nested += "- ";
    CHECK_FALSE(parseYaml(nested + "x").has_value());
}

TEST_CASE("keys are words and given once") {
    CHECK_FALSE(parseYaml("{a: 1, a: 2}").has_value());
    CHECK_FALSE(parseYaml("{[a]: 1}").has_value());
    CHECK_FALSE(parseYaml("~: 1").has_value());
    CHECK_FALSE(parseYaml("a: &x b\n*x : 1").has_value());
    CHECK(parseYaml("{a: {b: 1}, b: {b: 1}}").has_value());
}

namespace {

std::string faultOf(const std::string& text) {
    const auto document = parseYaml(text);
    return document ? "" : std::to_string(document.error().line) + ": " + document.error().sentence;
}

// "{k: {k: .. x .. }}"
std::string nested(int depth) {
    std::string text;
    for (int i = 0; i < depth; ++i)
        text += "{k: ";
    return text + "x" + std::string(static_cast<size_t>(depth), '}');
}

}  // namespace

namespace {

// "a=1@2 b=2@1": the pairs of the map that is the value of the root's last key, with their lines.
std::string pairsOfLast(const std::string& text) {
    const auto document = parseYaml(text);
    if (!document) return std::to_string(document.error().line) + ": " + document.error().sentence;
    const auto& map = document->at(document->at(document->root).children.back());
    std::string out;
    for (size_t i = 0; i < map.children.size(); i += 2)
        out += (i == 0 ? "" : " ") + document->at(map.children[i]).text + "=" + document->at(map.children[i + 1]).text +
               "@" + std::to_string(document->at(map.children[i]).line);
    return out;
}

}  // namespace

TEST_CASE("a merge key stands for the pairs of other maps, which keep their lines") {
    CHECK(pairsOfLast("x: &x\n  a: 1\n  b: 2\ny:\n  <<: *x\n  b: 3\n") == "a=1@2 b=3@6");
    CHECK(pairsOfLast("x: &x\n  a: 1\n  b: 2\ny:\n  b: 3\n  <<: *x\n") == "b=3@5 a=1@2");
    CHECK(pairsOfLast("x: &x {a: 1}\nz: &z {a: 2,\n b: 2}\ny: {<<: [*x, *z], c: 3}\n") == "a=1@1 b=2@3 c=3@4");
    CHECK(pairsOfLast("x: &x {a: 1}\nz: &z {<<: *x, b: 2}\ny: {<<: *z}\n") == "a=1@1 b=2@2");
    CHECK(pairsOfLast("y: {<<: {a: 1, b: 2}, a: 3}\n") == "b=2@1 a=3@1");
    CHECK(pairsOfLast("y: {<<: [], a: 3}\n") == "a=3@1");
    CHECK(pairsOfLast("x: &x {k: {<<: {a: 1}}}\ny: {<<: *x, b: 2}\n") == "k=@1 b=2@2");
    CHECK(pairsOfLast("y: {\"<<\": 1}\n") == "<<=1@1");
}

TEST_CASE("a merge key that stands for no maps is refused with what is expected, as is a second one") {
    CHECK(pairsOfLast("y: {<<: 1}\n") == "1: <<: a map such as *NAME, or a list of maps, is expected");
    CHECK(pairsOfLast("y:\n  <<: ~\n") == "2: <<: a map such as *NAME, or a list of maps, is expected");
    CHECK(pairsOfLast("x: &x [a]\ny: {<<: [*x]}\n") == "2: <<: a map such as *NAME, or a list of maps, is expected");
    CHECK(pairsOfLast("x: &x {a: 1}\ny:\n  <<: *x\n  <<: *x\n") ==
          "4: \"<<\" is given twice, first in line 3; write <<: [*one, *other]");
    CHECK(pairsOfLast("y: &y {<<: *y}\n") == "1: an alias inside its own anchor");
}

TEST_CASE("merging is bounded as aliases are") {
    std::string bomb = "a0: &a0 {";
    for (int i = 0; i < 1000; ++i)
        bomb += "k" + std::to_string(i) + ": 1, ";
    bomb += "}\n";
    for (int i = 1; i < 1000; ++i)
        bomb += "a" + std::to_string(i) + ": {<<: *a0}\n";
    CHECK_FALSE(parseYaml(bomb).has_value());
}

TEST_CASE("what is nested too deeply is refused with its key, however deep it is") {
    CHECK(faultOf(nested(64)).empty());
    CHECK(faultOf("a: 1\nb: " + nested(64)) == "2: k: nested more than 64 levels deep");
    CHECK(faultOf("a: 1\nb: " + nested(3000)) == "2: k: nested more than 64 levels deep");
    CHECK(faultOf("list: " + std::string(3000, '[') + std::string(3000, ']')) ==
          "1: list: nested more than 64 levels deep");
    std::string block;
    for (int i = 0; i < 3000; ++i)
        block += std::string(static_cast<size_t>(i), ' ') + "k:\n";
    CHECK(faultOf(block) == "65: k: nested more than 64 levels deep");
}

TEST_CASE("a key or a value that is too long is refused, the value with its key") {
    CHECK(faultOf("a: 1\nb: " + std::string(4U << 20, 'x')).empty());
    CHECK(faultOf("a: 1\nb: " + std::string((4U << 20) + 1, 'x')) == "2: b: a value of more than 4 MiB");
    CHECK(faultOf("a: 1\nb: {c: [d, " + std::string(5'000'000, 'x') + "]}") == "2: c: a value of more than 4 MiB");
    CHECK(faultOf("a: 1\n? " + std::string(1025, 'x') + "\n: 1\n") == "2: a key of more than 1024 octets");
}
