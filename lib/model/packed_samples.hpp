// Samples as the supervisor hands them to the HTTP server: families with their heads, and the samples themselves in few
// octets, whose form is samples/sample_packer.hpp's. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace snmpolld::model {

enum class FamilyType : uint8_t { gauge, counter, histogram };
inline constexpr uint8_t kFamilyTypeCount = 3;

// Samples of one name. Neighbours of one family that differ in their suffix only have one head together.
struct PackedFamily {
    std::string name{};
    FamilyType type = FamilyType::gauge;
    std::optional<std::string> help{};
    std::string suffix{};  // of the samples' name: "_bucket"
    uint32_t end = 0;      // of its samples; they begin where those of the family before end
};

struct PackedSamples {
    std::vector<PackedFamily> families{};
    std::string octets{};
    uint32_t count = 0;  // of the samples
};

// What a scheduled poll gave, for the page with the last samples of every host.
struct LastPoll {
    std::string host{};
    uint32_t question = 0;        // its place among those of its host
    bool one_of_several = false;  // the host has other questions, which may give the same series
    PackedSamples samples{};      // all of them, the verdict included, sorted by family
    PackedSamples verdict{};      // whether and how the poll ended; to be shown if there is no room for the samples
};

}  // namespace snmpolld::model
