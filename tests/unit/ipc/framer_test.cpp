#include "ipc/framer.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <vector>

#include "ipc/frame.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;

namespace {

std::string frame(std::string_view content) {
    const auto size = static_cast<uint32_t>(content.size());
    std::string out;
    for (int shift = 0; shift < 32; shift += 8)
        out += static_cast<char>(size >> shift & 0xff);
    return out.append(content);
}

// A framer that collects what it cut.
struct Cut {
    Framer framer;
    std::vector<std::string> frames;

    Result<void> feed(std::string_view bytes) {
        return framer.feed(std::as_bytes(std::span(bytes)), [this](std::span<const std::byte> seen) -> Result<void> {
            frames.emplace_back(reinterpret_cast<const char*>(seen.data()), seen.size());
            return {};
        });
    }
};

}  // namespace

TEST_CASE("frames come out whole, however the stream was cut") {
    const std::vector<std::string> contents{"a", "bb", std::string(300, 'c'), std::string(70'000, 'd'), "e"};
    std::string stream;
    for (const auto& content : contents)
        stream += frame(content);
    for (const size_t step : {1U, 2U, 3U, 5U, 7U, 64U, 1000U, 65536U, 1'000'000U}) {
        Cut cut;
        for (size_t at = 0; at < stream.size(); at += step)
            REQUIRE(cut.feed(std::string_view(stream).substr(at, step)).has_value());
        CHECK(cut.frames == contents);
    }
}

TEST_CASE("an incomplete frame waits, also when only part of its length came") {
    Cut cut;
    const std::string stream = frame("whole") + frame("rest");
    CHECK(cut.feed(std::string_view(stream).substr(0, 11)).has_value());
    CHECK(cut.frames == std::vector<std::string>{"whole"});
    CHECK(cut.feed(std::string_view(stream).substr(11)).has_value());
    CHECK(cut.frames == std::vector<std::string>{"whole", "rest"});
}

TEST_CASE("no bytes are no frame") {
    Cut cut;
    CHECK(cut.feed("").has_value());
    CHECK(cut.frames.empty());
}

TEST_CASE("a length of zero or above the limit is an error, at once and in pieces") {
    for (const std::string& header : std::vector<std::string>{std::string("\0\0\0\0", 4), std::string("\1\0\0\4", 4),
                                                              std::string("\xff\xff\xff\xff")}) {
        Cut whole;
        const auto result = whole.feed(header);
        REQUIRE_FALSE(result.has_value());
        CHECK(result.error().kind == ErrorKind::protocol);
        Cut pieces;
        CHECK(pieces.feed(header.substr(0, 2)).has_value());
        CHECK_FALSE(pieces.feed(header.substr(2)).has_value());
    }
}

TEST_CASE("what the receiver refuses stops the stream") {
    Framer framer;
    int seen = 0;
    const std::string stream = frame("a") + frame("b");
    const auto refuse = [&](std::span<const std::byte>) -> Result<void> {
        ++seen;
        return fail(ErrorKind::protocol, "refused");
    };
    CHECK(framer.feed(std::as_bytes(std::span(stream)), refuse).error().message == "refused");
    CHECK(seen == 1);
}
