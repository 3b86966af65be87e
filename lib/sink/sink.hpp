// Sink: where HostRecords go. A sink never blocks and never fails its caller: what it cannot take in time is dropped,
// counted and said in the log.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::sink {

struct SinkState {
    std::string name;      // "jsonl records.jsonl"
    uint64_t written = 0;  // records taken; of a poll in parts, each part
    uint64_t dropped = 0;  // records that found no room, parts likewise
    size_t queued_bytes = 0;
    std::string trouble;  // the error that it is in, "" when none
};

class Sink {
  public:
    virtual ~Sink() = default;

    virtual void write(const model::HostRecord& record) = 0;
    virtual void finish() {}             // no record comes any more: what was kept until now is written
    virtual void reopen() = 0;           // SIGUSR1
    virtual bool idle() const = 0;       // nothing is waiting to be written
    virtual bool saturated() const = 0;  // half of its queue is full: a sweep waits, a service goes on
    virtual bool broken() const = 0;     // it will never write again (closed pipe)
    virtual SinkState state() const = 0;
};

}  // namespace snmpolld::sink
