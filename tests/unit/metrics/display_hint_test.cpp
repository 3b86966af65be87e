// DISPLAY-HINTs for octets: RFC 2579 section 3.1 and the hints that MIBs have.
#include "metrics/display_hint.hpp"

#include <doctest/doctest.h>

using snmpolld::metrics::appendHinted;

namespace {

std::string hinted(const std::string& hint, const std::string& octets) {
    std::string text = "|";
    return appendHinted(text, octets, hint) ? text.substr(1) : text == "|" ? "no" : "left over: " + text;
}

}  // namespace

TEST_CASE("each format, one octet or more") {
    CHECK(hinted("1d.1d.1d.1d", "\xc0\xa8\1\1") == "192.168.1.1");
    CHECK(hinted("4d", std::string("\0\1\0\0", 4)) == "65536");
    CHECK(hinted("1o", "\x08") == "10");
    CHECK(hinted("1x", "\x0f") == "0F");
    CHECK(hinted("255a", "Hello") == "Hello");
    CHECK(hinted("10t", "h\xc3\xa9") == "h\xc3\xa9");
    CHECK(hinted("2d-1d-1d,1d:1d:1d.1d", std::string("\x07\xe6\x08\x0f\x08\x01\x0f\x00", 8)) == "2022-8-15,8:1:15.0");
    CHECK(hinted("4x-2x-2x-1x1x-6x", "\x12\x34\x56\x78\xab\xcd\xef\x01\x23\x45\x01\x11\x22\x33\x44\x55") ==
          "12345678-ABCD-EF01-2345-011122334455");
}

TEST_CASE("the last specification is used again, and the last separator is left out") {
    CHECK(hinted("1x:", std::string("\x00\x1a\x2b", 3)) == "00:1A:2B");
    CHECK(hinted("1d-1d.", "\1\2\3\4") == "1-2.3.4");
    CHECK(hinted("1d.1d.1d.1d", "\x0a\x14") == "10.20");
}

TEST_CASE("a star: the first octet says how often, a terminator stands behind") {
    CHECK(hinted("*1x:", "\3\xaa\xbb\xcc") == "AA:BB:CC");
    CHECK(hinted("*1d./1d", "\3\x0a\x14\x1e\x28") == "10.20.30/40");
    CHECK(hinted("*1d.", "\xff\1\2") == "1.2");
    CHECK(hinted("*0a", std::string(3, '\xff')) == "");
}

TEST_CASE("a width of zero writes its separator only") {
    CHECK(hinted("0a[1a]1a", "AB") == "[A]B");
    CHECK(hinted("0a[2x]0a:2d", std::string("\x20\x01\x00\x50", 4)) == "[2001]:80");
    CHECK(hinted("0a.", "AB") == "no");
}

TEST_CASE("wrong hints, no hint, no octets, numbers of more than 8 octets") {
    for (const char* hint : {"", "1z", "1", "d", "0d", "*", "1d1", ":"})
        CHECK(hinted(hint, "\1\2\3") == "no");
    CHECK(hinted("1d", "") == "no");
    CHECK(hinted("9d", "123456789") == "no");
    CHECK(hinted("9o", "123456789") == "no");
    CHECK(hinted("1d9223372036854775807d", "\1\2\3") == "1515");
    CHECK(hinted("99999999999999999999999a", "abc") == "abc");
}

TEST_CASE("a hint that makes much of little ends") {
    std::string text;
    CHECK_FALSE(appendHinted(text, std::string(60'000, '\xff'), "*0a."));
    CHECK(text.empty());
}
