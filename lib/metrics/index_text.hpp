// A piece of an index, or the octets of a value, as the text of a label: "10.0.0.1", "00:1B:54:AA:00:01", "0x4120FF".
// An index that is too short is filled up with zeros, because some routers leave out trailing zeros.
#pragma once

#include <string>
#include <vector>

#include "metrics/hash_slots.hpp"
#include "model/metrics.hpp"

namespace snmpolld::metrics {

// Reads an index from its beginning. What was read is kept for lookups in other columns.
class PartReader {
  public:
    PartReader(Words words, std::vector<uint32_t>& used) : rest_(words), used_(used) {}

    // The next `count` sub-identifiers, with zeros for missing ones; valid until the next call. False if a device
    // claims a length that no OID can have.
    bool take(uint64_t count, Words& taken);
    uint32_t peek(size_t at) const { return at < rest_.size() ? rest_[at] : 0; }
    Words rest() const { return rest_; }

  private:
    Words rest_;
    std::vector<uint32_t>& used_;
};

struct PartForm {
    model::MetricType type = model::MetricType::gauge;
    uint32_t fixed_size = 0;
    bool implied = false;
    const model::EnumValues* enum_values = nullptr;
};

// Whether a part of an index may have this type.
bool isIndexType(model::MetricType type);

// The type that this number stands for; gauge if it stands for none.
model::MetricType combinedForm(model::MetricType type, int64_t number);

// Appends the next part of the index as text. False if it has no text.
bool appendPart(PartReader& reader, const PartForm& form, std::string& text);

// "0x4120FF"; nothing for no octets.
void appendHex(std::string& text, std::string_view octets);

}  // namespace snmpolld::metrics
