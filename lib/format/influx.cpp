#include "format/influx.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "base/float_text.hpp"
#include "base/utf8.hpp"

namespace snmpolld::format {

namespace {

using Tags = std::span<const std::pair<std::string, std::string>>;

bool isPlainWord(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return c == ',' || c == ' ' || c == '=' || c == '\\' || static_cast<unsigned char>(c) < 0x20 ||
               static_cast<unsigned char>(c) >= 0x7f;
    });
}

// A newline ends a line wherever it stands, and control characters have no escape, so they are written as \n, \r, \t or
// a space.
void appendChar(std::string& out, char c, bool is_measurement) {
    if (c == '\n' || c == '\r' || c == '\t') {
        out += '\\';
        out += c == '\n' ? 'n' : c == '\r' ? 'r' : 't';
        return;
    }
    if (c == ',' || c == ' ' || (c == '=' && !is_measurement)) out += '\\';
    const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    if (is_control) out += '\\';
    out += is_control ? ' ' : c;
}

void appendKey(std::string& out, std::string_view text, bool is_measurement = false) {
    if (isPlainWord(text)) {
        out += text;
        return;
    }
    std::string shown;
    appendAsUtf8(shown, text);
    for (const char c : shown)
        appendChar(out, c, is_measurement);
}

// A backslash at the end would escape what follows.
std::string_view withoutTail(std::string_view text) {
    while (text.ends_with('\\'))
        text.remove_suffix(1);
    return text;
}

void appendTag(std::string& out, std::string_view name, std::string_view value) {
    name = withoutTail(name);
    value = withoutTail(value);
    if (name.empty() || value.empty()) return;
    out += ',';
    appendKey(out, name);
    out += '=';
    appendKey(out, value);
}

bool hasTag(Tags tags, std::string_view name) {
    return std::any_of(tags.begin(), tags.end(), [&](const auto& tag) { return tag.first == name; });
}

// What all lines begin with.
std::string headOf(std::string_view measurement, Tags tags) {
    std::string head;
    appendKey(head, withoutTail(measurement), true);
    for (size_t i = 0; i < tags.size(); ++i)
        if (!hasTag(tags.first(i), tags[i].first)) appendTag(head, tags[i].first, tags[i].second);
    return head;
}

std::string tailOf(WallTime at) {
    const auto since = at.time_since_epoch();
    return " " + std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()) + "\n";
}

}  // namespace

void formatInflux(std::string_view measurement, std::span<const model::Sample> samples, Tags tags, WallTime at,
                  std::string& out) {
    const std::string head = headOf(measurement, tags);
    const std::string tail = tailOf(at);
    for (const model::Sample& sample : samples) {
        if (!std::isfinite(sample.value)) continue;
        out += head;
        for (const auto& [name, value] : sample.labels)
            if (!hasTag(tags, name)) appendTag(out, name, value);
        out += ' ';
        appendKey(out, sample.name);
        out += '=';
        appendGeneral(out, sample.value);
        out += tail;
    }
}

}  // namespace snmpolld::format
