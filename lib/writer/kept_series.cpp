#include "writer/kept_series.hpp"

#include <functional>

#include "base/panic.hpp"
#include "writer/compress.hpp"
#include "writer/protobuf.hpp"

namespace snmpolld::writer {

namespace {

using model::Labels;
using model::OutputRecord;

// A hash of texts and numbers in their order.
class Fingerprint {
  public:
    void add(std::string_view text) { add(std::hash<std::string_view>()(text)); }
    void add(uint64_t number) {
        constexpr uint64_t kPrime = 0x9e3779b97f4a7c15;
        value_ = (value_ ^ number) * kPrime;
        value_ ^= value_ >> 29U;
    }
    void add(const Labels& labels) {
        add(uint64_t{labels.size()});
        for (const auto& [name, value] : labels) {
            add(name);
            add(value);
        }
    }
    uint64_t value() const { return value_; }

  private:
    uint64_t value_ = 0;
};

void packText(std::string& out, std::string_view text) {
    appendVarint(out, text.size());
    out += text;
}

void packLabels(std::string& out, const Labels& labels) {
    appendVarint(out, labels.size());
    for (const auto& [name, value] : labels) {
        packText(out, name);
        packText(out, value);
    }
}

class Unpacker {
  public:
    explicit Unpacker(std::string_view octets) : rest_(octets) {}

    uint64_t number() {
        uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            const auto octet = static_cast<uint8_t>(take(1)[0]);
            value |= uint64_t{octet & 0x7fU} << shift;
            if (octet < 0x80) return value;
        }
        panic("series: a number without end");
    }
    std::string text() { return std::string(take(number())); }
    Labels labels() {
        Labels out;
        for (uint64_t left = number(); left > 0; --left) {
            std::string name = text();
            out.emplace_back(std::move(name), text());
        }
        return out;
    }

  private:
    std::string_view take(uint64_t octets) {
        if (octets > rest_.size()) panic("series: an end in the middle");
        const std::string_view taken = rest_.substr(0, octets);
        rest_.remove_prefix(octets);
        return taken;
    }

    std::string_view rest_;
};

}  // namespace

uint64_t fingerprintOf(const OutputRecord& record) {
    Fingerprint fingerprint;
    fingerprint.add(record.labels);
    for (const auto& family : record.families)
        fingerprint.add(family.name);
    for (const Labels& labels : record.label_sets)
        fingerprint.add(labels);
    for (const auto& sample : record.samples)
        fingerprint.add(uint64_t{sample.family} << 32U | sample.labels);
    return fingerprint.value();
}

std::string packSeries(const OutputRecord& record) {
    std::string out;
    packLabels(out, record.labels);
    appendVarint(out, record.families.size());
    for (const auto& family : record.families)
        packText(out, family.name);
    appendVarint(out, record.label_sets.size());
    for (const Labels& labels : record.label_sets)
        packLabels(out, labels);
    appendVarint(out, record.samples.size());
    for (const auto& sample : record.samples) {
        appendVarint(out, sample.family);
        appendVarint(out, sample.labels);
    }
    std::string block = snappyBlock(out);
    block.shrink_to_fit();
    return block;
}

OutputRecord unpackSeries(std::string_view packed) {
    const std::string octets = fromSnappyBlock(packed);
    Unpacker from(octets);
    OutputRecord record;
    record.labels = from.labels();
    record.families.resize(from.number());
    for (auto& family : record.families)
        family.name = from.text();
    record.label_sets.resize(from.number());
    for (Labels& labels : record.label_sets)
        labels = from.labels();
    record.samples.resize(from.number());
    for (auto& sample : record.samples) {
        sample.family = static_cast<uint32_t>(from.number());
        sample.labels = static_cast<uint32_t>(from.number());
    }
    return record;
}

std::string seriesKeyOf(const OutputRecord& record, const model::OutputSample& sample) {
    std::string key;
    packText(key, record.families[sample.family].name);
    packLabels(key, record.labels);
    packLabels(key, record.label_sets[sample.labels]);
    return key;
}

std::unordered_set<std::string> seriesKeysOf(const OutputRecord& record) {
    std::unordered_set<std::string> keys;
    keys.reserve(record.samples.size());
    for (const auto& sample : record.samples)
        keys.insert(seriesKeyOf(record, sample));
    return keys;
}

}  // namespace snmpolld::writer
