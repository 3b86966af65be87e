// A computed table, see generated_rows.hpp.
#include "generated_rows.hpp"

#include <algorithm>

namespace snmpolld::agents {
namespace {

const Oid kEntry{1, 3, 6, 1, 4, 1, 99999, 2, 1};
constexpr size_t kColumns = 8;
constexpr uint8_t kTags[kColumns] = {ber::kInteger,   ber::kOctetString, ber::kCounter32,        ber::kGauge32,
                                     ber::kTimeTicks, ber::kCounter64,   ber::kObjectIdentifier, ber::kIpAddress};

std::string address(uint32_t index) {
    std::string octets(1, '\x0a');
    for (const int shift : {16, 8, 0})
        octets += static_cast<char>(index >> shift & 0xff);
    return ber::tlv(ber::kIpAddress, octets);
}

std::string value(size_t column, uint32_t index) {
    switch (kTags[column]) {
        case ber::kInteger:
            return ber::integer(index);
        case ber::kOctetString:
            return ber::octets("row " + std::to_string(index));
        case ber::kCounter64:
            return ber::unsignedInteger(ber::kCounter64, UINT64_MAX - index);
        case ber::kObjectIdentifier:
            return ber::oid({1, 3, 6, 1, 4, 1, 99999, 3, index});
        case ber::kIpAddress:
            return address(index);
        default:
            return ber::unsignedInteger(kTags[column], UINT32_MAX - index);
    }
}

}  // namespace

GeneratedRows::GeneratedRows(size_t size)
    : size_(size), column_size_(std::max<size_t>(1, (size + kColumns - 1) / kColumns)) {}

std::optional<size_t> GeneratedRows::find(OidView oid) const {
    const size_t entry = kEntry.size();
    if (oid.size() != entry + 2 || !startsWith(oid, kEntry)) return std::nullopt;
    if (oid[entry] < 1 || oid[entry + 1] < 1 || oid[entry + 1] > column_size_) return std::nullopt;
    const size_t row = (oid[entry] - 1) * column_size_ + oid[entry + 1] - 1;
    return row < size_ ? std::optional(row) : std::nullopt;
}

size_t GeneratedRows::after(OidView oid) const {
    if (!startsWith(oid, kEntry)) {
        const bool less = std::lexicographical_compare(oid.begin(), oid.end(), kEntry.begin(), kEntry.end());
        return less ? 0 : size_;
    }
    const OidView rest = oid.subspan(kEntry.size());
    if (rest.empty() || rest[0] < 1) return 0;
    const size_t index = rest.size() > 1 ? rest[1] : 0;
    return std::min(size_, (rest[0] - 1) * column_size_ + std::min(index, column_size_));
}

Oid GeneratedRows::oid(size_t row) const {
    Oid oid = kEntry;
    oid.push_back(static_cast<uint32_t>(row / column_size_ + 1));
    oid.push_back(static_cast<uint32_t>(row % column_size_ + 1));
    return oid;
}

uint8_t GeneratedRows::tag(size_t row) const {
    return kTags[row / column_size_];
}

void GeneratedRows::append(size_t row, std::string& out) const {
    const auto index = static_cast<uint32_t>(row % column_size_ + 1);
    out += ber::tlv(ber::kSequence, ber::oid(oid(row)) + value(row / column_size_, index));
}

}  // namespace snmpolld::agents
