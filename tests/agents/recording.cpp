// A .snmprec file in memory, see recording.hpp.
#include "recording.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "recorded_value.hpp"

namespace snmpolld::agents {
namespace {

bool isLess(OidView a, OidView b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

bool isSame(OidView a, OidView b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

std::string_view nextLine(std::string_view& text) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return line;
}

struct Columns {
    std::string_view oid, type, value;
};

std::optional<Columns> split(std::string_view line) {
    const size_t first = line.find('|');
    const size_t second = first == std::string_view::npos ? first : line.find('|', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    return Columns{line.substr(0, first), line.substr(first + 1, second - first - 1), line.substr(second + 1)};
}

}  // namespace

std::string formatOid(OidView oid) {
    std::string out;
    for (const uint32_t id : oid)
        out += (out.empty() ? "" : ".") + std::to_string(id);
    return out;
}

std::string bigString(OidView oid, size_t size) {
    std::string text = formatOid(oid) + " ";
    text.resize(std::max(size, text.size()), 'x');
    return text;
}

std::optional<Recording> Recording::parse(std::string_view text, const RecordingOptions& options, std::string& error) {
    Recording recording;
    for (size_t number = 1; !text.empty(); ++number) {
        const std::string_view line = nextLine(text);
        if (line.empty() || line[0] == '#') continue;
        const auto columns = split(line);
        const auto oid = columns ? parseOid(columns->oid) : std::nullopt;
        const auto value = columns ? encodeRecorded(columns->type, columns->value) : std::nullopt;
        if (!oid || !value) {
            error = std::to_string(number) + ": " + std::string(line.substr(0, 100));
            return std::nullopt;
        }
        recording.add(*oid, *value);
    }
    recording.sort(options.unsorted);
    if (options.big_string > 0) recording.growStrings(options);
    return recording;
}

void Recording::add(const Oid& oid, std::string_view value) {
    const std::string varbind = ber::tlv(ber::kSequence, ber::oid(oid).append(value));
    rows_.push_back({static_cast<uint32_t>(ids_.size()), static_cast<uint32_t>(varbinds_.size()),
                     static_cast<uint32_t>(varbind.size()), static_cast<uint8_t>(oid.size()),
                     static_cast<uint8_t>(value[0])});
    ids_.insert(ids_.end(), oid.begin(), oid.end());
    varbinds_ += varbind;
}

bool Recording::less(uint32_t a, uint32_t b) const {
    return isLess(view(rows_[a]), view(rows_[b]));
}

// Of rows with one OID the first in the file stays.
void Recording::sort(bool keep_order) {
    std::vector<uint32_t> order(rows_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return less(a, b); });
    const auto same = [&](uint32_t a, uint32_t b) { return isSame(view(rows_[a]), view(rows_[b])); };
    order.erase(std::unique(order.begin(), order.end(), same), order.end());
    std::vector<uint32_t> served = order;
    if (keep_order) std::sort(served.begin(), served.end());
    std::vector<Row> rows;
    for (const uint32_t row : served)
        rows.push_back(rows_[row]);
    rows_ = std::move(rows);
    if (!keep_order) return;
    order_.resize(rows_.size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(), [&](uint32_t a, uint32_t b) { return less(a, b); });
}

void Recording::growStrings(const RecordingOptions& options) {
    for (size_t row = options.big_every - 1; row < rows_.size(); row += options.big_every) {
        const std::string value = ber::octets(bigString(view(rows_[row]), options.big_string));
        const std::string varbind = ber::tlv(ber::kSequence, ber::oid(oid(row)) + value);
        rows_[row].varbind_at = static_cast<uint32_t>(varbinds_.size());
        rows_[row].varbind_size = static_cast<uint32_t>(varbind.size());
        rows_[row].tag = ber::kOctetString;
        varbinds_ += varbind;
    }
}

// In the order of OIDs: the first row that is not less.
size_t Recording::lowerBound(OidView oid) const {
    size_t low = 0;
    for (size_t high = rows_.size(); low < high;) {
        const size_t middle = (low + high) / 2;
        if (isLess(view(rows_[order_.empty() ? middle : order_[middle]]), oid)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

std::optional<size_t> Recording::find(OidView oid) const {
    const size_t at = lowerBound(oid);
    if (at == rows_.size()) return std::nullopt;
    const size_t row = order_.empty() ? at : order_[at];
    return isSame(view(rows_[row]), oid) ? std::optional(row) : std::nullopt;
}

size_t Recording::after(OidView oid) const {
    if (!order_.empty()) {
        const auto found =
            std::find_if(rows_.begin(), rows_.end(), [&](const Row& row) { return isLess(oid, view(row)); });
        return static_cast<size_t>(found - rows_.begin());
    }
    const size_t at = lowerBound(oid);
    return at < rows_.size() && isSame(view(rows_[at]), oid) ? at + 1 : at;
}

Oid Recording::oid(size_t row) const {
    const OidView ids = view(rows_[row]);
    return {ids.begin(), ids.end()};
}

void Recording::append(size_t row, std::string& out) const {
    out.append(varbinds_, rows_[row].varbind_at, rows_[row].varbind_size);
}

}  // namespace snmpolld::agents
