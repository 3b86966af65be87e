#include "base/secret.hpp"

#include <doctest/doctest.h>

#include <array>
#include <ostream>
#include <utility>

#include "base/clock.hpp"
#include "base/result.hpp"

using namespace snmpolld;

namespace {

template <typename T>
concept Streamable = requires(std::ostream& out, const T& value) {
    out << value;
};

}  // namespace

TEST_CASE("a secret cannot be printed") {
    CHECK_FALSE(Streamable<Secret>);
}

TEST_CASE("a secret that was moved from is empty") {
    Secret first("passphrase");
    const Secret second(std::move(first));
    CHECK(second.reveal() == "passphrase");
    CHECK(first.empty());
    Secret third("other");
    third = Secret("another");
    CHECK(third.reveal() == "another");
}

TEST_CASE("copies are equal and independent") {
    Secret first("a");
    Secret second = first;
    CHECK(first == second);
    second = Secret("b");
    CHECK(first.reveal() == "a");
    const Secret& itself = first;
    first = itself;
    CHECK(first.reveal() == "a");
}

TEST_CASE("wiped memory is zero") {
    std::array<char, 4> bytes{'k', 'e', 'y', '!'};
    wipeMemory(bytes.data(), bytes.size());
    CHECK(bytes == std::array<char, 4>{});
}

TEST_CASE("an error keeps its kind when context is put in front") {
    const auto error = withContext("load", Error{ErrorKind::usage, "bad"});
    CHECK(error.value().message == "load: bad");
    CHECK(error.value().kind == ErrorKind::usage);
    CHECK(systemError("open x", ENOENT).value().message == "open x: No such file or directory");
}

TEST_CASE("times are written in UTC with milliseconds") {
    using namespace std::chrono;
    CHECK(formatUtc(WallTime(milliseconds(1'767'323'045'007))) == "2026-01-02T03:04:05.007Z");
    CHECK(formatUtc(WallTime(milliseconds(-1))) == "1969-12-31T23:59:59.999Z");
}
