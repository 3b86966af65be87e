// ReadingTable: the last reading of each of one host's counters, found by a hash of the counter's OID. It is a hash
// table with open addressing in one block of memory. A place takes 24 octets and 60 to 85 % of the places are in use,
// so a counter costs 28 to 40 octets. The OID itself is not stored: among hosts with 6,000 counters each, two OIDs of
// the same host share their 64-bit hash on one host in 10^12. Used by RateKeeper; knows nothing of time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace snmpolld::rates {

// The hash of an OID, computed one sub-identifier at a time: hashFinish(hashStep(.. hashStep(kHashSeed, id) .., id)).
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

enum class ReadingKind : uint8_t {
    none,  // an empty place
    counter32,
    counter64,
    discontinuity_time,  // ifCounterDiscontinuityTime of one interface
};

struct Reading {
    uint64_t key = 0;
    uint64_t value = 0;
    uint32_t ticks = 0;  // the sysUpTime in the same PDU
    // Of a counter: how many discontinuities of its interface had been seen when it was read. Of a discontinuity_time:
    // how many there have been.
    uint16_t discontinuities = 0;
    ReadingKind kind = ReadingKind::none;
    bool seen : 1 = false;      // in this poll
    bool outdated : 1 = false;  // the device has restarted since
    uint8_t misses : 6 = 0;     // consecutive polls that ended without it
};
static_assert(sizeof(Reading) == 24);

class ReadingTable {
  public:
    Reading* find(uint64_t key);          // null if there is none; valid until the next insert
    void insert(const Reading& reading);  // the table must not hold its key yet
    void dropMissed(uint8_t misses);      // drops the readings that were missed this often or more

    template <typename Change>
    void forEach(Change change) {
        for (Reading& reading : places_)
            if (reading.kind != ReadingKind::none) change(reading);
    }

    size_t size() const { return size_; }
    size_t bytes() const { return places_.capacity() * sizeof(Reading); }

  private:
    size_t placeOf(uint64_t key) const;  // where the key is, or the empty place where it would go
    void resize(size_t places);

    std::vector<Reading> places_;
    size_t size_ = 0;
};

}  // namespace snmpolld::rates
