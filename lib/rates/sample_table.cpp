#include "rates/sample_table.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::rates {

namespace {

constexpr size_t kFewest = 8;

// More than 85 % full: searches become long. Less than 60 %: too much memory.
bool tooFull(size_t samples, size_t places) {
    return samples * 100 > places * 85;
}
bool tooEmpty(size_t samples, size_t places) {
    return samples * 100 < places * 60 && places > kFewest;
}
size_t placesFor(size_t samples) {
    return std::max(kFewest, samples + samples / 3);
}

}  // namespace

// The upper bits of the key choose the place, so that a larger table holds the samples in the same order.
size_t SampleTable::placeOf(uint64_t key) const {
    const uint64_t places = places_.size();
    size_t at = ((key >> 32) * places) >> 32;
    while (places_[at].kind != SampleKind::none && places_[at].key != key)
        at = at + 1 == places ? 0 : at + 1;
    return at;
}

Sample* SampleTable::find(uint64_t key) {
    if (size_ == 0) return nullptr;
    Sample& sample = places_[placeOf(key)];
    return sample.kind == SampleKind::none ? nullptr : &sample;
}

void SampleTable::insert(const Sample& sample) {
    if (tooFull(size_ + 1, places_.size())) resize(std::max(kFewest, places_.size() * 13 / 10));
    places_[placeOf(sample.key)] = sample;
    ++size_;
}

void SampleTable::dropMissed(uint8_t misses) {
    size_t kept = 0;
    forEach([&](Sample& sample) {
        if (sample.misses >= misses)
            sample.kind = SampleKind::none;
        else
            ++kept;
    });
    if (std::exchange(size_, kept) == kept) return;
    resize(tooEmpty(kept, places_.size()) ? placesFor(kept) : places_.size());
}

void SampleTable::resize(size_t places) {
    const auto old = std::exchange(places_, std::vector<Sample>(places));
    for (const Sample& sample : old)
        if (sample.kind != SampleKind::none) places_[placeOf(sample.key)] = sample;
}

}  // namespace snmpolld::rates
