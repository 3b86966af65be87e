#include "snmp/clock_companion.hpp"

#include <algorithm>
#include <limits>

#include "model/sys_up_time.hpp"

namespace snmpolld::snmp {

ClockCompanion::ClockCompanion(bool wanted, const model::Learned& learned, SilentOids& silent)
    : silent_(silent), wanted_(wanted && learned.max_get_oids != 1 && !silent.pauses(model::kSysUpTimeInstance)) {}

void ClockCompanion::firstTry(bool detour) {
    travels_ = travelled_ = wanted_ && !detour && !isTesting();
    tries_ = 1;
    alone_from_ = std::numeric_limits<size_t>::max();
}

void ClockCompanion::retry(bool alone) {
    if (alone) alone_from_ = std::min(alone_from_, tries_);
    answersTry(tries_++);
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
    if (to_blame) silent_.add(model::kSysUpTimeInstance);
}

}  // namespace snmpolld::snmp
