// WalkedRows: what the walks of one exchange have brought and has not left in a part of its record yet. It says when
// that is enough for a part, so that no process ever holds a whole large table.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::snmp {

// What the exchanges of one engine hold together.
struct WalkedTogether {
    size_t exchanges = 0;
    size_t varbinds = 0;
};

class WalkedRows {
  public:
    // Borrows `together`, in which it counts itself.
    explicit WalkedRows(WalkedTogether& together) : together_(together) { ++together_.exchanges; }
    ~WalkedRows();
    WalkedRows(const WalkedRows&) = delete;

    // Where the next values are appended; whoever does so calls added() afterwards.
    model::VarbindColumns& values() { return values_; }
    // The values from `first` on came in one answer, and this clock with them, unless it is null.
    void added(size_t first, const model::ClockMark* clock);
    // An answer of so many octets has come.
    void countOctets(size_t octets) { octets_ += octets; }
    bool isEnoughForPart() const;
    // Behind the record's own values so far, with their clocks.
    void moveTo(model::HostRecord& record);

  private:
    WalkedTogether& together_;
    model::VarbindColumns values_;
    std::vector<model::ClockMark> clocks_;
    size_t counted_ = 0;  // of values_, those in together_
    size_t octets_ = 0;   // of answers since the last part
};

// Moves the values behind those of the record, with their clocks; empties both.
void appendTo(model::HostRecord& record, std::vector<model::Varbind>& values, std::vector<model::ClockMark>& clocks);

}  // namespace snmpolld::snmp
