#include "snmp/clock_companion.hpp"

#include "model/sys_up_time.hpp"

namespace snmpolld::snmp {

ClockCompanion::ClockCompanion(bool wanted, const model::Learned& learned, SilentOids& silent)
    : silent_(silent),
      wanted_(wanted && learned.max_get_oids != 1 && !silent.pauses(model::kSysUpTimeInstance)),
      wanted_in_walks_(wanted_ && !silent.pauses(model::kSysUpTime)) {}

void ClockCompanion::begin() {
    if (test_ == Test::next) test_ = Test::now;
    if (test_ == Test::worked) test_ = Test::checking;
}

void ClockCompanion::firstTry(bool detour, bool walking) {
    const bool wanted = walking ? wanted_in_walks_ : wanted_;
    travels_ = wanted && !detour;
}

bool ClockCompanion::test() {
    if (test_ != Test::not_yet) return false;
    test_ = Test::next;
    return true;
}

void ClockCompanion::settle(bool worked) {
    if (test_ == Test::now) test_ = worked ? Test::worked : Test::done;
}

void ClockCompanion::checked(bool answered, bool walking) {
    test_ = Test::done;
    if (answered) return;
    if (!walking) return leaveOut(true);
    wanted_in_walks_ = false;
    silent_.add(model::kSysUpTime);
}

void ClockCompanion::leaveOut(bool to_blame) {
    wanted_ = wanted_in_walks_ = false;
    if (to_blame) silent_.add(model::kSysUpTimeInstance);
}

}  // namespace snmpolld::snmp
