#include "snmp/encoded_varbinds.hpp"

#include <algorithm>

namespace snmpolld::snmp {

namespace {

// Requests for the same instances of the same modules borrow the same OIDs. This only chooses a place: what is there is
// compared.
size_t placeOf(EncodedVarbinds::Oids oids, size_t places) {
    return reinterpret_cast<uintptr_t>(oids.front()) / sizeof(model::Oid) % places;
}

}  // namespace

Bytes EncodedVarbinds::find(Oids oids) const {
    if (oids.empty()) return {};
    const Kept& kept = kept_[placeOf(oids, kept_.size())];
    const bool same =
        std::ranges::equal(oids, kept.oids, [](const model::Oid* a, const model::Oid& b) { return *a == b; });
    return same ? Bytes(kept.encoded) : Bytes();
}

void EncodedVarbinds::keep(Oids oids, Bytes encoded) {
    if (oids.empty()) return;
    Kept& kept = kept_[placeOf(oids, kept_.size())];
    kept.oids.clear();
    for (const model::Oid* oid : oids)
        kept.oids.push_back(*oid);
    kept.encoded.assign(encoded.begin(), encoded.end());
}

}  // namespace snmpolld::snmp
