// ClockCompanion: whether sysUpTime travels along with a request, for the rates. An agent that fails because of it is
// asked without it: when a request with it has failed, the same is sent once without it. If that works, sysUpTime is
// asked for alone, which tells whether it is to blame or the number of OIDs. Used by one Agenda.
#pragma once

#include <cstddef>

#include "model/poll_task.hpp"
#include "snmp/silent_oids.hpp"

namespace snmpolld::snmp {

class ClockCompanion {
  public:
    // Borrows `silent`. `wanted`: there are rates.
    ClockCompanion(bool wanted, const model::Learned& learned, SilentOids& silent);

    // With GETs of this poll, detours apart.
    bool isWanted() const { return wanted_; }
    // With the request.
    bool travels() const { return travels_; }

    // A request begins.
    void begin();
    // Its first try.
    void firstTry(bool detour, bool walking);

    // It travels beside so many OIDs.
    void setCompany(size_t oids) { company_ = oids; }

    // The request has failed, and is to be sent again without sysUpTime: true once in a poll.
    bool test();
    // The request is that one.
    bool isTesting() const { return test_ == Test::now; }
    // Whether that one worked; ignored at any other time.
    void settle(bool worked);

    // The request is for sysUpTime alone.
    bool isChecking() const { return test_ == Test::checking; }
    // Whether that was answered; `walking`: to GETNEXT. If so, as many as tooMany() together are too many.
    void checked(bool answered, bool walking);
    size_t tooMany() const { return company_ + 1; }

    // The GETs of the rest of the poll go without it; `to_blame`: so do others for a while.
    void leaveOut(bool to_blame);

  private:
    enum class Test { not_yet, next, now, worked, checking, done };

    SilentOids& silent_;
    bool wanted_;
    bool wanted_in_walks_;
    bool travels_ = false;
    Test test_ = Test::not_yet;
    size_t company_ = 0;  // of the last request in which it travelled
};

}  // namespace snmpolld::snmp
