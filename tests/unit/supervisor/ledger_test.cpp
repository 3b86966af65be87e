#include "supervisor/ledger.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::supervisor;

TEST_CASE("the ledger's due polls are its outcomes and what is in flight") {
    Ledger ledger;
    for (int i = 0; i < 5; ++i)
        ledger.begin();
    ledger.end(model::Status::ok);
    ledger.end(model::Status::timeout);
    CHECK(ledger.due() == 5);
    CHECK(ledger.inFlight() == 3);
    CHECK(ledger.count(model::Status::ok) == 1);
}

TEST_CASE("missed times that share a record are due and ended one by one") {
    Ledger ledger;
    ledger.begin();
    ledger.begin(57);
    ledger.end(model::Status::skipped, 57);
    CHECK(ledger.due() == 58);
    CHECK(ledger.count(model::Status::skipped) == 57);
    CHECK(ledger.inFlight() == 1);
}
