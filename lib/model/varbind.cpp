#include "model/varbind.hpp"

#include <array>
#include <charconv>
#include <cinttypes>
#include <cmath>
#include <cstdio>

#include "base/float_text.hpp"
#include "base/text.hpp"

namespace snmpolld::model {

namespace {

constexpr std::array<std::string_view, kTypeCount> kTypeNames{
    "Integer32",    "OctetString",    "ObjectIdentifier", "IpAddress", "Counter32", "Gauge32",
    "TimeTicks",    "Counter64",      "Opaque",           "Float",     "Double",    "Null",
    "noSuchObject", "noSuchInstance", "endOfMibView",     "Malformed", "Missing"};

std::string hexWithColons(const std::string& bytes) {
    const std::string digits = toHex(bytes);
    std::string out;
    for (size_t i = 0; i < digits.size(); i += 2) {
        if (i > 0) out += ':';
        out.append(digits, i, 2);
    }
    return out;
}

std::string displayTicks(uint64_t ticks) {
    char text[64];
    const uint64_t seconds = ticks / 100;
    std::snprintf(text, sizeof text, "%" PRIu64 " (%" PRIu64 "d %02u:%02u:%02u.%02u)", ticks, seconds / 86400,
                  static_cast<unsigned>(seconds / 3600 % 24), static_cast<unsigned>(seconds / 60 % 60),
                  static_cast<unsigned>(seconds % 60), static_cast<unsigned>(ticks % 100));
    return text;
}

template <typename Integer>
void appendDecimal(std::string& text, Integer value) {
    char digits[24];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void appendIpAddress(std::string& text, const std::string& octets) {
    for (size_t i = 0; octets.size() == 4 && i < 4; ++i) {
        if (i > 0) text += '.';
        appendDecimal(text, static_cast<unsigned>(static_cast<uint8_t>(octets[i])));
    }
}

std::string displayOctets(Type type, const std::string& bytes) {
    if (type == Type::IpAddress && bytes.size() == 4) {
        std::string out;
        appendIpAddress(out, bytes);
        return out;
    }
    return type == Type::OctetString && isPlainText(bytes) ? printable(bytes) : hexWithColons(bytes);
}

// "? (INTEGER of 5 octets: 00:ff:ff:fc:19)"
std::string displayFailure(const Failure& failure) {
    constexpr size_t kShown = 16;  // octets
    std::string out = "? (" + printable(failure.why);
    if (!failure.octets.empty()) out += ": " + hexWithColons(failure.octets.substr(0, kShown));
    return out + (failure.octets.size() > kShown ? ":..)" : ")");
}

}  // namespace

std::string_view typeName(Type type) {
    return kTypeNames[static_cast<size_t>(type)];
}

bool isException(Type type) {
    return type == Type::noSuchObject || type == Type::noSuchInstance || type == Type::endOfMibView;
}

bool isFailure(Type type) {
    return type == Type::Malformed || type == Type::Missing;
}

bool isValue(Type type) {
    return !isException(type) && !isFailure(type);
}

std::string displayValue(const Varbind& varbind) {
    if (const auto* i = std::get_if<int64_t>(&varbind.value)) return std::to_string(*i);
    if (const auto* u = std::get_if<uint64_t>(&varbind.value))
        return varbind.type == Type::TimeTicks ? displayTicks(*u) : std::to_string(*u);
    if (const auto* d = std::get_if<double>(&varbind.value)) {
        char text[40];
        std::snprintf(text, sizeof text, varbind.type == Type::Float ? "%.9g" : "%.17g", *d);
        return text;
    }
    if (const auto* s = std::get_if<std::string>(&varbind.value)) return displayOctets(varbind.type, *s);
    if (const auto* o = std::get_if<Oid>(&varbind.value)) return o->toString();
    if (const auto* f = std::get_if<Failure>(&varbind.value)) return displayFailure(*f);
    return std::string(typeName(varbind.type));
}

void appendPlainValue(std::string& text, const Varbind& varbind) {
    if (const auto* u = std::get_if<uint64_t>(&varbind.value)) return appendDecimal(text, *u);
    if (const auto* i = std::get_if<int64_t>(&varbind.value)) return appendDecimal(text, *i);
    if (const auto* oid = std::get_if<Oid>(&varbind.value)) return oid->appendTo(text);
    if (const auto* d = std::get_if<double>(&varbind.value))
        return varbind.type == Type::Float ? appendFixed(text, static_cast<float>(*d)) : appendFixed(text, *d);
    if (const auto* s = std::get_if<std::string>(&varbind.value)) {
        if (varbind.type == Type::IpAddress) return appendIpAddress(text, *s);
        text += *s;
    }
}

}  // namespace snmpolld::model
