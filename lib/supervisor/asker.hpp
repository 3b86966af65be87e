// Asker: has hosts polled through the Poller. The service and a sweep are askers. Each poll belongs to one asker, which
// gets its records and is told of its end. Several askers share one Poller.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::supervisor {

struct Host;
struct Question;

class Asker {
  public:
    virtual ~Asker() = default;

    // A part of a record has come, perhaps the last; the observers have seen it already. The record is decoded in place
    // and valid only during the call. `question` is null for an on-demand poll. The callee must not begin a poll or
    // destroy a host.
    virtual void recordCame(Host& host, const Question* question, const model::HostRecord& record) = 0;
    // Called at the end of the turn in which the last part of a record came. From now on the host has room for another
    // poll and, unless other polls of it are under way, may be destroyed. Not called for polls that Poller::skip()
    // ended.
    virtual void pollEnded(Host& host) = 0;

    // Called only if the asker has joined Askers: a worker has become free, or has taken the next task.
    virtual void roomMade() {}
    // Called only if the asker has joined Askers: several workers in a row have failed to start.
    virtual void workersCannotStart(const std::string& why) { static_cast<void>(why); }

    // Polls that were begun for this asker and whose end it has not been told.
    size_t openPolls() const { return open_polls_; }

  private:
    friend class Delivery;

    size_t open_polls_ = 0;
};

// The askers that are told when workers have room or cannot start.
class Askers {
  public:
    void join(Asker& asker) { askers_.push_back(&asker); }
    void leave(const Asker& asker) { std::erase(askers_, &asker); }

    void roomMade() const {
        for (Asker* asker : askers_)
            asker->roomMade();
    }
    void workersCannotStart(const std::string& why) const {
        for (Asker* asker : askers_)
            asker->workersCannotStart(why);
    }

  private:
    std::vector<Asker*> askers_;
};

}  // namespace snmpolld::supervisor
