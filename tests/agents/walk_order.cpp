// What comes after what, see walk_order.hpp.
#include "walk_order.hpp"

namespace snmpolld::agents {
namespace {

constexpr size_t kGenerations = 64;  // walk PDUs after which a shrinking device has lost all its rows

size_t generationOf(uint32_t index) {
    return index * 2654435761U >> 26;
}

}  // namespace

bool WalkOrder::isThere(size_t row) const {
    if (!trouble_.shrink && !trouble_.grow) return true;
    static_assert(kGenerations == 1U << (32 - 26));
    const size_t generation = generationOf(rows_.oid(row).back());
    return trouble_.shrink ? generation >= pdus_ : generation <= pdus_;
}

// The first row from this one on that is there.
size_t WalkOrder::thereFrom(size_t row) const {
    while (row < rows_.size() && !isThere(row))
        ++row;
    if (row < rows_.size()) return row;
    if (rows_.size() == 0) return kEnd;
    if (trouble_.loop) return 0;
    return trouble_.endless ? rows_.size() : kEnd;
}

size_t WalkOrder::afterRow(OidView oid) const {
    const auto found = rows_.find(oid);
    if (found && trouble_.repeat) return *found;
    return thereFrom(found ? *found + 1 : rows_.after(oid));
}

// The column is what stands before the last number.
size_t WalkOrder::nextColumn(size_t position) const {
    if (position >= rows_.size()) return position;
    Oid last = rows_.oid(position);
    last.back() = UINT32_MAX;
    return thereFrom(rows_.after(last));
}

size_t WalkOrder::first(OidView after) const {
    if (trouble_.endless && rows_.size() > 0) {
        const Oid last = rows_.oid(rows_.size() - 1);
        if (after.size() > last.size() && startsWith(after, last)) return rows_.size() + after[last.size()];
    }
    const size_t position = afterRow(after);
    return trouble_.other_column ? nextColumn(position) : position;
}

size_t WalkOrder::next(size_t position) const {
    if (position >= rows_.size()) return position + 1;
    return trouble_.repeat ? position : thereFrom(position + 1);
}

size_t WalkOrder::find(OidView oid) const {
    const auto found = rows_.find(oid);
    return found && isThere(*found) ? *found : kEnd;
}

Oid WalkOrder::oid(size_t position) const {
    if (position < rows_.size()) return rows_.oid(position);
    Oid oid = rows_.oid(rows_.size() - 1);
    oid.push_back(static_cast<uint32_t>(position - rows_.size() + 1));
    return oid;
}

uint8_t WalkOrder::tag(size_t position) const {
    return position < rows_.size() ? rows_.tag(position) : static_cast<uint8_t>(ber::kInteger);
}

void WalkOrder::append(size_t position, std::string& out) const {
    if (position < rows_.size()) return rows_.append(position, out);
    const auto number = static_cast<int64_t>(position - rows_.size() + 1);
    out += ber::tlv(ber::kSequence, ber::oid(oid(position)) + ber::integer(number));
}

}  // namespace snmpolld::agents
