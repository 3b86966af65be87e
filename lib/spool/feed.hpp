// Feed: gives out the entries of segments in order, and keeps what it has read and what was given out in memory, some
// MiB at most. It only reads; what becomes of a segment that was read and passed is its owner's matter.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "spool/block_search.hpp"
#include "spool/segment.hpp"

namespace snmpolld::spool {

enum class Order { oldest_first, newest_first };

class Feed {
  public:
    // How to read a segment. It may finish a segment that is open.
    using OpenSegment = std::function<Result<ReadAt>(Segment&)>;

    // The segments and what opens them are the owner's and outlive the feed.
    Feed(Segments& segments, Order order, OpenSegment open);

    // The entry that is `ahead` places after the one to send now; nullopt: there is none, or no room for it. It is in
    // hand from now on, and its octets stay until it is passed or put back.
    std::optional<Entry> next(size_t ahead);
    bool has(size_t ahead) const { return ahead < entries_; }  // it is in memory
    bool isFull() const;                                       // it reads nothing for entries further ahead

    // What passing the first entry in hand has shown.
    struct Passed {
        uint64_t segment = 0;
        Counts lost{};          // damaged entries right before it
        int64_t lost_from = 0;  // times between which they lay
        int64_t lost_to = 0;
    };
    // nullopt: nothing is in hand.
    std::optional<Passed> pass();
    void putBack() { in_hand_ = 0; }

    bool holds(uint64_t segment) const;                        // some of its entries are in hand
    std::optional<int64_t> firstLeft(uint64_t segment) const;  // the time of its next entry; nullopt: not known
    void forget(uint64_t segment);                             // which is gone; nothing of it is in hand
    std::vector<uint64_t> takeEnded();                         // segments that have nothing any more to give out
    uint64_t damaged() const { return damaged_; }              // stretches of octets that were no sound block

  private:
    struct Block {
        uint64_t segment = 0;
        uint64_t offset = 0;
        BlockHead head{};
        BlockContent content{};
        uint32_t passed = 0;  // entries of it
        uint64_t samples_passed = 0;

        size_t left() const { return content.entries.size() - passed; }
    };

    bool load();
    Segment* choose();
    bool canBeRead(const Segment& segment) const;
    bool readFrom(Segment& segment);
    bool keep(Segment& segment, FoundBlock found);
    void end(Segment& segment);

    Segments& segments_;
    Order order_;
    OpenSegment open_;
    std::list<Block> blocks_;  // in the order in which their entries are given out
    size_t entries_ = 0;       // of the blocks, without those that were passed
    size_t octets_ = 0;        // of the blocks
    size_t in_hand_ = 0;       // entries
    uint64_t reading_ = 0;     // the segment that is read to its end before another one is chosen; 0: none
    std::vector<uint64_t> ended_;
    uint64_t damaged_ = 0;
};

}  // namespace snmpolld::spool
