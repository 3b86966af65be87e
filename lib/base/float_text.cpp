#include "base/float_text.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace snmpolld {

namespace {

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53: below it every integer is its own shortest text

// 0.d1d2d3.. times ten to the power of `point`.
struct Digits {
    char text[24];
    int count = 0;
    int point = 0;

    std::string_view view() const { return {text, static_cast<size_t>(count)}; }
};

Digits digitsOfInteger(uint64_t value) {
    Digits digits;
    digits.count =
        static_cast<int>(std::to_chars(digits.text, digits.text + sizeof digits.text, value).ptr - digits.text);
    digits.point = digits.count;
    while (digits.count > 1 && digits.text[digits.count - 1] == '0')
        --digits.count;
    return digits;
}

// "d.ddde+xx" taken apart.
template <typename Real>
Digits digitsOf(Real value) {
    if (value < static_cast<Real>(kExactIntegers) && sizeof(Real) == sizeof(double)) {
        const auto integer = static_cast<uint64_t>(value);
        if (static_cast<Real>(integer) == value) return digitsOfInteger(integer);
    }
    char text[48];
    char* end = std::to_chars(text, text + sizeof text - 1, value, std::chars_format::scientific).ptr;
    *end = 0;
    Digits digits;
    const char* at = text;
    for (; *at != 'e'; ++at)
        if (*at != '.') digits.text[digits.count++] = *at;
    digits.point = std::atoi(at + 1) + 1;
    while (digits.count > 1 && digits.text[digits.count - 1] == '0')
        --digits.count;
    return digits;
}

void appendPlain(std::string& out, const Digits& digits) {
    if (digits.point <= 0) {
        out += "0.";
        out.append(static_cast<size_t>(-digits.point), '0');
        out += digits.view();
    } else if (digits.point >= digits.count) {
        out += digits.view();
        out.append(static_cast<size_t>(digits.point - digits.count), '0');
    } else {
        out += digits.view().substr(0, static_cast<size_t>(digits.point));
        out += '.';
        out += digits.view().substr(static_cast<size_t>(digits.point));
    }
}

void appendExponential(std::string& out, const Digits& digits) {
    const int exponent = digits.point - 1;
    const int size = std::abs(exponent);
    char text[8];
    out += digits.text[0];
    if (digits.count > 1) out += '.';
    out += digits.view().substr(1);
    out += exponent < 0 ? "e-" : "e+";
    if (size < 10) out += '0';
    out.append(text, std::to_chars(text, text + sizeof text, size).ptr);
}

// Appends NaN, infinity or zero and returns true. Of another value, appends only the sign and removes it from the
// value.
template <typename Real>
bool appendSpecial(std::string& out, Real& value) {
    if (std::isnan(value)) return out += "NaN", true;
    if (std::isinf(value)) return out += value < 0 ? "-Inf" : "+Inf", true;
    if (std::signbit(value)) out += '-';
    value = std::fabs(value);
    if (value == 0) return out += '0', true;
    return false;
}

template <typename Real>
void appendWithoutExponent(std::string& out, Real value) {
    if (!appendSpecial(out, value)) appendPlain(out, digitsOf(value));
}

}  // namespace

void appendGeneral(std::string& out, double value) {
    if (appendSpecial(out, value)) return;
    const Digits digits = digitsOf(value);
    if (digits.point < -3 || digits.point > 6)
        appendExponential(out, digits);
    else
        appendPlain(out, digits);
}

void appendFixed(std::string& out, double value) {
    appendWithoutExponent(out, value);
}

void appendFixed(std::string& out, float value) {
    appendWithoutExponent(out, value);
}

}  // namespace snmpolld
