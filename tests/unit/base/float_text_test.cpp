// Numbers as Go writes them.
#include "base/float_text.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace snmpolld;

namespace {

std::string general(double value) {
    std::string out;
    appendGeneral(out, value);
    return out;
}
template <typename Real>
std::string fixed(Real value) {
    std::string out;
    appendFixed(out, value);
    return out;
}

}  // namespace

TEST_CASE("general: an exponent from 1e+21 on in other languages, from 1e+06 on here, and below 1e-04") {
    CHECK(general(0) == "0");
    CHECK(general(-0.0) == "-0");
    CHECK(general(1) == "1");
    CHECK(general(-42.5) == "-42.5");
    CHECK(general(123456) == "123456");
    CHECK(general(100000) == "100000");
    CHECK(general(1000000) == "1e+06");
    CHECK(general(1234567) == "1.234567e+06");
    CHECK(general(123456.789) == "123456.789");
    CHECK(general(4294967295.0) == "4.294967295e+09");
    CHECK(general(0.1) == "0.1");
    CHECK(general(0.0001) == "0.0001");
    CHECK(general(0.00001) == "1e-05");
    CHECK(general(9007199254740991.0) == "9.007199254740991e+15");
    CHECK(general(9007199254740993.0) == "9.007199254740992e+15");
    CHECK(general(1.7976931348623157e308) == "1.7976931348623157e+308");
    CHECK(general(5e-324) == "5e-324");
    CHECK(general(0.1 + 0.2) == "0.30000000000000004");
}

TEST_CASE("general: what is no number") {
    CHECK(general(INFINITY) == "+Inf");
    CHECK(general(-INFINITY) == "-Inf");
    CHECK(general(std::numeric_limits<double>::quiet_NaN()) == "NaN");
}

TEST_CASE("fixed: never an exponent, and a float has a float's digits") {
    CHECK(fixed(1000000.0) == "1000000");
    CHECK(fixed(1e21) == "1000000000000000000000");
    CHECK(fixed(1.5e-7) == "0.00000015");
    CHECK(fixed(10.1F) == "10.1");
    CHECK(fixed(3.0F) == "3");
    CHECK(fixed(1e30F) == "1000000000000000000000000000000");
    CHECK(fixed(-0.25F) == "-0.25");
    CHECK(fixed(16777216.0F) == "16777216");
    CHECK(fixed(123456789.0F) == "123456790");
}
