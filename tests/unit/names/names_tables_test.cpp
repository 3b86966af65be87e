#include <doctest/doctest.h>

#include "names/name_catalog.hpp"

using namespace snmpolld;

namespace {

struct Tables {
    names::NameCatalog catalog{};

    std::string refusal(std::string_view text) const {
        const auto table = catalog.describeTable(text);
        return table ? "a table: " + table->name : table.error().message;
    }
};

}  // namespace

TEST_CASE_FIXTURE(Tables, "a table is described by its name, its entry's name and both OIDs") {
    for (const char* text : {"ifTable", "IF-MIB::ifTable", "ifEntry", "1.3.6.1.2.1.2.2", ".1.3.6.1.2.1.2.2.1"}) {
        CAPTURE(text);
        const auto table = catalog.describeTable(text);
        REQUIRE(table.has_value());
        CHECK(table->name == "ifTable");
        CHECK(table->entry.toString() == "1.3.6.1.2.1.2.2.1");
        REQUIRE(table->columns.size() == 22);
        CHECK(table->columns.front().id == 1);
        CHECK(table->columns.front().name == "ifIndex");
        CHECK(table->columns[9].name == "ifInOctets");
        CHECK(table->columns.back().id == 22);
    }
}

TEST_CASE_FIXTURE(Tables, "columns keep the numbers of their MIB") {
    const auto table = catalog.describeTable("laTable");
    REQUIRE(table.has_value());
    REQUIRE(table->columns.size() == 8);
    CHECK(table->columns[6].id == 100);
    CHECK(table->columns[6].name == "laErrorFlag");
}

TEST_CASE_FIXTURE(Tables, "an OID that nothing is known of is a table without known columns") {
    const auto table = catalog.describeTable("1.3.6.1.4.1.99999.7");
    REQUIRE(table.has_value());
    CHECK(table->name == "1.3.6.1.4.1.99999.7");
    CHECK(table->entry.toString() == "1.3.6.1.4.1.99999.7.1");
    CHECK(table->columns.empty());
}

TEST_CASE_FIXTURE(Tables, "what is not a table is refused with the nearest one") {
    CHECK(refusal("ifDescr") == "\"ifDescr\" is not a table; ifDescr is a column of ifTable");
    CHECK(refusal("ifDescr.3") == "\"ifDescr.3\" is not a table; ifDescr is a column of ifTable");
    CHECK(refusal("1.3.6.1.2.1.2.2.1.99") == "\"1.3.6.1.2.1.2.2.1.99\" is not a table; ifEntry is an entry of ifTable");
    CHECK(refusal("interfaces") == "\"interfaces\" is not a table; interfaces is a node, the nearest table is ifTable");
    CHECK(refusal("ifNumber.0") == "\"ifNumber.0\" is not a table; ifNumber is a scalar, the nearest table is ifTable");
    CHECK(refusal("mib-2") == "\"mib-2\" is not a table; mib-2 is a node");
    CHECK(refusal("ifTabel") == "\"ifTabel\" is not a known name; did you mean ifTable?");
}
