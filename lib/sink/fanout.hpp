// Fanout: every record to every sink; one that is stuck does not hold the others.
#pragma once

#include <memory>
#include <vector>

#include "sink/sink.hpp"

namespace snmpolld::sink {

class Fanout {
  public:
    void add(std::unique_ptr<Sink> sink) { sinks_.push_back(std::move(sink)); }
    // Puts other sinks in place of these (reload). The old ones get no more records and go when they have written what
    // they hold.
    void replace(std::vector<std::unique_ptr<Sink>> sinks);

    void write(const model::HostRecord& record);
    void finish();
    void reopen();
    bool idle() const;       // all that are not broken, replaced ones included
    bool saturated() const;  // any that is not broken
    bool broken() const;     // all of them, and there is one
    bool failing() const;    // any that is not broken: the disk is full, say; it goes on when that is over
    std::vector<SinkState> states() const;

  private:
    void dropFinished();

    std::vector<std::unique_ptr<Sink>> sinks_;
    std::vector<std::unique_ptr<Sink>> retired_;
};

}  // namespace snmpolld::sink
