#include "format/line_protocol.hpp"

#include <doctest/doctest.h>

#include <map>
#include <vector>

using namespace snmpolld;
using namespace std::string_literals;

namespace {

std::string tagOf(std::string_view value) {
    std::string out;
    format::appendTag(out, "a", value);
    return out;
}

std::string quoted(std::string_view text) {
    std::string out;
    format::appendFieldText(out, text);
    return out;
}

}  // namespace

TEST_CASE("a backslash stays as it is where it escapes nothing") {
    CHECK(tagOf("C:\\new\\table \"x\"") == ",a=C:\\new\\table\\ \"x\"");
    CHECK(tagOf("\\xyz\\x4") == ",a=\\xyz\\x4");
}

TEST_CASE("a backslash that would escape what follows it is written as an octet") {
    CHECK(tagOf("a\\") == ",a=a\\x5c");
    CHECK(tagOf("a\\,b") == ",a=a\\x5c\\,b");
    CHECK(tagOf("a\\\\b") == ",a=a\\x5c\\b");
    CHECK(tagOf("\\x41") == ",a=\\x5cx41");
}

TEST_CASE("texts of up to four hostile octets never become one") {
    const std::string octets = "\\x41, =\n\xff\xc3\xa4"s;
    std::vector<std::string> texts{""};
    std::map<std::string, std::string> seen;
    for (size_t i = 0; i < texts.size(); ++i) {
        const std::string text = texts[i];
        const auto [at, is_new] = seen.emplace(tagOf(text), text);
        if (!is_new) FAIL_CHECK("two texts became " << at->first);
        for (const char c : text.size() < 4 ? octets : ""s)
            texts.push_back(text + c);
    }
    CHECK(seen.size() == texts.size());
}

TEST_CASE("a text as the value of a field has its quotes and backslashes escaped and stays one line") {
    CHECK(quoted("say \"hi\"") == "\"say \\\"hi\\\"\"");
    CHECK(quoted("a\nb\\") == "\"a\\\\nb\\\\\\\\\"");
}
