#include "http/message.hpp"

#include <doctest/doctest.h>

using namespace snmpolld::http;

namespace {

using Pairs = Request::Pairs;

}  // namespace

TEST_CASE("a request's target is path and parameters, decoded, in their order, repeats included") {
    const auto request = parseUri("/snmp?target=192.0.2.1%3A1161&module=a,b&module=c+d&flag&empty=&&x=a%3Db=c");
    REQUIRE(request);
    CHECK(request->path == "/snmp");
    CHECK(request->parameters == Pairs{{"target", "192.0.2.1:1161"},
                                       {"module", "a,b"},
                                       {"module", "c d"},
                                       {"flag", ""},
                                       {"empty", ""},
                                       {"x", "a=b=c"}});
}

TEST_CASE("a plus sign is one in the path and a space in the query") {
    const auto request = parseUri("/a+b?c+d=e+f%2B");
    REQUIRE(request);
    CHECK(request->path == "/a+b");
    CHECK(request->parameters == Pairs{{"c d", "e f+"}});
}

TEST_CASE("octets of a parameter may be any, also NUL and what is no UTF-8") {
    const auto request = parseUri("/?target=a%00b%ff");
    REQUIRE(request);
    CHECK(request->parameters == Pairs{{"target", std::string("a\0b\xff", 4)}});
}

TEST_CASE("the absolute form is the same request") {
    CHECK(parseUri("http://example.com:80/metrics?a=b")->path == "/metrics");
    CHECK(parseUri("http://example.com:80/metrics?a=b")->parameters == Pairs{{"a", "b"}});
    CHECK(parseUri("http://example.com")->path == "/");
}

TEST_CASE("a path is taken as it is: nothing in it is followed") {
    CHECK(parseUri("/../../etc/passwd")->path == "/../../etc/passwd");
    CHECK(parseUri("/%2e%2e/x")->path == "/../x");
}

TEST_CASE("what is not well formed is refused") {
    for (const char* uri : {"", "*", "metrics", "/%", "/%4", "/%zz", "/a%00b", "/a%0ab", "/?a=%", "/?%g0=1", "?a=b"}) {
        CAPTURE(uri);
        CHECK_FALSE(parseUri(uri));
    }
}

TEST_CASE("a header is found by its name in lower case; the first counts") {
    const Request request{.path = "/", .headers = {{"accept", "a"}, {"accept", "b"}}};
    CHECK(request.header("accept") == "a");
    CHECK_FALSE(request.header("host"));
}

TEST_CASE("how much a client wants something is what its header says") {
    CHECK(preference("gzip", "gzip") == 1);
    CHECK(preference("br, gzip;q=0.5 , *", "gzip") == 0.5);
    CHECK(preference("a/b; version=1.0.0 ;q=0.8,c/d;q=1", "a/b") == 0.8);
    CHECK(preference("gzip;q=0", "gzip") == 0);
    CHECK(preference("gzip;q=2", "gzip") == 0);
    CHECK(preference("gzip;q=", "gzip") == 0);
    CHECK(preference("gzipped, xgzip", "gzip") == 0);
    CHECK(preference(",;,;;q=1,", "gzip") == 0);
    CHECK(preference("", "gzip") == 0);
}
