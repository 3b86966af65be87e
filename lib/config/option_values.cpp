// Checks the values of options by their rows in the schema (schema.hpp).
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/duration.hpp"
#include "base/panic.hpp"
#include "base/text.hpp"
#include "config/schema.hpp"
#include "model/address.hpp"

namespace snmpolld::config {

namespace {

using enum OptionType;

constexpr Duration kMaxSpan = std::chrono::hours(24 * 3650);

// "auto|1..4096", taken apart into its words and the two ends of its range.
struct Allowed {
    std::vector<std::string> words;
    std::string_view lowest;
    std::string_view highest;
};

Allowed split(std::string_view allowed) {
    Allowed out;
    while (!allowed.empty()) {
        const std::string_view part = allowed.substr(0, allowed.find('|'));
        allowed.remove_prefix(std::min(allowed.size(), part.size() + 1));
        const size_t dots = part.find("..");
        if (dots == std::string_view::npos) {
            out.words.emplace_back(part);
            continue;
        }
        out.lowest = part.substr(0, dots);
        out.highest = part.substr(dots + 2);
    }
    return out;
}

std::string quoted(std::string_view value) {
    return "\"" + printable(value.substr(0, 80)) + "\"";
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (size_t i = 0; i < words.size(); ++i)
        out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return out;
}

std::string checkChoice(const Allowed& allowed, std::string_view value) {
    std::string sentence = quoted(value) + " is not " + joined(allowed.words);
    const std::string meant = nearestWord(value, allowed.words);
    if (!meant.empty()) sentence += "; did you mean " + meant + "?";
    return sentence;
}

std::string outside(const Allowed& allowed, std::string_view value) {
    std::string sentence = quoted(value) + " is not between " + std::string(allowed.lowest);
    sentence.append(" and ").append(allowed.highest);
    if (!allowed.words.empty()) sentence += ", nor " + joined(allowed.words);
    return sentence;
}

std::optional<int64_t> toInteger(std::string_view text) {
    int64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::string checkInteger(const Allowed& allowed, std::string_view advice, std::string_view value) {
    const auto number = toInteger(value);
    if (number && *number >= *toInteger(allowed.lowest) && *number <= *toInteger(allowed.highest)) return "";
    const bool digits = !value.empty() && value.find_first_not_of("-0123456789") == std::string_view::npos;
    return digits ? outside(allowed, value).append(advice.empty() ? "" : "; ").append(advice)
                  : quoted(value) + " is not a whole number" +
                        (allowed.words.empty() ? "" : ", nor " + joined(allowed.words));
}

std::string checkDuration(const Allowed& allowed, std::string_view value) {
    const auto duration = parseSpan(value);
    if (!duration) return quoted(value) + " is not a duration such as 500ms, 5s, 1m or 2h";
    const bool inside = *duration >= *parseDuration(allowed.lowest) && *duration <= *parseDuration(allowed.highest);
    return inside ? "" : outside(allowed, value);
}

std::string checkSize(const Allowed& allowed, std::string_view value) {
    const auto size = parseSize(value);
    if (!size) return quoted(value) + " is not a size such as 512KiB, 100MiB or 1GiB";
    const bool inside = *size >= *parseSize(allowed.lowest) && *size <= *parseSize(allowed.highest);
    return inside ? "" : outside(allowed, value);
}

std::string checkHex(std::string_view value) {
    if (value.starts_with("0x")) value.remove_prefix(2);
    const bool digits = value.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    return digits && value.size() % 2 == 0 ? "" : quoted(value) + " is not hex digits, two for each octet";
}

// What Linux allows as the name of an interface; whether there is one is found out when it is used.
std::string checkSender(std::string_view value) {
    constexpr size_t kLongestName = 15;
    const bool name = value.size() <= kLongestName && value != "." && value != ".." &&
                      value.find_first_of("/: \t") == std::string_view::npos && isPlainText(value);
    return name || model::Address::parse(value, model::kSnmpPort)
               ? ""
               : quoted(value) + " is neither an IP address nor the name of a network interface";
}

// The first part of a span: digits and a point, then letters.
std::string_view firstPart(std::string_view text) {
    const size_t unit = text.find_first_not_of("0123456789.");
    if (unit == std::string_view::npos) return text;
    return text.substr(0, text.find_first_of("0123456789.", unit));
}

}  // namespace

Result<Duration> parseSpan(std::string_view text) {
    Duration sum{};
    std::string_view rest = text;
    do {
        const std::string_view part = firstPart(rest);
        const auto duration = parseDuration(part);
        if (!duration) return duration;
        sum += *duration;
        if (sum > kMaxSpan) return usageError("longer than ten years");
        rest.remove_prefix(part.size());
    } while (!rest.empty());
    return sum;
}

std::optional<uint64_t> parseSize(std::string_view text) {
    constexpr std::array<std::string_view, 5> kUnits{"", "KiB", "MiB", "GiB", "TiB"};
    uint64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto unit = std::ranges::find(kUnits, text.substr(static_cast<size_t>(end - text.data())));
    if (ec != std::errc{} || unit == kUnits.end()) return std::nullopt;
    const auto shift = 10 * static_cast<unsigned>(unit - kUnits.begin());
    if (number > (UINT64_MAX >> shift)) return std::nullopt;
    return number << shift;
}

std::optional<double> parseNumber(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::vector<std::string> wordsOf(const Option& option) {
    return split(option.allowed).words;
}

size_t wordNumber(const Option& option, std::string_view word) {
    const auto words = wordsOf(option);
    const auto found = std::find(words.begin(), words.end(), word);
    if (found == words.end()) panic("a word that is not in its row of the schema");
    return static_cast<size_t>(found - words.begin());
}

std::string checkValue(const Option& option, std::string_view value) {
    const Allowed allowed = split(option.allowed);
    if (std::find(allowed.words.begin(), allowed.words.end(), value) != allowed.words.end()) return "";
    switch (option.type) {
        case choice:
        case choices:
            return checkChoice(allowed, value);
        case integer:
            return checkInteger(allowed, option.advice, value);
        case number:
            return parseNumber(value) ? "" : quoted(value) + " is not a number";
        case boolean:
            return value == "true" || value == "false" ? "" : quoted(value) + " is not true or false";
        case duration:
            return checkDuration(allowed, value);
        case size:
            return checkSize(allowed, value);
        case hex:
            return checkHex(value);
        case sender:
            return checkSender(value);
        case text:
        case list:
        case texts:
        case mixed:
        case map:
        case block:
            return "";
    }
    return "";
}

}  // namespace snmpolld::config
