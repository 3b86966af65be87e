// Waiters: those who wait for the next poll of each question of a configured host (`snmpolld poll`).
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "model/host_record.hpp"
#include "supervisor/host.hpp"

namespace snmpolld::supervisor {

class Waiters {
  public:
    // `more`: records of other questions of the host are still to come.
    using Answered = std::function<void(const model::HostRecord&, bool more)>;

    bool empty() const { return waiters_.empty(); }
    // Waits for a record of each of the questions.
    void add(const Host& host, const std::vector<Question*>& questions, Answered answered);
    // Whether somebody waits for the question.
    bool want(const Host& host, const Question& question) const;
    // Passes a part of a record of the question, perhaps the last, to all who wait for it.
    void answer(const Host& host, const Question& question, const model::HostRecord& record);

  private:
    struct Waiter {
        Answered answered;
        std::vector<const Question*> open;  // whose records are still to come
    };

    std::multimap<const Host*, Waiter> waiters_;
};

}  // namespace snmpolld::supervisor
