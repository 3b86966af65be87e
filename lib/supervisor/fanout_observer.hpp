// FanoutObserver: passes every record to the sinks.
#pragma once

#include "sink/fanout.hpp"
#include "supervisor/observer.hpp"

namespace snmpolld::supervisor {

class FanoutObserver final : public Observer {
  public:
    explicit FanoutObserver(sink::Fanout& sinks) : sinks_(sinks) {}

    void recordCame(const Observation& seen) override { sinks_.write(seen.record); }
    void hostChanged(const std::string& host) override { sinks_.hostChanged(host); }

  private:
    sink::Fanout& sinks_;
};

}  // namespace snmpolld::supervisor
