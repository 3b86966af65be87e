// RateKeeper: the rates of one host's counters on the device's own clock. Held by supervisor::Host when its module set
// wants rates; every record of a worker passes through it before the outputs. What it says is right, or no rate with
// the reason: never a spike.
#pragma once

#include <cstdint>

#include "base/clock.hpp"
#include "model/host_record.hpp"
#include "rates/device_clock.hpp"
#include "rates/sample_table.hpp"

namespace snmpolld::rates {

class RateKeeper {
  public:
    // Records of tasks up to `ignored_task` are of another device: they were begun before the host became this one.
    explicit RateKeeper(uint64_t ignored_task = 0) : ignored_task_(ignored_task) {}

    // Fills record.rates, unless the record has no clocks or no counter, and remembers the counters. A record of parts
    // is applied part by part. Values of polls that failed or were cut short stay remembered: the next rate spans the
    // gap. What a complete poll did not see is forgotten. `now`: when the record came.
    void apply(model::HostRecord& record, MonoTime now);

    // Polls cut short in a row that a value outlives without being seen.
    static constexpr uint8_t kMostMisses = 8;

    size_t samples() const { return samples_.size(); }
    size_t bytes() const { return sizeof *this + samples_.bytes(); }

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
    bool answered_ = false;          // in this poll
    bool restart_seen_ = false;      // in this poll
    bool interfaces_known_ = false;  // some ifCounterDiscontinuityTime was ever answered
    Engine engine_;
    DeviceClock clock_;
    SampleTable samples_;
};

}  // namespace snmpolld::rates
