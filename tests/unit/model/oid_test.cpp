#include "model/oid.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

using namespace snmpolld;
using model::Oid;

TEST_CASE("an OID reads and writes its dotted form") {
    CHECK(Oid::parse("1.3.6.1")->toString() == "1.3.6.1");
    CHECK(Oid::parse(".1.3.6.1")->toString() == "1.3.6.1");
    CHECK(Oid::parse("0.0")->size() == 2);
    CHECK(Oid::parse("2.999.4294967295")->toString() == "2.999.4294967295");
    std::string out = "x=";
    Oid{1, 3, 6}.appendTo(out);
    CHECK(out == "x=1.3.6");
    CHECK(Oid{}.toString().empty());
}

TEST_CASE("what is no OID is refused with a reason") {
    for (const char* text : {"", ".", "1", "1.", "1..3", "1.3.", "..1.3", "1.3.x", "1.3 ", " 1.3", "-1.3", "1.-3",
                             "3.1", "0.40", "1.40", "1.3.4294967296", "1.3.99999999999999999999", "1,3", "iso.3"}) {
        CAPTURE(text);
        const auto oid = Oid::parse(text);
        REQUIRE_FALSE(oid.has_value());
        CHECK(oid.error().message.find("is not an OID: ") != std::string::npos);
    }
}

TEST_CASE("an OID has at most 128 sub-identifiers") {
    std::string text = "1.3";
    for (int i = 2; i < 128; ++i)
        text += ".1";
    CHECK(Oid::parse(text)->size() == 128);
    CHECK_FALSE(Oid::parse(text + ".1").has_value());
}

TEST_CASE("OIDs are ordered as GETNEXT walks") {
    CHECK(Oid{1, 3, 6} < Oid{1, 3, 6, 0});
    CHECK(Oid{1, 3, 6, 9} < Oid{1, 3, 6, 10});
    CHECK(Oid{1, 3, 7} > Oid{1, 3, 6, 4294967295});
    CHECK(Oid{1, 3} == Oid{1, 3});
}

TEST_CASE("a prefix is not a matter of digits") {
    CHECK(Oid{1, 3, 6, 1}.startsWith(Oid{1, 3, 6}));
    CHECK(Oid{1, 3, 6}.startsWith(Oid{1, 3, 6}));
    CHECK(Oid{1, 3, 6}.startsWith(Oid{}));
    CHECK_FALSE(Oid{1, 3, 61}.startsWith(Oid{1, 3, 6}));
    CHECK_FALSE(Oid{1, 3}.startsWith(Oid{1, 3, 6}));
}

TEST_CASE("an OID is copied and moved, short or long") {
    Oid grown;
    std::vector<uint32_t> ids;
    for (uint32_t size = 0; size <= Oid::kMaxSize; ++size) {
        CAPTURE(size);
        const Oid made{std::span<const uint32_t>(ids)};
        CHECK(std::ranges::equal(made.ids(), ids));
        CHECK(made == grown);
        const std::vector<uint32_t> many(40, 7);
        for (const Oid& other : {Oid{1, 3, 6}, Oid(std::span<const uint32_t>(many))}) {
            Oid copy = other;
            copy = made;
            CHECK(copy == made);
            Oid moved = other;
            moved = std::move(copy);
            CHECK(moved == made);
            const Oid again(std::move(moved));
            CHECK(again == made);
            CHECK(made.startsWith(again));
        }
        ids.push_back(size * 3);
        grown.push_back(size * 3);
    }
    grown.clear();
    CHECK(grown.empty());
    CHECK(grown == Oid{});
}
