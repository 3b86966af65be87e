#include "format/record_parts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/text.hpp"

namespace snmpolld::format {

namespace {

using model::Type;
using model::Varbind;

// Writes `value` with `digits` digits and the character `after` them; returns where the next text goes.
char* putPadded(char* to, unsigned value, int digits, char after) {
    for (int i = digits - 1; i >= 0; --i, value /= 10)
        to[i] = static_cast<char>('0' + value % 10);
    to[digits] = after;
    return to + digits + 1;
}

// "2026-01-02T03:04:05."
void putSecond(char* to, std::chrono::sys_seconds second) {
    using namespace std::chrono;
    const auto day = floor<days>(second);
    const year_month_day date(day);
    const auto in_day = static_cast<unsigned>((second - day).count());
    to = putPadded(to, static_cast<unsigned>(static_cast<int>(date.year())), 4, '-');
    to = putPadded(to, static_cast<unsigned>(date.month()), 2, '-');
    to = putPadded(to, static_cast<unsigned>(date.day()), 2, 'T');
    to = putPadded(to, in_day / 3600, 2, ':');
    to = putPadded(to, in_day / 60 % 60, 2, ':');
    putPadded(to, in_day % 60, 2, '.');
}

void appendReal(std::string& out, const Varbind& varbind) {
    const double value = std::get<double>(varbind.value);
    if (value == 0 && std::signbit(value)) {
        out += "-0.0";  // "-0" is an integer to many readers
        return;
    }
    char digits[40];
    char* const end = digits + sizeof digits;
    out.append(digits, varbind.type == Type::Float ? std::to_chars(digits, end, static_cast<float>(value)).ptr
                                                   : std::to_chars(digits, end, value).ptr);
}

template <typename Bits>
void appendBits(std::string& out, Bits bits) {
    std::string octets;
    for (int shift = sizeof bits * 8 - 8; shift >= 0; shift -= 8)
        octets += static_cast<char>(bits >> shift & 0xff);
    appendHex(out, octets);
}

void appendDotted(std::string& out, const std::string& bytes) {
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (i > 0) out += '.';
        appendInteger(out, static_cast<unsigned>(static_cast<unsigned char>(bytes[i])));
    }
}

void appendAsHex(std::string& out, const Varbind& varbind) {
    if (const auto* bytes = std::get_if<std::string>(&varbind.value)) return appendHex(out, *bytes);
    if (const auto* failure = std::get_if<model::Failure>(&varbind.value)) return appendHex(out, failure->octets);
    const double value = std::get<double>(varbind.value);
    if (varbind.type == Type::Float) return appendBits(out, std::bit_cast<uint32_t>(static_cast<float>(value)));
    appendBits(out, std::bit_cast<uint64_t>(value));
}

void appendNumber(std::string& out, const Varbind& varbind) {
    if (const auto* i = std::get_if<int64_t>(&varbind.value)) return appendInteger(out, *i);
    if (const auto* u = std::get_if<uint64_t>(&varbind.value)) return appendInteger(out, *u);
    appendReal(out, varbind);
}

}  // namespace

char* putMilliseconds(char* to, Duration d) {
    const auto us = std::chrono::round<std::chrono::microseconds>(std::max(d, Duration::zero())).count();
    to = std::to_chars(to, to + 20, us / 1000).ptr;
    const auto fraction = static_cast<unsigned>(us % 1000);
    if (fraction == 0) return to;
    *to++ = '.';
    to = putPadded(to, fraction, 3, '\0') - 1;
    while (to[-1] == '0')
        --to;
    return to;
}

void appendMilliseconds(std::string& out, Duration d) {
    char text[kMilliseconds];
    out.append(text, putMilliseconds(text, d));
}

// Every record has two of these, and most are of the same second as the one before.
char* putUtc(char* to, WallTime t) {
    using namespace std::chrono;
    static sys_seconds known_second = sys_seconds::max();
    static char known[20];
    const auto ms = floor<milliseconds>(t);
    const auto second = floor<seconds>(ms);
    if (second != known_second) {
        putSecond(known, second);
        known_second = second;
    }
    std::memcpy(to, known, sizeof known);
    return putPadded(to + sizeof known, static_cast<unsigned>((ms - second).count()), 3, 'Z');
}

void appendUtc(std::string& out, WallTime t) {
    char text[kUtc];
    out.append(text, putUtc(text, t));
}

void appendOid(std::string& out, const model::Oid& oid) {
    char text[model::Oid::kMaxSize * 11];
    char* to = text;
    for (const uint32_t id : oid.ids().first(std::min(oid.size(), model::Oid::kMaxSize))) {
        if (id < 10)
            *to++ = static_cast<char>('0' + id);
        else
            to = std::to_chars(to, to + 10, id).ptr;
        *to++ = '.';
    }
    out.append(text, to > text ? to - 1 : to);
}

void appendRate(std::string& out, double per_second) {
    char digits[340];
    char* const end = digits + sizeof digits;
    if (per_second < 1) {
        out.append(digits, std::to_chars(digits, end, per_second, std::chars_format::general, 6).ptr);
        return;
    }
    char* last = std::to_chars(digits, end, per_second, std::chars_format::fixed, 3).ptr;
    while (last[-1] == '0')
        --last;
    out.append(digits, last[-1] == '.' ? last - 1 : last);
}

bool isText(std::string_view text) {
    const auto ascii = [](char c) { return (c >= ' ' && c < 0x7f) || c == '\t' || c == '\r' || c == '\n'; };
    return allOf(text, ascii) || isPlainText(text);
}

void appendHex(std::string& out, std::string_view bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    for (const char c : bytes) {
        out += kDigits[static_cast<unsigned char>(c) >> 4];
        out += kDigits[static_cast<unsigned char>(c) & 15];
    }
}

ValueForm formOf(const Varbind& varbind) {
    if (std::holds_alternative<std::monostate>(varbind.value)) return ValueForm::none;
    if (model::isFailure(varbind.type)) return varbind.type == Type::Malformed ? ValueForm::hex : ValueForm::none;
    if (std::holds_alternative<model::Oid>(varbind.value)) return ValueForm::text;
    if (const auto* real = std::get_if<double>(&varbind.value))
        return std::isfinite(*real) ? ValueForm::number : ValueForm::hex;
    const auto* bytes = std::get_if<std::string>(&varbind.value);
    if (bytes == nullptr) return ValueForm::number;
    if (varbind.type == Type::IpAddress && bytes->size() == 4) return ValueForm::text;
    return varbind.type == Type::OctetString && isText(*bytes) ? ValueForm::string : ValueForm::hex;
}

void appendValue(std::string& out, const Varbind& varbind, ValueForm form) {
    switch (form) {
        case ValueForm::none:
            return;
        case ValueForm::number:
            return appendNumber(out, varbind);
        case ValueForm::string:
            out += std::get<std::string>(varbind.value);
            return;
        case ValueForm::hex:
            return appendAsHex(out, varbind);
        case ValueForm::text:
            break;
    }
    if (const auto* oid = std::get_if<model::Oid>(&varbind.value)) return appendOid(out, *oid);
    appendDotted(out, std::get<std::string>(varbind.value));
}

void appendSafe(std::string& out, std::string_view text, void (*quote)(std::string& out, std::string_view text)) {
    if (isText(text)) return quote(out, text);
    quote(out, printable(text));
}

}  // namespace snmpolld::format
