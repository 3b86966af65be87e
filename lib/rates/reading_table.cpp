#include "rates/reading_table.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::rates {

namespace {

constexpr size_t kFewest = 8;

// More than 85 % full: searches become long. Less than 60 %: too much memory.
bool tooFull(size_t readings, size_t places) {
    return readings * 100 > places * 85;
}
bool tooEmpty(size_t readings, size_t places) {
    return readings * 100 < places * 60 && places > kFewest;
}
size_t placesFor(size_t readings) {
    return std::max(kFewest, readings + readings / 3);
}

}  // namespace

// The upper bits of the key choose the place, so that a larger table holds the readings in the same order.
size_t ReadingTable::placeOf(uint64_t key) const {
    const uint64_t places = places_.size();
    size_t at = ((key >> 32) * places) >> 32;
    while (places_[at].kind != ReadingKind::none && places_[at].key != key)
        at = at + 1 == places ? 0 : at + 1;
    return at;
}

Reading* ReadingTable::find(uint64_t key) {
    if (size_ == 0) return nullptr;
    Reading& reading = places_[placeOf(key)];
    return reading.kind == ReadingKind::none ? nullptr : &reading;
}

void ReadingTable::insert(const Reading& reading) {
    if (tooFull(size_ + 1, places_.size())) resize(std::max(kFewest, places_.size() * 13 / 10));
    places_[placeOf(reading.key)] = reading;
    ++size_;
}

void ReadingTable::dropMissed(uint8_t misses) {
    size_t kept = 0;
    forEach([&](Reading& reading) {
        if (reading.misses >= misses)
            reading.kind = ReadingKind::none;
        else
            ++kept;
    });
    if (std::exchange(size_, kept) == kept) return;
    resize(tooEmpty(kept, places_.size()) ? placesFor(kept) : places_.size());
}

void ReadingTable::resize(size_t places) {
    const auto old = std::exchange(places_, std::vector<Reading>(places));
    for (const Reading& reading : old)
        if (reading.kind != ReadingKind::none) places_[placeOf(reading.key)] = reading;
}

}  // namespace snmpolld::rates
