// Quirks: strange behaviour of devices that is tolerated only where it is allowed by name, because each of them weakens
// a check of what comes. An auth, a module, a target and the defaults may each allow some; a poll has those of all of
// them.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace snmpolld::model {

enum class Quirk : uint8_t {
    short_request_ids,        // the device cuts request-ids to 16 bits
    any_community,            // answers have an empty community, or another one
    any_source,               // answers come from an address or port other than the one asked
    unauthenticated_reports,  // SNMPv3: notInTimeWindow comes without a digest
};

// Their words, in the order of the enumerators.
inline constexpr std::string_view kQuirkWords = "short_request_ids|any_community|any_source|unauthenticated_reports";
inline constexpr uint8_t kQuirkCount = 4;

std::string_view quirkName(Quirk quirk);  // "any_source"

// A set of quirks.
class Quirks {
  public:
    constexpr Quirks() = default;
    constexpr Quirks(std::initializer_list<Quirk> quirks) {
        for (const Quirk quirk : quirks)
            insert(quirk);
    }
    // The set whose bits() these are; bits that no quirk has are dropped.
    static constexpr Quirks ofBits(uint8_t bits) {
        Quirks out;
        out.bits_ = bits & kAll;
        return out;
    }

    constexpr bool has(Quirk quirk) const { return (bits_ & bitOf(quirk)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr void insert(Quirk quirk) { bits_ |= bitOf(quirk); }
    constexpr uint8_t bits() const { return bits_; }
    std::vector<std::string> words() const;  // in the order of the enumerators

    friend constexpr Quirks operator|(Quirks a, Quirks b) { return ofBits(a.bits_ | b.bits_); }
    constexpr auto operator<=>(const Quirks&) const = default;

    static constexpr uint8_t kAll = (1U << kQuirkCount) - 1;

  private:
    static constexpr uint8_t bitOf(Quirk quirk) { return static_cast<uint8_t>(1U << static_cast<uint8_t>(quirk)); }

    uint8_t bits_ = 0;
};

}  // namespace snmpolld::model
