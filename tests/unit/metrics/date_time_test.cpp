// Moments in binary and in text.
#include "metrics/date_time.hpp"

#include <doctest/doctest.h>

#include <string>

#include "metrics/time_pattern.hpp"

using namespace snmpolld::metrics;

namespace {

std::string bytes(std::initializer_list<int> values) {
    std::string out;
    for (const int value : values)
        out += static_cast<char>(value);
    return out;
}

}  // namespace

TEST_CASE("DateAndTime: UTC without a zone, shifted with one") {
    CHECK(parseDateAndTime(bytes({7, 226, 8, 15, 8, 1, 15, 0})) == 1534320075);
    CHECK(parseDateAndTime(bytes({7, 226, 8, 15, 8, 1, 15, 9, '+', 2, 0})) == 1534312875);
    CHECK(parseDateAndTime(bytes({7, 226, 8, 15, 8, 1, 15, 0, '-', 2, 30})) == 1534329075);
    CHECK(parseDateAndTime(bytes({7, 178, 1, 1, 0, 0, 0, 0})) == 0);
    CHECK(parseDateAndTime(bytes({7, 208, 2, 29, 23, 59, 60, 0})) == 951868800);
}

TEST_CASE("DateAndTime: fields beyond their ranges carry over") {
    CHECK(parseDateAndTime(bytes({7, 226, 14, 1, 0, 0, 0, 0})) == 1548979200);  // 2019-02-01
    CHECK(parseDateAndTime(bytes({7, 226, 0, 1, 0, 0, 0, 0})) == 1512086400);   // 2017-12-01
    CHECK(parseDateAndTime(bytes({7, 226, 3, 0, 0, 0, 0, 0})) == 1519776000);   // 2018-02-28
    CHECK(parseDateAndTime(bytes({7, 178, 1, 1, 0, 0, 0, 255})) == 25);
    CHECK(parseDateAndTime(bytes({0, 0, 0, 0, 0, 0, 0, 0})) == -62169984000);  // -0001-11-30
}

TEST_CASE("DateAndTime: wrong lengths and zones are none") {
    for (const auto& octets :
         {bytes({}), bytes({7, 226, 8, 15, 8, 1, 15}), bytes({7, 226, 8, 15, 8, 1, 15, 0, '+', 2}),
          bytes({7, 226, 8, 15, 8, 1, 15, 0, 'x', 2, 0}), bytes({7, 226, 8, 15, 8, 1, 15, 0, '+', 25, 0}),
          bytes({7, 226, 8, 15, 8, 1, 15, 0, '+', 2, 61})})
        CHECK_FALSE(parseDateAndTime(octets));
}

TEST_CASE("NTP time stamps") {
    CHECK(parseNtpTimeStamp(bytes({131, 170, 126, 128, 0, 0, 0, 0})) == 0);
    CHECK(parseNtpTimeStamp(bytes({0, 0, 0, 0, 255, 255, 255, 255, 1})) == -2208988800);
    CHECK_FALSE(parseNtpTimeStamp("1234567"));
}

TEST_CASE("patterns of dates") {
    CHECK(parseByPattern("Sep 01 2023", "%b %d %Y") == 1693526400);
    CHECK(parseByPattern("Fri Nov 21 07:17:36 2025", "%a %b %d %H:%M:%S %Y") == 1763709456);
    CHECK(parseByPattern("fri nov  1 07:17:36 2024", "%c") == 1730445456);
    CHECK(parseByPattern("2024-02-29T12:00:00", "%FT%T") == 1709208000);
    CHECK(parseByPattern("02/29/24 12:00", "%D %R") == 1709208000);
    CHECK(parseByPattern("29 February 68", "%d %B %y") == 3097699200);
    CHECK(parseByPattern("1 January 70", "%e %B %y") == 0);
    CHECK(parseByPattern("19700101", "%Y%m%d") == 0);
    CHECK(parseByPattern("1970-032", "%Y-%j") == 2678400);
    CHECK(parseByPattern("-0001", "%Y") == -62198755200);
    CHECK(parseByPattern("1700000000", "%s") == 1700000000);
    CHECK(parseByPattern("", "") == -2208988800);
    CHECK(parseByPattern("20 70", "%C %y") == 3155760000);
}

TEST_CASE("patterns of hours") {
    CHECK(parseByPattern("1970-01-01 12:30:15 AM", "%Y-%m-%d %I:%M:%S %p") == 1815);
    CHECK(parseByPattern("1970-01-01 12:30:15 pm", "%F %r") == 45015);
    CHECK(parseByPattern("1970-01-01  1:00", "%F %l:%M") == 3600);
    CHECK(parseByPattern("1970-01-01 00:00:01.25", "%F %T.%f") == 1);
    CHECK(parseByPattern("100%1970 \t x", "100%%%Y%nx") == 0);
}

TEST_CASE("patterns of zones") {
    const auto at = [](const std::string& zone, const std::string& pattern) {
        return parseByPattern("1970-01-02 00:00 " + zone, "%F %R " + pattern);
    };
    CHECK(at("+0200", "%z") == 79200);
    CHECK(at("-02", "%z") == 93600);
    CHECK(at("+02:30", "%z") == 77400);
    CHECK(at("+02:30:10", "%z") == 77390);
    CHECK(at("Z", "%z") == 86400);
    CHECK(at("+02:30", "%:z") == 77400);
    CHECK(at("+02:30:10", "%::z") == 77390);
    CHECK(at("+02", "%:::z") == 79200);
    CHECK(at("UTC", "%Z") == 86400);
    CHECK(at("CEST +0200", "%Z %z") == 79200);
    for (const auto& [zone, pattern] : std::initializer_list<std::pair<const char*, const char*>>{{"+0230", "%:z"},
                                                                                                  {"+02:30", "%::z"},
                                                                                                  {"0200", "%z"},
                                                                                                  {"+2", "%z"},
                                                                                                  {"+24", "%z"},
                                                                                                  {"+02:", "%z"},
                                                                                                  {"X", "%Z"},
                                                                                                  {"ABCDEFT", "%Z"},
                                                                                                  {"+02", "%:d"},
                                                                                                  {"", "%z"}})
        CHECK_FALSE(at(zone, pattern));
}

TEST_CASE("patterns of weeks") {
    CHECK(parseByPattern("2024 W10 Wed", "%Y W%W %a") == 1709683200);  // 2024-03-06
    CHECK(parseByPattern("2024 10 Sun", "%Y %U %a") == 1710028800);    // 2024-03-10
    CHECK(parseByPattern("2020-W53-7", "%G-W%V-%u") == 1609632000);    // 2021-01-03
    CHECK(parseByPattern("2020-W01", "%G-W%V") == 1577664000);         // 2019-12-30
    CHECK_FALSE(parseByPattern("2020-W01", "%Y-W%V"));
    CHECK_FALSE(parseByPattern("2020-01", "%G-%U"));
    CHECK_FALSE(parseByPattern("2020-100", "%G-%j"));
}

TEST_CASE("texts that are not as the pattern says, and patterns that are none") {
    for (const auto& [text, pattern] : std::initializer_list<std::pair<const char*, const char*>>{{"2023", "%b"},
                                                                                                  {"Foo 1", "%b %d"},
                                                                                                  {"13", "%m"},
                                                                                                  {"0", "%d"},
                                                                                                  {"24", "%H"},
                                                                                                  {"x", "%Y"},
                                                                                                  {"2023 ", "%Y"},
                                                                                                  {"2023", "%Y "},
                                                                                                  {"5", "%Q"},
                                                                                                  {"5", "%"},
                                                                                                  {"5", "%:"},
                                                                                                  {"", "%t"},
                                                                                                  {"-5", "%C"},
                                                                                                  {"0", "%I"}})
        CHECK_FALSE(parseByPattern(text, pattern));
}
