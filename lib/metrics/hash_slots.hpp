// A hash function, and an open-addressed table from hashes to small numbers, which are indices into the caller's
// arrays. What is hashed comes from devices, so there is a seed: whoever does not know it cannot choose keys that
// collide.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace snmpolld::metrics {

using Words = std::span<const uint32_t>;

__extension__ using Wide = unsigned __int128;

inline uint64_t mixed(uint64_t a, uint64_t b) {
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t hashOf(Words words, uint64_t seed) {
    uint64_t hash = seed ^ words.size();
    size_t i = 0;
    for (; i + 1 < words.size(); i += 2)
        hash = mixed(hash ^ (uint64_t{words[i]} << 32 | words[i + 1]), seed | 1);
    if (i < words.size()) hash = mixed(hash ^ words[i], seed | 1);
    return mixed(hash, 0x9e3779b97f4a7c15ULL);
}

inline uint64_t hashOf(std::string_view text, uint64_t seed) {
    uint64_t hash = seed ^ text.size();
    for (; !text.empty(); text.remove_prefix(text.size() < 8 ? text.size() : 8)) {
        uint64_t part = 0;
        std::memcpy(&part, text.data(), text.size() < 8 ? text.size() : 8);
        hash = mixed(hash ^ part, seed | 1);
    }
    return mixed(hash, 0x9e3779b97f4a7c15ULL);
}

class HashSlots {
  public:
    static constexpr uint32_t kNone = UINT32_MAX;

    void reserve(size_t count) {
        if (count * 2 > slots_.size()) grow(count * 2);
    }

    // The number that was put under this hash and for which same() is true, or kNone.
    template <typename Same>
    uint32_t find(uint64_t hash, Same same) const {
        for (size_t i = hash; !slots_.empty(); ++i) {
            const Slot& slot = slots_[i & (slots_.size() - 1)];
            if (slot.number == kNone) break;
            if (slot.hash == hash && same(slot.number)) return slot.number;
        }
        return kNone;
    }

    // Only for what find() has not found.
    void add(uint64_t hash, uint32_t number) {
        reserve(++count_);
        place({hash, number});
    }

  private:
    struct Slot {
        uint64_t hash = 0;
        uint32_t number = kNone;
    };

    void place(const Slot& added) {
        size_t i = added.hash & (slots_.size() - 1);
        while (slots_[i].number != kNone)
            i = (i + 1) & (slots_.size() - 1);
        slots_[i] = added;
    }

    void grow(size_t least) {
        size_t size = 16;
        while (size < least)
            size *= 2;
        std::vector<Slot> old(size);
        old.swap(slots_);
        for (const Slot& slot : old)
            if (slot.number != kNone) place(slot);
    }

    std::vector<Slot> slots_;
    size_t count_ = 0;
};

}  // namespace snmpolld::metrics
