// Narrowing: finds out why requests that ask for several things at a time fail: because they are too many, or because
// of one among them. It halves what has failed until each part has either been answered or is a single one. It knows
// the things, the OIDs of GETs or the subtrees of walks, by numbers only. Used by Gets and WalkPlan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace snmpolld::snmp {

class Narrowing {
  public:
    // `limit`: more than this many at a time have not worked in earlier polls; 0: no such limit is known. `confirms`:
    // before so many are taken to be too many, untried() wants them to be tried again, since loss alone may be to
    // blame.
    explicit Narrowing(uint32_t limit = 0, bool confirms = false) : limit_(limit), confirms_(confirms) {}

    // Whether choose() has to be asked.
    bool isActive() const {
        return limit_ != 0 || doubt_ != kNone || suspect_ != kNone || (trouble_ && !trouble_->isOver());
    }

    // Moves what the next request should ask for to the front of `open` and returns how many that is: at most `most`,
    // at least one. `open` is not empty.
    size_t choose(std::span<uint32_t> open, size_t most);
    // Whether what was chosen last may well not be answered, and is asked for only to find out.
    bool isDetour() const { return detour_; }

    // A request for these was in vain. A single one is asked for again, alone.
    void failed(std::span<const uint32_t> items, bool doubtful = true);
    // A request for these worked.
    void answered(std::span<const uint32_t> items);
    // It is asked for in a request of its own from now on, after all others. `doubtful`: it may well not be answered.
    void askAlone(uint32_t item, bool doubtful);
    bool isAlone(uint32_t item) const;
    // Nothing more is asked about it: it fails on its own, which explains the failures that it had part in.
    void explained(uint32_t item);

    // How many together, at most so many, would tell more about the limit than is known; 0: it is known.
    size_t untried(size_t most) const;
    // So many together have not worked.
    void tooMany(size_t count);

    // The most that have worked together if more have not; 0: no such limit is known.
    uint32_t limit() const;
    // The same for later polls. What this one has not settled counts as a limit.
    uint32_t learnedLimit() const;

  private:
    static constexpr size_t kNone = std::numeric_limits<size_t>::max();
    static constexpr uint32_t kInVain = 3;  // times, before so many are too many

    struct Failure {
        std::vector<uint32_t> items;
        std::vector<uint32_t> pending;  // those of which none has worked since
        bool is_explained = false;      // one that was among them fails on its own; the others may work
    };

    // Most polls have none.
    struct Trouble {
        std::vector<Failure> failures{};
        std::vector<uint32_t> alone{};
        std::vector<uint32_t> doubtful{};  // of these

        bool isOver() const { return failures.empty() && alone.empty(); }
    };

    Trouble& trouble();
    size_t mostTogether() const;
    size_t chooseFrom(const Failure& failure, std::span<uint32_t> open) const;

    uint32_t limit_;
    bool confirms_;
    bool detour_ = false;
    size_t proven_ = 0;       // so many together have worked
    size_t unproven_ = 0;     // so many may work: what failed with them failed on its own
    size_t doubt_ = kNone;    // so many have not, although each of them works
    size_t suspect_ = kNone;  // as doubt_, but not as often yet
    uint32_t in_vain_ = 0;    // how often
    std::unique_ptr<Trouble> trouble_;
};

}  // namespace snmpolld::snmp
