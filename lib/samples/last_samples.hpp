// LastSamples: what the last poll of every configured host gave, for a page in Prometheus' text format: the samples of
// its modules, and whether and how the poll ended. A host whose last poll failed only has the latter. Samples are kept
// as they were packed (last_poll.hpp, sample_packer.hpp) and become text when the page is asked for. The memory of all
// hosts together is bounded; samples that find no room are left out and counted.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "format/prometheus_lines.hpp"
#include "model/packed_samples.hpp"

namespace snmpolld::samples {

class LastSamples {
  public:
    explicit LastSamples(size_t most_bytes = kMostBytes) : most_bytes_(most_bytes) {}

    // If several questions of a host give the same series, only its newest sample is shown.
    void take(model::LastPoll poll);
    void forget(const std::string& host);

    // Each call of what is returned gives the next piece of the page, and an empty one at its end. Families come in the
    // order of their names, hosts in the order in which they were first taken. Each piece shows what is known when it
    // is asked for. Not to be called once the LastSamples are gone.
    std::function<std::string()> page(format::TextStyle style = format::TextStyle::prometheus);

    size_t hosts() const { return slots_.size(); }
    size_t bytes() const { return bytes_; }         // that count towards the bound
    size_t samples() const { return samples_; }     // kept
    uint64_t leftOut() const { return left_out_; }  // polls whose samples found no room, since the start

    // Counted are the numbers and labels of all samples and, for each question, the list of its families.
    static constexpr size_t kMostBytes = 256U << 20;

  private:
    static constexpr uint32_t kNoSlot = ~0U;

    struct Family {
        model::PackedFamily head;       // its `end` says nothing
        std::vector<uint32_t> slots{};  // of the questions that have it, and of some that had it; sorted
    };
    using Families = std::map<std::string, Family, std::less<>>;
    struct Section {
        const Families::value_type* family;
        uint32_t end;  // of its samples in what is packed; they begin at the end of the section before
    };
    struct Shown {
        std::string packed{};             // octets of packed samples
        std::vector<Section> sections{};  // in the order of the names of their families
        uint32_t samples = 0;
        uint32_t further = kNoSlot;  // the slot of the host's next question
    };
    struct Cursor {
        format::TextStyle style{};
        std::string family{};  // the page goes on with it, or with the first one behind it
        uint32_t slot = 0;     // the first of the family that is still to come
        bool headed = false;   // the family's head has been written
    };

    static size_t sizeOf(const model::PackedSamples& packed);
    uint32_t slotOf(const std::string& host, size_t question);
    uint32_t takeSlot();
    void enter(model::PackedSamples packed, uint32_t slot, Shown& shown);
    void dropRepeats(const std::string& host, uint32_t newest);
    static Shown without(const Shown& shown, const Shown& newer);
    void put(uint32_t slot, Shown shown);
    static std::pair<uint32_t, uint32_t> rangeOf(const Shown& shown, const Families::value_type& family);
    std::string piece(Cursor& cursor);
    void addFamily(Families::value_type& family, Cursor& cursor, std::string& out);

    size_t most_bytes_;
    Families families_;
    std::vector<Shown> shown_;  // by slot
    std::vector<uint32_t> free_;
    std::unordered_map<std::string, uint32_t> slots_;  // by host, the slot of its first question
    size_t bytes_ = 0;
    size_t samples_ = 0;
    uint64_t left_out_ = 0;
};

}  // namespace snmpolld::samples
