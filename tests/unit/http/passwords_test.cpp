#include "http/passwords.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "../loop/testing.hpp"
#include "http/bcrypt.hpp"

using namespace snmpolld;
using namespace snmpolld::http;
using loop::testing::runUntil;

namespace {

// Of "secret".
const Secret kSecret("$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW");

using Verdict = Passwords::Verdict;

struct Fixture {
    Fixture() { passwords.use({{"alice", kSecret}}); }

    // What becomes of it, in the thread or at once.
    Verdict judge(const std::string& user, std::string_view password) {
        std::optional<Verdict> verdict;
        passwords.compare({user, Secret(password)}, "peer", [&](Verdict said) { verdict = said; });
        REQUIRE(runUntil(loop, [&] { return verdict.has_value(); }));
        return *verdict;
    }
    bool knows(const std::string& user, std::string_view password) const {
        return passwords.knows({user, Secret(password)});
    }

    loop::Loop loop;
    Passwords passwords{loop};
};

}  // namespace

TEST_CASE("a password is right if its hash is that of the user") {
    Fixture f;
    CHECK(f.judge("alice", "secret") == Verdict::right);
    CHECK(f.judge("alice", "secret ") == Verdict::wrong);
    CHECK(f.judge("alice", "") == Verdict::wrong);
    CHECK(f.judge("mallory", "secret") == Verdict::wrong);
    CHECK_FALSE(isPasswordOf(kSecret, Secret(std::string_view("secret\0x", 8))));
    CHECK_FALSE(isPasswordOf(kSecret, Secret(std::string_view("secret\0", 7))));
    CHECK_FALSE(isPasswordOf(Secret("nonsense"), Secret("secret")));
}

TEST_CASE("what was right is known, and only that") {
    Fixture f;
    CHECK_FALSE(f.knows("alice", "secret"));
    CHECK(f.judge("alice", "wrong") == Verdict::wrong);
    CHECK_FALSE(f.knows("alice", "wrong"));
    CHECK(f.judge("alice", "secret") == Verdict::right);
    CHECK(f.knows("alice", "secret"));
    CHECK_FALSE(f.knows("alice", "wrong"));
    CHECK_FALSE(f.knows("bob", "secret"));
    f.passwords.use({{"bob", kSecret}});
    CHECK_FALSE(f.knows("alice", "secret"));
    CHECK_FALSE(f.knows("bob", "secret"));
}

TEST_CASE("too many who wait are told so, and those who leave are not told anything") {
    Fixture f;
    std::vector<Verdict> verdicts;
    std::vector<uint64_t> tickets;
    for (size_t i = 0; i < Passwords::kMostWaiting + 11; ++i)
        tickets.push_back(f.passwords.compare({"alice", Secret("wrong")}, "peer",
                                              [&](Verdict verdict) { verdicts.push_back(verdict); }));
    CHECK(verdicts == std::vector<Verdict>(10, Verdict::busy));
    for (size_t i = 0; i < 5; ++i)
        f.passwords.cancel(tickets[i]);
    REQUIRE(runUntil(f.loop, [&] { return verdicts.size() == 10 + Passwords::kMostWaiting + 1 - 5; }));
    CHECK(verdicts.back() == Verdict::wrong);
}

TEST_CASE("a user who goes while his password is compared is not let in") {
    Fixture f;
    std::optional<Verdict> verdict;
    f.passwords.compare({"alice", Secret("secret")}, "peer", [&](Verdict said) { verdict = said; });
    f.passwords.use({{"bob", kSecret}});
    REQUIRE(runUntil(f.loop, [&] { return verdict.has_value(); }));
    CHECK(verdict == Verdict::wrong);
}
