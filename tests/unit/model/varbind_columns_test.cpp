#include "model/varbind_columns.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using model::Oid;
using model::Type;
using model::Varbind;
using model::VarbindColumns;

namespace {

// One of each type.
const std::vector<Varbind> kVarbinds{
    {Oid{1, 3, 1}, Type::Integer32, int64_t{-5}},
    {Oid{1, 3, 2}, Type::OctetString, std::string("a\0b", 3)},
    {Oid{1, 3, 3}, Type::ObjectIdentifier, Oid{1, 3, 6, 1}},
    {Oid{1, 3, 4}, Type::IpAddress, std::string("\x7f\0\0\1", 4)},
    {Oid{1, 3, 5}, Type::Counter32, uint64_t{0xffffffff}},
    {Oid{1, 3, 6}, Type::Gauge32, uint64_t{6}},
    {Oid{1, 3, 7}, Type::TimeTicks, uint64_t{7}},
    {Oid{1, 3, 8}, Type::Counter64, ~uint64_t{0}},
    {Oid{1, 3, 9}, Type::Opaque, std::string("\x9f")},
    {Oid{1, 3, 10}, Type::Float, 1.5},
    {Oid{1, 3, 11}, Type::Double, -2.25},
    {Oid{1, 3, 12}, Type::Null, std::monostate{}},
    {Oid{1, 3, 13}, Type::noSuchInstance, std::monostate{}},
    {Oid{1, 3, 14}, Type::Malformed, model::Failure{.why = "INTEGER of 0 octets", .octets = "xy"}},
    {Oid{1, 3, 15}, Type::Missing, model::Failure{.why = "no answer"}},
    {Oid{1, 3, 16}, Type::OctetString, std::string()},
};

VarbindColumns columnsOf(const std::vector<Varbind>& varbinds) {
    VarbindColumns out;
    for (const Varbind& varbind : varbinds)
        out.add(varbind);
    return out;
}

}  // namespace

TEST_CASE("what was added comes out again, from any place on") {
    VarbindColumns columns;
    for (size_t i = 0; i < kVarbinds.size(); ++i) {
        const auto at = columns.extent();
        columns.add(kVarbinds[i]);
        CHECK(columns.from(at) == std::vector<Varbind>{kVarbinds[i]});
    }
    CHECK(columns.size() == kVarbinds.size());
    CHECK(columns.from({}) == kVarbinds);
    columns.append(columnsOf(kVarbinds));
    CHECK(columns.size() == 2 * kVarbinds.size());
    CHECK(columns.from({}).back() == kVarbinds.back());
}

TEST_CASE("as many are first as have room") {
    VarbindColumns columns = columnsOf(kVarbinds);
    for (size_t room = 0; room < 1000; room += 7) {
        const auto extent = columns.firstWithin(1000, room);
        CHECK(extent.count * sizeof(VarbindColumns::Fixed) + extent.sub_ids * 4 + extent.octets <= room);
    }
    CHECK(columns.firstWithin(1000, 100'000).count == kVarbinds.size());
    CHECK(columns.firstWithin(0, 100'000).count == 0);
    CHECK(columns.firstWithin(3, 100'000).count == 3);
    columns.clear();
    CHECK(columns.empty());
}

TEST_CASE("a value is any but a failure, and a reason is cut to its limit") {
    VarbindColumns columns;
    columns.addName(Oid{1, 3}.ids());
    columns.addFailure(Type::Malformed, std::string(5000, 'x'), "octets");
    CHECK_FALSE(columns.anyValue());
    const auto out = columns.from({});
    CHECK(out[0].value == model::Value(model::Failure{.why = std::string(4096, 'x'), .octets = "octets"}));
    columns.add(kVarbinds[12]);
    CHECK(columns.anyValue());
}
