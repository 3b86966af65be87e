#include "model/lookup_marks.hpp"

#include <chrono>

namespace snmpolld::model {

namespace {

using namespace std::chrono_literals;
using Hundredths = std::chrono::duration<int64_t, std::centi>;

constexpr Duration kSlack = 5s;     // for the way of the answers
constexpr int64_t kDriftPart = 50;  // of the time that has passed

}  // namespace

// After a restart sysUpTime is at most what has passed since `kept`: it falls short of what is expected by at least
// what it was then. So that this shows, it must have been more than what is let pass.
bool stillHold(const LookupMarks& kept, const LookupMarks& seen, MonoTime now) {
    if (kept.if_table_last_change != seen.if_table_last_change) return false;
    const Duration passed = now - kept.taken;
    if (passed < Duration::zero()) return false;
    const Duration allowed = kSlack + passed / kDriftPart;
    const Duration before = Hundredths(kept.sys_up_time);
    const Duration ahead = Duration(Hundredths(seen.sys_up_time)) - before - passed;
    return before > allowed && ahead >= -allowed && ahead <= allowed;
}

}  // namespace snmpolld::model
