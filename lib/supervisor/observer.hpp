// Observer: is shown every record. The outputs, the samples page and the daemon's own metrics are observers; Delivery
// has a list of them (Delivery::observe). An observer never blocks, begins no poll and keeps no reference to what it is
// shown.
#pragma once

#include <string>

#include "model/host_record.hpp"
#include "samples/last_poll.hpp"

namespace snmpolld::supervisor {

struct Host;
struct Question;

// What is shown, valid for the duration of the call. Records of a large poll come in parts; only the last has a status.
struct Observation {
    const model::HostRecord& record;  // with samples in the last part, if the Poller has a Sampler
    const Host& host;
    const Question* question;  // null if the poll did not belong to one of the host's questions

    // Whether this is the last part of a record, and its question is still asked of the host unchanged.
    bool isCurrent() const;
    // Where the question stands among those of its host. Only with a question.
    samples::QuestionPlace place() const;
};

class Observer {
  public:
    virtual ~Observer() = default;

    virtual void recordCame(const Observation& seen) = 0;
    // A configured host is asked something else from now on, or is gone.
    virtual void hostChanged(const std::string& host) { static_cast<void>(host); }
};

}  // namespace snmpolld::supervisor
