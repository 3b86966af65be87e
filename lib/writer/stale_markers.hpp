// StaleMarkers: says which series have ended, so that Prometheus shows them no longer. It remembers what the last poll
// of each question gave, as names and labels in compressed form, and compares the next one with it. After a start
// nothing is remembered; Prometheus then hides a series that has ended by itself after five minutes, as it does when
// there is no room to remember it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/output_record.hpp"

namespace snmpolld::writer {

// The value of a sample that ends its series: a NaN with these bits.
inline constexpr uint64_t kStaleBits = 0x7ff0000000000002;

class StaleMarkers {
  public:
    explicit StaleMarkers(size_t most_octets = 16UL << 20) : most_octets_(most_octets) {}

    // Markers for what the question's last poll had and this one no longer has, with the time of this one. A poll that
    // was skipped ends nothing, unless because its target was removed; nor does one that is older than the last. The
    // markers are a record of their own whose status is `skipped`.
    std::optional<model::OutputRecord> compare(const model::OutputRecord& record);

    // Markers for all that a host has, one record a question; then nothing of it is remembered. Their time is `at`, or
    // just behind the host's last sample if that is later.
    std::vector<model::OutputRecord> gone(const std::string& host, WallTime at);

    size_t octets() const { return octets_; }       // that are remembered
    uint64_t notKept() const { return not_kept_; }  // polls for which there was no room

  private:
    using Question = std::pair<std::string, uint32_t>;  // host, its place
    struct Kept {
        uint64_t fingerprint = 0;
        WallTime time{};
        std::string series{};
    };
    using Place = std::map<Question, Kept>::iterator;

    std::optional<model::OutputRecord> end(const Question& question, WallTime at);
    void keep(const model::OutputRecord& record, uint64_t fingerprint);
    void forget(Place place);

    const size_t most_octets_;
    size_t octets_ = 0;
    uint64_t not_kept_ = 0;
    std::map<Question, Kept> kept_;
};

}  // namespace snmpolld::writer
