// Allowance: how much a child may say that nobody has asked it for. What it says less often than it may is saved up to
// a limit. Called by the owners of ChildProcesses; the time is passed in.
#pragma once

#include "base/clock.hpp"

namespace snmpolld::child {

class Allowance {
  public:
    struct Rate {
        double per_second = 0;
        double at_once = 0;  // how much can be saved up; a new allowance has that much
    };

    explicit Allowance(Rate rate) : rate_(rate), left_(rate.at_once) {}

    // Takes one. False if there is none left, in which case the child floods.
    bool take(MonoTime now);
    // The child has been asked for something, of which so many messages may come.
    void grant(double messages);

  private:
    Rate rate_;
    double left_;
    MonoTime filled_{};
};

}  // namespace snmpolld::child
