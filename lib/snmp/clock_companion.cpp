#include "snmp/clock_companion.hpp"

namespace snmpolld::snmp {

namespace {

const model::Oid kSysUpTimeInstance{1, 3, 6, 1, 2, 1, 1, 3, 0};

}  // namespace

ClockCompanion::ClockCompanion(bool wanted, const model::Learned& learned, SilentOids& silent)
    : silent_(silent), wanted_(wanted && learned.max_get_oids != 1 && !silent.pauses(kSysUpTimeInstance)) {}

void ClockCompanion::firstTry(bool detour) {
    travels_ = wanted_ && !detour && !isTesting();
    tries_.assign(1, travels_);
}

void ClockCompanion::retry(bool alone) {
    travels_ = tries_.front() && !alone;
    tries_.push_back(travels_);
}

bool ClockCompanion::test() {
    if (test_ != Test::not_yet) return false;
    test_ = Test::next;
    return true;
}

void ClockCompanion::settle(bool to_blame) {
    if (test_ != Test::now) return;
    test_ = Test::done;
    if (to_blame) leaveOut(true);
}

void ClockCompanion::leaveOut(bool to_blame) {
    wanted_ = false;
    if (to_blame) silent_.add(kSysUpTimeInstance);
}

}  // namespace snmpolld::snmp
