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

namespace snmpolld::samples {

// Which of its host's questions.
struct QuestionPlace {
    size_t number = 0;
    bool one_of_several = false;  // how it ended is said with its modules
};

class LastSamples {
  public:
    explicit LastSamples(size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

    // The last part of a scheduled poll's record, with its samples (sampler.hpp). A poll that was skipped changes
    // nothing. A sample that several questions of a host make is shown once, the newest.
    void take(const model::HostRecord& record, QuestionPlace asked = {});
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
    static constexpr uint32_t kNoSlot = ~0U;

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
        uint32_t samples = 0;
        uint32_t further = kNoSlot;  // of the host's next question
    };
    struct Cursor {
        std::string family{};  // to be shown, or behind it
        uint32_t slot = 0;     // of it, the first
        bool headed = false;   // its head has been written
    };

    uint32_t slotOf(const std::string& host, size_t question);
    uint32_t takeSlot();
    void dropRepeats(const std::string& host, uint32_t newest);
    static void addOthers(std::string_view lines, std::string_view newer, Shown& shown);
    void put(uint32_t slot, Shown shown);
    void split(std::string_view text, uint32_t slot, Shown& shown);
    static std::string_view textOf(const Shown& shown, const Families::value_type& family);
    std::string piece(Cursor& cursor);
    void addFamily(Families::value_type& family, Cursor& cursor, std::string& out);

    size_t most_bytes_;
    Families families_;
    std::vector<Shown> shown_;  // by slot
    std::vector<uint32_t> free_;
    std::unordered_map<std::string, uint32_t> slots_;  // by host, of its first question
    size_t bytes_ = 0;
    size_t samples_ = 0;
    uint64_t left_out_ = 0;
};

}  // namespace snmpolld::samples
