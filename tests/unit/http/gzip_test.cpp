#include "http/gzip.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace snmpolld::http;

namespace {

// Pieces of a text, then an empty one for ever.
std::function<std::string()> pieces(const std::string& text, size_t size) {
    return [text, size, at = size_t{0}]() mutable {
        std::string piece = text.substr(at, size);
        at += piece.size();
        return piece;
    };
}

std::string unpacked(const std::string& packed) {
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    std::string out(4 << 20, 0);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    return out;
}

}  // namespace

TEST_CASE("a text comes back whole, however it was cut") {
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "series{index=\"" + std::to_string(i) + "\"} " + std::to_string(i * i) + "\n";
    for (const size_t size : {size_t{7}, size_t{64} << 10, text.size()}) {
        Gzip gzip(pieces(text, size));
        std::string packed;
        for (std::string piece = gzip.next(); !piece.empty(); piece = gzip.next())
            packed += piece;
        CHECK(gzip.next().empty());
        CHECK(packed.size() < text.size() / 4);
        CHECK(unpacked(packed) == text);
    }
}

TEST_CASE("an empty text is one all the same") {
    Gzip gzip(pieces("", 1));
    CHECK(unpacked(gzip.next()).empty());
    CHECK(gzip.next().empty());
}
