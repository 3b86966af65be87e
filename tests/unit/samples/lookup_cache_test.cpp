#include "samples/lookup_cache.hpp"

#include <doctest/doctest.h>

#include "../targets.hpp"

using namespace snmpolld;
using namespace std::chrono_literals;
using model::Oid;
using samples::LookupCache;

namespace {

const MonoTime kNow{1000h};
const Oid kNames{1, 3, 9, 1};
const model::LookupMarks kMarks{.sys_up_time = 360'000, .if_table_last_change = 5, .taken = kNow};

std::shared_ptr<model::ModuleSet> setOf(Duration kept = 10min) {
    auto set = std::make_shared<model::ModuleSet>();
    set->walk = {kNames, {1, 3, 9, 2}};
    set->lookups = {kNames};
    set->requests.cache_lookups = kept;
    return set;
}

model::Target targetOf(const std::string& host, std::shared_ptr<const model::ModuleSet> set = setOf()) {
    model::Target target = test::target(host);
    target.module_set = std::move(set);
    return target;
}

model::Address address(const char* literal = "192.0.2.1") {
    return *model::Address::parse(literal, 161);
}

model::Varbind text(const Oid& oid, const std::string& value) {
    return {oid, model::Type::OctetString, value};
}

std::vector<model::Varbind> polled(const std::string& name) {
    return {text({1, 3, 9, 1, 1}, name),
            text({1, 3, 9, 2, 1}, "no lookup"),
            {{1, 3, 9, 1, 2}, model::Type::noSuchInstance, {}},
            {{1, 3, 9, 1, 3}, model::Type::Malformed, model::Failure{"why", "octets"}}};
}

void keep(LookupCache& cache, const model::Target& target, const std::string& name = "eth0", MonoTime now = kNow) {
    model::LookupMarks marks = kMarks;
    marks.taken = now;
    cache.keep(target, address(), marks, polled(name), now);
}

}  // namespace

TEST_CASE("of a poll its lookups are kept, with the marks, until they are too old") {
    LookupCache cache;
    const model::Target sw1 = targetOf("sw1");
    CHECK_FALSE(cache.marks(sw1, address(), kNow).has_value());
    keep(cache, sw1);
    CHECK(cache.marks(sw1, address(), kNow + 10min) == kMarks);
    CHECK_FALSE(cache.marks(sw1, address(), kNow + 10min + 1ns).has_value());
    CHECK(cache.varbinds(sw1, address()) == std::vector<model::Varbind>{text({1, 3, 9, 1, 1}, "eth0")});
    keep(cache, sw1, "eth1", kNow + 11min);
    CHECK(cache.varbinds(sw1, address())->front() == text({1, 3, 9, 1, 1}, "eth1"));
}

TEST_CASE("what is kept is of one host, one address, one question and one user") {
    LookupCache cache;
    const model::Target sw1 = targetOf("sw1");
    keep(cache, sw1);
    CHECK_FALSE(cache.varbinds(targetOf("sw2"), address()).has_value());
    CHECK_FALSE(cache.varbinds(sw1, address("192.0.2.2")).has_value());
    CHECK(cache.varbinds(targetOf("sw1"), address()).has_value());
    CHECK_FALSE(cache.varbinds(targetOf("sw1", setOf(1h)), address()).has_value());
    model::Target other = sw1;
    other.transport = model::Transport::tcp;
    CHECK_FALSE(cache.varbinds(other, address()).has_value());
    other = sw1;
    auto credentials = std::make_shared<model::Credentials>();
    credentials->community = Secret("another");
    other.credentials = credentials;
    CHECK_FALSE(cache.varbinds(other, address()).has_value());
}

TEST_CASE("a host's questions are kept side by side, the latest of them") {
    LookupCache cache;
    std::vector<model::Target> asked;
    for (size_t i = 0; i <= LookupCache::kMostOfHost; ++i) {
        asked.push_back(targetOf("sw1", setOf(std::chrono::hours(i + 1))));
        keep(cache, asked.back(), "eth" + std::to_string(i), kNow + std::chrono::seconds(i));
    }
    CHECK_FALSE(cache.varbinds(asked[0], address()).has_value());
    for (size_t i = 1; i < asked.size(); ++i)
        CHECK(cache.varbinds(asked[i], address())->front() == text({1, 3, 9, 1, 1}, "eth" + std::to_string(i)));
}

TEST_CASE("what is dropped or forgotten costs nothing") {
    LookupCache cache;
    const model::Target sw1 = targetOf("sw1");
    const model::Target sw2 = targetOf("sw2");
    keep(cache, sw1);
    const size_t one = cache.bytes();
    CHECK(one > 0);
    keep(cache, sw1, "eth1");
    CHECK(cache.bytes() == one);
    keep(cache, sw2);
    cache.forget("sw1");
    cache.forget("sw1");
    CHECK(cache.bytes() == one);
    CHECK_FALSE(cache.varbinds(sw1, address()).has_value());
    cache.drop(sw2, address());
    CHECK(cache.bytes() == 0);
    keep(cache, sw1);
    cache.clear();
    CHECK(cache.bytes() == 0);
}

TEST_CASE("what does not fit is not kept, and takes the place of what was") {
    LookupCache cache(1000);
    const model::Target sw1 = targetOf("sw1");
    keep(cache, sw1);
    keep(cache, sw1, std::string(900, 'x'));
    CHECK_FALSE(cache.varbinds(sw1, address()).has_value());
    LookupCache roomy;
    keep(roomy, sw1, std::string(LookupCache::kMostBytesOfOne, 'x'));
    CHECK(roomy.bytes() == 0);
}

TEST_CASE("when it is full, what is too old makes room") {
    LookupCache cache(2000);
    keep(cache, targetOf("sw1"), std::string(900, 'x'));
    keep(cache, targetOf("sw2"), std::string(900, 'x'), kNow + 9min);
    CHECK_FALSE(cache.varbinds(targetOf("sw2"), address()).has_value());
    keep(cache, targetOf("sw2"), std::string(900, 'x'), kNow + 11min);
    CHECK(cache.varbinds(targetOf("sw2"), address()).has_value());
    CHECK_FALSE(cache.varbinds(targetOf("sw1"), address()).has_value());
}

TEST_CASE("marks that a worker claims to have taken in the future are not kept") {
    LookupCache cache;
    const model::Target sw1 = targetOf("sw1");
    model::LookupMarks marks = kMarks;
    marks.taken = kNow + 1s;
    cache.keep(sw1, address(), marks, polled("eth0"), kNow);
    CHECK_FALSE(cache.varbinds(sw1, address()).has_value());
}
