#include "supervisor/guests.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "../targets.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace snmpolld::test;

TEST_CASE("a guest is the same one at the next visit") {
    Sequences sequences;
    Guests guests(sequences);
    guests.of(target("a")).seq = 7;
    guests.of(target("b"));
    CHECK(guests.of(target("a")).seq == 7);
    CHECK(guests.size() == 2);
}

TEST_CASE(
    "the guests that were asked for least recently are forgotten, unless one is being polled, but not their numbers") {
    Sequences sequences;
    Guests guests(sequences, 2);
    guests.of(target("polled")).open_polls = 1;
    guests.of(target("old")).seq = 7;
    guests.of(target("old")).deaths = 1;
    guests.of(target("new")).seq = 8;
    CHECK(guests.size() == 3);
    guests.trim([](const Host&) { return false; });
    CHECK(guests.size() == 2);
    CHECK(guests.of(target("new")).seq == 8);
    CHECK(guests.of(target("polled")).open_polls == 1);
    CHECK(guests.of(target("old")).deaths == 0);
    CHECK(guests.of(target("old")).seq == 7);
}

TEST_CASE("a guest keeps credentials that a reload has left, and one whose credentials are gone is forgotten") {
    Sequences sequences;
    Guests guests(sequences);
    const auto with = [](const std::string& host, std::string_view community) {
        model::Target asked = target(host);
        model::Credentials credentials;
        credentials.community = Secret(community);
        asked.credentials = std::make_shared<const model::Credentials>(credentials);
        return asked;
    };
    guests.of(with("stays", "same")).seq = 5;
    guests.of(with("goes", "old")).seq = 6;
    guests.of(with("polled", "old")).open_polls = 1;
    const std::vector<Guests::Credentials> present{with("x", "new").credentials, with("x", "same").credentials};
    guests.renew(present, [](const Host&) { return false; });
    CHECK(guests.size() == 2);
    CHECK(guests.find("stays")->target.credentials == present[1]);
    CHECK(guests.find("goes") == nullptr);
    CHECK(guests.find("polled")->target.credentials->community.reveal() == "public");
    CHECK(guests.of(with("goes", "new")).seq == 6);
    CHECK(guests.of(with("polled", "new")).target.credentials->community.reveal() == "new");
    CHECK(guests.find("polled")->open_polls == 1);
}
