#include "samples/packed_varbinds.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using samples::packVarbinds;
using samples::unpackVarbinds;

namespace {

std::vector<model::Varbind> column(uint32_t of, uint32_t rows, size_t octets) {
    std::vector<model::Varbind> out;
    for (uint32_t i = 1; i <= rows; ++i)
        out.push_back({{1, 3, 6, 1, 2, 1, 2, 2, 1, of, i}, model::Type::OctetString, std::string(octets, 'x')});
    return out;
}

}  // namespace

TEST_CASE("varbinds of every type come back as they were") {
    using enum model::Type;
    const model::Oid name{1, 3, 6, 1, 2, 1, 1, 1, 0};
    const std::vector<model::Varbind> varbinds{
        {name, Integer32, int64_t{-2147483647 - 1}},
        {name, Integer32, int64_t{7}},
        {{1, 3, 6}, OctetString, std::string("a\0\xff", 3)},
        {{1, 3, 6}, OctetString, std::string()},
        {{1, 3, 7}, OctetString, std::string(70'000, 'x')},
        {model::Oid(std::vector<uint32_t>(128, 4294967295)), Counter64, ~uint64_t{}},
        {{2, 100'000}, ObjectIdentifier, model::Oid()},
        {name, ObjectIdentifier, model::Oid{1, 3, 6, 1, 4, 1, 8072, 3, 2, 10}},
        {name, IpAddress, std::string("\xc0\0\2\1", 4)},
        {name, Counter32, uint64_t{4294967295}},
        {name, Gauge32, uint64_t{0}},
        {name, TimeTicks, uint64_t{128}},
        {name, Opaque, std::string("\x9f\x78", 2)},
        {name, Float, 1.5},
        {name, Double, -1e300},
        {name, Null, {}},
        {name, endOfMibView, {}},
        {name, Malformed, model::Failure{"INTEGER of 2 octets", std::string("\0\xff", 2)}},
        {name, Missing, model::Failure{"no answer"}}};
    CHECK(unpackVarbinds(packVarbinds(varbinds)) == varbinds);
    CHECK(unpackVarbinds(packVarbinds({})).empty());
}

TEST_CASE("a row costs five octets beside its value, seven with a long index") {
    CHECK(packVarbinds(column(2, 100, 12)).size() <= 100 * (5 + 12) + 12);
    CHECK(packVarbinds(column(2, 100'000, 12)).size() <= 100'000 * (7 + 12) + 12);
}
