#include "metrics/value_text.hpp"

#include "metrics/display_hint.hpp"
#include "metrics/index_text.hpp"

namespace snmpolld::metrics {

namespace {

using model::MetricType;
using model::Type;

constexpr uint64_t kCounterRange = 1ULL << 53;

// Appends the octets as the same octets in an index would be shown.
void appendAsIndex(std::string& text, const std::string& octets, MetricType type) {
    std::vector<uint32_t> words;
    words.reserve(octets.size());
    for (const char octet : octets)
        words.push_back(static_cast<uint8_t>(octet));
    std::vector<uint32_t> used;
    PartReader reader(words, used);
    appendPart(reader, {type}, text);
}

void appendOctets(std::string& text, const std::string& octets, MetricType type, const std::string& hint) {
    switch (type) {
        case MetricType::DisplayString:
            text += octets;
            return;
        case MetricType::OctetString:
            if (appendHinted(text, octets, hint)) return;
            appendHex(text, octets);
            return;
        default:
            if (isIndexType(type))
                appendAsIndex(text, octets, type);
            else
                appendHex(text, octets);
    }
}

}  // namespace

bool hasValue(const model::Varbind& varbind) {
    return varbind.type != Type::Null && model::isValue(varbind.type);
}

std::optional<double> numberOf(const model::Varbind& varbind) {
    if (const auto* u = std::get_if<uint64_t>(&varbind.value))
        return static_cast<double>(varbind.type == Type::Counter64 ? *u % kCounterRange : *u);
    if (const auto* i = std::get_if<int64_t>(&varbind.value)) return static_cast<double>(*i);
    if (const auto* d = std::get_if<double>(&varbind.value)) return *d;
    return std::nullopt;
}

int64_t integerOf(const model::Varbind& varbind) {
    if (const auto* u = std::get_if<uint64_t>(&varbind.value)) return static_cast<int64_t>(*u);
    if (const auto* i = std::get_if<int64_t>(&varbind.value)) return *i;
    return 0;
}

const std::string* octetsOf(const model::Varbind& varbind) {
    return varbind.type == Type::IpAddress ? nullptr : std::get_if<std::string>(&varbind.value);
}

void appendValue(std::string& text, const model::Varbind& varbind, MetricType type, const std::string& hint) {
    if (const auto* octets = octetsOf(varbind)) return appendOctets(text, *octets, type, hint);
    model::appendPlainValue(text, varbind);
}

}  // namespace snmpolld::metrics
