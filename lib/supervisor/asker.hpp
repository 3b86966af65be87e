// Asker: somebody who makes hosts be polled through the Poller: the service, a sweep. Each poll belongs to the asker
// that it was begun for, who gets its records and is told of its end; several askers share one Poller.
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

    // A part of a record, or the last one, as it comes, after the observers have seen it. The record is decoded in
    // place and valid for this call only. `question`: null for an on-demand poll. No poll may be begun and no host
    // destroyed in here.
    virtual void recordCame(Host& host, const Question* question, const model::HostRecord& record) = 0;
    // At the end of the turn in which the last record of a poll came. From now on the host has room for another poll,
    // may be polled again and, unless other polls of it are under way, may be destroyed. Polls that Poller::skip()
    // ended do not come here.
    virtual void pollEnded(Host& host) = 0;

    // For those who have joined Askers: a worker has become free, or has taken the next task.
    virtual void roomMade() {}
    // Likewise: workers do not come up.
    virtual void workersCannotStart(const std::string& why) { static_cast<void>(why); }

    // Its polls that were begun and whose end it has not been told.
    size_t openPolls() const { return open_polls_; }

  private:
    friend class Delivery;

    size_t open_polls_ = 0;
};

// The askers that want to know how the workers are.
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
