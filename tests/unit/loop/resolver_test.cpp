#include "loop/resolver.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>

#include <cstring>
#include <optional>

#include "loop/resolver_cache.hpp"
#include "testing.hpp"

using namespace snmpolld;
using namespace snmpolld::loop;
using namespace snmpolld::loop::testing;
using namespace std::chrono_literals;

namespace {

std::string textOf(const NameResolver::Answer& answer) {
    if (!answer) return answer.error().message;
    char text[INET6_ADDRSTRLEN] = {};
    const auto* sa = reinterpret_cast<const sockaddr*>(&answer->front());
    const void* bytes = sa->sa_family == AF_INET6
                            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(sa)->sin6_addr)
                            : static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(sa)->sin_addr);
    return inet_ntop(sa->sa_family, bytes, text, sizeof text);
}

std::string resolveNow(Loop& loop, Resolver& resolver, const std::string& name, int family) {
    std::optional<std::string> got;
    resolver.resolve(name, family, [&](const auto& answer) { got = textOf(answer); });
    CHECK(runUntil(loop, [&] { return got.has_value(); }));
    return got.value_or("nothing");
}

// A label of more than 63 characters fails without a question to anybody (RFC 1035 section 2.3.4).
const std::string kImpossible = std::string(70, 'a') + ".invalid";

std::vector<sockaddr_storage> someAddress(uint16_t family) {
    std::vector<sockaddr_storage> out(1);
    out.front().ss_family = static_cast<sa_family_t>(family);
    return out;
}

const ResolverKey kKey{"sw1", AF_INET};
const Error kFailure{ErrorKind::system, "resolve sw1: no"};

}  // namespace

TEST_CASE("literals and localhost resolve without a network, IPv4 first") {
    Loop loop;
    Resolver resolver(loop);
    CHECK(resolveNow(loop, resolver, "127.0.0.1", AF_UNSPEC) == "127.0.0.1");
    CHECK(resolveNow(loop, resolver, "localhost", AF_UNSPEC) == "127.0.0.1");
    CHECK(resolveNow(loop, resolver, "localhost", AF_INET) == "127.0.0.1");
    CHECK(resolveNow(loop, resolver, "::1", AF_UNSPEC) == "::1");
    CHECK(resolveNow(loop, resolver, "::1", AF_INET6) == "::1");
}

TEST_CASE("a name that cannot exist is an error that names it") {
    Loop loop;
    Resolver resolver(loop);
    const std::string error = resolveNow(loop, resolver, kImpossible, AF_INET);
    CHECK(error.starts_with("resolve " + kImpossible + ": "));
}

TEST_CASE("the second question is answered from the cache, before resolve returns") {
    Loop loop;
    Resolver resolver(loop);
    resolveNow(loop, resolver, "127.0.0.1", AF_INET);
    bool called = false;
    resolver.resolve("127.0.0.1", AF_INET, [&](const auto& answer) { called = answer.has_value(); });
    CHECK(called);
    resolveNow(loop, resolver, kImpossible, AF_INET);
    called = false;
    resolver.resolve(kImpossible, AF_INET, [&](const auto& answer) { called = !answer; });
    CHECK(called);
}

TEST_CASE("many questions at once are all answered, the same name once for all who ask") {
    Loop loop;
    Resolver resolver(loop);
    int answers = 0;
    for (int i = 0; i < 300; ++i)
        resolver.resolve("127.0.1." + std::to_string(i % 100), AF_INET, [&](const auto& a) { answers += a ? 1 : 0; });
    CHECK(runUntil(loop, [&] { return answers == 300; }));
}

TEST_CASE("a callback may ask again and may destroy the resolver") {
    Loop loop;
    auto resolver = std::make_unique<Resolver>(loop);
    bool second = false;
    resolver->resolve("127.0.0.1", AF_INET, [&](const auto&) {
        resolver->resolve("127.0.0.2", AF_INET, [&](const auto&) {
            second = true;
            resolver.reset();
        });
    });
    CHECK(runUntil(loop, [&] { return second; }));
    CHECK_FALSE(resolver);
}

TEST_CASE("a resolver that is destroyed drops its questions without an answer") {
    Loop loop;
    auto resolver = std::make_unique<Resolver>(loop);
    for (int i = 0; i < 20; ++i)
        resolver->resolve("127.0.2." + std::to_string(i), AF_INET, [](const auto&) { FAIL("answered"); });
    resolver.reset();
    runTurns(loop, 10);
}

TEST_CASE("an address is fresh for a minute, good for five, then gone") {
    ResolverCache cache;
    const MonoTime t0{};
    CHECK(cache.find(kKey, t0).answer == nullptr);
    cache.store(kKey, someAddress(AF_INET), t0);
    CHECK(cache.find(kKey, t0 + 59s).answer != nullptr);
    CHECK_FALSE(cache.find(kKey, t0 + 59s).refresh);
    CHECK(cache.find(kKey, t0 + 61s).answer != nullptr);
    CHECK(cache.find(kKey, t0 + 61s).refresh);
    CHECK(cache.find(kKey, t0 + 5min).answer == nullptr);
    CHECK(cache.find({"sw1", AF_INET6}, t0).answer == nullptr);
}

TEST_CASE("a failed refresh keeps the old address for an hour, and is repeated every 10 s") {
    ResolverCache cache;
    const MonoTime t0{};
    CHECK_FALSE(cache.store(kKey, someAddress(AF_INET), t0));
    CHECK(cache.store(kKey, tl::unexpected(kFailure), t0 + 2min));
    const auto found = cache.find(kKey, t0 + 2min + 9s);
    REQUIRE(found.answer);
    CHECK(found.answer->has_value());
    CHECK_FALSE(found.refresh);
    CHECK(cache.find(kKey, t0 + 2min + 10s).refresh);
    CHECK_FALSE(cache.store(kKey, tl::unexpected(kFailure), t0 + 30min));
    CHECK(cache.find(kKey, t0 + 59min).answer != nullptr);
    CHECK(cache.find(kKey, t0 + 1h).answer == nullptr);
    cache.store(kKey, tl::unexpected(kFailure), t0 + 1h);
    CHECK_FALSE(cache.find(kKey, t0 + 1h).answer->has_value());
}

TEST_CASE("an address that is too old to be used unasked is used when asking fails") {
    ResolverCache cache;
    const MonoTime t0{};
    cache.store(kKey, someAddress(AF_INET), t0);
    REQUIRE(cache.find(kKey, t0 + 20min).answer == nullptr);
    CHECK(cache.store(kKey, tl::unexpected(kFailure), t0 + 20min));
    const auto found = cache.find(kKey, t0 + 20min);
    REQUIRE(found.answer);
    CHECK(found.answer->has_value());
    cache.store(kKey, someAddress(AF_INET), t0 + 21min);
    CHECK_FALSE(cache.find(kKey, t0 + 21min).refresh);
    CHECK(cache.find(kKey, t0 + 26min).answer == nullptr);
}

TEST_CASE("however many names are asked for, the cache has a bound") {
    ResolverCache cache;
    const MonoTime t0{};
    size_t most = 0;
    for (size_t i = 0; i < 2 * ResolverCache::kMost + 1000; ++i) {
        cache.store({std::to_string(i), AF_INET}, someAddress(AF_INET), t0);
        most = std::max(most, cache.size());
    }
    CHECK(most <= ResolverCache::kMost);
}

TEST_CASE("a failure is kept for 10 s") {
    ResolverCache cache;
    const MonoTime t0{};
    cache.store(kKey, tl::unexpected(kFailure), t0);
    const auto found = cache.find(kKey, t0 + 9s);
    REQUIRE(found.answer);
    CHECK(found.answer->error().message == "resolve sw1: no");
    CHECK(cache.find(kKey, t0 + 10s).answer == nullptr);
}

TEST_CASE("what has expired is dropped when the cache has grown") {
    ResolverCache cache;
    const MonoTime t0{};
    for (int i = 0; i < 1000; ++i)
        cache.store({std::to_string(i), AF_INET}, tl::unexpected(kFailure), t0);
    for (int i = 0; i < 100; ++i)
        cache.store({"new" + std::to_string(i), AF_INET}, someAddress(AF_INET), t0 + 1min);
    CHECK(cache.size() <= 100);
}
