#include "config/web_protection.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::config;
using model::ClientAuth;

namespace {

model::WebSettings settings(bool tls, bool users, ClientAuth asked = ClientAuth::none) {
    model::WebSettings settings;
    if (tls) settings.tls.emplace().client_auth = asked;
    if (users) settings.users.push_back({.name = "alice", .hash = Secret("x")});
    return settings;
}

std::string lost(const model::WebSettings& present, const model::WebSettings& next) {
    return lostProtection(protectionOf(present), protectionOf(next));
}

}  // namespace

TEST_CASE("what is no longer asked of clients is named") {
    const auto all = settings(true, true, ClientAuth::require_and_verify);
    CHECK(lost(all, {}) == "TLS, passwords and certificates of clients");
    CHECK(lost(settings(true, true), settings(true, false)) == "passwords");
    CHECK(lost(settings(true, true), settings(false, true)) == "TLS");
    CHECK(lost(all, settings(true, true)) == "certificates of clients");
    for (const ClientAuth less : {ClientAuth::request, ClientAuth::verify_if_given})
        CHECK(lost(all, settings(true, true, less)) == "certificates of clients");
    CHECK(lost(all, settings(true, true, ClientAuth::require_any)) == "certificates that an authority has signed");
}

TEST_CASE("asking for as much as before or more loses nothing") {
    const auto all = settings(true, true, ClientAuth::require_and_verify);
    CHECK(lost({}, all).empty());
    CHECK(lost({}, {}).empty());
    CHECK(lost(all, all).empty());
    CHECK(lost(settings(true, false, ClientAuth::verify_if_given), all).empty());
    auto others = all;
    others.users[0].name = "bob";
    CHECK(lost(all, others).empty());
}

TEST_CASE("names in certificates count as long as there is TLS") {
    auto named = settings(true, false, ClientAuth::require_and_verify);
    named.tls->allowed_names = {"prometheus"};
    CHECK(lost(named, settings(true, false, ClientAuth::require_and_verify)) == "names in certificates of clients");
    CHECK(lost(named, {}) == "TLS and certificates of clients");
}
