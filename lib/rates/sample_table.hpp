// SampleTable: the last values of one host's counters, found by a hash of their OID. Open addressing in one block: 24
// octets a place, of which 60 to 85 % are taken: 28 to 40 octets a counter. The OID itself is not kept: two of a host's
// OIDs share a 64-bit hash once in 10^12 hosts of 6,000 counters each.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace snmpolld::rates {

// Streaming: hash(ids) == finish(step(.. step(kSeed, id) .., id)).
inline constexpr uint64_t kHashSeed = 0x9e3779b97f4a7c15ULL;
constexpr uint64_t hashStep(uint64_t h, uint32_t id) {
    h = (h ^ id) * 0xff51afd7ed558ccdULL;
    return h ^ h >> 32;
}
constexpr uint64_t hashFinish(uint64_t h) {
    h = (h ^ h >> 33) * 0xc4ceb9fe1a85ec53ULL;
    return h ^ h >> 33;
}
constexpr uint64_t hashStart(std::span<const uint32_t> ids) {
    uint64_t h = kHashSeed;
    for (const uint32_t id : ids)
        h = hashStep(h, id);
    return h;
}

enum class SampleKind : uint8_t {
    none,  // an empty place
    counter32,
    counter64,
    discontinuity_time,  // ifCounterDiscontinuityTime of one interface
};

struct Sample {
    uint64_t key = 0;
    uint64_t value = 0;
    uint32_t ticks = 0;  // sysUpTime of its PDU
    uint16_t discontinuities =
        0;  // of its interface: how many had been seen; of a discontinuity_time: how many there were
    SampleKind kind = SampleKind::none;
    bool seen : 1 = false;      // in this poll
    bool outdated : 1 = false;  // the device was restarted since
    uint8_t misses : 6 = 0;     // polls in a row that ended without it
};
static_assert(sizeof(Sample) == 24);

class SampleTable {
  public:
    Sample* find(uint64_t key);         // valid until the next insert
    void insert(const Sample& sample);  // its key is not there yet
    void dropMissed(uint8_t misses);    // that were missed as often, or more

    template <typename Change>
    void forEach(Change change) {
        for (Sample& sample : places_)
            if (sample.kind != SampleKind::none) change(sample);
    }

    size_t size() const { return size_; }
    size_t bytes() const { return places_.capacity() * sizeof(Sample); }

  private:
    size_t placeOf(uint64_t key) const;  // its place, or the empty one where it would be
    void resize(size_t places);

    std::vector<Sample> places_;
    size_t size_ = 0;
};

}  // namespace snmpolld::rates
