#include "samples/packed_samples.hpp"

#include <cstring>

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
    putNumber(out, labels.size());
    for (const LabelView& label : labels) {
        putText(out, label.name);
        putText(out, label.value);
    }
}

uint64_t takeNumber(std::string_view& from) {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto octet = static_cast<unsigned char>(from.front());
        from.remove_prefix(1);
        value |= static_cast<uint64_t>(octet & 0x7fU) << shift;
        if (octet < 0x80) return value;
    }
}

std::string_view takeOctets(std::string_view& from, size_t count) {
    const std::string_view octets = from.substr(0, count);
    from.remove_prefix(octets.size());
    return octets;
}

void takeLabels(std::string_view from, std::vector<LabelView>& out) {
    out.resize(takeNumber(from));
    for (LabelView& label : out) {
        label.name = takeOctets(from, takeNumber(from));
        label.value = takeOctets(from, takeNumber(from));
    }
}

}  // namespace

SamplePacker::SamplePacker(Labels target_labels) {
    putLabels(labels_, target_labels);
}

void SamplePacker::add(Labels labels, double value) {
    char octets[sizeof value];
    std::memcpy(octets, &value, sizeof value);
    putNumber(numbers_, placeOf(labels));
    numbers_.append(octets, sizeof octets);
}

uint32_t SamplePacker::placeOf(Labels labels) {
    packed_.clear();
    putLabels(packed_, labels);
    const auto [place, fresh] = places_.try_emplace(packed_, static_cast<uint32_t>(labels_.size()));
    if (fresh) labels_ += packed_;
    return place->second;
}

std::string SamplePacker::finish() const {
    std::string size;
    putNumber(size, labels_.size());
    std::string out;
    out.reserve(size.size() + labels_.size() + numbers_.size());
    return out.append(size).append(labels_).append(numbers_);
}

PackedSamples::PackedSamples(std::string_view packed) {
    if (packed.empty()) return;
    labels_ = takeOctets(packed, takeNumber(packed));
    numbers_ = packed;
    takeLabels(labels_, target_labels_);
}

void PackedSamples::read(uint32_t begin, uint32_t end) {
    rest_ = numbers_.substr(begin, end - begin);
}

bool PackedSamples::next() {
    if (rest_.empty()) return false;
    takeLabels(labels_.substr(takeNumber(rest_)), sample_labels_);
    std::memcpy(&value_, takeOctets(rest_, sizeof value_).data(), sizeof value_);
    return true;
}

}  // namespace snmpolld::samples
