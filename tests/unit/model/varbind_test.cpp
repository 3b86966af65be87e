#include "model/varbind.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace snmpolld::model;

namespace {

std::string shown(Type type, Value value) {
    return displayValue({Oid{1, 3}, type, std::move(value)});
}

}  // namespace

TEST_CASE("numbers are shown with every digit") {
    CHECK(shown(Type::Integer32, int64_t{-2147483648}) == "-2147483648");
    CHECK(shown(Type::Counter64, uint64_t{18446744073709551615ULL}) == "18446744073709551615");
    CHECK(shown(Type::Gauge32, uint64_t{4294967295}) == "4294967295");
    CHECK(shown(Type::Float, 0.5) == "0.5");
    CHECK(shown(Type::Double, 1e300) == "1.0000000000000001e+300");
}

TEST_CASE("ticks are shown with days and hours") {
    CHECK(shown(Type::TimeTicks, uint64_t{0}) == "0 (0d 00:00:00.00)");
    CHECK(shown(Type::TimeTicks, uint64_t{4294967295}) == "4294967295 (497d 02:27:52.95)");
}

TEST_CASE("text is shown as text, everything else as hex") {
    CHECK(shown(Type::OctetString, std::string("Linux sw1")) == "Linux sw1");
    CHECK(shown(Type::OctetString, std::string()).empty());
    CHECK(shown(Type::OctetString, std::string("caf\xc3\xa9\n")) == "caf\xc3\xa9\\n");
    CHECK(shown(Type::OctetString, std::string("\x00\x1b\xfe", 3)) == "00:1b:fe");
    CHECK(shown(Type::OctetString, std::string("a\x1b[31m")) == "61:1b:5b:33:31:6d");
    CHECK(shown(Type::Opaque, std::string("ab")) == "61:62");
}

TEST_CASE("addresses, OIDs and exceptions have their own forms") {
    CHECK(shown(Type::IpAddress, std::string("\xc0\x00\x02\x01", 4)) == "192.0.2.1");
    CHECK(shown(Type::IpAddress, std::string("\x01", 1)) == "01");
    CHECK(shown(Type::ObjectIdentifier, Oid{1, 3, 6, 1}) == "1.3.6.1");
    CHECK(shown(Type::noSuchInstance, {}) == "noSuchInstance");
    CHECK(shown(Type::Null, {}) == "Null");
}

TEST_CASE("a failure is shown with its reason and the first of its octets") {
    CHECK(shown(Type::Missing, Failure{"no answer"}) == "? (no answer)");
    CHECK(shown(Type::Malformed, Failure{"INTEGER of 0 octets"}) == "? (INTEGER of 0 octets)");
    CHECK(shown(Type::Malformed, Failure{"bad\x1b", std::string("\x02\0", 2)}) == "? (bad\\x1b: 02:00)");
    CHECK(shown(Type::Malformed, Failure{"long", std::string(17, 'a')}).ends_with(":61:..)"));
    std::string text = "before";
    appendPlainValue(text, {Oid{1, 3}, Type::Malformed, Failure{"why", "octets"}});
    CHECK(text == "before");
}

TEST_CASE("every type has a name of its own, three are exceptions and two are failures") {
    std::set<std::string_view> names;
    int exceptions = 0;
    int failures = 0;
    int values = 0;
    for (uint8_t i = 0; i < kTypeCount; ++i) {
        names.insert(typeName(static_cast<Type>(i)));
        exceptions += isException(static_cast<Type>(i)) ? 1 : 0;
        failures += isFailure(static_cast<Type>(i)) ? 1 : 0;
        values += isValue(static_cast<Type>(i)) ? 1 : 0;
    }
    CHECK(names.size() == kTypeCount);
    CHECK(exceptions == 3);
    CHECK(failures == 2);
    CHECK(values == kTypeCount - 5);
    CHECK(typeName(Type::OctetString) == "OctetString");
    CHECK(typeName(Type::endOfMibView) == "endOfMibView");
}
