#include "samples/sample_packer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace snmpolld::samples {

namespace {

using format::LabelView;

// Seven bits in each octet, the lowest first.
void putNumber(std::string& out, uint64_t value) {
    for (; value >= 0x80; value >>= 7U)
        out += static_cast<char>(value | 0x80U);
    out += static_cast<char>(value);
}

void putText(std::string& out, std::string_view text) {
    putNumber(out, text.size());
    out += text;
}

void putLabels(std::string& out, std::span<const LabelView> labels) {
    for (const LabelView& label : labels) {
        putText(out, label.name);
        putText(out, label.value);
    }
}

uint64_t takeNumber(std::string_view& from) {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !from.empty(); shift += 7) {
        const auto octet = static_cast<unsigned char>(from.front());
        from.remove_prefix(1);
        value |= static_cast<uint64_t>(octet & 0x7fU) << shift;
        if (octet < 0x80) break;
    }
    return value;
}

std::string_view takeOctets(std::string_view& from, size_t count) {
    const std::string_view octets = from.substr(0, count);
    from.remove_prefix(octets.size());
    return octets;
}

// From position `begin`, which may be beyond its end.
std::string_view partFrom(std::string_view text, uint64_t begin) {
    return text.substr(std::min<uint64_t>(begin, text.size()));
}

bool continues(const model::PackedFamily& family, const model::PackedFamily& before) {
    return family.name == before.name;
}

}  // namespace

uint32_t TextPacker::placeOf(std::string_view labels) {
    const auto [place, fresh] = places_.try_emplace(std::string(labels), static_cast<uint32_t>(labels_.size()));
    if (fresh) putText(labels_, labels);
    return place->second;
}

void TextPacker::add(uint32_t place, double value) {
    char octets[sizeof value];
    std::memcpy(octets, &value, sizeof value);
    putNumber(numbers_, place);
    numbers_.append(octets, sizeof octets);
}

std::string TextPacker::finish() const {
    std::string size;
    putNumber(size, labels_.size());
    std::string out;
    out.reserve(size.size() + labels_.size() + numbers_.size());
    return out.append(size).append(labels_).append(numbers_);
}

void SamplePacker::begin(model::PackedFamily family) {
    packed_.families.push_back(std::move(family));
    packed_.families.back().end = packer_.position();
}

void SamplePacker::add(Labels labels, double value) {
    packer_.add(placeOf(labels), value);
    packed_.families.back().end = packer_.position();
    ++packed_.count;
}

uint32_t SamplePacker::placeOf(Labels labels) {
    key_.clear();
    putLabels(key_, labels);
    const auto [place, fresh] = places_.try_emplace(key_, 0);
    if (fresh) {
        text_.clear();
        writer_.appendLabels(labels);
        place->second = packer_.placeOf(text_);
    }
    return place->second;
}

model::PackedSamples SamplePacker::finish() {
    packed_.octets = packer_.finish();
    return std::move(packed_);
}

SampleReader::SampleReader(std::string_view packed) {
    if (packed.empty()) return;
    const uint64_t size = takeNumber(packed);
    labels_ = takeOctets(packed, size);
    numbers_ = packed;
}

void SampleReader::read(uint32_t begin, uint32_t end) {
    rest_ = partFrom(numbers_, begin).substr(0, std::max(begin, end) - begin);
}

bool SampleReader::next() {
    if (rest_.empty()) return false;
    std::string_view from = partFrom(labels_, takeNumber(rest_));
    const uint64_t size = takeNumber(from);
    sample_labels_ = takeOctets(from, size);
    const std::string_view number = takeOctets(rest_, sizeof value_);
    if (number.size() != sizeof value_) return false;
    std::memcpy(&value_, number.data(), sizeof value_);
    return true;
}

void appendText(const model::PackedSamples& packed, format::TextStyle style, std::string& out) {
    SampleReader samples(packed.octets);
    const model::PackedFamily* before = nullptr;
    uint32_t begin = 0;
    for (const model::PackedFamily& family : packed.families) {
        if (before == nullptr || !continues(family, *before)) format::appendFamilyHead(out, family, style);
        const std::string name = family.name + family.suffix;
        for (samples.read(begin, family.end); samples.next();)
            format::appendLine(out, name, samples.labels(), samples.value());
        begin = family.end;
        before = &family;
    }
}

}  // namespace snmpolld::samples
