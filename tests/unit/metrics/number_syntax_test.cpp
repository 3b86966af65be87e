// The grammar of Go's floating-point numbers, with its odd corners.
#include "metrics/number_syntax.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using snmpolld::metrics::parseNumber;

TEST_CASE("decimal and hexadecimal numbers") {
    CHECK(parseNumber("0") == 0);
    CHECK(parseNumber("-12.50") == -12.5);
    CHECK(parseNumber("+.5") == 0.5);
    CHECK(parseNumber("5.") == 5);
    CHECK(parseNumber("1e3") == 1000);
    CHECK(parseNumber("1E-2") == 0.01);
    CHECK(parseNumber("0x1p-2") == 0.25);
    CHECK(parseNumber("0X1.8p1") == 3);
    CHECK(parseNumber("1_23.50_0_0e+1_2") == 1.235e14);
    CHECK(parseNumber("0x_1_ap0") == 26);
    CHECK(parseNumber("0007") == 7);
    CHECK(parseNumber("1e-400") == 0);
}

TEST_CASE("infinities and NaN by their names") {
    CHECK(parseNumber("inf") == INFINITY);
    CHECK(parseNumber("-Infinity") == -INFINITY);
    CHECK(parseNumber("+INF") == INFINITY);
    CHECK(std::isnan(parseNumber("nAn").value_or(0)));
}

TEST_CASE("what is none") {
    for (const char* text :
         {"",      " 1", "1 ", "-",    ".",    "e3",   "1e",   "1e+",  "0x1", "0xp1", "1..2", "1.2.3", "abc", "-nan",
          "infin", "_1", "1_", "1__2", "1_.5", "1_e5", "1e_5", "1e5_", "--1", "+-1",  "1,5",  "1e400", "0x"})
        CHECK_FALSE(parseNumber(text));
    CHECK_FALSE(parseNumber(std::string_view("1\0", 2)));
}
