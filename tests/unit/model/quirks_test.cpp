#include "model/quirks.hpp"

#include <doctest/doctest.h>

using namespace snmpolld::model;
using enum Quirk;

TEST_CASE("a set of quirks has what was put into it, and the sets of two places are united") {
    Quirks quirks{any_source};
    CHECK(quirks.has(any_source));
    CHECK_FALSE(quirks.has(any_community));
    quirks.insert(any_source);
    CHECK(quirks == Quirks{any_source});
    CHECK((quirks | Quirks{short_request_ids}) == Quirks{short_request_ids, any_source});
    CHECK((Quirks() | Quirks()).empty());
}

TEST_CASE("quirks have their words in the order of the enumerators") {
    CHECK(quirkName(short_request_ids) == "short_request_ids");
    CHECK(quirkName(unauthenticated_reports) == "unauthenticated_reports");
    CHECK(Quirks{unauthenticated_reports, any_community}.words() ==
          std::vector<std::string>{"any_community", "unauthenticated_reports"});
    CHECK(Quirks::ofBits(Quirks::kAll).words().size() == kQuirkCount);
}

TEST_CASE("bits of no quirk are dropped") {
    CHECK(Quirks::ofBits(0xff).bits() == Quirks::kAll);
    CHECK(Quirks::ofBits(0xf0).empty());
}
