// RateKeeper: computes the rates of one host's counters, measured on the device's own clock. supervisor::Host holds one
// if its modules ask for rates, and every record passes through it before it reaches the outputs. A rate is either
// right, or it is left out and the reason is given: a restart or a reset counter never shows up as a spike.
#pragma once

#include <cstdint>

#include "base/clock.hpp"
#include "model/host_record.hpp"
#include "rates/device_clock.hpp"
#include "rates/reading_table.hpp"

namespace snmpolld::rates {

class RateKeeper {
  public:
    // Records of tasks up to `ignored_task` are ignored: those tasks were begun while the host was a different device.
    explicit RateKeeper(uint64_t ignored_task = 0) : ignored_task_(ignored_task) {}

    // Fills record.rates, unless the record has no clock marks or no counters, and remembers the counters. Call it for
    // each part of a record that comes in parts. After a poll that failed or was cut short the earlier readings are
    // kept, so the next rate spans the gap. Counters that a complete poll did not return are forgotten. `now` is the
    // time at which the record arrived.
    void apply(model::HostRecord& record, MonoTime now);

    // For so many consecutive polls that were cut short, a reading that is not refreshed is still kept.
    static constexpr uint8_t kMostMisses = 8;

    size_t readings() const { return readings_.size(); }
    size_t bytes() const { return sizeof *this + readings_.bytes(); }

  private:
    struct Engine {
        uint64_t id_hash = 0;  // 0: not SNMPv3
        uint32_t boots = 0;    // 0: not known
    };

    void beginPoll(uint64_t task_id);
    void endPoll(bool complete);
    void takeValues(model::HostRecord& record, DeviceClock::Window when);
    bool sameBoot(const model::Learned& learned);
    void deviceRestarted();
    void noteDiscontinuity(const model::Varbind& varbind);
    uint16_t discontinuitiesOf(const model::Oid& oid);
    model::Rate rate(const model::Varbind& varbind, const model::ClockMark& clock);

    uint64_t ignored_task_;
    uint64_t task_ = 0;              // of the last record
    bool answered_ = false;          // the device has answered in this poll
    bool restart_seen_ = false;      // a restart was noticed in this poll
    bool interfaces_known_ = false;  // the device has answered an ifCounterDiscontinuityTime at least once
    Engine engine_;
    DeviceClock clock_;
    ReadingTable readings_;
};

}  // namespace snmpolld::rates
