// What servers make of requests, written apart from the encoders: line protocol as InfluxDB's documentation has it, and
// remote write as its specification has it.
#pragma once

#include <zlib.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "writer/compress.hpp"

namespace snmpolld::writer::test {

inline std::string gunzipped(const std::string& body) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw std::runtime_error("inflateInit2");
    std::string out(body.size() * 1'100 + 1'000, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
    stream.avail_in = static_cast<uInt>(body.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int status = inflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    inflateEnd(&stream);
    if (status != Z_STREAM_END) throw std::runtime_error("inflate");
    return out;
}

struct Line {
    std::string measurement{};
    std::map<std::string, std::string> tags{};
    std::map<std::string, std::string> fields{};  // as they are written
    int64_t time = 0;
};

// Reads up to one of the ends; a backslash in front of a comma, a space or an equals sign stands for nothing.
inline std::string wordUntil(std::string_view& rest, std::string_view ends) {
    std::string out;
    while (!rest.empty() && ends.find(rest[0]) == std::string_view::npos) {
        const bool escapes =
            rest[0] == '\\' && rest.size() > 1 && std::string_view(", =").find(rest[1]) != std::string_view::npos;
        if (escapes) rest.remove_prefix(1);
        out += rest[0];
        rest.remove_prefix(1);
    }
    return out;
}

inline std::string fieldValue(std::string_view& rest) {
    if (!rest.starts_with('"')) return wordUntil(rest, ", ");
    size_t end = 1;
    while (rest.at(end) != '"')
        end += rest[end] == '\\' ? 2 : 1;
    std::string out(rest.substr(0, end + 1));
    rest.remove_prefix(end + 1);
    return out;
}

inline char take(std::string_view& rest) {
    if (rest.empty()) throw std::runtime_error("a line ends too early");
    const char c = rest[0];
    rest.remove_prefix(1);
    return c;
}

inline Line parseLine(std::string_view rest) {
    Line line;
    line.measurement = wordUntil(rest, ", ");
    while (take(rest) == ',') {
        std::string name = wordUntil(rest, "=, ");
        if (take(rest) != '=') throw std::runtime_error("a tag without a value");
        std::string value = wordUntil(rest, ", ");
        if (name.empty() || value.empty()) throw std::runtime_error("an empty tag");
        if (!line.tags.emplace(std::move(name), std::move(value)).second) throw std::runtime_error("a tag twice");
    }
    do {
        std::string name = wordUntil(rest, "=, ");
        if (take(rest) != '=') throw std::runtime_error("a field without a value");
        std::string value = fieldValue(rest);
        if (name.empty() || value.empty()) throw std::runtime_error("an empty field");
        line.fields.emplace(std::move(name), std::move(value));
    } while (take(rest) == ',');
    line.time = std::stoll(std::string(rest));
    return line;
}

inline std::vector<Line> parseLines(std::string_view text) {
    std::vector<Line> lines;
    while (!text.empty()) {
        const size_t end = text.find('\n');
        if (end == std::string_view::npos) throw std::runtime_error("the last line has no end");
        lines.push_back(parseLine(text.substr(0, end)));
        text.remove_prefix(end + 1);
    }
    return lines;
}

// One field of a message of protocol buffers.
struct Field {
    uint64_t number = 0;
    uint64_t integer = 0;  // or the bits of a double
    std::string_view octets{};
};

inline uint64_t varint(std::string_view& rest) {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto octet = static_cast<unsigned char>(take(rest));
        value |= static_cast<uint64_t>(octet & 0x7f) << shift;
        if ((octet & 0x80) == 0) return value;
    }
}

inline std::vector<Field> fieldsOf(std::string_view rest) {
    std::vector<Field> fields;
    while (!rest.empty()) {
        const uint64_t key = varint(rest);
        Field field{key >> 3, 0, {}};
        switch (key & 7) {
            case 0:
                field.integer = varint(rest);
                break;
            case 1:
                std::memcpy(&field.integer, rest.substr(0, 8).data(), 8);
                rest = rest.substr(8);
                break;
            case 2: {
                const uint64_t length = varint(rest);
                if (length > rest.size()) throw std::runtime_error("a field without its end");
                field.octets = rest.substr(0, length);
                rest.remove_prefix(length);
                break;
            }
            default:
                throw std::runtime_error("an unknown type of field");
        }
        fields.push_back(field);
    }
    return fields;
}

struct Series {
    std::vector<std::pair<std::string, std::string>> labels{};  // in their order
    std::vector<std::pair<int64_t, uint64_t>> samples{};        // milliseconds, bits of the value
};

struct Metadata {
    uint64_t type = 0;
    std::string help{};
};

struct WriteRequest {
    std::vector<Series> series{};
    std::map<std::string, Metadata> metadata{};
};

inline Series seriesOf(std::string_view octets) {
    Series series;
    for (const Field& field : fieldsOf(octets)) {
        const std::vector<Field> inner = fieldsOf(field.octets);
        if (field.number == 1)
            series.labels.emplace_back(inner.at(0).octets, inner.at(1).octets);
        else
            series.samples.emplace_back(static_cast<int64_t>(inner.at(1).integer), inner.at(0).integer);
    }
    return series;
}

inline WriteRequest writeRequestOf(const std::string& body) {
    const std::string message = fromSnappyBlock(body);
    WriteRequest request;
    for (const Field& field : fieldsOf(message)) {
        if (field.number == 1) request.series.push_back(seriesOf(field.octets));
        if (field.number != 3) continue;
        const std::vector<Field> inner = fieldsOf(field.octets);
        request.metadata[std::string(inner.at(1).octets)] = {inner.at(0).integer, std::string(inner.at(2).octets)};
    }
    return request;
}

}  // namespace snmpolld::writer::test
