// FanoutObserver: passes every record to the sinks.
#pragma once

#include "sink/fanout.hpp"
#include "supervisor/observer.hpp"

namespace snmpolld::supervisor {

class FanoutObserver final : public Observer {
  public:
    explicit FanoutObserver(sink::Fanout& sinks) : sinks_(sinks) {}

    void recordCame(const Observation& seen) override { sinks_.write(seen.record); }

  private:
    sink::Fanout& sinks_;
};

}  // namespace snmpolld::supervisor
