// LastSamples: what the last poll of every configured host gave, as Prometheus text that is ready to be shown: its
// modules' samples, and whether and how the poll ended. A host whose last poll failed has only the latter. The text of
// all hosts is bounded; what finds no room is left out and counted.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::supervisor {

class LastSamples {
  public:
    explicit LastSamples(size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

    // The last part of a scheduled poll's record, with its samples (sampler.hpp). A poll that was skipped changes
    // nothing.
    void take(const model::HostRecord& record);
    void forget(const std::string& host);

    // The whole page in pieces, until an empty one: families in the order of their names, hosts in the order in which
    // they came. Each piece is as new as the moment when it is asked for. Not after the LastSamples have gone.
    std::function<std::string()> page();

    size_t hosts() const { return slots_.size(); }
    size_t bytes() const { return bytes_; }         // of text
    size_t samples() const { return samples_; }     // kept
    uint64_t leftOut() const { return left_out_; }  // polls whose samples found no room, since the start

    static constexpr size_t kMostBytes = 256U << 20;

  private:
    struct Family {
        std::string head;               // HELP and TYPE
        std::vector<uint32_t> slots{};  // of the hosts that have it, and of some that had it; sorted
    };
    using Families = std::map<std::string, Family, std::less<>>;
    struct Section {
        const Families::value_type* family;
        size_t end;  // in text
    };
    struct Shown {
        std::string text{};  // lines without the name of their family
        std::vector<Section> sections{};
        size_t samples = 0;
    };
    struct Cursor {
        std::string family{};  // to be shown, or behind it
        uint32_t slot = 0;     // of it, the first
        bool headed = false;   // its head has been written
    };

    uint32_t takeSlot();
    void put(uint32_t slot, Shown shown);
    void split(std::string_view text, uint32_t slot, Shown& shown);
    static std::string_view textOf(const Shown& shown, const Families::value_type& family);
    std::string piece(Cursor& cursor);
    void addFamily(Families::value_type& family, Cursor& cursor, std::string& out);

    size_t most_bytes_;
    Families families_;
    std::vector<Shown> shown_;  // by slot
    std::vector<uint32_t> free_;
    std::unordered_map<std::string, uint32_t> slots_;  // by host
    size_t bytes_ = 0;
    size_t samples_ = 0;
    uint64_t left_out_ = 0;
};

}  // namespace snmpolld::supervisor
