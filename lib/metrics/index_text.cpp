#include "metrics/index_text.hpp"

#include <algorithm>
#include <charconv>

namespace snmpolld::metrics {

namespace {

using model::MetricType;

// A part of an index may claim more sub-identifiers than are left, but no more than this: enough for an octet string
// whose length is one octet.
constexpr size_t kLongestFilled = 257;
constexpr char kDigits[] = "0123456789ABCDEF";

void appendDecimal(std::string& text, uint32_t value) {
    char digits[12];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

// At least two digits.
void appendHexNumber(std::string& text, uint32_t value) {
    int shift = 4;
    while (shift < 28 && value >> (shift + 4) != 0)
        shift += 4;
    for (; shift >= 0; shift -= 4)
        text += kDigits[value >> shift & 15];
}

bool appendNumber(PartReader& reader, std::string& text, const model::EnumValues* names = nullptr) {
    Words taken;
    reader.take(1, taken);
    const auto name = names != nullptr ? names->find(taken[0]) : model::EnumValues::const_iterator{};
    if (names != nullptr && name != names->end())
        text += name->second;
    else
        appendDecimal(text, taken[0]);
    return true;
}

bool appendMac(PartReader& reader, std::string& text) {
    Words taken;
    reader.take(6, taken);
    for (size_t i = 0; i < taken.size(); ++i) {
        if (i > 0) text += ':';
        appendHexNumber(text, taken[i]);
    }
    return true;
}

bool appendIpv4(PartReader& reader, std::string& text) {
    Words taken;
    reader.take(4, taken);
    for (size_t i = 0; i < taken.size(); ++i) {
        if (i > 0) text += '.';
        appendDecimal(text, taken[i]);
    }
    return true;
}

bool appendIpv6(PartReader& reader, std::string& text) {
    Words taken;
    reader.take(16, taken);
    for (size_t i = 0; i < taken.size(); ++i) {
        if (i > 0 && i % 2 == 0) text += ':';
        appendHexNumber(text, taken[i]);
    }
    return true;
}

bool appendOctets(PartReader& reader, const PartForm& form, std::string& text) {
    uint64_t length = form.implied ? reader.rest().size() : form.fixed_size;
    Words taken;
    if (length == 0) {
        reader.take(1, taken);
        length = taken[0];
    }
    if (!reader.take(length, taken)) return false;
    std::string octets(taken.size(), '\0');
    std::transform(taken.begin(), taken.end(), octets.begin(), [](uint32_t id) { return static_cast<char>(id); });
    if (form.type == MetricType::OctetString)
        appendHex(text, octets);
    else
        text += octets;
    return true;
}

bool appendCombined(PartReader& reader, const PartForm& form, std::string& text) {
    const bool has_size = form.type != MetricType::InetAddressMissingSize;
    const MetricType said = combinedForm(form.type, reader.peek(0));
    if (said != MetricType::gauge) {
        Words taken;
        reader.take(has_size ? 2 : 1, taken);
        return appendPart(reader, {said, 0, false, form.enum_values}, text);
    }
    if (!has_size) return appendOctets(reader, {MetricType::OctetString, 0, true}, text);
    const uint64_t size = uint64_t{reader.peek(1)} + 2;
    if (size > UINT32_MAX) return false;
    return appendOctets(reader, {MetricType::OctetString, static_cast<uint32_t>(size), false}, text);
}

}  // namespace

bool PartReader::take(uint64_t count, Words& taken) {
    if (count > std::max(rest_.size(), kLongestFilled)) return false;
    const size_t there = std::min<size_t>(count, rest_.size());
    const size_t begin = used_.size();
    used_.insert(used_.end(), rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(there));
    used_.resize(begin + count, 0);
    rest_ = rest_.subspan(there);
    taken = Words(used_).subspan(begin);
    return true;
}

bool isIndexType(MetricType type) {
    switch (type) {
        case MetricType::Float:
        case MetricType::Double:
        case MetricType::EnumAsStateSet:
        case MetricType::Bits:
        case MetricType::DateAndTime:
        case MetricType::ParseDateAndTime:
        case MetricType::NTPTimeStamp:
            return false;
        default:
            return true;
    }
}

MetricType combinedForm(MetricType type, int64_t number) {
    if (type == MetricType::LldpPortId) {
        if (number == 3) return MetricType::PhysAddress48;
        const bool is_text = number == 1 || number == 2 || number == 5 || number == 7;
        return is_text ? MetricType::DisplayString : MetricType::gauge;
    }
    if (number == 1) return MetricType::InetAddressIPv4;
    return number == 2 ? MetricType::InetAddressIPv6 : MetricType::gauge;
}

bool appendPart(PartReader& reader, const PartForm& form, std::string& text) {
    switch (form.type) {
        case MetricType::PhysAddress48:
            return appendMac(reader, text);
        case MetricType::InetAddressIPv4:
            return appendIpv4(reader, text);
        case MetricType::InetAddressIPv6:
            return appendIpv6(reader, text);
        case MetricType::OctetString:
        case MetricType::DisplayString:
            return appendOctets(reader, form, text);
        case MetricType::EnumAsInfo:
            return appendNumber(reader, text, form.enum_values);
        default:
            return isCombined(form.type) ? appendCombined(reader, form, text) : appendNumber(reader, text);
    }
}

void appendHex(std::string& text, std::string_view octets) {
    if (octets.empty()) return;
    text += "0x";
    for (const char octet : octets) {
        text += kDigits[static_cast<uint8_t>(octet) >> 4];
        text += kDigits[static_cast<uint8_t>(octet) & 15];
    }
}

}  // namespace snmpolld::metrics
