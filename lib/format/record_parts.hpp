// What the formats of records share: numbers, times and values, appended to a string as text without allocations.
#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "model/host_record.hpp"

namespace snmpolld::format {

void appendInteger(std::string& out, std::integral auto value) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

// Milliseconds with at most 3 decimals: "1.93", "5". The second form writes to `to` and returns where it ended.
void appendMilliseconds(std::string& out, Duration d);
inline constexpr size_t kMilliseconds = 24;  // characters, at most
char* putMilliseconds(char* to, Duration d);
// "2026-01-02T03:04:05.000Z"; years 0 to 9999.
void appendUtc(std::string& out, WallTime t);
inline constexpr size_t kUtc = 24;
char* putUtc(char* to, WallTime t);
void appendOid(std::string& out, const model::Oid& oid);
// A rate in units per second: at most 3 decimals, or 6 significant digits below 1.
void appendRate(std::string& out, double per_second);
void appendHex(std::string& out, std::string_view bytes);

// Whether all characters are allowed. Always looks at every character, so that the compiler can vectorise the loop.
template <typename Allowed>
bool allOf(std::string_view text, Allowed allowed) {
    bool all = true;
    for (const char c : text)
        all &= allowed(c);
    return all;
}
// Whether the octets may be "value" in a JSON record. isPlainText() decides, though ASCII is recognised without it.
bool isText(std::string_view text);

// Whether the record is one of several parts of a poll.
inline bool isPart(const model::HostRecord& record) {
    return record.part > 1 || !record.last;
}
// The rate of varbind number `i`; its state is `none` if there is no rate.
inline model::Rate rateAt(const model::HostRecord& record, size_t i) {
    return i < record.rates.size() ? record.rates[i] : model::Rate{};
}

// How a varbind's value is written in JSON and CSV.
enum class ValueForm {
    none,    // exceptions, Null and Missing: there is no value
    number,  // every digit; Float and Double as the shortest text that reads back as the same number
    text,    // an OID or IpAddress, dotted; nothing in it needs quoting
    string,  // the bytes of an OctetString that is plain text: quote as the format demands
    hex,  // octets, two digits each: other OctetStrings, Opaque, what came in the place of a Malformed value, and NaN
          // and infinities as their IEEE 754 octets
};
ValueForm formOf(const model::Varbind& varbind);

// The value in the form that formOf() gives, without quotes.
void appendValue(std::string& out, const model::Varbind& varbind, ValueForm form);

// Text that is not from a varbind (host, error, labels): unchanged if it is plain text, else made printable.
void appendSafe(std::string& out, std::string_view text, void (*quote)(std::string& out, std::string_view text));

}  // namespace snmpolld::format
