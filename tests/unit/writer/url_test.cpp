#include "writer/url.hpp"

#include <doctest/doctest.h>

using namespace snmpolld::writer;

TEST_CASE("a URL is shown without what may be secret in it") {
    CHECK(shownUrl("http://127.0.0.1:8086") == "http://127.0.0.1:8086");
    CHECK(shownUrl("https://me:pass@db.example/x?u=me&p=pass#f") == "https://db.example/x");
    CHECK(shownUrl("http://me:p/a?s#s@db.example/x") == "http://db.example/x");
    CHECK(shownUrl("me:pass@db.example") == "db.example");
    CHECK(shownUrl("http://db\x1b") == "http://db\\x1b");
    CHECK(shownUrl("") == "");
}
