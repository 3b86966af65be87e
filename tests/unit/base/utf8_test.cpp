// What is UTF-8, and what is made of bytes that are not.
#include "base/utf8.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;

namespace {

std::string shown(std::string_view bytes) {
    std::string out;
    appendAsUtf8(out, bytes);
    return out;
}

}  // namespace

TEST_CASE("valid text stays as it is") {
    for (const char* text : {"", "plain", "\x7f\t\n", "caf\xc3\xa9", "\xe4\xb8\x96\xe7\x95\x8c", "\xf0\x9f\x98\x80"}) {
        CHECK(isUtf8(text));
        CHECK(shown(text) == text);
    }
}

TEST_CASE("a run of invalid bytes becomes one U+FFFD") {
    CHECK(shown("sane\xfd\xbe\xd6") == "sane\xef\xbf\xbd");
    CHECK(shown("a\xff"
                "b\xfe"
                "c") ==
          "a\xef\xbf\xbd"
          "b\xef\xbf\xbd"
          "c");
    CHECK(shown("\x80") == "\xef\xbf\xbd");
}

TEST_CASE("overlong, surrogate, too large and cut-off forms are invalid") {
    for (const char* text : {"\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe4\xb8", "\xc3"}) {
        CHECK_FALSE(isUtf8(text));
        CHECK(shown(text) == "\xef\xbf\xbd");
    }
}
