// ClockCompanion: whether sysUpTime travels along with a request, for the rates. An agent that fails because of it is
// asked without it: when a request with it has failed, the same is sent once without it, which tells. Used by one
// Agenda.
#pragma once

#include <cstddef>

#include "model/poll_task.hpp"
#include "snmp/silent_oids.hpp"

namespace snmpolld::snmp {

class ClockCompanion {
  public:
    // Borrows `silent`. `wanted`: there are rates.
    ClockCompanion(bool wanted, const model::Learned& learned, SilentOids& silent);

    // With requests of this poll, detours apart.
    bool isWanted() const { return wanted_; }
    // With the try that is sent, or whose answer is in hand.
    bool travels() const { return travels_; }
    // With the first try of the request.
    bool travelled() const { return travelled_; }

    void begin() { test_ = test_ == Test::next ? Test::now : test_; }
    // The first try of a request.
    void firstTry(bool detour);
    // Another try; `alone`: without company, as are those behind it.
    void retry(bool alone);
    void answersTry(size_t number) { travels_ = travelled_ && number < alone_from_; }

    // The request has failed, and is to be sent again without sysUpTime: true once in a poll.
    bool test();
    // The request is that one.
    bool isTesting() const { return test_ == Test::now; }
    // What that has shown; ignored at any other time. If it is to blame, it is left out.
    void settle(bool to_blame);
    // The rest of the poll goes without it; `to_blame`: so do others for a while.
    void leaveOut(bool to_blame);

  private:
    enum class Test { not_yet, next, now, done };

    SilentOids& silent_;
    bool wanted_;
    bool travelled_ = false;
    bool travels_ = false;
    size_t tries_ = 0;       // of the request
    size_t alone_from_ = 0;  // this try and the later ones are without company
    Test test_ = Test::not_yet;
};

}  // namespace snmpolld::snmp
