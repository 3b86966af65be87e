#include "base/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace snmpolld;

TEST_CASE("plain text is UTF-8 without control characters") {
    CHECK(isPlainText(""));
    CHECK(isPlainText("tab\tline\r\n"));
    CHECK(isPlainText("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x90\x9f"));
    CHECK_FALSE(isPlainText(std::string_view("\0", 1)));
    for (const char* bytes : {"\x1b[0m", "\x7f", "\x80", "\xc3", "\xc3(", "\xc0\x80", "\xed\xa0\x80",
                              "\xf4\x90\x80\x80", "\xff", "\xc2\x85", "\xe2\x82"})
        CHECK_FALSE(isPlainText(bytes));
}

TEST_CASE("nothing that rules a terminal gets through printable") {
    CHECK(printable("plain caf\xc3\xa9") == "plain caf\xc3\xa9");
    CHECK(printable("a\tb\nc\rd\\e") == "a\\tb\\nc\\rd\\\\e");
    CHECK(printable("\x1b[31m\xff") == "\\x1b[31m\\xff");
    CHECK(printable(std::string_view("\0", 1)) == "\\x00");
    CHECK(printable("\xe2\x80\xae") == "\\xe2\\x80\\xae");
}

TEST_CASE("hex has two digits a byte") {
    CHECK(toHex(std::string_view("\x00\xff\x0a", 3)) == "00ff0a");
}

TEST_CASE("the distance counts edits and swaps of neighbours") {
    CHECK(editDistance("", "") == 0);
    CHECK(editDistance("abc", "") == 3);
    CHECK(editDistance("interval", "intreval") == 1);
    CHECK(editDistance("kitten", "sitting") == 3);
}

TEST_CASE("the nearest word is offered only when it is near") {
    const std::vector<std::string> words{"interval", "timeout", "retries"};
    CHECK(nearestWord("intervall", words) == "interval");
    CHECK(nearestWord("tiemout", words) == "timeout");
    CHECK(nearestWord("community", words).empty());
}
